import { type Action, type ActionKey, type Forward, type RuleAction, ruleActionKey } from "../../action.ts";
import { valueIn } from "../../failure.ts";
import type { Finding } from "../../finding.ts";
import { type RuleId, vpcRef } from "../../ids.ts";
import { associationMark, ruleClaim, ruleRequestId, ruleTags } from "../../rule-ownership.ts";
import type { Estate } from "../estate/estate.ts";
import { differs, forwardOf } from "./forward.ts";
import { type Join, planJoins } from "./joins.ts";
import { accountOf, type RuleDraft } from "./rule-draft.ts";
import { ruleNotes } from "./rule-notes.ts";
import { isWantedRule, type RuleRow, type WantedRule } from "./rule-rows.ts";
import { awaitShared, planSharing } from "./sharing.ts";
import { viewVpcOf, viewWaits } from "./view.ts";

export type RulePlan = { readonly actions: readonly Action[]; readonly findings: readonly Finding[] };

/** Rules, the share and associations that are missing; each association after everything that it counts on was read. */
export function planRuleAdditions(estate: Estate, rules: RuleDraft): RulePlan {
  const wanted = rules.rows.filter(isWantedRule);
  const ofRules = wanted.map((row) => ({ row, actions: ruleActions(rules, row) }));
  const first = updatesOneByOne(ofRules.flatMap(({ actions }) => actions));
  const making = new Map<RuleRow, ActionKey>(
    ofRules.flatMap(({ row, actions }) =>
      actions.flatMap((a) => (a.kind === "createRule" ? [[row, a.key]] : [])),
    ),
  );
  const sharing = planSharing(rules, making);
  const joins = planJoins(estate, rules, wanted, sharing.unshared);
  const pairs = pairActions(estate, rules, joins.joining, { sharing, settled: readyKeys(ofRules) });
  return {
    actions: [...first, ...sharing.actions, ...pairs],
    findings: [...sharing.findings, ...joins.findings, ...ruleNotes(estate, rules, joins.joining)],
  };
}

/** Made, mended, or claimed. Nobody's targets are changed but of our own. */
function ruleActions(rules: RuleDraft, row: WantedRule): RuleAction[] {
  const { hub, view } = rules;
  const { ref, live, adopted } = row;
  const place = { hub: hub.name, account: hub.account, rule: ref, ...endpointOf(row) } as const;
  const forward = hub.resolver && ref.type === "FORWARD" ? forwardOf(hub.resolver, view, live) : undefined;
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
    because: `the addresses of ${hub.resolver?.inbound} that answer, or the outbound endpoint, are other ones than the rule has`,
  };
  return [update, settling(place, [update.key])];
}

function creation(
  place: Place,
  { hub, ref, wanted }: WantedRule,
  forward: Forward | undefined,
): RuleAction[] {
  if (wanted.spokes.length === 0 || (ref.type === "FORWARD" && !forward)) return [];
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

/** By rule: what has to have ended before anybody is associated. */
function readyKeys(
  ofRules: readonly { readonly row: RuleRow; readonly actions: readonly RuleAction[] }[],
): ReadonlyMap<RuleRow, readonly ActionKey[]> {
  return new Map(ofRules.map(({ row, actions }) => [row, actions.map(({ key }) => key)]));
}

function pairActions(
  estate: Estate,
  rules: RuleDraft,
  joining: readonly Join[],
  {
    sharing,
    settled,
  }: { sharing: ReturnType<typeof planSharing>; settled: ReadonlyMap<RuleRow, readonly ActionKey[]> },
): Action[] {
  const { hub, view } = rules;
  const viewVpc = view.inbound && viewVpcOf(rules.draft, view.inbound);
  const names = [...new Set(joining.flatMap(({ row }) => row.wanted.names))];
  const waits = viewVpc ? viewWaits(estate, viewVpc, names) : [];
  const arrivals = [...Map.groupBy(joining, ({ spoke }) => spoke.account)].flatMap(([account, joins]) => {
    const [{ spoke } = {}] = joins;
    if (account === hub.account || !spoke) return [];
    const visible = valueIn(valueIn(accountOf(rules, spoke)?.seen)?.visible);
    const missing = [...new Set(joins.map(({ row }) => row))].filter(
      ({ live }) => !live || !visible?.has(live.id as RuleId),
    );
    return missing.length > 0
      ? [
          awaitShared(
            rules,
            sharing,
            spoke,
            missing.map(({ ref }) => ref),
          ),
        ]
      : [];
  });
  const arrived = new Map(arrivals.map((action) => [action.account, action.key]));
  const shields = shieldsOf(joining);
  const associations = joining.flatMap(({ row, spoke }) => {
    const vpc = vpcRef(spoke.vpc, spoke.region);
    const carvedOut = shields.filter(
      (one) => one.spoke === spoke && one.row !== row && row.ref.type === "FORWARD",
    );
    const place = {
      hub: hub.name,
      account: spoke.account,
      spoke: spoke.name,
      rule: row.ref,
      ...endpointOf(row),
    } as const;
    const association: RuleAction = {
      ...place,
      kind: "associateRule",
      key: ruleActionKey("associateRule", row.ref, vpc),
      after: [
        ...(settled.get(row) ?? []),
        ...waits.filter(({ zone }) => row.wanted.names.includes(zone.name)).map(({ key }) => key),
        ...(arrived.get(spoke.account) !== undefined ? [arrived.get(spoke.account) as ActionKey] : []),
        ...carvedOut.map((one) => ruleActionKey("awaitAssociation", one.row.ref, vpc)),
      ],
      vpc,
      mark: associationMark(hub, row.ref.name, spoke.vpc),
      because: `spoke ${spoke.name} is not associated with rule ${row.ref.name}`,
    };
    if (row.ref.type !== "SYSTEM") return [association];
    const until: RuleAction = {
      ...place,
      kind: "awaitAssociation",
      key: ruleActionKey("awaitAssociation", row.ref, vpc),
      after: [association.key],
      vpc,
      until: "complete",
      because: "what it keeps from the Region's rule must be kept before that rule answers",
    };
    return [association, until];
  });
  return [...waits, ...arrivals, ...associations];
}

/** SYSTEM rules that a spoke gets by this plan: they stand before the rule of the Region does (semantics 57). */
function shieldsOf(joining: readonly Join[]): readonly Join[] {
  return joining.filter(({ row }) => row.ref.type === "SYSTEM");
}
