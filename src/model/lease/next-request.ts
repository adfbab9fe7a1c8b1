import { tellsMs } from "./gate.ts";
import { isReleased, type LeaseExpected, type LeaseItem } from "./item.ts";
import { elapsedMs, type Readings } from "./readings.ts";
import type { Held, LeaseMoment, LeaseParty, LeaseState, LeaseStep } from "./state.ts";
import type { LeaseTimes } from "./times.ts";

/** What is to be sent now, if anything. */
export function nextRequest(party: LeaseParty, before: LeaseState, moment: LeaseMoment): LeaseStep {
  const state = pruned(party.times, before, moment.now);
  if (state.pending || state.phase === "stopped") return { state, effects: [] };
  return state.held ? ofHolder(party, state, state.held, moment) : ofObserver(party, state, moment);
}

/** An acquisition that would be found applied only now brings nothing: its time is over. */
function pruned(times: LeaseTimes, state: LeaseState, now: Readings): LeaseState {
  if (state.held) return state;
  const unsettled = state.unsettled.filter(({ sentAt }) => elapsedMs(sentAt, now) < times.actMs);
  return unsettled.length === state.unsettled.length ? state : { ...state, unsettled };
}

function ofHolder(party: LeaseParty, state: LeaseState, held: Held, moment: LeaseMoment): LeaseStep {
  const { times } = party;
  const { now } = moment;
  if (now.monotonic < state.nextAt) return { state, effects: [] };
  if (state.mustRead) return read(state, now);
  if (state.stoppingAt && state.drained)
    return write({ ...state, phase: "releasing" }, held.item, released(times, state, held, moment), now);
  const isDead = elapsedMs(state.turnedAt, now) >= times.stalledMs;
  const isOverdue = state.stoppingAt !== undefined && elapsedMs(state.stoppingAt, now) >= times.drainMs;
  if (isDead || isOverdue) return later(state, held.confirmedAt.monotonic + times.actMs);
  return write(state, held.item, renewed(times, state, held, moment), now);
}

function ofObserver(party: LeaseParty, state: LeaseState, moment: LeaseMoment): LeaseStep {
  const { times } = party;
  const { now } = moment;
  const { seen, unsettled, stoppingAt, missing } = state;
  const isDue = now.monotonic >= state.nextAt;
  if (stoppingAt && unsettled.length === 0) return { state: { ...state, phase: "stopped" }, effects: [] };
  if (!stoppingAt && elapsedMs(state.turnedAt, now) >= times.stalledMs)
    return later(state, now.monotonic + times.pollMs);
  if (seen && mayAcquire(times, state, now) && (isDue || unsettled.length === 0))
    return write(state, seen.item, acquired(party, seen.item, moment), now);
  if (!isDue) return { state, effects: [] };
  if (!missing || state.mustRead || stoppingAt) return read(state, now);
  // By then another may have made one, and held and lost it: its epochs are above what this moment would give.
  if (elapsedMs(missing.askedAt, now) >= times.requestMs) return read(state, now);
  return write(state, "absent", made(missing.serverAt, moment), now);
}

function mayAcquire(times: LeaseTimes, state: LeaseState, now: Readings): boolean {
  const { seen, mustRead, stoppingAt, newer } = state;
  if (!seen || mustRead || stoppingAt || newer !== undefined) return false;
  return isReleased(seen.item) || now.monotonic - seen.since >= times.leaseMs;
}

function acquired({ holder, label }: LeaseParty, seen: LeaseItem, { freshId }: LeaseMoment): LeaseItem {
  const { epoch, version, acts } = seen;
  return { holder, label, epoch: epoch + 1, version: version + 1, id: freshId, acts };
}

function renewed(times: LeaseTimes, state: LeaseState, held: Held, { now, freshId }: LeaseMoment): LeaseItem {
  const { item } = held;
  return { ...item, version: item.version + 1, id: freshId, acts: acts(times, state, held, now) };
}

function released(times: LeaseTimes, state: LeaseState, held: Held, moment: LeaseMoment): LeaseItem {
  return { ...renewed(times, state, held, moment), holder: "", label: "" };
}

/**
 * Seconds since 1970 are more than there were acquisitions, so the epoch is above that of all that outlived the item. Who
 * held the lost one may have acted.
 */
function made(serverAt: number, { freshId }: LeaseMoment): LeaseItem {
  const epoch = Math.floor(serverAt / 1000);
  return { holder: "", label: "", epoch, version: 0, id: freshId, acts: true };
}

function acts(times: LeaseTimes, { wantedAt }: LeaseState, { inheritedAt }: Held, now: Readings): boolean {
  if (inheritedAt && elapsedMs(inheritedAt, now) < times.handoverMs) return true;
  return wantedAt !== undefined && elapsedMs(wantedAt, now) < tellsMs(times);
}

function read(state: LeaseState, sentAt: Readings): LeaseStep {
  const request = state.requests + 1;
  return {
    state: { ...state, requests: request, pending: { request, sentAt } },
    effects: [{ kind: "read", request }],
  };
}

function write(state: LeaseState, over: LeaseItem | "absent", item: LeaseItem, sentAt: Readings): LeaseStep {
  const request = state.requests + 1;
  const attempt = { item, sentAt };
  const expected: LeaseExpected =
    over === "absent" ? over : { holder: over.holder, epoch: over.epoch, version: over.version };
  return {
    state: {
      ...state,
      requests: request,
      unsettled: [...state.unsettled, attempt],
      pending: { request, sentAt, attempt },
    },
    effects: [{ kind: "write", request, expected, item }],
  };
}

function later(state: LeaseState, nextAt: number): LeaseStep {
  return { state: { ...state, nextAt }, effects: [] };
}
