import type { Action } from "../action/action.ts";
import type { ActionKey } from "../action/common.ts";
import type { Desired } from "../desired/types.ts";
import { valueIn } from "../failure.ts";
import { distinctFindings, type Finding, sortFindings } from "../finding.ts";
import { type KnownSpoke, leavingOf } from "../leaving.ts";
import type { Observed } from "../observed/observed.ts";
import { canariesOf, type RolloutGates } from "../rollout/gate.ts";
import { atOnce, type Turns } from "../turns.ts";
import { planAdditions } from "./additions/additions.ts";
import type { PassLimitOptions } from "./additions/pass-limit.ts";
import { estateOf } from "./estate/estate.ts";
import { type NameState, nameStates } from "./estate/name-states.ts";
import { observedBy, withinRollout } from "./guard/canary.ts";
import { type CanarySeen, canariesSeen } from "./guard/canary-served.ts";
import { type GuardOptions, guardInTurns, type HubLosses, namedFor } from "./guard/guard.ts";
import { NOTHING_LOST, namesAllowed } from "./guard/hour.ts";
import { type HubCounts, hubCountsOf, scalesOf } from "./guard/hub-counts.ts";
import { ownVpcLast } from "./guard/own-vpc.ts";
import { type PolicyOptions, withinPolicy } from "./guard/policy.ts";
import { withKills } from "./kill-windows.ts";
import { customResolvers } from "./network/custom-resolver.ts";
import { pathFindings } from "./network/path-findings.ts";
import { pathsInTurns } from "./network/paths.ts";
import { repointObstacles } from "./network/repoints.ts";
import { networkFindings } from "./network/security-groups.ts";
import { type LeftOut, type Only, onlyActions, onlyFindings } from "./only.ts";
import { inDependencyOrder } from "./order/dependency-order.ts";
import { withoutIdleWaits } from "./order/dependents.ts";
import { withWaits } from "./order/with-waits.ts";
import { type Ground, groundOf } from "./proof/ground.ts";
import { withoutUnprovedInTurns } from "./proof/proof.ts";
import { planLeftoverEndpoints } from "./removals/endpoints.ts";
import { type Leaving, leftBehind, suspendedBehind } from "./removals/left-behind.ts";
import { closeGaps } from "./removals/own-gaps.ts";
import { planRemovals } from "./removals/removals.ts";
import { planStrayAuthorizations } from "./removals/stray-authorizations.ts";
import { nextWave, pairsOf, type WaveOptions } from "./removals/wave.ts";
import { windowsBehindRules } from "./rules/chain/view-windows.ts";
import { leadsByHub } from "./rules/endpoints/leads.ts";
import { gapsOf } from "./rules/handing-over/gaps.ts";
import { bridgedInTurns } from "./rules/own/bridged-drafts.ts";
import { silentOf } from "./rules/own/silent.ts";
import { followersOf } from "./rules/rows/first-use.ts";
import { ruleDraftsOf } from "./rules/rows/rule-draft.ts";
import { ruleServed, ruleStandingsOf } from "./rules/rows/rule-standing.ts";
import { planRules } from "./rules/rules.ts";
import { switchesOf } from "./rules/switching/switches.ts";
import { zoneExitsOf } from "./rules/switching/zone-exits.ts";
import { viewLast } from "./rules/view-last.ts";
import { ruleClientsOf } from "./rules/zone-clients.ts";
import { orphans, unreadableHubs, unreadableZones } from "./wanted/hub-findings.ts";

/** What a pass will do and what it has to say: plain data, the same for the same input in whatever order it was read. */
export type Plan = {
  /** In order: what an action waits for stands before it. */
  readonly actions: readonly Action[];
  /** What policy or guard holds back; a finding says why and how to let it go ahead. */
  readonly held: readonly Action[];
  readonly findings: readonly Finding[];
  /** Spokes whose documents are gone and of which something is left, as far as they are known. */
  readonly leaving?: readonly Leaving[];
  /** Every private DNS name and where it stands. */
  readonly names: readonly NameState[];
  readonly hubCounts: readonly HubCounts[];
  /** By hub, what is lost if all goes ahead, held or not, and what has to be remembered of it. */
  readonly losses?: readonly HubLosses[];
  /** Of hubs whose rollout is in its canary. */
  readonly canaries?: readonly CanarySeen[];
  /** It is the part of some documents, and this is the rest. */
  readonly partial?: { readonly only: readonly Only[]; readonly leftOut: LeftOut };
};

