import type { Seen } from "../model/failure.ts";
import type { KnownSpoke } from "../model/leaving.ts";
import type { ObjectStatus } from "../model/status/status.ts";
import { lastStatus } from "../store/last-status.ts";
import type { Store } from "../store/store.ts";

/** Spokes as the last status on the table knows them, without those that somebody had forgotten (semantics 40). */
export async function knownOnTable(
  store: Pick<Store, "status" | "requests">,
): Promise<Seen<readonly KnownSpoke[]>> {
  const [last, wishes] = await Promise.all([lastStatus(store), store.requests.list()]);
  if (last.kind === "unreadable") return last;
  if (wishes.kind === "unreadable") return wishes;
  const open = wishes.value.filter(
    ({ kind, acknowledgedAt }) => kind === "forget" && acknowledgedAt === undefined,
  );
  const forgotten = new Set(open.map(({ subject }) => subject));
  const known = knownSpokes(last.value?.objects ?? []);
  return { kind: "seen", value: known.filter(({ name }) => !forgotten.has(name)) };
}

/** Those that were leaving too. */
export function knownSpokes(objects: readonly ObjectStatus[]): readonly KnownSpoke[] {
  return objects.flatMap(({ kind, hub, name, vpc, suspended, account }) =>
    kind === "Spoke" && hub !== undefined && vpc !== undefined
      ? [{ hub, name, vpc, ...(suspended && { suspended }), ...(account !== undefined && { account }) }]
      : [],
  );
}
