import type { Clock } from "../../model/clock.ts";
import { linkedSignal } from "../linked-signal.ts";
import type { LeaseKeeper, LeaseTerm } from "./keeper.ts";
import { leaseInWords } from "./view.ts";

/** So long whoever makes one pass and ends waits for the lease: longer than a killed holder's takes to run out. */
export const PATIENCE_MS = 30_000;

export type Contended =
  | { readonly kind: "acquired"; readonly term: LeaseTerm }
  /** Another held it for all that time: its label. */
  | { readonly kind: "held"; readonly by: string }
  /** It is not to be had at all, in words. */
  | { readonly kind: "refused"; readonly why: string }
  | { readonly kind: "aborted" };

export type ContendOptions = {
  readonly keeper: LeaseKeeper;
  readonly clock: Clock;
  readonly signal: AbortSignal;
  /** Told in words, each time that it is another who holds it. */
  readonly waits: (words: string) => void;
  readonly patienceMs?: number;
};

/** For one pass by hand or in a pipeline (semantics 38). Never rejects. */
export async function contend(options: ContendOptions): Promise<Contended> {
  const { keeper, clock, signal, waits, patienceMs = PATIENCE_MS } = options;
  const over = new AbortController();
  const ends = linkedSignal(signal, over.signal);
  let told = "";
  const deafen = keeper.onView((view) => {
    const words = view.other ? leaseInWords(view) : "";
    if (words !== "" && words !== told) waits(words);
    told = words;
  });
  void clock.sleep(patienceMs, ends.signal).then(() => over.abort());
  const term = await keeper.acquire(ends.signal);
  const isLate = over.signal.aborted;
  over.abort();
  deafen();
  ends.unlink();
  if (term) return { kind: "acquired", term };
  if (signal.aborted) return { kind: "aborted" };
  const view = keeper.view();
  const holder = view.newer === undefined ? view.other : undefined;
  if (isLate && holder) return { kind: "held", by: holder.label || holder.holder };
  return { kind: "refused", why: `the lease was not to be had: ${leaseInWords(view)}` };
}