export type PlanOptions = PassLimitOptions &
  PolicyOptions &
  GuardOptions & {
    /** Spokes as they were last known: those whose documents are gone are leaving (semantics 40). */
    readonly known?: readonly KnownSpoke[];
    /** A table knows what a step that darkens a name between two calls would put back. */
    readonly remembersSteps?: boolean;
    /** How far the rollouts of hubs are. Absent: nobody knows, and a hub that has one gets nothing new. */
    readonly rollouts?: RolloutGates;
    /** The part of these documents, chosen from the plan of the whole. */
    readonly only?: readonly Only[];
    /** What is not to be tried now goes out of the finished plan, with what waits for it; the rest is proved again. */
    readonly leaveOut?: (plan: Plan) => Plan;
  };

/** Desired and observed state, compared. */
export function planOf(desired: Desired, observed: Observed, options: PlanOptions = {}): Plan {
  return atOnce(planInTurns(desired, observed, options));
}

/** The same, byte for byte; that of the largest fleet takes seconds, and others have to have their turns (decision 0017). */
export function* planInTurns(documents: Desired, observed: Observed, options: PlanOptions = {}): Turns<Plan> {
  const leaving = leavingOf(documents, options.known ?? []);
  const known = { ...observed, leaving };
  const { desired, drafts } = yield* bridgedInTurns(documents, known);
  const estate = estateOf(drafts, known);
  const ruleDrafts = ruleDraftsOf(drafts, desired, known);
  const switches = switchesOf(drafts, ruleDrafts, observed);
  const standings = ruleStandingsOf(drafts, ruleDrafts);
  const leads = leadsByHub(estate, ruleDrafts);
  const silent = silentOf(estate, documents);
  const ruleClients = ruleClientsOf(estate, standings, { silent, leads });
  yield;
  const first = canariesOf(options.rollouts);
  const { ownVpc } = options;
  const gapsFor = gapsOf(estate, documents.spokes, { first, ownVpc });
  const additions = yield* planAdditions(estate, {
    ...options,
    switches,
    ruleClients,
    repoints: repointObstacles(estate, followersOf(ruleDrafts)),
    first,
    gapsOf: gapsFor,
  });
  const { gaps } = additions;
  const left = leftBehind(estate, ruleDrafts, leaving);
  const rules = yield* planRules(desired, estate, ruleDrafts, {
    documents,
    gaps,
    switches,
    leads,
    begun: additions.begins,
    ownVpc,
    first,
  });
  yield;
  const exits = zoneExitsOf(desired, estate, ruleDrafts, { documents, gaps });
  const beside = { additions, ruleClients, exits };
  const removals = yield* planRemovals(desired, estate, beside, waveOptions(options));
  const closings = closeGaps(estate, gaps, removals.actions);
  const strays = planStrayAuthorizations(estate, additions.making);
  const changes = [...strays, ...additions.actions, ...closings.kept, ...closings.actions, ...rules.actions];
  yield;
  const endpoints = planLeftoverEndpoints(estate, changes, removals.later);
  const last = viewLast(estate, ruleDrafts, [...changes, ...endpoints.actions]);
  const waits = [...removals.waits, ...(rules.waits ?? []), ...last.waits];
  const whole = yield* inDependencyOrder(withWaits(last.actions, waits));
  yield;
  const chosen = options.only ? onlyActions(whole, options.only, desired) : whole;
  yield;
  const waiting = { zones: removals.later, endpoints: endpoints.later };
  const permitted = withinPolicy(chosen, desired, options, waiting);
  yield;
  const { actions } = permitted;
  const scales = yield* scalesOf(estate, standings, actions, desired, permitted.waiting);
  const guarded = yield* guardInTurns(actions, scales, options);
  const staged = yield* withinRollout(guarded.actions, desired, {
    gates: options.rollouts,
    actionsFor: (last) => actionsBy(last, observedBy(last, desired, observed), options),
  });
  const behind = { held: staged.held, pairs: pairsOf(permitted.waiting) };
  const ordered = ownVpcLast(staged.actions, behind, desired, ownVpc);
  yield;
  const told = [...additions.findings, ...removals.findings, ...closings.findings];
  const ground = groundOf(desired, estate, ruleDrafts, told);
  const proved = yield* withoutUnprovedInTurns(ordered.actions, ground);
  const kept = { actions: withoutIdleWaits(proved.actions), findings: proved.findings };
  yield;
  for (const draft of drafts) yield* pathsInTurns(draft, desired.spokes, observed);
  const findings = sortFindings([
    ...unreadableHubs(desired, observed),
    ...drafts.flatMap((d) => [...d.findings, ...unreadableZones(d)]),
    ...orphans(desired, drafts),
    ...drafts.flatMap((d) => networkFindings(d, observed)),
    ...drafts.flatMap((d) =>
      pathFindings(d, desired.spokes, observed, [...additions.findings, ...rules.findings]),
    ),
    ...drafts.flatMap((d) => customResolvers(d, desired.spokes, observed)),
    ...suspendedBehind(left),
    ...additions.findings,
    ...removals.findings,
    ...closings.findings,
    ...endpoints.findings,
    ...rules.findings,
    ...windowsBehindRules([...additions.findings, ...removals.findings], ruleDrafts, kept.actions),
    ...permitted.findings,
    ...guarded.findings,
    ...staged.findings,
    ...ordered.findings,
    ...kept.findings,
    ...nextWave(permitted.waiting.zones, kept.actions, options.pairsMax),
  ]);
  const digests = new Map(guarded.losses.map(({ hub, digest }) => [hub, digest]));
  const hubCounts: HubCounts[] = [];
  for (const one of scales) {
    const removalsDigest = digests.get(one.hub);
    hubCounts.push({ ...(yield* hubCountsOf(one)), ...(removalsDigest && { removalsDigest }) });
  }
  const canaries = canariesSeen(desired, estate, options.rollouts, staged.whole);
  const open = distinctFindings(findings.filter(isOf(kept.actions)));
  const said = options.remembersSteps ? open : [...withKills(open)];
  const partial = options.only && partOf(options.only, desired, { whole, actions: chosen, findings: said });
  const plan: Plan = {
    actions: kept.actions,
    held: [...permitted.held, ...guarded.held, ...staged.held, ...ordered.held],
    names: nameStates(drafts, kept.actions, ruleServed(drafts, standings, kept.actions)),
    findings: partial?.findings ?? said,
    hubCounts,
    losses: guarded.losses,
    ...(canaries.length > 0 && { canaries }),
    leaving: left,
    ...(partial && { partial: partial.partial }),
  };
  return options.leaveOut ? yield* provedAgain(plan, options.leaveOut(plan), ground) : plan;
}

