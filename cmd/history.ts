import { change } from "../src/model/history.ts";
import { creationCommand } from "../src/model/own-definition.ts";
import { visible } from "../src/model/render/escape.ts";
import { machineClock } from "./clock.ts";
import { openStore, type StoreFlags, tableError } from "./table-store.ts";
import { print, printJson } from "./terminal.ts";

export type HistoryFlags = StoreFlags & {
  readonly spoke?: string;
  readonly since: number;
  readonly output: "text" | "json";
};

/** What passes changed, the oldest first, and of spokes' own endpoints that were handed over what makes each again. */
export async function history({ spoke, since, output, ...flags }: HistoryFlags): Promise<number> {
  const store = openStore(flags);
  const seen = await store.history.since(machineClock.now() - since);
  if (seen.kind === "unreadable") throw tableError(flags, seen.failure);
  const kept = await store.list("definition");
  if (kept.kind === "unreadable") throw tableError(flags, kept.failure);
  const endpoints = kept.value
    .map(({ key: id, value }) => ({ id, ...value }))
    .filter((one) => one.at >= machineClock.now() - since && (spoke === undefined || one.spoke === spoke));
  const passes = seen.value
    .map(({ at, pass, entries }) => {
      const changes = entries.flatMap((entry) => change.safeParse(entry).data ?? []);
      return { at, pass, changes: changes.filter((one) => spoke === undefined || one.spoke === spoke) };
    })
    .filter(({ changes }) => changes.length > 0);
  if (output === "json") {
    printJson({ passes, endpoints });
    return 0;
  }
  for (const { at, pass, changes } of passes) {
    print(`${new Date(at).toISOString()}  pass ${pass}`);
    for (const { result, key, because, problem } of changes)
      print(visible(`  ${result === "done" ? "✓" : "✗"} ${key}: ${problem ?? because}`));
  }
  for (const { id, at, ...definition } of endpoints) {
    print(
      visible(
        `${new Date(at).toISOString()}  own endpoint ${id} of spoke ${definition.spoke}, made again by`,
      ),
    );
    print(visible(`  ${creationCommand(definition)}`));
  }
  if (passes.length + endpoints.length === 0)
    print(`nothing was changed${spoke === undefined ? "" : ` of spoke ${spoke}`} in that time`);
  return 0;
}
