import type { Clock } from "../model/clock.ts";
import { hubHash } from "../model/desired/show.ts";
import type { Desired, Hub } from "../model/desired/types.ts";
import { vpcKey, vpcRef } from "../model/ids.ts";
import type { OwnVpc } from "../model/own-vpc.ts";
import type { Report } from "../model/report.ts";
import { chosenBy, keyOf } from "../model/rollout/chosen.ts";
import type { RolloutGate } from "../model/rollout/gate.ts";
import { lookOf } from "../model/rollout/look.ts";
import { advanced, begun, type Count, dueAt, type Said } from "../model/rollout/phase.ts";
import type { Completed, RolloutState } from "../model/rollout/state.ts";
import { whyUnwritten } from "../store/items.ts";
import type { Store } from "../store/store.ts";
import type { DesiredState, PassEnd, RolloutStart, Rollouts, Ruling } from "./ports.ts";

export type RolloutOptions = {
  readonly store: Pick<Store, "get" | "put">;
  readonly clock: Pick<Clock, "now">;
  readonly desiredState: Pick<DesiredState, "recall">;
  /** It is the last to change, so it is no canary. */
  readonly ownVpc?: OwnVpc;
};

/** Without a table nobody knows what reached whom: nothing new goes to a hub that has a rollout. */
export const noRollouts: Rollouts = {
  begin: async () => new Map(),
  end: async () => {},
  nextAt: () => undefined,
};

/** Of one hub, in this term. `state`: as it stands on the table. */
type Known = { state?: RolloutState; count: Count; pauseMs: number; dueAt?: number | undefined };

