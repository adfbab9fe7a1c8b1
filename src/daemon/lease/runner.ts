import type { LeaseFound } from "../../model/lease/item.ts";
import { initialLease, stepLease, wakeLeaseAt } from "../../model/lease/protocol.ts";
import type { Readings } from "../../model/lease/readings.ts";
import type { LeaseAnswer, LeaseEffect, LeaseEvent, LeaseParty } from "../../model/lease/state.ts";
import type { LeaseTable } from "../../store/lease-table.ts";
import { type LeaseView, viewOf } from "./view.ts";

/** The machine's clocks, and waiting by the monotonic one. */
export type LeaseClock = {
  readings(): Readings;
  sleep(ms: number, signal?: AbortSignal): Promise<void>;
};

export type RunnerOptions = {
  readonly party: LeaseParty;
  readonly table: LeaseTable;
  readonly clock: LeaseClock;
  /** A random id that no write has had. */
  readonly freshId: () => string;
  readonly publish: (view: LeaseView) => void;
};

/** The protocol at work: sends what it asks for, and wakes it. */
export type Runner = {
  tell(event: LeaseEvent): void;
};

export function runLease({ party, table, clock, freshId, publish }: RunnerOptions): Runner {
  let state = initialLease(clock.readings());
  let alarm = new AbortController();
  let published = "";

  function tell(event: LeaseEvent): void {
    const now = clock.readings();
    const step = stepLease(party, state, event, { now, freshId: freshId() });
    state = step.state;
    const view = viewOf(state);
    const text = JSON.stringify(view);
    if (text !== published) publish(view);
    published = text;
    for (const effect of step.effects) void perform(table, effect).then(tell);
    wakeAgain(now);
  }

  function wakeAgain(now: Readings): void {
    alarm.abort();
    alarm = new AbortController();
    const { signal } = alarm;
    const at = wakeLeaseAt(party.times, state, now);
    if (!Number.isFinite(at)) return;
    void clock.sleep(at - now.monotonic, signal).then(() => {
      if (!signal.aborted) tell({ kind: "wake" });
    });
  }

  tell({ kind: "wake" });
  return { tell };
}

/** Never rejects: what came of it is an event. */
async function perform(table: LeaseTable, effect: LeaseEffect): Promise<LeaseAnswer> {
  const { request } = effect;
  try {
    if (effect.kind === "write") return { kind: await table.write(effect.expected, effect.item), request };
    const found: LeaseFound = await table.read();
    return { kind: "read", request, found };
  } catch (error) {
    const problem = error instanceof Error ? error.message : String(error);
    return { kind: effect.kind === "write" ? "unknown" : "unread", request, problem };
  }
}
