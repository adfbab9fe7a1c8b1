import { isSameVersion, type LeaseFound, type LeaseItem } from "./item.ts";
import { nextRequest } from "./next-request.ts";
import { elapsedMs, type Readings } from "./readings.ts";
import type {
  Held,
  LeaseAnswer,
  LeaseAttempt,
  LeaseEvent,
  LeaseMoment,
  LeaseParty,
  LeaseState,
  LeaseStep,
} from "./state.ts";
import type { LeaseTimes } from "./times.ts";

export function initialLease(now: Readings): LeaseState {
  return {
    phase: "standby",
    unsettled: [],
    mustRead: false,
    requests: 0,
    nextAt: now.monotonic,
    turnedAt: now,
    drained: false,
  };
}

/**
 * The lease as a function: what has become of it, and what is to be sent (semantics 34–37).
 *
 *     standby ──a version unchanged for a whole lease, or given back──▶ holding ──stop, drained──▶ releasing ──▶ stopped
 *        ▲                                                                 │
 *        └── actMs after the last confirmed renewal was sent, or another's ┘
 *
 * One request is under way at a time. Where the outcome of a write is not known for certain, a consistent read comes
 * before anything else is sent; after a refusal too, for it may be the answer to the second copy of a write whose first
 * copy was applied.
 */
export function stepLease(
  party: LeaseParty,
  state: LeaseState,
  event: LeaseEvent,
  moment: LeaseMoment,
): LeaseStep {
  const { times } = party;
  const told = tell(times, withinBound(times, state, moment.now), event, moment.now);
  return nextRequest(party, withinBound(times, told, moment.now), moment);
}

/** When it has to be asked again if nothing happens before, by the monotonic clock. */
export function wakeLeaseAt(times: LeaseTimes, state: LeaseState, now: Readings): number {
  const { phase, seen, held, nextAt, pending } = state;
  if (phase === "stopped") return Number.POSITIVE_INFINITY;
  // When other clocks went on further, the gate is closed already and this comes late: nothing depends on it.
  if (held)
    return Math.min(held.confirmedAt.monotonic + times.actMs, pending ? Number.POSITIVE_INFINITY : nextAt);
  if (pending) return Number.POSITIVE_INFINITY;
  const ripeAt = seen ? seen.since + times.leaseMs : nextAt;
  return ripeAt > now.monotonic ? Math.min(ripeAt, nextAt) : nextAt;
}

/** When the bound is reached the lease is lost, and writes of it that may still be applied are nobody's. */
function withinBound(times: LeaseTimes, state: LeaseState, now: Readings): LeaseState {
  const { held, stoppingAt } = state;
  if (!held || elapsedMs(held.confirmedAt, now) < times.actMs) return state;
  return stoppingAt ? stopped(state) : lost(state, now);
}

function tell(times: LeaseTimes, state: LeaseState, event: LeaseEvent, now: Readings): LeaseState {
  switch (event.kind) {
    case "wake":
      return state;
    case "turned":
      return { ...state, turnedAt: event.at };
    case "wants":
      return wanted(state, event.at, now);
    case "fresh":
      return refreshed(state, now);
    case "stop":
      return { ...state, stoppingAt: state.stoppingAt ?? now };
    case "drained":
      return { ...state, drained: true, nextAt: now.monotonic };
    case "written":
    case "refused":
    case "unknown":
    case "read":
    case "unread":
      return event.request === state.pending?.request ? answered(times, state, event, now) : state;
  }
}

/** Told at once where the table says already that this process acts, and nothing under way says otherwise. */
function wanted(state: LeaseState, at: Readings, now: Readings): LeaseState {
  const { held, unsettled } = state;
  if (!held) return state;
  if (held.item.acts && unsettled.every(({ item }) => item.acts))
    return { ...state, wantedAt: at, held: { ...held, announcedAt: at } };
  return { ...state, wantedAt: at, nextAt: now.monotonic };
}