/** The last step is the proof, of the plan as it will be sent (semantics 61). */
function* provedAgain(whole: Plan, left: Plan, ground: Ground): Turns<Plan> {
  if (left.actions === whole.actions) return left;
  const { actions, findings } = yield* withoutUnprovedInTurns(left.actions, ground);
  if (findings.length === 0) return left;
  return {
    ...left,
    actions: withoutIdleWaits(actions),
    findings: sortFindings([...left.findings, ...findings]),
  };
}

/** A part that is chosen is made whole: what it leaves out takes no place in it. */
function waveOptions(options: PlanOptions): WaveOptions {
  const { pairsMax, reviewed, only, rollouts, pastLosses } = options;
  return {
    ...(only ? { pairsMax: Number.POSITIVE_INFINITY } : pairsMax !== undefined && { pairsMax }),
    ...(reviewed && { reviewed }),
    first: canariesOf(rollouts),
    allowed(hub) {
      const past = valueIn(pastLosses?.(hub))?.past ?? NOTHING_LOST;
      return namesAllowed(past, namedFor(hub, options));
    },
  };
}

function* actionsBy(last: Desired, observed: Observed, options: PlanOptions): Turns<readonly Action[]> {
  return (yield* planInTurns(last, observed, byLast(options))).actions;
}

/** What documents of before would have done now: whole, with no rollout of their own, and the guard judges by these. */
function byLast({ removals }: PlanOptions): PlanOptions {
  return { rollouts: "shown", allowRemovals: () => true, ...(removals && { removals }) };
}

/** What is said of the part, and what the part leaves out. */
function partOf(
  only: readonly Only[],
  desired: Desired,
  { whole, actions, findings }: { whole: readonly Action[]; actions: readonly Action[]; findings: Finding[] },
): Required<Pick<Plan, "findings" | "partial">> {
  const [chosen, told] = [new Set(actions), new Set(onlyFindings(findings, only, desired))];
  const leftOut: LeftOut = {
    actions: whole.filter((action) => !chosen.has(action)),
    findings: findings.filter((finding) => !told.has(finding)),
  };
  return { findings: [...told], partial: { only, leftOut } };
}

/** Whether a finding still has to do with this plan: a window closes with the action that would have opened it. */
function isOf(actions: readonly Action[]): (finding: Finding) => boolean {
  let keys: ReadonlySet<ActionKey> | undefined;
  return ({ action }) => {
    if (action === undefined) return true;
    keys ??= new Set(actions.map((a) => a.key));
    return keys.has(action);
  };
}
