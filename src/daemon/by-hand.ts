import type { Clock } from "../model/clock.ts";
import type { Desired } from "../model/desired/types.ts";
import type { Seen } from "../model/failure.ts";
import { changesOf } from "../model/history.ts";
import type { KnownSpoke } from "../model/leaving.ts";
import type { Report } from "../model/report.ts";
import type { RolloutGates } from "../model/rollout/gate.ts";
import type { Definitions } from "../operator/definitions.ts";
import type { InventoryStore } from "../operator/inventory.ts";
import type { LossStore } from "../operator/losses.ts";
import type { Journal } from "../operator/open-steps.ts";
import { isForeign } from "../store/encoding.ts";
import { whyUnwritten } from "../store/items.ts";
import type { PersonRequest } from "../store/records.ts";
import { pauseIn, pauseInWords } from "../store/requests.ts";
import type { Store } from "../store/store.ts";
import { ownedByOthers, UNBOUND, withOwners } from "./binding.ts";
import { knownOnTable } from "./known-spokes.ts";
import { type Contended, contend } from "./lease/contend.ts";
import type { LeaseKeeper } from "./lease/keeper.ts";
import { linkedSignal } from "./linked-signal.ts";
import { createRollouts } from "./rollouts.ts";
import { createTableKeepers } from "./table-keepers.ts";

/** Between two looks at what people ask while it acts. */
const REQUESTS_MS = 5000;

export type ByHandOptions = {
  readonly keeper: LeaseKeeper;
  readonly store: Pick<Store, "get" | "list" | "put" | "remove" | "now" | "requests" | "history" | "status">;
  readonly clock: Clock;
  /** Of the documents. */
  readonly owners: readonly string[];
  /** Somebody interrupts it. */
  readonly signal: AbortSignal;
  readonly told: (words: string) => void;
  readonly freshId: () => string;
};

/** The lease, for one pass by hand. */
export type Turn = {
  /** Aborted when nothing more may be started: interrupted, paused, or the lease was lost. */
  readonly signal: AbortSignal;
  /** Why it was, beside an interruption. */
  stopped(): string | undefined;
  /** Until then, in epoch milliseconds, nothing is sent: the predecessor acted just before (semantics 37). */
  readonly quietUntil: number;
  /** Spokes as they were last known: those whose documents are gone are leaving. */
  readonly known: readonly KnownSpoke[];
  /** What we added to zones of others. */
  readonly inventory: InventoryStore;
  /** What hubs lost, and what was allowed. */
  readonly losses: LossStore;
  /** What steps that darken a name would put back. */
  readonly journal: Journal;
  /** What spokes' own endpoints are made again by. */
  readonly definitions: Definitions;
  /**
   * How far rollouts are by the table. Nothing of them is written: of documents that the daemon did not begin with, the canary
   * alone gets what is new, and the daemon begins with them when they rule.
   */
  rollouts(desired: Desired): Promise<RolloutGates>;
  /** What was done is written down. */
  ended(report: Report): Promise<void>;
};

export type Outcome<T> =
  | { readonly kind: "done"; readonly value: T }
  | Exclude<Contended, { readonly kind: "acquired" }>;

/**
 * The work of one pass by hand, under the table's lease, which is given back afterwards whatever came of it. Refused where
 * the table belongs to others, cannot be read, or somebody paused it. Rejects with what the work throws.
 */
export async function byHand<T>(
  options: ByHandOptions,
  work: (turn: Turn) => Promise<T>,
): Promise<Outcome<T>> {
  const { keeper, signal } = options;
  const drain = () => keeper.drain();
  try {
    const contended = await contend({ ...options, waits: options.told });
    if (contended.kind !== "acquired") return contended;
    const { term } = contended;
    const why = (await notOurs(options, term.epoch)) ?? (await paused(options));
    if (why !== undefined) return { kind: "refused", why };
    const known = await knownOnTable(options.store);
    if (known.kind === "unreadable")
      return { kind: "refused", why: `how things stood last could not be read: ${known.failure.message}` };
    signal.addEventListener("abort", drain, { once: true });
    return { kind: "done", value: await take(options, { ...term, known: known.value }, work) };
  } finally {
    signal.removeEventListener("abort", drain);
    await keeper.release();
  }
}

