import type { Clock } from "./service.ts";

type Sleeper = { at: number; order: number; wake: () => void; cancelled: boolean };

/**
 * Time that moves only when everything that can run has run and all that is left is asleep: an hour of paced calls
 * passes in a second, and the same seed gives the same trace. `sleep` resolves early when its signal aborts; such a
 * sleeper no longer moves time.
 */
export class VirtualClock implements Clock {
  #now: number;
  #slept = 0;
  readonly #heap: Sleeper[] = [];
  readonly #observers = new Set<() => unknown>();

  constructor(startMs = Date.UTC(2026, 0, 1)) {
    this.#now = startMs;
  }

  /**
   * Calls the observer after every event: each time the microtasks ran dry, the last time included, so that a test
   * samples a law at every moment; time stands still until it has. What it throws ends the run. Returns how to stop
   * observing.
   */
  onStep(observer: () => unknown): () => void {
    this.#observers.add(observer);
    return () => this.#observers.delete(observer);
  }

  now = (): number => this.#now;

  sleep = (ms: number, signal?: AbortSignal): Promise<void> =>
    new Promise((resolve) => {
      if (signal?.aborted) return resolve();
      const cancel = () => {
        sleeper.cancelled = true;
        resolve();
      };
      const wake = () => {
        signal?.removeEventListener("abort", cancel);
        resolve();
      };
      const sleeper = { at: this.#now + Math.max(0, ms), order: this.#slept++, wake, cancelled: false };
      signal?.addEventListener("abort", cancel, { once: true });
      push(this.#heap, sleeper);
    });

  /**
   * Runs the work to its end. Throws when it waits for something that no sleeper can bring: a lost wake-up, where a
   * fake timer would hang.
   */
  async run<T>(work: Promise<T>): Promise<T> {
    let settled = false;
    const end = () => {
      settled = true;
    };
    work.then(end, end);
    let idleTurns = 0;
    for (;;) {
      await new Promise<void>((turn) => setImmediate(turn)); // every microtask has run when this returns
      for (const observe of this.#observers) {
        const observing = observe();
        if (observing instanceof Promise) await observing;
      }
      if (settled) return work;
      if (readsFiles()) continue; // real I/O under way: time stands still, else chance decides what comes first
      const next = this.#nextAwake();
      if (next) {
        idleTurns = 0;
        this.#now = next.at;
        next.wake();
      } else if (++idleTurns > IDLE_TURNS_MAX) {
        throw new Error("deadlock: the work waits, and nobody sleeps");
      }
    }
  }

  #nextAwake(): Sleeper | undefined {
    let next = pop(this.#heap);
    while (next?.cancelled) next = pop(this.#heap);
    return next;
  }
}

/** Enough for what hops through the event loop without sleeping, such as a stream or an import. */
const IDLE_TURNS_MAX = 100;

const readsFiles = () => process.getActiveResourcesInfo().some((resource) => resource.startsWith("FSReq"));

/** Who sleeps to the same moment wakes in the order they lay down. */
const before = (a: Sleeper, b: Sleeper) => a.at < b.at || (a.at === b.at && a.order < b.order);

function push(heap: Sleeper[], sleeper: Sleeper): void {
  let at = heap.push(sleeper) - 1;
  while (at > 0) {
    const parent = (at - 1) >> 1;
    const above = heap[parent] as Sleeper;
    if (before(above, sleeper)) break;
    heap[at] = above;
    at = parent;
  }
  heap[at] = sleeper;
}

function pop(heap: Sleeper[]): Sleeper | undefined {
  const top = heap[0];
  const last = heap.pop();
  if (!top || !last || heap.length === 0) return top;
  let at = 0;
  for (;;) {
    const child = smallerChild(heap, at);
    const below = heap[child];
    if (!below || before(last, below)) break;
    heap[at] = below;
    at = child;
  }
  heap[at] = last;
  return top;
}

function smallerChild(heap: Sleeper[], parent: number): number {
  const left = 2 * parent + 1;
  const a = heap[left];
  const b = heap[left + 1];
  return a && b && before(b, a) ? left + 1 : left;
}
