import type { Clock } from "../model/clock.ts";
import { createDocumentCache } from "../model/desired/document-cache.ts";
import type { Parsed } from "../model/desired/parse.ts";
import type { Problem } from "../model/desired/problems.ts";
import type { Desired } from "../model/desired/types.ts";
import type { Commit, Head } from "../model/source/commit.ts";
import type { Refusal } from "../model/source/refusal.ts";
import { whichRules } from "../model/source/which-rules.ts";
import { inTurns } from "../model/turns.ts";
import { parseContentsInTurns, type SecretSources } from "../operator/sources/contents.ts";
import type { Read, Reading, Source } from "../operator/sources/source.ts";
import type { DesiredState, Ruling } from "./ports.ts";

/** What is known of earlier heads, and where it is kept: on the table, or in this process alone. */
export type CommitMemory = {
  last(): Commit | undefined;
  /** Commits that people accepted after a rewritten history. */
  accepted(): ReadonlySet<string>;
  /** This one rules from now on. */
  rules(commit: Commit): Promise<void>;
};

export type DesiredStateOptions = {
  readonly source: Source;
  readonly secrets: SecretSources;
  readonly memory: CommitMemory;
  readonly clock: Clock;
  /** Why sound documents are not for this instance, if so: its table is another, or another owner's. */
  readonly stranger?: (desired: Desired) => Promise<Stranger | undefined>;
  /** What was last seen, and why it does not rule; undefined when it does. Told at each look. */
  readonly told: (attempted: string | undefined, refusal: Refusal | undefined) => void;
  /** What is odd in documents that rule. */
  readonly warned?: (warnings: readonly Problem[]) => void;
};

export type Stranger = Pick<Refusal, "reason" | "message">;

/** Desired state by a source: each look decides whether what it shows rules, or what ruled before goes on (semantics 42). */
export function createDesiredState(options: DesiredStateOptions): DesiredState {
  const { source, secrets, memory, clock, told } = options;
  const cache = createDocumentCache();
  let ruling: Ruling | undefined;
  let tree: string | undefined;

  /** What the source shows is taken up, or what ruled before goes on. */
  async function look(signal: AbortSignal): Promise<void> {
    const remembered = memory.last();
    const reading = await source.poll(signal, remembered).catch((error: unknown): Reading => {
      signal.throwIfAborted();
      return { kind: "failed", message: error instanceof Error ? error.message : String(error) };
    });
    if (remembered && ruling?.revision !== remembered.commit) await recall(remembered, signal);
    const parsed = reading.kind === "read" ? await parsedOf(reading) : undefined;
    const decision = whichRules({
      seen: reading.kind === "read" ? { ...reading, problems: parsed?.problems ?? [] } : reading,
      remembered,
      accepted: memory.accepted(),
      hasLastGood: ruling !== undefined,
    });
    const attempted = reading.kind === "read" ? reading.revision : undefined;
    if (decision.kind !== "use") return told(attempted, decision.refusal);
    told(attempted, reading.kind === "read" && parsed?.desired ? await takeUp(reading, parsed) : undefined);
  }

  /** Why not, if they are documents for another instance. */
  async function takeUp(read: Read, { desired, warnings }: Sound): Promise<Refusal | undefined> {
    const { head, ...reading } = read;
    const stranger = await options.stranger?.(desired);
    if (stranger) return { ...stranger, revision: reading.revision, problems: [] };
    if (tree !== reading.tree) options.warned?.(warnings);
    tree = reading.tree;
    const { revision, removals } = reading;
    ruling = { desired, revision, removals, ...(head && { commit: commitOf(head) }) };
    if (head && head.commit !== memory.last()?.commit) await memory.rules(commitOf(head));
    return undefined;
  }

  /**
   * A process that begins goes on with the commit that ruled before, and so does one that leads again: what it held itself
   * may be older by then.
   */
  async function recall(commit: Commit, signal: AbortSignal): Promise<void> {
    ruling = tree = undefined;
    const reading = await source.recall?.(commit, signal);
    const desired = await documentsIn(reading);
    if (!desired || reading?.kind !== "read" || (await options.stranger?.(desired))) return;
    ruling = { desired, revision: commit.commit, removals: "allowed", commit };
    tree = reading.tree;
  }

  async function documentsIn(reading: Reading | undefined): Promise<Desired | undefined> {
    return reading?.kind === "read" ? (await parsedOf(reading)).desired : undefined;
  }

  function parsedOf({ contents }: Read): Promise<Parsed> {
    return inTurns(parseContentsInTurns(contents, secrets, cache), clock.breathe);
  }

  return {
    async refresh(signal) {
      const before = { tree, removals: ruling?.removals };
      await look(signal).catch((error: unknown) => {
        if (!signal.aborted) throw error;
      });
      return tree !== before.tree || ruling?.removals !== before.removals;
    },
    ruling: () => ruling,
    recall: async (commit, signal) => documentsIn(await source.recall?.(commit, signal)),
    async rest(ms, signal) {
      const woken = new AbortController();
      const wake = () => woken.abort();
      const unwatch = source.watch?.(wake);
      signal.addEventListener("abort", wake, { once: true });
      await clock.sleep(ms, woken.signal);
      signal.removeEventListener("abort", wake);
      unwatch?.();
    },
  };
}

type Sound = Extract<Parsed, { readonly desired: Desired }>;

function commitOf({ url, ref, path, commit, tree }: Head): Commit {
  return { url, ref, path, commit, tree };
}
