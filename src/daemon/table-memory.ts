import type { Clock } from "../model/clock.ts";
import { ownersIn } from "../model/desired/table.ts";
import type { Desired } from "../model/desired/types.ts";
import type { Seen } from "../model/failure.ts";
import type { Commit } from "../model/source/commit.ts";
import type { Status } from "../model/status/status.ts";
import { isForeign } from "../store/encoding.ts";
import { type Written, whyUnwritten } from "../store/items.ts";
import { lastStatus } from "../store/last-status.ts";
import type { PersonRequest, RecordOf } from "../store/records.ts";
import { pauseIn, pauseInWords } from "../store/requests.ts";
import type { Store } from "../store/store.ts";
import { type Binding, boundElsewhere, ownedByOthers, UNBOUND, withOwners } from "./binding.ts";
import type { CommitMemory, Stranger } from "./desired-state.ts";
import type { Requests } from "./ports.ts";

export type TableMemoryOptions = {
  readonly store: Pick<Store, "get" | "put" | "requests" | "status">;
  readonly clock: Clock;
  /** The source's name: a table belongs to one (semantics 38). */
  readonly source: string;
  /** What went wrong with the table, for the log. */
  readonly problem: (message: string) => void;
  /** How things stood before this term, which knows the spokes that are leaving and those that were suspended. */
  readonly recall?: (status: Status | undefined) => void;
  /** A single pass waits for nobody who mends the table. */
  readonly once?: boolean;
};

/** What the daemon remembers on its table, and what people ask for there. */
export type TableMemory = {
  readonly commits: CommitMemory;
  readonly requests: Requests;
  /** Whether the documents are another owner's; else the table is theirs from now on, if it was nobody's. */
  stranger(desired: Desired): Promise<Stranger | undefined>;
  /**
   * Of a term that begins: binds the table, and reads what ruled last. What is not understood is said, here and later, and
   * `puzzled` is called: another version may understand it. Throws Error where the table is another source's, or cannot be read.
   */
  begin(epoch: number, signal: AbortSignal, puzzled?: () => void): Promise<void>;
  /** Without a term: resolves when nothing such stands there any more, or the signal aborts. Throws as `begin` does. */
  understood(signal: AbortSignal): Promise<void>;
};

/** The table is there, for the lease was just taken on it: what fails is tried again. */
const AGAIN_MS = 1000;
/** What is not understood stays so until a person acts. */
const FOREIGN_AGAIN_MS = 30_000;

/** Something on the table, in words. */
class NotUnderstood extends Error {}