const LOST = "the lease was lost: another instance may act now, and does what is left";

type Term = {
  readonly epoch: number;
  readonly lost: AbortSignal;
  readonly quietUntil: number;
  readonly known: readonly KnownSpoke[];
};

async function take<T>(
  { store, clock, signal, told, freshId }: ByHandOptions,
  { epoch, lost, quietUntil, known }: Term,
  work: (turn: Turn) => Promise<T>,
): Promise<T> {
  const halted = new AbortController();
  const over = new AbortController();
  const ends = linkedSignal(signal, lost, halted.signal);
  let stopped: string | undefined;
  lost.addEventListener("abort", () => {
    stopped ??= LOST;
  });
  const { begin, ...keepers } = createTableKeepers({
    store,
    freshId,
    problem: told,
    superseded() {
      stopped ??= LOST;
      halted.abort();
    },
  });
  begin(epoch);
  async function watchPeople(): Promise<void> {
    while (!over.signal.aborted && !ends.signal.aborted) {
      await clock.sleep(REQUESTS_MS, over.signal);
      const wishes = over.signal.aborted ? undefined : await store.requests.list();
      const why = wishes && haltsBy(wishes);
      if (why === undefined) continue;
      stopped ??= why;
      halted.abort();
    }
  }
  const watching = watchPeople();
  try {
    return await work({
      signal: ends.signal,
      stopped: () => stopped,
      quietUntil,
      known,
      ...keepers,
      rollouts(desired) {
        const ruling = { desired, revision: "by hand", removals: "allowed" } as const;
        const rollouts = createRollouts({ store, clock, desiredState: {} });
        return rollouts.begin({ ruling, epoch, watching: "dryRun" }, ends.signal);
      },
      async ended(report) {
        const entries = changesOf(report);
        if (entries.length === 0) return;
        const chapter = { at: Math.round(clock.now()), pass: `${epoch}-apply`, entries };
        const written = await store.history.add(chapter, epoch);
        if (written.kind !== "written") told(`the history was not written (${written.kind})`);
      },
    });
  } finally {
    over.abort();
    await watching;
    ends.unlink();
  }
}

/** While the table does not answer, nobody is known to have paused; what is not understood may be a pause. */
function haltsBy(wishes: Seen<readonly PersonRequest[]>): string | undefined {
  if (wishes.kind === "unreadable")
    return isForeign(wishes.failure)
      ? `what people ask is not understood: ${wishes.failure.message}`
      : undefined;
  const pause = pauseIn(wishes.value);
  return pause && `paused meanwhile: ${pauseInWords(pause)}`;
}

/** Why it is not for us; else it is ours from now on, if it was nobody's. */
async function notOurs({ store, owners }: ByHandOptions, epoch: number): Promise<string | undefined> {
  const read = await store.get("binding", "table");
  if (read.kind === "unreadable") return `whose it is could not be read: ${read.failure.message}`;
  const binding = read.value ?? UNBOUND;
  const words = ownedByOthers(binding, owners);
  const grown = withOwners(binding, owners);
  if (words !== undefined || !grown) return words;
  const written = await store.put("binding", "table", grown, epoch);
  const why = whyUnwritten(written);
  return why && `whose it is could not be written: ${why}`;
}

async function paused({ store }: ByHandOptions): Promise<string | undefined> {
  const wishes = await store.requests.list();
  if (wishes.kind === "unreadable")
    return `whether it is paused could not be read: ${wishes.failure.message}`;
  const pause = pauseIn(wishes.value);
  return pause && `it is paused: ${pauseInWords(pause)}`;
}
