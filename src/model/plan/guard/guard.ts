import type { Action, ActionKey } from "../../action.ts";
import type { Hub } from "../../desired/types.ts";
import type { Failure, Seen } from "../../failure.ts";
import type { Finding } from "../../finding.ts";
import { withCompanions } from "../order/companions.ts";
import { withoutDependents } from "../order/dependents.ts";
import { notRemembered, tooMany } from "./guard-words.ts";
import {
  type Allowance,
  isUsedUp,
  lostLately,
  NOTHING_LOST,
  type PastLosses,
  runningOf,
  settled,
} from "./hour.ts";
import type { HubScales } from "./hub-counts.ts";
import { digestOf, isRepointing, type Loss, MEASURES, type PlannedLoss, tally } from "./loss.ts";

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
  /** Those of the actions that are held among them. */
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
  const verdicts = hubs.map((scales) => verdictOn(scales, actions, options));
  const dropped = new Set(verdicts.flatMap(({ held }) => [...held]));
  const kept = dropped.size === 0 ? actions : withoutDependents(actions, dropped);
  const left = new Set(kept);
  return {
    actions: kept,
    held: actions.filter((a) => !left.has(a)),
    findings: verdicts.flatMap((verdict) => verdict.finding ?? []),
    losses: verdicts.map((verdict) => verdict.losses),
  };
}

type Verdict = {
  readonly held: readonly ActionKey[];
  readonly finding?: Finding;
  readonly losses: HubLosses;
};

function verdictOn(scales: HubScales, actions: readonly Action[], options: GuardOptions): Verdict {
  const { hub, losses, presence } = scales;
  const removals = actions.filter((a) => a.hub === hub.name && (a.removal || isRepointing(a)));
  const seen = options.pastLosses?.(hub);
  if (seen?.kind === "unreadable") return unread(scales, removals, seen.failure);
  const named = new Set([...(options.named ?? []), ...(hub.allowRemovals ? [hub.allowRemovals] : [])]);
  const past = seen ? settled(seen.value.past, seen.value.now, named, presence) : NOTHING_LOST;
  const covered = new Set(runningOf(past, named).flatMap(({ left }) => left));
  const rest = losses.filter(({ loss }) => !covered.has(loss));
  const told: HubLosses = {
    ...digested(hub, rest.length > 0 ? rest : losses, past),
    hub,
    losses,
    allowed: covered,
    allowing: runningOf(past, named).map((one) => one.digest),
    ...(seen && { known: { read: seen.value.past, past } }),
  };
  const { digest } = told;
  if (rest.length === 0 || digest === undefined) return { held: [], losses: told };
  if (named.has(digest) || options.allowRemovals?.(digest, removals))
    return { held: [], losses: matched(told, digest, rest) };
  const lately = lostLately(past, presence);
  if (!exceeds(scales, rest, lately)) return { held: [], losses: told };
  const until = lately.find(
    ({ until }) =>
      !exceeds(
        scales,
        rest,
        lately.filter((l) => l.until > until),
      ),
  )?.until;
  const words = { scales, rest, lately, digest, ...(until !== undefined && { until }) };
  return { held: uncovered(removals, actions, losses, covered), finding: tooMany(words), losses: told };
}

function matched(told: HubLosses, digest: string, rest: readonly PlannedLoss[]): HubLosses {
  const match = { digest, left: [...setOf(rest)] };
  return { ...told, allowed: setOf(told.losses), allowing: [...told.allowing, digest], match };
}

/** What is not known to fit into the hour does not go. */
function unread({ hub, losses }: HubScales, removals: readonly Action[], failure: Failure): Verdict {
  const nobody = { allowed: new Set<Loss>(), allowing: [] };
  const told = { hub, losses, ...nobody, ...digested(hub, losses, NOTHING_LOST) };
  if (removals.length === 0) return { held: [], losses: told };
  return { held: removals.map(({ key }) => key), finding: notRemembered(hub, failure), losses: told };
}

function exceeds(
  { hub, has }: HubScales,
  losses: readonly PlannedLoss[],
  lately: readonly { readonly loss: Loss }[],
): boolean {
  const before = tally(lately.map(({ loss }) => loss));
  const after = tally([
    ...lately.map(({ loss }) => loss),
    ...losses.flatMap(({ loss, counts }) => (counts ? [loss] : [])),
  ]);
  return MEASURES.some((measure) => {
    const of = has[measure].union(before[measure]).size;
    return after[measure].size > Math.max(1, (of * hub.guard.maxRemovalPercent) / 100);
  });
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

function digested(hub: Hub, losses: readonly PlannedLoss[], past: PastLosses): Pick<HubLosses, "digest"> {
  return losses.length === 0 ? {} : { digest: digestOf(hub, setOf(losses), isUsedUp(past)) };
}

function setOf(losses: readonly PlannedLoss[]): ReadonlySet<Loss> {
  return new Set(losses.map(({ loss }) => loss));
}
