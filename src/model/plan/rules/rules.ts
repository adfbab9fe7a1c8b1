import type { Desired, Spoke } from "../../desired/types.ts";
import { type Finding, finding } from "../../finding.ts";
import type { Turns } from "../../turns.ts";
import type { Estate } from "../estate/estate.ts";
import type { Draft } from "../wanted/draft.ts";
import { isManaged } from "../wanted/resolver/sides.ts";
import type { LeadsByHub } from "./endpoints/leads.ts";
import { comingIn, planResolverEndpoints } from "./endpoints/resolver-endpoints.ts";
import { type HandOverOptions, planHandOvers } from "./handing-over/hand-overs.ts";
import { type RuleDrafts, ruleSpokesOf } from "./rows/rule-draft.ts";
import type { RulePlan } from "./rows/rule-plan.ts";
import { planRuleAdditions } from "./rule-additions.ts";
import { planRuleRemovals } from "./rule-removals.ts";
import type { Switches } from "./switching/switches.ts";

export type RuleOptions = HandOverOptions & {
  readonly switches: Switches;
  readonly leads: LeadsByHub;
  /** Spokes that begin to leave rules. */
  readonly begun: ReadonlySet<Spoke>;
};

/** Resolver rules of all hubs: what is missing, and what no document wants any more. */
export function* planRules(
  desired: Desired,
  estate: Estate,
  drafts: RuleDrafts,
  { documents, gaps, switches, leads, begun, ownVpc, first }: RuleOptions,
): Turns<RulePlan> {
  const plans: RulePlan[] = [];
  const coming = new Map<string, number>(); // Resolver endpoints, by account and Region, whose quota several hubs share
  for (const draft of estate.drafts) {
    const rules = drafts.get(draft.hub);
    const own = planHandOvers(estate, draft, rules, { documents, gaps, ownVpc, first });
    const leading = leads.get(draft.hub);
    if (!rules || !leading) {
      plans.push({ actions: [], findings: notRead(draft, desired) }, own);
      continue;
    }
    const ofHub = {
      switches: switches.get(draft.hub) ?? [],
      begun: [...begun].filter(({ hub }) => hub === draft.hub).length,
      leads: leading,
      ownVpc,
      first,
      own,
    };
    const { account, region } = draft.hub;
    const earlier = coming.get(`${account} ${region}`) ?? 0;
    const endpoints = planResolverEndpoints(desired, estate, rules, { ...leading, coming: earlier });
    coming.set(`${account} ${region}`, earlier + comingIn(endpoints));
    plans.push(
      endpoints,
      yield* planRuleAdditions(estate, rules, ofHub),
      own,
      yield* planRuleRemovals(desired, estate, rules, own),
    );
  }
  return {
    actions: plans.flatMap(({ actions }) => actions),
    waits: plans.flatMap(({ waits = [] }) => waits),
    findings: plans.flatMap(({ findings }) => findings),
  };
}

function notRead({ hub, view }: Draft, desired: Desired): Finding[] {
  const isNeeded = ruleSpokesOf(hub, desired).length > 0 || isManaged(hub, []);
  if (!hub.resolver || !isNeeded) return [];
  const why = view.resolver?.kind === "unreadable" ? `: ${view.resolver.failure.message}` : "";
  return [
    finding(
      "unknown",
      { hub: hub.name },
      {
        reason: "ResolverNotRead",
        message: `the Resolver endpoints and rules of account ${hub.account} in ${hub.region} could not be read${why}`,
        todo: "allow the hub's role the reads of Resolver (docs/iam.md), then run again",
      },
    ),
  ];
}