export function createTableMemory(options: TableMemoryOptions): TableMemory {
  const { store, clock, source, problem, once = false } = options;
  let epoch = 0;
  let last: RecordOf<"source"> | undefined;
  let binding: Binding = UNBOUND;
  /** Undefined: in this term nobody knows yet what people ask. */
  let wishes: readonly PersonRequest[] | undefined;
  /** What stands on the table and is not understood, in words: nothing is changed as long as it stands there. */
  let foreign: string | undefined;
  let puzzled = () => {};

  /** Undefined also when the signal aborts. */
  async function surely<T>(
    what: string,
    read: () => Promise<Seen<T>>,
    signal: AbortSignal,
  ): Promise<T | undefined> {
    while (!signal.aborted) {
      const seen = await read();
      if (seen.kind === "seen") return seen.value;
      const { kind, message } = seen.failure;
      if (isForeign(seen.failure) && !once) throw new NotUnderstood(words(what, message));
      if (kind !== "transient" && kind !== "throttled") throw new Error(`${what} cannot be read: ${message}`);
      problem(`${what} could not be read: ${message}`);
      await clock.sleep(AGAIN_MS, signal);
    }
    return undefined;
  }

  const words = (what: string, message: string) => `stands by, for ${what} is not understood: ${message}`;

  function isPuzzledBy(why: string): void {
    if (why !== foreign) problem(why);
    foreign = why;
    puzzled();
  }

  /** Undefined where something of it is not understood, or the signal aborts. */
  async function readAll(signal: AbortSignal) {
    try {
      const bound =
        (await surely("whose table it is", () => store.get("binding", "table"), signal)) ?? UNBOUND;
      const elsewhere = boundElsewhere(bound.source, source);
      if (elsewhere !== undefined) throw new Error(elsewhere);
      const asked = await surely("what people ask", () => store.requests.list(), signal);
      const ruled = await surely("what ruled last", () => store.get("source", "last-good"), signal);
      const status = await surely("how things stood last", () => lastStatus(store), signal);
      if (signal.aborted) return undefined;
      foreign = undefined;
      return { bound, asked, ruled, status };
    } catch (error) {
      if (!(error instanceof NotUnderstood)) throw error;
      isPuzzledBy(error.message);
      return undefined;
    }
  }

  async function keep(next: Binding): Promise<void> {
    const written = await store.put("binding", "table", next, epoch);
    tell("whose table it is", written);
    if (written.kind === "written") binding = next;
  }

  function tell(what: string, written: Written): void {
    const why = whyUnwritten(written);
    if (why !== undefined) problem(`${what} was not written: ${why}`);
  }

  const open = (kind: PersonRequest["kind"]) =>
    (wishes ?? []).filter((wish) => wish.kind === kind && wish.acknowledgedAt === undefined);
  const pause = () => (wishes ?? []).filter(({ kind }) => kind === "pause" || kind === "resume").at(-1);

  return {
    async begin(term, signal, tell = () => {}) {
      epoch = term;
      puzzled = tell;
      wishes = undefined;
      const all = await readAll(signal);
      if (!all) return;
      binding = all.bound;
      if (binding.source === undefined) await keep({ ...binding, source });
      wishes = all.asked;
      last = all.ruled;
      options.recall?.(all.status);
    },
    async understood(signal) {
      puzzled = () => {};
      while (foreign !== undefined && !signal.aborted) {
        await clock.sleep(FOREIGN_AGAIN_MS, signal);
        await readAll(signal);
      }
    },
    async stranger(desired) {
      const owners = ownersIn(desired);
      const message = ownedByOthers(binding, owners);
      if (message !== undefined) return { reason: "OtherOwners", message: `its table: ${message}` };
      const grown = withOwners(binding, owners);
      if (grown) await keep(grown);
      return undefined;
    },
    commits: {
      last: () => last && commitOf(last),
      accepted: () =>
        new Set([...(last?.accepted ?? []), ...open("accept").flatMap(({ subject }) => subject ?? [])]),
      async rules(commit) {
        const next = { ...commit, ...(last?.accepted && { accepted: last.accepted }) };
        const written = await store.put("source", "last-good", next, epoch);
        tell("what rules now", written);
        if (written.kind === "written") last = next; // else the next look writes it
        for (const wish of open("accept").filter(({ subject }) => subject === commit.commit))
          tell("that a commit was accepted", await store.requests.acknowledge(wish, epoch));
      },
    },
    requests: {
      async refresh(signal) {
        const known = new Set([...open("reconcile"), ...open("forget")].map(({ id }) => id));
        const seen = await store.requests.list();
        if (seen.kind === "unreadable") {
          // Who paused is still obeyed, for nobody is known to have resumed.
          if (isForeign(seen.failure)) isPuzzledBy(words("what people ask", seen.failure.message));
          else if (!signal.aborted) problem(`what people ask could not be read: ${seen.failure.message}`);
          return false;
        }
        foreign = undefined;
        wishes = seen.value;
        return [...open("reconcile"), ...open("forget")].some(({ id }) => !known.has(id));
      },
      paused() {
        if (foreign !== undefined) return foreign;
        if (!wishes) return "it is not known yet whether somebody paused it";
        const pause = pauseIn(wishes);
        return pause && pauseInWords(pause);
      },
      puzzle: () => foreign,
      forgotten: () => new Set(open("forget").flatMap(({ subject }) => subject ?? [])),
      asked: () =>
        (wishes ?? []).flatMap(({ kind, id, at, acknowledgedAt }) =>
          kind === "reconcile" ? [{ id, at, ...(acknowledgedAt !== undefined && { acknowledgedAt }) }] : [],
        ),
      async acknowledge(since, forgotten) {
        const passes = open("reconcile").filter(({ at }) => at <= since);
        const done = [...passes, ...open("forget").filter(({ subject = "" }) => forgotten.has(subject))];
        const turned = pause();
        const all = turned && turned.acknowledgedAt === undefined ? [...done, turned] : done;
        for (const wish of all) tell("that a request was met", await store.requests.acknowledge(wish, epoch));
        const met = new Set(all.map(({ id }) => id));
        wishes = wishes?.map((wish) => (met.has(wish.id) ? { ...wish, acknowledgedAt: clock.now() } : wish));
      },
    },
  };
}

function commitOf({ url, ref, path, commit, tree }: RecordOf<"source">): Commit {
  return { url, ref, path, commit, tree };
}
