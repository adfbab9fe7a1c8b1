import type { Action } from "../../action/action.ts";
import type { ActionKey } from "../../action/common.ts";
import { type Forward, type RuleAction, ruleActionKey } from "../../action/rule.ts";
import type { Finding } from "../../finding.ts";
import { ruleClaim, ruleRequestId, ruleTags } from "../../rule-ownership.ts";
import type { Turns } from "../../turns.ts";
import type { Estate } from "../estate/estate.ts";
import { planAssociations } from "./associations.ts";
import { type Leads, leadsOf } from "./endpoints/leads.ts";
import { differs, forwardOf } from "./forward.ts";
import { type JoinOptions, planJoins } from "./joins.ts";
import type { RuleDraft } from "./rule-draft.ts";
import { ruleNotes } from "./rule-notes.ts";
import { isWantedRule, type RuleRow, type WantedRule } from "./rule-rows.ts";
import { planSharing } from "./sharing.ts";

export type RulePlan = {
  readonly actions: readonly Action[];
  readonly findings: readonly Finding[];
  /** For what takes the place of what goes. */
  readonly waits?: readonly Action[];
};

/** Rules, the share and associations that are missing; each association after everything that it counts on was read. */
export function* planRuleAdditions(
  estate: Estate,
  rules: RuleDraft,
  options: Omit<JoinOptions, "unshared">,
): Turns<RulePlan> {
  const wanted = rules.rows.filter(isWantedRule);
  const leads = leadsOf(rules, estate.observed);
  const ofRules = wanted.map((row) => ({ row, actions: ruleActions(rules, row, leads) }));
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
    findings: [...sharing.findings, ...joins.findings, ...ruleNotes(estate, rules, joins)],
  };
}

/** Made, mended, or claimed. Nobody's targets are changed but of our own. */
function ruleActions({ hub }: RuleDraft, row: WantedRule, leads: Leads): RuleAction[] {
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
    after: [],
    forward,
    because: `the addresses of ${lead.inbound?.id} that answer, or the outbound endpoint, are other ones than the rule has`,
  };
  return [update, settling(place, [update.key])];
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
    action.kind === "updateRule" && action !== first ? { ...action, after: [gate] } : action,
  );
}
