import { announcedMs, mayBeginStep, mayStart } from "../../src/model/lease/gate.ts";
import type { LeaseExpected, LeaseFound, LeaseItem } from "../../src/model/lease/item.ts";
import { initialLease, stepLease, wakeLeaseAt } from "../../src/model/lease/protocol.ts";
import { elapsedMs, type Readings } from "../../src/model/lease/readings.ts";
import type { LeaseEffect, LeaseEvent, LeaseParty, LeaseState } from "../../src/model/lease/state.ts";
import { leaseTimes } from "../../src/model/lease/times.ts";
import { seededRandom } from "../../src/simulator/random.ts";

/** Parts of the protocol, each of which a mutant may exchange for a wrong one. */
export type Parts = {
  readonly step: typeof stepLease;
  readonly mayStart: typeof mayStart;
  readonly freshId: (serial: string, process: string) => string;
  /** What a release does to the item. */
  readonly release: "empty" | "delete";
  readonly drain: "waits" | "skipped";
  readonly undo: "gated" | "free";
  readonly secondAsk: "asked" | "skipped";
  readonly otherWrites: "with epoch" | "without epoch";
  readonly clocks: "three" | "monotonic";
};

export const RIGHT: Parts = {
  step: stepLease,
  mayStart,
  freshId: (serial) => serial,
  release: "empty",
  drain: "waits",
  undo: "gated",
  secondAsk: "asked",
  otherWrites: "with epoch",
  clocks: "three",
};

/** How badly the world behaves; each a probability of an event or a message. */
export type Weather = {
  readonly lost: number;
  readonly answerLost: number;
  readonly writeAnswerLost: number;
  /** A process hears nothing of the table for some seconds, while some of what it sends arrives. */
  readonly cuts: number;
  readonly twice: number;
  readonly late: number;
  readonly throttled: number;
  readonly pauses: number;
  readonly sleeps: number;
  readonly clockJumps: number;
  readonly kills: number;
  readonly stops: number;
  readonly deletions: number;
  /** Clocks go between 1 - skew and 1 + skew as fast as they should; 15 s and 20 s meet at a seventh. */
  readonly skew: number;
};

export const STORM: Weather = {
  lost: 0.06,
  answerLost: 0.12,
  writeAnswerLost: 0.1,
  cuts: 0.015,
  twice: 0.06,
  late: 0.12,
  throttled: 0.03,
  pauses: 0.02,
  sleeps: 0.012,
  clockJumps: 0.01,
  kills: 0.004,
  stops: 0.012,
  deletions: 0.001,
  skew: 0.14,
};

export const CALM: Weather = {
  lost: 0,
  answerLost: 0,
  writeAnswerLost: 0,
  cuts: 0,
  twice: 0,
  late: 0,
  throttled: 0,
  pauses: 0,
  sleeps: 0,
  clockJumps: 0,
  kills: 0,
  stops: 0,
  deletions: 0,
  skew: 0.14,
};

const HARSH: Weather = {
  ...STORM,
  pauses: 0.05,
  sleeps: 0.03,
  stops: 0.03,
  late: 0.25,
  answerLost: 0.25,
  cuts: 0.04,
};
const FLAKY: Weather = { ...CALM, cuts: 0.2 };
const DROWSY: Weather = { ...CALM, sleeps: 0.05, pauses: 0.05, clockJumps: 0 };
const RESTLESS: Weather = { ...CALM, stops: 0.06 };
/** A renewal's outcome is learnt seconds after its sending, and the next one fails: the longest that a term can be dated wrong. */
const LOSSY: Weather = { ...CALM, lost: 0.3, late: 0.3, twice: 0.2, cuts: 0.02 };
/** Kinds of bad luck, each of which brings out other mistakes. */
export const WEATHERS = {
  calm: CALM,
  storm: STORM,
  harsh: HARSH,
  flaky: FLAKY,
  drowsy: DROWSY,
  restless: RESTLESS,
  lossy: LOSSY,
};

const TIMES = leaseTimes();

/** From the sending of an attempt until nothing of it can happen any more, in true time. */
type Act = { readonly by: string; readonly from: number; readonly to: number };

