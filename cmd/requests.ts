import { randomUUID } from "node:crypto";
import { visible } from "../src/model/render/escape.ts";
import type { ObjectStatus } from "../src/model/status/status.ts";
import { whyNotAccept } from "../src/store/accept.ts";
import { lastStatus } from "../src/store/last-status.ts";
import type { PersonRequest } from "../src/store/records.ts";
import { machineClock } from "./clock.ts";
import { author, openStore, type StoreFlags, tableError } from "./table-store.ts";
import { print, UserError } from "./terminal.ts";

/** Nothing is changed from the next look on, five seconds at most, until somebody resumes. */
export function pause(flags: StoreFlags & { readonly reason: string }): Promise<number> {
  return ask(
    flags,
    { kind: "pause", reason: flags.reason },
    "paused: the holder of the lease obeys within seconds",
  );
}

export function resume(flags: StoreFlags): Promise<number> {
  return ask(flags, { kind: "resume" }, "resumed: the next pass acts again");
}

export function reconcile(flags: StoreFlags): Promise<number> {
  return ask(
    flags,
    { kind: "reconcile" },
    "asked for a pass: the holder of the lease makes it within seconds",
  );
}

/** A commit that does not descend from the one that ruled last, and is meant all the same. */
export async function acceptCommit(commit: string, flags: StoreFlags): Promise<number> {
  if (!/^[0-9a-f]{40}([0-9a-f]{24})?$/.test(commit))
    throw new UserError(`${commit} is no whole commit id: 40 (or 64) hexadecimal digits, in lower case`);
  const why = await whyNotAccept(openStore(flags), commit);
  if (why !== undefined) throw new UserError(`table ${flags.table}: ${why}; nothing was asked`);
  return ask(
    flags,
    { kind: "accept", subject: commit },
    `accepted ${commit}: it rules from the next look on, if it is valid`,
  );
}

/**
 * A spoke whose document is gone, and of which something is left: nothing is remembered of it any more. Its VPC leaves our own
 * zones like any that no document names; from others' zones it is not taken out.
 */
export async function forget(spoke: string, flags: StoreFlags): Promise<number> {
  const seen = await lastStatus(openStore(flags));
  if (seen.kind === "unreadable") throw tableError(flags, seen.failure);
  const leaving = (seen.value?.objects ?? []).filter(({ leaving, name }) => leaving && name === spoke);
  if (leaving.length === 0)
    throw new UserError(
      `spoke ${spoke} is not leaving: the last status shows none of that name without a document; vpce-operator status names those that are`,
    );
  for (const line of leaving.map(leftInWords)) print(line);
  return ask(
    flags,
    { kind: "forget", subject: spoke },
    "asked for: the next pass forgets it, within seconds",
  );
}

function leftInWords({ name, hub, vpc, account, leaving = [], conditions }: ObjectStatus): string {
  const where = leaving.length > 0 ? leaving.join(", ") : "zones or rules that could not be read";
  const ofRules = account
    ? `; its rules leave it only where the hub's resource share, or a document, names account ${account}`
    : "";
  return visible(
    `${name} (hub ${hub}): in AWS ${vpc} is still in ${where}: ${conditions[0]?.message}\n` +
      `from our own zones it goes as any VPC that no document names, under the guard; from zones of others nothing takes it out any more${ofRules}`,
  );
}

type Wish = Pick<PersonRequest, "kind" | "reason" | "subject">;

async function ask(flags: StoreFlags, wish: Wish, words: string): Promise<number> {
  const { requests } = openStore(flags);
  const written = await requests.ask({ ...wish, id: randomUUID(), at: machineClock.now(), author: author() });
  if (written.kind === "failed") throw tableError(flags, written.failure);
  if (written.kind !== "written")
    throw new UserError(`table ${flags.table}: not written; nothing was asked: ask again`);
  print(words);
  return 0;
}
