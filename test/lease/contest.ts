import { createLeaseKeeper, type LeaseKeeper } from "../../src/daemon/lease/keeper.ts";
import type { LeaseLink } from "../../src/daemon/lease/link.ts";
import { type LeaseClock, runLease } from "../../src/daemon/lease/runner.ts";
import type { Clock } from "../../src/model/clock.ts";
import type { LeaseTimes } from "../../src/model/lease/times.ts";
import type { LeaseTable } from "../../src/store/lease-table.ts";

export type Ground = {
  readonly clock: Clock;
  readonly leaseClock: LeaseClock;
  readonly times: LeaseTimes;
  readonly random: () => number;
  readonly freshId: () => string;
  /** A process's own way to the table. */
  readonly table: () => LeaseTable;
};

type Act = { readonly by: string; readonly epoch: number; readonly from: number; readonly to: number };

/** In this thread, what a worker does in its own. */
function linkHere({ times, leaseClock, freshId, table }: Ground, holder: string): LeaseLink {
  let tell: Parameters<LeaseLink["onView"]>[0] = () => {};
  let isClosed = false;
  const runner = runLease({
    party: { holder, label: holder, times },
    table: table(),
    clock: leaseClock,
    freshId,
    publish: (view) => queueMicrotask(() => tell(view)),
  });
  return {
    post: (message) => {
      if (!isClosed) runner.tell(message);
    },
    onView(listener) {
      tell = listener;
    },
    close() {
      isClosed = true;
    },
  };
}

export function keeperOn(ground: Ground, holder: string): LeaseKeeper {
  const { times, clock, leaseClock } = ground;
  return createLeaseKeeper({ holder, times, clock, leaseClock, open: () => linkHere(ground, holder) });
}

export type Contest = {
  readonly acts: readonly Act[];
  readonly epochs: readonly number[];
  readonly releases: number;
};

/**
 * Processes that contend for one table until the time is over, each by the keeper that the daemon has: when it holds the
 * lease it acts, attempt after attempt, through the gate; now and then it stops, and another begins in its place.
 */
export async function contest(ground: Ground, processes: number, lastsMs: number): Promise<Contest> {
  const { clock, times, random } = ground;
  const acts: Act[] = [];
  const epochs: number[] = [];
  let releases = 0;
  const over = new AbortController();

  async function attempt(keeper: LeaseKeeper, by: string, epoch: number): Promise<void> {
    await keeper.gate.opens(over.signal);
    await clock.sleep(random() * times.attemptMs * 0.1); // the signing
    if (!keeper.gate.isOpen()) return;
    const lasts = random() * times.attemptMs;
    acts.push({ by, epoch, from: clock.now(), to: clock.now() + lasts });
    await clock.sleep(lasts);
  }

  async function live(by: string): Promise<void> {
    const keeper = keeperOn(ground, by);
    const diesAt = clock.now() + random() * times.leaseMs * 6;
    while (!over.signal.aborted && clock.now() < diesAt) {
      const term = await keeper.acquire(over.signal);
      if (!term) break;
      epochs.push(term.epoch);
      while (!term.lost.aborted && !over.signal.aborted && clock.now() < diesAt)
        await attempt(keeper, by, term.epoch).catch(() => {});
    }
    if (keeper.view().phase === "holding") releases++;
    await keeper.release();
  }

  async function post(place: number): Promise<void> {
    for (let n = 0; !over.signal.aborted; n++) await live(`p${place}-${n}`);
  }

  const all = Array.from({ length: processes }, (_, place) => post(place));
  await clock.sleep(lastsMs);
  over.abort();
  await Promise.all(all);
  return { acts, epochs, releases };
}

/** Attempts of two processes that were under way at once. */
export function together(acts: readonly Act[]): readonly string[] {
  const sorted = acts.toSorted((a, b) => a.from - b.from);
  return sorted.flatMap((act, i) =>
    sorted
      .slice(i + 1, i + 50)
      .filter(({ by, from }) => by !== act.by && from < act.to)
      .map(({ by, epoch }) => `${act.by} (epoch ${act.epoch}) and ${by} (epoch ${epoch})`),
  );
}
