import { randomUUID } from "node:crypto";
import type { PersonRequest } from "../src/store/records.ts";
import { machineClock } from "./clock.ts";
import { author, openStore, type StoreFlags } from "./table-store.ts";
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
export function acceptCommit(commit: string, flags: StoreFlags): Promise<number> {
  if (!/^[0-9a-f]{40}([0-9a-f]{24})?$/.test(commit))
    throw new UserError(`${commit} is no whole commit id: 40 (or 64) hexadecimal digits, in lower case`);
  return ask(
    flags,
    { kind: "accept", subject: commit },
    `accepted ${commit}: it rules from the next look on, if it is valid`,
  );
}

type Wish = Pick<PersonRequest, "kind" | "reason" | "subject">;

async function ask(flags: StoreFlags, wish: Wish, words: string): Promise<number> {
  const { requests } = openStore(flags);
  const written = await requests.ask({ ...wish, id: randomUUID(), at: machineClock.now(), author: author() });
  if (written.kind !== "written")
    throw new UserError(
      `table ${flags.table}: ${written.kind === "failed" ? written.failure.message : "not written"}; nothing was asked`,
    );
  print(words);
  return 0;
}
