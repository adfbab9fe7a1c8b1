import { type RuleAction, ruleActionKey } from "../../action.ts";
import type { Desired, Spoke } from "../../desired/types.ts";
import { valueIn } from "../../failure.ts";
import { type Finding, type FindingPlace, finding, type Why } from "../../finding.ts";
import { vpcKey, vpcRef } from "../../ids.ts";
import type { RuleAssociationView } from "../../observed.ts";
import type { Estate } from "../estate/estate.ts";
import { otherRulesLater, switchLater } from "../wanted/switching.ts";
import { carveOutsLast } from "./carve-outs.ts";
import { planIdleRules } from "./idle-rules.ts";
import { isReplaced } from "./replaced.ts";
import type { RulePlan } from "./rule-additions.ts";
import { isMarked, type RuleAccount, type RuleDraft } from "./rule-draft.ts";
import { isLiveRule, type LiveRule } from "./rule-rows.ts";

/** Associations that no document wants, then the rules that nobody is associated with, then who no longer needs them. */
export function planRuleRemovals(desired: Desired, estate: Estate, rules: RuleDraft): RulePlan {
  const pairs = rules.accounts.flatMap((account) => pairsIn(desired, estate, rules, account));
  const going = new Set(pairs.flatMap(({ action }) => (action ? [action.key] : [])));
  const idle = planIdleRules(rules);
  return {
    actions: [
      ...carveOutsLast(
        pairs.flatMap(({ action }) => action ?? []),
        going,
      ),
      ...idle.actions,
    ],
    findings: [...pairs.flatMap(({ finding: told }) => told ?? []), ...idle.findings],
  };
}

type Pair = { readonly action?: RuleAction; readonly finding?: Finding };

/** An association of one of our rules that no document wants, where it was seen. */
type Left = {
  readonly row: LiveRule;
  readonly association: RuleAssociationView;
  readonly account: RuleAccount;
  /** Of its VPC, in any hub. */
  readonly documents: readonly Spoke[];
};

function pairsIn(desired: Desired, estate: Estate, rules: RuleDraft, account: RuleAccount): Pair[] {
  return leftIn(desired, rules, account).map((left): Pair => {
    const place = placeOf(rules, left);
    if (!mayGo(rules, left)) return { finding: finding("note", place, selfService(left)) };
    const kept = keptBy(desired, estate, rules, left);
    return kept ? { finding: finding("withheld", place, kept) } : { action: leaves(rules, left) };
  });
}

function leftIn({ spokes }: Desired, rules: RuleDraft, account: RuleAccount): Left[] {
  const live = new Map(rules.rows.filter(isLiveRule).map((row) => [row.live.id, row]));
  return (valueIn(account.seen)?.associations ?? []).flatMap((association): Left[] => {
    const row = live.get(association.rule);
    const isWanted = row?.wanted?.spokes.some(({ vpc }) => vpc === association.vpc);
    if (!row || isWanted || association.status === "DELETING") return [];
    return [{ row, association, account, documents: spokes.filter(({ vpc }) => vpc === association.vpc) }];
  });
}

function placeOf({ hub }: RuleDraft, { row, association, account, documents }: Left): FindingPlace {
  const spoke = documents.find((one) => one.hub === hub);
  return {
    hub: hub.name,
    ...(spoke && { spoke: spoke.name }),
    zone: row.ref.name,
    vpc: vpcRef(association.vpc, hub.region),
    account: account.account,
  };
}

/** By our mark; of a rule that was claimed an unmarked one too, where its Spoke says `endpoints: none` (semantics 63). */
function mayGo({ hub }: RuleDraft, { row, association, documents }: Left): boolean {
  if (isMarked(hub, row, association)) return true;
  return row.claimed === true && documents.some((spoke) => spoke.hub === hub && spoke.endpoints.length === 0);
}

/** What keeps it for now, although no document wants it. */
function keptBy(desired: Desired, { observed }: Estate, rules: RuleDraft, left: Left): Why | undefined {
  const { hub } = rules;
  const { documents, association } = left;
  const what = `the association of ${association.vpc} with rule ${left.row.ref.name}`;
  const paused = documents.find((spoke) => spoke.hub === hub && spoke.suspend);
  if (paused)
    return {
      reason: "Suspended",
      message: `spoke ${paused.name} is suspended: ${what} stays`,
      todo: "end the spoke's suspension",
    };
  const key = vpcKey(vpcRef(association.vpc, hub.region));
  const before = (observed.leaving ?? []).find((one) => one.hub === hub.name && one.vpc === key);
  if (before?.suspended)
    return {
      reason: "LeavingSuspended",
      message: `the document of spoke ${before.name} is gone, and was suspended when it was last seen: ${what} stays`,
      todo: `to let it go: vpce-operator forget ${before.name} --table NAME`,
    };
  const elsewhere = documents.find(
    (spoke) => spoke.endpoints.length > 0 && (spoke.hub !== hub || spoke.mode !== "resolver-rule"),
  );
  if (elsewhere) return switchLater(elsewhere, `rule ${left.row.ref.name} of hub ${hub.name}`);
  const switching = documents.find((spoke) => spoke.hub === hub && isReplaced(rules, left, spoke));
  if (switching) return otherRulesLater(switching, left.row.ref);
  return documents.length > 0 ? undefined : otherHalf(desired, observed, left);
}

/** A mistyped VPC, account or hub looks like a spoke that left and one that is not there: the old stays (semantics 25). */
function otherHalf(
  desired: Desired,
  { vpcs }: Estate["observed"],
  { account: { account } }: Left,
): Why | undefined {
  const isAbsent = (spoke: Spoke) => {
    const seen = valueIn(vpcs.get(vpcKey(vpcRef(spoke.vpc, spoke.region))));
    return seen !== undefined && seen.owner !== spoke.account;
  };
  const absent = desired.spokes.find((spoke) => spoke.account === account && isAbsent(spoke));
  return (
    absent && {
      reason: "OtherHalfWaits",
      message: `spoke ${absent.name} names ${absent.vpc}, which account ${account} does not have; this VPC may be the one that is meant, and stays`,
      todo: "correct the spoke's vpc, account or region",
    }
  );
}

function leaves(
  { hub }: RuleDraft,
  { row: { ref }, association, account: { account, spoke } }: Left,
): RuleAction {
  const vpc = vpcRef(association.vpc, hub.region);
  return {
    hub: hub.name,
    account,
    ...(spoke && { spoke: spoke.name }),
    rule: ref,
    kind: "disassociateRule",
    key: ruleActionKey("disassociateRule", ref, vpc),
    after: [],
    vpc,
    because: `no document wants ${vpc.id} to resolve ${ref.name} by a rule`,
    removal: true,
  };
}

function selfService({ row: { ref }, association }: Left): Why {
  return {
    reason: "SelfService",
    message: `${association.vpc} is associated with rule ${ref.live?.id} (${ref.name}) by somebody else, a spoke's team perhaps: it stays, and counts as a client`,
    todo: "nothing; or write a Spoke for it",
  };
}
