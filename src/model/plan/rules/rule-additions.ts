import type { ActionKey } from "../../action/common.ts";
import { type Forward, type RuleAction, ruleActionKey } from "../../action/rule.ts";
import type { ZoneAction } from "../../action/zone.ts";
import { type VpcId, vpcRef } from "../../ids.ts";
import { ruleClaim, ruleRequestId, ruleTags } from "../../rule-ownership.ts";
import type { Turns } from "../../turns.ts";
import type { Estate } from "../estate/estate.ts";
import { handsOver, planAssociations } from "./associations.ts";
import { viewWaits } from "./chain/view.ts";
import type { Leads } from "./endpoints/leads.ts";
import { differs, forwardOf } from "./forward.ts";
import { type JoinOptions, planJoins } from "./joins.ts";
import type { RuleDraft } from "./rows/rule-draft.ts";
import type { RulePlan } from "./rows/rule-plan.ts";
import { isWantedRule, type RuleRow, type WantedRule } from "./rows/rule-rows.ts";
import { planSharing } from "./rows/sharing.ts";
import { ruleNotes } from "./rule-notes.ts";

/** Rules, the share and associations that are missing; each association after everything that it counts on was read. */
export function* planRuleAdditions(
  estate: Estate,
  rules: RuleDraft,
  { leads, ...options }: Omit<JoinOptions, "unshared"> & { readonly leads: Leads },
): Turns<RulePlan> {
  const wanted = rules.rows.filter(isWantedRule);
  const arrivals = arrivalsOf(estate, rules, wanted, leads);
  const ofRules = wanted.map((row) => ({ row, actions: ruleActions(rules, row, leads, arrivals) }));
  const first = updatesOneByOne(ofRules.flatMap(({ actions }) => actions));
  const making = new Map<RuleRow, ActionKey>(
    ofRules.flatMap(({ row, actions }) =>
      actions.flatMap((a) => (a.kind === "createRule" ? [[row, a.key]] : [])),
    ),
  );
  const sharing = planSharing(rules, making);
  const joins = yield* planJoins(estate, rules, wanted, { ...options, unshared: sharing.unshared });
  const settled = new Map(ofRules.map(({ row, actions }) => [row, actions.slice(-1).map(({ key }) => key)]));
  const associations = yield* planAssociations(estate, rules, joins.joining, {
    sharing,
    settled,
    returning: options.own.returning,
  });
  return {
    actions: [...first, ...sharing.actions, ...associations],
    waits: arrivals,
    findings: [...sharing.findings, ...joins.findings, ...ruleNotes(estate, rules, joins)],
  };
}

/** Made, mended, or claimed. Nobody's targets are changed but of our own. */
function ruleActions(
  { hub }: RuleDraft,
  row: WantedRule,
  leads: Leads,
  arrivals: readonly ZoneAction[],
): RuleAction[] {
  const { ref, live, adopted } = row;
  const place = { hub: hub.name, account: hub.account, rule: ref, ...endpointOf(row) } as const;
  const lead = leads.of(live);
  const forward = ref.type === "FORWARD" ? forwardOf(lead, live) : undefined;
  if (!live) return creation(place, row, forward);
  if (adopted) return hub.resolver?.takeOwnership ? [claim(place, row)] : [];
  if (live.status === "UPDATING") return [settling(place, [])];
  if (!forward || !differs(live, forward)) return [];
  const update: RuleAction = {
    ...place,
    kind: "updateRule",
    key: ruleActionKey("updateRule", ref),
    after: lead.arrives === undefined ? [] : keysFor(row, lead.arrives, arrivals),
    forward,
    because: `the addresses of ${lead.inbound?.id} that answer, or the outbound endpoint, are other ones than the rule has`,
  };
  return [update, settling(place, [update.key])];
}

/** Until DNS shows the VPCs to which rules move in the zones by which these answer (semantics 46). */
function arrivalsOf(
  estate: Estate,
  rules: RuleDraft,
  wanted: readonly WantedRule[],
  leads: Leads,
): ZoneAction[] {
  const moving = wanted.flatMap(({ ref, live }) => {
    const { arrives } = live ? leads.of(live) : {};
    return arrives === undefined ? [] : [{ vpc: arrives, name: ref.name }];
  });
  return [...Map.groupBy(moving, ({ vpc }) => vpc)].flatMap(([vpc, all]) => {
    const names = all.map(({ name }) => name);
    return viewWaits(estate, vpcRef(vpc, rules.hub.region), names);
  });
}

function keysFor(row: WantedRule, vpc: VpcId, arrivals: readonly ZoneAction[]): ActionKey[] {
  return arrivals
    .filter((wait) => wait.kind === "awaitInsync" && wait.vpc?.id === vpc && handsOver(row, wait.zone.name))
    .map(({ key }) => key);
}

function creation(
  place: Place,
  { hub, ref, wanted }: WantedRule,
  forward: Forward | undefined,
): RuleAction[] {
  if (ref.type === "FORWARD" && !forward) return [];
  return [
    {
      ...place,
      kind: "createRule",
      key: ruleActionKey("createRule", ref),
      after: [],
      creatorRequestId: ruleRequestId(hub, ref),
      tags: ruleTags(hub),
      ...(forward && { forward }),
      because: `${wanted.spokes.length === 1 ? "a spoke is" : "spokes are"} to resolve ${ref.name} through rules`,
    },
  ];
}

type Place = Pick<RuleAction, "hub" | "account" | "rule">;

function endpointOf({ wanted: { endpoint } }: WantedRule) {
  return endpoint ? { endpoint } : {};
}

function claim(place: Place, { hub, ref }: WantedRule): RuleAction {
  return {
    ...place,
    kind: "tagRule",
    key: ruleActionKey("tagRule", ref),
    after: [],
    tags: { ...ruleTags(hub), ...ruleClaim(hub, ref) },
    because: "takeOwnership: from now on it is kept and removed as if we had made it",
  };
}

function settling(place: Place, after: readonly ActionKey[]): RuleAction {
  return {
    ...place,
    kind: "awaitRule",
    key: ruleActionKey("awaitRule", place.rule),
    after,
    because: "targets spread to the outbound endpoint's interfaces one by one",
  };
}

/** The first rule alone, the others once it was read back (semantics 51). */
function updatesOneByOne(actions: readonly RuleAction[]): RuleAction[] {
  const first = actions.find(({ kind }) => kind === "updateRule");
  if (!first) return [...actions];
  const gate = ruleActionKey("awaitRule", first.rule);
  return actions.map((action) =>
    action.kind === "updateRule" && action !== first ? { ...action, after: [...action.after, gate] } : action,
  );
}
