import type { Action } from "../../action/action.ts";
import type { ActionKey } from "../../action/common.ts";
import { isResolverEndpointAction } from "../../action/family.ts";
import type { RuleRef } from "../../action/refs.ts";
import type { Hub } from "../../desired/types.ts";
import type { Failure, Seen } from "../../failure.ts";
import type { Finding } from "../../finding.ts";
import type { VpcId } from "../../ids.ts";
import { atOnce, eachInTurns, type Turns } from "../../turns.ts";
import { withCompanions } from "../order/companions.ts";
import { withoutDependentsInTurns } from "../order/dependents.ts";
import {
  forwardersInto,
  notRemembered,
  tooMany,
  unknownConsumers,
  unknownForwarders,
} from "./guard-words.ts";
import {
  type Allowance,
  isUsedUp,
  type Lately,
  lostLately,
  NOTHING_LOST,
  type PastLosses,
  runningOf,
  settled,
} from "./hour.ts";
import type { HubScales } from "./hub-counts.ts";
import {
  digestOf,
  eachOf,
  isNothing,
  isRepointing,
  type Loss,
  type Lost,
  MEASURES,
  type PlannedLoss,
  type Tally,
  tally,
  tallyOf,
  withoutCovered,
} from "./loss.ts";

export type GuardOptions = {
  /** Digests that somebody names beside the documents: `--allow-removals`. */
  readonly named?: readonly string[];
  /** Whether a hub's removals may go beyond the guard, whatever names them: they were reviewed one by one. */
  readonly allowRemovals?: (digest: string, removals: readonly Action[]) => boolean;
  /** What is remembered of each hub's losses. Absent: each plan is weighed by itself (semantics 41). */
  readonly pastLosses?: PastLossesOf;
};

export type PastLossesOf = (hub: Hub) => Seen<PastAt>;
/** `now`: by AWS's clock, in epoch milliseconds. */
export type PastAt = { readonly past: PastLosses; readonly now: number };

export type Guarded = {
  readonly actions: readonly Action[];
  /** What was held back, and what waits for it. */
  readonly held: readonly Action[];
  readonly findings: readonly Finding[];
  readonly losses: readonly HubLosses[];
};

/** What a hub loses by a plan, and what has to be remembered of it. */
export type HubLosses = {
  readonly hub: Hub;
  /** Names all that may be let go by a second word. Absent: nothing is lost. */
  readonly digest?: string;
  /** By steps of this plan, those that are held among them. */
  readonly losses: readonly PlannedLoss[];
  /** Somebody allowed these: they do not count against later ones. */
  readonly allowed: ReadonlySet<Loss>;
  /** Digests that somebody names and that let something go. */
  readonly allowing: readonly string[];
  /** The digest was named, and allows these from now on. */
  readonly match?: Pick<Allowance, "digest" | "left">;
  /** Absent: nothing is remembered, or could be read. */
  readonly known?: {
    readonly read: PastLosses;
    /** By what this plan's reading shows. */
    readonly past: PastLosses;
  };
};

/**
 * Holds back what a hub would lose, when that is, with what it lost within the last hour, more than
 * `max(1, maxRemovalPercent)` of its spokes, zones or managed endpoints, or when as many of its endpoints' aliases would
 * lead elsewhere; unless somebody names the digest (semantics 25, 41). What is only added goes through.
 */
export function guard(
  actions: readonly Action[],
  hubs: readonly HubScales[],
  options: GuardOptions = {},
): Guarded {
  return atOnce(guardInTurns(actions, hubs, options));
}

export function* guardInTurns(
  actions: readonly Action[],
  hubs: readonly HubScales[],
  options: GuardOptions,
): Turns<Guarded> {
  const verdicts: Verdict[] = [];
  for (const scales of hubs) verdicts.push(yield* verdictOn(scales, actions, options));
  const dropped = new Set(verdicts.flatMap(({ held }) => held));
  yield;
  const kept = dropped.size === 0 ? actions : yield* withoutDependentsInTurns(actions, dropped);
  yield;
  const left = new Set(kept);
  return {
    actions: kept,
    held: actions.filter((a) => !left.has(a)),
    findings: verdicts.flatMap(({ findings = [] }) => findings),
    losses: verdicts.map((verdict) => verdict.losses),
  };
}

type Verdict = {
  readonly held: readonly ActionKey[];
  readonly findings?: readonly Finding[];
  readonly losses: HubLosses;
};