type Instance = {
  readonly party: LeaseParty;
  readonly rate: number;
  readonly offset: number;
  state: LeaseState;
  alive: boolean;
  /** Until then it does not run; asleep, its monotonic clock does not either. */
  stillUntil: number;
  cutUntil: number;
  sleptMs: number;
  wallJump: number;
  wakeSerial: number;
  inFlight: number;
  step: boolean;
  stopping: boolean;
  wantedAt: Readings | undefined;
};

export type Verdict = {
  readonly violations: readonly string[];
  readonly terms: number;
  readonly acts: number;
};

/** Instances, one table, and a network between them that may do anything: what happened against the protocol's promises. */
export function explore(
  seed: number,
  weather: Weather,
  instances: number,
  parts: Parts = RIGHT,
  stormMs = 240_000,
): Verdict {
  const random = seededRandom(seed);
  const chance = (p: number) => random() < p;
  const between = (least: number, most: number) => least + random() * (most - least);
  const violations: string[] = [];
  const queue: { at: number; order: number; run: () => void }[] = [];
  let order = 0;
  let at = 0;
  let serial = 0;
  let foul = weather;
  let table: LeaseItem | undefined;
  let everWritten = false;
  let highestEpoch = -1;
  const holders = new Map<number, string>();
  /** Another item of the table, which each holder writes. */
  let other = { epoch: -1 };
  const acts: Act[] = [];
  const all: Instance[] = [];

  const later = (ms: number, run: () => void) => {
    queue.push({ at: at + Math.max(0, ms), order: order++, run });
  };

  function readings(one: Instance): Readings {
    const time = at * one.rate + one.offset;
    const monotonic = time - one.sleptMs;
    if (parts.clocks === "monotonic") return { monotonic, sinceBoot: monotonic, wall: monotonic };
    return { monotonic, sinceBoot: time, wall: 1.7e12 + time + one.wallJump };
  }

  /** Runs when the instance does: at once, or when it wakes. */
  function whenRunning(one: Instance, run: () => void): void {
    if (!one.alive) return;
    if (at < one.stillUntil) later(one.stillUntil - at + between(0, 2), () => whenRunning(one, run));
    else run();
  }

  function send(one: Instance, event: LeaseEvent): void {
    whenRunning(one, () => {
      const before = one.state;
      const now = readings(one);
      const freshId = parts.freshId(`${++serial}`, one.party.holder);
      const { state, effects } = parts.step(one.party, before, event, { now, freshId });
      one.state = state;
      noteTerm(before, state, one);
      for (const effect of effects) request(one, effect);
      const wake = ++one.wakeSerial;
      const waitMs = (wakeLeaseAt(TIMES, state, now) - now.monotonic) / one.rate;
      if (Number.isFinite(waitMs))
        later(Math.max(1, waitMs), () => {
          if (one.wakeSerial === wake) send(one, { kind: "wake" });
        });
      if (state.phase === "stopped" && one.alive) end(one);
    });
  }

  function noteTerm(before: LeaseState, after: LeaseState, one: Instance): void {
    if (!after.held || after.held.item.epoch === before.held?.item.epoch) return;
    const { epoch } = after.held.item;
    const holder = holders.get(epoch);
    if (holder !== undefined && holder !== one.party.holder) violations.push(`two holders of epoch ${epoch}`);
    else if (holder === undefined && epoch <= highestEpoch)
      violations.push(`epoch ${epoch} after ${highestEpoch}`);
    holders.set(epoch, one.party.holder);
    highestEpoch = Math.max(highestEpoch, epoch);
    one.wantedAt = undefined;
  }

  /** The request goes over the network: applied never, once, twice, now or late; answered or not. */
  function request(one: Instance, effect: LeaseEffect): void {
    const failure = (problem: string): LeaseEvent => ({
      kind: effect.kind === "read" ? "unread" : "unknown",
      request: effect.request,
      problem,
    });
    later(TIMES.requestMs / one.rate, () => send(one, failure("timeout")));
    if (chance(foul.throttled)) {
      later(between(5, 50), () => send(one, failure("throttled")));
      return;
    }
    if (chance(foul.lost) || (at < one.cutUntil && chance(0.7))) return;
    const isMaking = effect.kind === "write" && effect.expected === "absent"; // one that comes late after a deletion: rule 38
    const underWay = chance(foul.late) && !isMaking ? between(0, 30_000) : between(2, 60);
    const isLost = chance(foul.answerLost) || (effect.kind === "write" && chance(foul.writeAnswerLost));
    later(underWay, () => {
      const answer = apply(effect);
      if (!isLost && at >= one.cutUntil) later(between(2, 60), () => send(one, answer));
    });
    if (chance(foul.twice))
      later(underWay + between(0, 5000), () => {
        const answer = apply(effect);
        if (chance(0.5)) later(between(2, 60), () => send(one, answer));
      });
  }

  function apply(effect: LeaseEffect): LeaseEvent {
    if (effect.kind === "read") return { kind: "read", request: effect.request, found: look() };
    if (!matches(table, effect.expected)) return { kind: "refused", request: effect.request };
    if (table && effect.item.version <= table.version && effect.expected !== "absent")
      violations.push("version not raised");
    const isRelease = effect.item.holder === "" && effect.expected !== "absent";
    table = isRelease && parts.release === "delete" ? undefined : effect.item;
    if (everWritten && !table) violations.push("the item is gone");
    everWritten = true;
    return { kind: "written", request: effect.request };
  }

  function look(): LeaseFound {
    return table ? { kind: "item", item: table } : { kind: "absent", serverAt: 1.7e12 + at };
  }

  function born(): Instance {
    const holder = `p${++serial}`;
    const one: Instance = {
      party: { holder, label: holder, times: TIMES },
      rate: 1 + weather.skew * (chance(0.5) ? Math.sign(random() - 0.5) : between(-1, 1)),
      offset: between(0, 1e6),
      state: undefined as unknown as LeaseState,
      alive: true,
      stillUntil: 0,
      cutUntil: 0,
      sleptMs: 0,
      wallJump: 0,
      wakeSerial: 0,
      inFlight: 0,
      step: false,
      stopping: false,
      wantedAt: undefined,
    };
    one.state = initialLease(readings(one));
    all.push(one);
    send(one, { kind: "wake" });
    live(one);
    return one;
  }

  function end(one: Instance): void {
    one.alive = false;
    later(between(100, 10_000), born);
  }

  /** What befalls a process, and what it does, twice a second. */
  function live(one: Instance): void {
    if (!one.alive) return;
    later(between(250, 750), () => live(one));
    if (chance(foul.kills)) {
      end(one);
      return;
    }
    befall(one);
    if (at < one.stillUntil) return;
    send(one, { kind: "turned", at: readings(one) });
    if (chance(foul.stops) && !one.stopping) stop(one);
    else if (!one.stopping) work(one);
  }

  function befall(one: Instance): void {
    if (chance(foul.pauses)) one.stillUntil = Math.max(one.stillUntil, at + between(100, 40_000));
    else if (chance(foul.sleeps) && at >= one.stillUntil) {
      const asleep = between(1000, 40_000);
      one.stillUntil = at + asleep;
      one.sleptMs += asleep * one.rate;
    }
    if (chance(foul.cuts)) one.cutUntil = at + between(2000, 20_000);
    if (chance(foul.clockJumps)) one.wallJump += between(-60_000, 20_000);
  }

  function stop(one: Instance): void {
    one.stopping = true;
    send(one, { kind: "stop" });
    const drained = () =>
      whenRunning(one, () => {
        if (parts.drain === "waits" && (one.inFlight > 0 || one.step)) later(50, drained);
        else send(one, { kind: "drained" });
      });
    drained();
  }

  const holding = (one: Instance) => {
    const { held, phase } = one.state;
    if (!held || phase !== "holding") return undefined;
    const { item, confirmedAt, announcedAt } = held;
    return { epoch: item.epoch, confirmedAt, ...(announcedAt && { announcedAt }) };
  };
  const asked = (one: Instance, timeoutMs: number) =>
    parts.mayStart(holding(one), readings(one), timeoutMs, TIMES);

  function work(one: Instance): void {
    if (one.state.phase !== "holding") return;
    const now = readings(one);
    if (!one.wantedAt || elapsedMs(one.wantedAt, now) > announcedMs(TIMES) / 2) {
      one.wantedAt = now;
      send(one, { kind: "wants", at: now });
    }
    writeOther(one);
    if (chance(0.15) && !one.step) darken(one);
    else if (chance(0.7)) attempt(one, TIMES.attemptMs, true);
  }

  /** The gate, the signing, the gate again, the sending. A pause may come between any two. */
  function attempt(one: Instance, timeoutMs: number, isGated: boolean, then: () => void = () => {}): void {
    if (isGated && asked(one, timeoutMs) !== "open") {
      then();
      return;
    }
    one.inFlight++;
    if (chance(foul.pauses * 4))
      later(between(0, 5), () => {
        one.stillUntil = Math.max(one.stillUntil, at + between(100, 40_000));
      });
    later(between(1, 30), () =>
      whenRunning(one, () => {
        if (isGated && parts.secondAsk === "asked" && asked(one, timeoutMs) !== "open") {
          one.inFlight--;
          then();
          return;
        }
        const most = timeoutMs / one.rate; // its own deadline, by its own clock
        const lasts = chance(0.3) ? most : between(20, most);
        acts.push({ by: one.party.holder, from: at, to: at + lasts });
        later(lasts, () =>
          whenRunning(one, () => {
            one.inFlight--;
            then();
          }),
        );
      }),
    );
  }

  /** A call that darkens a name, and the call that undoes it. */
  function darken(one: Instance): void {
    if (mayBeginStep(holding(one), readings(one), TIMES) !== "open") return;
    one.step = true;
    attempt(one, TIMES.stepAttemptMs, true, () =>
      attempt(one, TIMES.stepAttemptMs, parts.undo === "gated", () => {
        one.step = false;
      }),
    );
  }

  /** Another item of the holder's, whose write may be applied late too. */
  function writeOther(one: Instance): void {
    const epoch = one.state.held?.item.epoch ?? -1;
    later(chance(foul.late) ? between(0, 30_000) : between(2, 60), () => {
      if (parts.otherWrites === "with epoch" && other.epoch > epoch) return;
      if (other.epoch > epoch) violations.push(`a write of epoch ${epoch} over one of ${other.epoch}`);
      other = { epoch };
    });
  }

  function runUntil(end: number): void {
    for (;;) {
      let first = 0;
      for (let i = 1; i < queue.length; i++) if (isBefore(queue[i], queue[first])) first = i;
      const next = queue[first];
      if (!next || next.at > end) break;
      queue[first] = queue.at(-1) as typeof next;
      queue.pop();
      at = next.at;
      next.run();
    }
    at = end;
  }

  for (let i = 0; i < instances; i++) later(between(0, 3000), born);
  const deletion = () => {
    if (foul === weather && chance(foul.deletions * 60)) {
      table = undefined;
      everWritten = false;
    }
    later(60_000, deletion);
  };
  deletion();
  runUntil(stormMs);
  foul = CALM;
  runUntil(stormMs + 120_000);
  const leaders = all.filter(({ alive, state }) => alive && state.phase === "holding");
  if (leaders.length !== 1) violations.push(`${leaders.length} leaders after the storm`);
  const since = at - 30_000;
  if (leaders.length === 1 && !acts.some(({ from, by }) => from > since && by === leaders[0]?.party.holder))
    violations.push("the leader does not act");
  violations.push(...overlaps(acts));
  return { violations, terms: holders.size, acts: acts.length };
}

function overlaps(acts: readonly Act[]): string[] {
  const found: string[] = [];
  const sorted = [...acts].sort((a, b) => a.from - b.from);
  const open = new Map<string, Act>();
  for (const act of sorted) {
    for (const [by, before] of open)
      if (by !== act.by && before.to > act.from)
        found.push(
          `${by} from ${before.from.toFixed()} to ${before.to.toFixed()}, ${act.by} from ${act.from.toFixed()}`,
        );
    const mine = open.get(act.by);
    if (!mine || mine.to < act.to) open.set(act.by, act);
  }
  return found.slice(0, 3);
}

function isBefore(
  a: { at: number; order: number } | undefined,
  b: { at: number; order: number } | undefined,
): boolean {
  if (!a || !b) return false;
  return a.at < b.at || (a.at === b.at && a.order < b.order);
}

function matches(table: LeaseItem | undefined, expected: LeaseExpected): boolean {
  if (expected === "absent") return table === undefined;
  return (
    table !== undefined &&
    table.holder === expected.holder &&
    table.epoch === expected.epoch &&
    table.version === expected.version
  );
}