/** How far each hub's documents have come to its spokes, kept on the table under the epoch (semantics 45). */
export function createRollouts({ store, clock, desiredState, ownVpc }: RolloutOptions): Rollouts {
  const terms = new Map<number, Map<string, Known>>();
  /** Documents of completed states, by the hub's place: whoever saw them rule need not ask for them again. */
  const documents = new Map<string, { readonly hash: string; readonly desired: Desired }>();
  const hashes = new WeakMap<Hub, string>();

  function saidOf(hub: Hub, { desired, revision, commit }: Ruling): Said {
    const hash = hashes.get(hub) ?? hubHash(desired, hub);
    hashes.set(hub, hash);
    return { hub: hub.name, desired: hash, revision, ...(commit && { commit }), at: clock.now() };
  }

  /** The documents of the state that was completed before this one; those of this one are kept for the next. */
  async function lastOf(
    hub: Hub,
    completed: Completed | undefined,
    { desired: hash }: Said,
    start: RolloutStart,
    signal: AbortSignal,
  ): Promise<Desired | undefined> {
    if (completed?.desired === hash) documents.set(placeOf(hub), { hash, desired: start.ruling.desired });
    if (!completed || completed.desired === hash) return undefined;
    const held = documents.get(placeOf(hub));
    if (held?.hash === completed.desired) return held.desired;
    const desired = completed.commit && (await desiredState.recall?.(completed.commit, signal));
    if (desired) documents.set(placeOf(hub), { hash: completed.desired, desired });
    return desired;
  }

  function chosenIn(hub: Hub, ruling: Ruling, last: Desired | undefined): readonly string[] {
    if (!hub.rollout) return [];
    const isOwn = (key: string) => ownVpc !== undefined && key.split("@")[0] === ownVpc.id;
    const spokes = ruling.desired.spokes.filter((spoke) => spoke.hub === hub && !isOwn(keyOf(spoke)));
    const before = last?.spokes.filter((spoke) => placeOf(spoke.hub) === placeOf(hub));
    return chosenBy(hub.rollout, spokes, before).map(keyOf);
  }

  async function gateOf(hub: Hub, start: RolloutStart, signal: AbortSignal): Promise<RolloutGate> {
    const known = knownOf(start.epoch, hub);
    const unread = await remembered(hub, known);
    if (unread !== undefined) return closed("read", unread);
    const said = saidOf(hub, start.ruling);
    const last = await lastOf(hub, known.state?.completed, said, start, signal);
    const state = begun(known.state, said, () => chosenIn(hub, start.ruling, last));
    if (state !== known.state && start.watching === undefined) {
      const unwritten = await written(hub, state, start.epoch);
      if (unwritten !== undefined) return closed("written", unwritten);
      known.count = {};
    }
    const { servedSince } = known.count;
    return { kind: "kept", state, ...(last && { last }), ...(servedSince !== undefined && { servedSince }) };
  }

  /** Why what stands on the table is not known, if so. It is read once in a term, for nobody else writes it meanwhile. */
  async function remembered(hub: Hub, known: Known): Promise<string | undefined> {
    if (known.state) return undefined;
    const seen = await store.get("rollout", placeOf(hub));
    if (seen.kind === "unreadable") return seen.failure.message;
    if (seen.value) known.state = seen.value;
    return undefined;
  }

  function knownOf(epoch: number, hub: Hub): Known {
    const term = terms.get(epoch) ?? new Map<string, Known>();
    if (!terms.has(epoch)) terms.clear(); // another instance may have led in between
    terms.set(epoch, term);
    const known = term.get(placeOf(hub)) ?? { count: {}, pauseMs: 0 };
    term.set(placeOf(hub), known);
    known.pauseMs = (hub.rollout?.pauseMinutes ?? 0) * 60_000;
    return known;
  }

  /** Why it does not stand on the table, if so. */
  async function written(hub: Hub, state: RolloutState, epoch: number): Promise<string | undefined> {
    const result = await store.put("rollout", placeOf(hub), state, epoch);
    if (result.kind === "written") knownOf(epoch, hub).state = state;
    return whyUnwritten(result);
  }

  async function advance(hub: Hub, end: PassEnd & { readonly report: Report }): Promise<void> {
    const known = knownOf(end.epoch, hub);
    const said = saidOf(hub, end.ruling);
    if (known.state?.desired !== said.desired) return;
    const look = lookOf(hub, known.state, end.ruling.desired, end.report);
    const { state, count } = advanced(known.state, known.count, look, { said, pauseMs: known.pauseMs });
    const isStuck = state === known.state && look.holds;
    const isKept = state === known.state || (await written(hub, state, end.epoch)) === undefined;
    if (isKept) known.count = count;
    if (state.phase === "done")
      documents.set(placeOf(hub), { hash: said.desired, desired: end.ruling.desired });
    known.dueAt = dueAt(state, count, { now: clock.now(), pauseMs: known.pauseMs, isStuck });
  }

  return {
    async begin(start, signal) {
      const gates = new Map<string, RolloutGate>();
      for (const hub of staged(start.ruling)) gates.set(hub.name, await gateOf(hub, start, signal));
      return gates;
    },
    async end(end) {
      const hubs = staged(end.ruling);
      const places = new Set(hubs.map(placeOf));
      const looks = "report" in end && !end.watching;
      for (const [place, known] of terms.get(end.epoch) ?? []) {
        delete known.dueAt;
        if (!looks || !places.has(place)) known.count = {}; // nobody looks after that canary meanwhile
      }
      if (!looks || end.cut) return;
      for (const hub of hubs) await advance(hub, end);
    },
    nextAt() {
      const times = [...terms.values()].flatMap((term) =>
        [...term.values()].flatMap(({ dueAt: at }) => (at === undefined ? [] : [at])),
      );
      return times.length > 0 ? Math.min(...times) : undefined;
    },
  };
}

/** A hub to which nothing is done anyway keeps the rollout that it has. */
function staged({ desired }: Ruling): readonly Hub[] {
  return desired.hubs.filter(
    ({ rollout, suspend, writePolicy }) => rollout && !suspend && writePolicy !== "observe",
  );
}

function closed(done: "read" | "written", message: string): RolloutGate {
  return { kind: "closed", why: `the rollout could not be ${done} on the table: ${message}` };
}

/** Whatever its document is called. */
function placeOf({ account, region, vpc }: Hub): string {
  return `${account} ${vpcKey(vpcRef(vpc, region))}`;
}