function* verdictOn(scales: HubScales, actions: readonly Action[], options: GuardOptions): Turns<Verdict> {
  const { hub, losses, presence } = scales;
  const removals = actions.filter((a) => a.hub === hub.name && (a.removal || isRepointing(a)));
  const seen = options.pastLosses?.(hub);
  if (seen?.kind === "unreadable") return yield* unread(scales, removals, seen.failure);
  const named = namedFor(hub, options);
  const past = seen ? yield* settled(seen.value.past, seen.value.now, named, presence) : NOTHING_LOST;
  const covered = new Set<Loss>();
  for (const { left } of runningOf(past, named)) yield* eachInTurns(left, (loss) => covered.add(loss));
  const rest = yield* withoutCovered(scales, covered);
  const told: HubLosses = {
    ...(yield* digested(hub, isNothing(rest) ? scales : rest, past)),
    hub,
    losses,
    allowed: covered,
    allowing: runningOf(past, named).map((one) => one.digest),
    ...(seen && { known: { read: seen.value.past, past } }),
  };
  const { digest } = told;
  if (isNothing(rest) || digest === undefined) return { held: [], losses: told };
  if (named.has(digest)) return { held: [], losses: yield* matched(told, digest, rest) };
  if (options.allowRemovals?.(digest, removals))
    return { held: [], losses: yield* matched(told, digest, { ...rest, later: [] }) };
  const lately = lostLately(past, presence);
  const own = yield* tallyOf(rest);
  if (!exceeds(scales, own, lately)) {
    const held = removals.filter((action) => action.unseen && !isCovered(action, losses, covered));
    const findings = [
      ...held.flatMap(rulesOf).map((rule) => unknownConsumers(hub, rule, digest)),
      ...held.filter(isResolverEndpointAction).map((action) => unknownForwarders(hub, action, digest)),
      ...viewsIn(held).map((vpc) => forwardersInto(hub, vpc, digest)),
    ];
    return { held: held.map(({ key }) => key), findings, losses: told };
  }
  const until = fitsAfter(scales, own, lately);
  yield;
  const words = { scales, own, lately, digest, ...(until !== undefined && { until }) };
  return { held: uncovered(removals, actions, losses, covered), findings: [tooMany(words)], losses: told };
}

/** Digests that somebody names for the hub. */
export function namedFor({ allowRemovals }: Hub, { named = [] }: Pick<GuardOptions, "named">): Set<string> {
  return new Set([...named, ...(allowRemovals ? [allowRemovals] : [])]);
}

function* matched(told: HubLosses, digest: string, rest: Lost): Turns<HubLosses> {
  const match = { digest, left: yield* eachOf(rest) };
  const allowed = new Set(told.losses.map(({ loss }) => loss));
  return { ...told, allowed, allowing: [...told.allowing, digest], match };
}

/** What is not known to fit into the hour does not go. */
function* unread(scales: HubScales, removals: readonly Action[], failure: Failure): Turns<Verdict> {
  const nobody = { allowed: new Set<Loss>(), allowing: [] };
  const { hub, losses } = scales;
  const told = { hub, losses, ...nobody, ...(yield* digested(hub, scales, NOTHING_LOST)) };
  if (removals.length === 0) return { held: [], losses: told };
  return { held: removals.map(({ key }) => key), findings: [notRemembered(hub, failure)], losses: told };
}

function exceeds({ hub, has }: HubScales, own: Tally, lately: readonly Lately[]): boolean {
  const before = tally(lately.map(({ loss }) => loss));
  return MEASURES.some((measure) => {
    const of = has[measure].union(before[measure]).size;
    const after = own[measure].union(before[measure]).size;
    return after > Math.max(1, (of * hub.guard.maxRemovalPercent) / 100);
  });
}

/** When so much of the hour is over that what is to be lost fits into the rest of it. */
function fitsAfter(scales: HubScales, own: Tally, lately: readonly Lately[]): number | undefined {
  const ends = [...new Set(lately.map(({ until }) => until))];
  return ends.find(
    (end) =>
      !exceeds(
        scales,
        own,
        lately.filter(({ until }) => until > end),
      ),
  );
}

function isCovered({ key }: Action, losses: readonly PlannedLoss[], covered: ReadonlySet<Loss>): boolean {
  const own = losses.filter(({ action }) => action === key);
  return own.length > 0 && own.every(({ loss }) => covered.has(loss));
}

/** VPCs with an inbound endpoint that leave zones. */
function viewsIn(held: readonly Action[]): VpcId[] {
  return [...new Set(held.flatMap((action) => (action.kind === "disassociate" ? action.vpc.id : [])))];
}

function rulesOf(action: Action): readonly RuleRef[] {
  if (action.kind === "deleteRule") return [action.rule];
  return action.kind === "removeFromShare" ? action.rules : [];
}

/** Of the removals those that nobody allowed; what serves only these goes with them. */
function uncovered(
  removals: readonly Action[],
  actions: readonly Action[],
  losses: readonly PlannedLoss[],
  covered: ReadonlySet<Loss>,
): ActionKey[] {
  const byAction = Map.groupBy(losses, ({ action }) => action);
  const allowed = removals.filter(({ key }) => byAction.get(key)?.every(({ loss }) => covered.has(loss)));
  const kept = new Set(allowed.length > 0 ? withCompanions(actions, allowed) : []);
  const isLost = ({ key }: Action) => byAction.get(key)?.some(({ loss }) => !covered.has(loss)) ?? false;
  return removals.filter((action) => !kept.has(action) || isLost(action)).map(({ key }) => key);
}

function* digested(hub: Hub, lost: Lost, past: PastLosses): Turns<Pick<HubLosses, "digest">> {
  return isNothing(lost) ? {} : { digest: yield* digestOf(hub, lost, isUsedUp(past)) };
}