/** Renewed before its time. While the outcome of a write is open, what that asks for comes first. */
function refreshed(state: LeaseState, now: Readings): LeaseState {
  const isOpen = state.pending !== undefined || state.mustRead || state.unsettled.length > 0;
  return state.held && !isOpen ? { ...state, nextAt: now.monotonic } : state;
}

function answered(times: LeaseTimes, before: LeaseState, answer: LeaseAnswer, now: Readings): LeaseState {
  const { pending, problem: _, ...state } = before;
  switch (answer.kind) {
    case "written":
      return pending?.attempt ? confirmed(times, state, pending.attempt, now) : state;
    case "refused":
      return { ...state, mustRead: true, nextAt: now.monotonic };
    case "unknown":
      return { ...state, mustRead: true, problem: answer.problem, nextAt: now.monotonic };
    case "unread":
      return { ...state, problem: answer.problem, nextAt: now.monotonic + times.retryMs };
    case "read":
      return found(times, { ...state, mustRead: false }, answer.found, pending?.sentAt ?? now, now);
  }
}

/** The write stands in the table; what was sent before it is not applied any more. */
function confirmed(times: LeaseTimes, before: LeaseState, attempt: LeaseAttempt, now: Readings): LeaseState {
  const { item, sentAt } = attempt;
  const state = { ...before, unsettled: [] };
  if (item.holder === "") return item.version === 0 ? observed(times, state, item, now) : stopped(state);
  const { seen, ...rest } = state;
  const { wantedAt, held: previous } = rest;
  const inheritedAt = previous ? previous.inheritedAt : seen?.item.acts ? now : undefined;
  const held: Held = {
    item,
    confirmedAt: sentAt,
    ...(wantedAt && item.acts && { announcedAt: wantedAt }),
    ...(inheritedAt && { inheritedAt }),
  };
  const phase = rest.phase === "standby" ? "holding" : rest.phase;
  const isUntold = wantedAt !== undefined && !item.acts && elapsedMs(wantedAt, now) < times.handoverMs;
  return { ...rest, phase, held, nextAt: isUntold ? now.monotonic : sentAt.monotonic + times.renewMs };
}

/** What a consistent read says of one's own writes, and of everybody else's. */
function found(
  times: LeaseTimes,
  before: LeaseState,
  what: LeaseFound,
  askedAt: Readings,
  now: Readings,
): LeaseState {
  const { newer: _, ...state } = before;
  if (what.kind === "newer")
    return { ...lost(state, now), newer: what.shape, nextAt: now.monotonic + times.pollMs };
  if (what.kind === "absent") return { ...lost(state, now), missing: { askedAt, serverAt: what.serverAt } };
  const own = state.unsettled.find(({ item }) => item.id === what.item.id);
  if (own) return confirmed(times, state, own, now);
  // Not applied so far. Should it be later, the next write is refused, and its id is known again.
  if (state.held && isSameVersion(what.item, state.held.item))
    return { ...state, nextAt: now.monotonic + times.retryMs };
  return observed(times, state.held ? lost(state, now) : state, what.item, now);
}

function observed(times: LeaseTimes, state: LeaseState, item: LeaseItem, now: Readings): LeaseState {
  const { seen, missing: _, ...rest } = state;
  const since = seen && isSameVersion(seen.item, item) ? seen.since : now.monotonic;
  const pause = rest.unsettled.length > 0 ? times.retryMs : times.pollMs;
  return { ...rest, seen: { item, since }, nextAt: now.monotonic + pause };
}

/** Stands by, with nothing of the term that was; an answer still under way is passed over. */
function lost(state: LeaseState, now: Readings): LeaseState {
  const {
    held: _held,
    pending: _pending,
    seen: _seen,
    wantedAt: _wanted,
    missing: _missing,
    ...rest
  } = state;
  return { ...rest, phase: "standby", unsettled: [], mustRead: false, nextAt: now.monotonic };
}

function stopped(state: LeaseState): LeaseState {
  const { held: _held, pending: _pending, ...rest } = state;
  return { ...rest, phase: "stopped", unsettled: [] };
}
