import {
  type Action,
  type RuleAction,
  ruleActionKey,
  type ShareAction,
  shareActionKey,
} from "../../action.ts";
import type { Desired, Spoke } from "../../desired/types.ts";
import { valueIn } from "../../failure.ts";
import { type Finding, type FindingPlace, finding, type Why } from "../../finding.ts";
import { type AccountId, vpcKey, vpcRef } from "../../ids.ts";
import type { RuleAssociationView } from "../../observed.ts";
import type { Estate } from "../estate/estate.ts";
import { otherRulesLater, switchLater } from "../wanted/switching.ts";
import { carveOutsLast } from "./carve-outs.ts";
import { isReplaced } from "./replaced.ts";
import type { RulePlan } from "./rule-additions.ts";
import { isMarked, type RuleAccount, type RuleDraft } from "./rule-draft.ts";
import { isLiveRule, isWantedRule, type LiveRule } from "./rule-rows.ts";
import { hasUnknownConsumers, isThere, planSharing, principalsOf } from "./sharing.ts";

/** Associations that no document wants, then the rules that nobody is associated with, then who no longer needs them. */
export function planRuleRemovals(desired: Desired, estate: Estate, rules: RuleDraft): RulePlan {
  const pairs = rules.accounts.flatMap((account) => pairsIn(desired, estate, rules, account));
  const going = new Set(pairs.flatMap(({ action }) => (action ? [action.key] : [])));
  const left = rules.rows.filter(isLiveRule).filter((row) => !isNeeded(row));
  const ofRules = left.map((row) => ruleGoes(rules, row));
  const gone = ofRules.flatMap(({ actions }) => actions);
  const members = [...principalsGo(rules), ...shareGoes(rules)];
  return {
    actions: [
      ...carveOutsLast(
        pairs.flatMap(({ action }) => action ?? []),
        going,
      ),
      ...gone,
      ...members,
    ],
    findings: [
      ...pairs.flatMap(({ finding: told }) => told ?? []),
      ...ofRules.flatMap(({ findings }) => findings),
    ],
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

function isNeeded(row: LiveRule): boolean {
  return isWantedRule(row) && row.wanted.spokes.length > 0;
}

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

/** Once every account that may use it was looked into and nobody is associated: out of the share, and deleted (semantics 54). */
function ruleGoes(rules: RuleDraft, row: LiveRule): { actions: Action[]; findings: Finding[] } {
  const { hub } = rules;
  const { ref } = row;
  if (row.adopted || isUsed(rules, row)) return { actions: [], findings: [] };
  if (hasUnknownConsumers(rules)) {
    const kept = finding("withheld", { hub: hub.name, zone: ref.name }, unknownConsumers(row));
    return { actions: [], findings: [kept] };
  }
  const { share, live } = planSharing(rules, new Map());
  const isShared = live?.resources.some((one) => one.id === ref.live?.arn && isThere(one)) ?? false;
  const common = { hub: hub.name, account: hub.account, removal: true } as const;
  const out: ShareAction = {
    ...common,
    share,
    kind: "removeFromShare",
    key: shareActionKey("removeFromShare", share, ref.key),
    after: [],
    rules: [ref],
    principals: [],
    because: `no document wants rule ${ref.name} any more`,
  };
  const deletion: RuleAction = {
    ...common,
    rule: ref,
    kind: "deleteRule",
    key: ruleActionKey("deleteRule", ref),
    after: isShared ? [out.key] : [],
    because: `no document wants rule ${ref.name} any more, and no VPC is associated with it`,
  };
  return { actions: [...(isShared ? [out] : []), deletion], findings: [] };
}

function isUsed({ accounts }: RuleDraft, { live }: LiveRule): boolean {
  return accounts.some(({ seen }) => valueIn(seen)?.associations.some(({ rule }) => rule === live.id));
}

function unknownConsumers({ ref }: LiveRule): Why {
  return {
    reason: "UnknownConsumers",
    message: `no document wants rule ${ref.live?.id} (${ref.name}), and it is shared with accounts that were not looked into: deleting it would end associations unseen`,
    todo: "take it out of the resource share by hand, or name accounts in sharing instead; then run again",
  };
}

/** Accounts that no spoke is in and where nobody is associated; of our own share, and never an organization or a unit. */
function principalsGo(rules: RuleDraft): ShareAction[] {
  const { hub, accounts } = rules;
  const { share, live } = planSharing(rules, new Map());
  if (!live || hub.sharing.share) return [];
  const wanted = new Set(principalsOf(rules));
  const ours = rules.rows.filter(isLiveRule);
  const uses = ({ seen }: RuleAccount) =>
    seen.kind !== "seen" ||
    seen.value.associations.some(({ rule }) => ours.some(({ live: { id } }) => id === rule));
  const idle = live.principals.filter(({ id, status }) => {
    const own = accounts.filter(({ account }) => account === (id as AccountId));
    return status === "ASSOCIATED" && !wanted.has(id) && own.length > 0 && !own.some(uses);
  });
  if (idle.length === 0) return [];
  return [
    {
      hub: hub.name,
      account: hub.account,
      share,
      kind: "removeFromShare",
      key: shareActionKey("removeFromShare", share, "principals"),
      after: [],
      rules: [],
      principals: idle.map(({ id }) => id),
      because: "no spoke of these accounts shares anything, and nobody there is associated",
      removal: true,
    },
  ];
}

/** Our own share, once there is neither a rule in it nor anybody to use one. */
function shareGoes(rules: RuleDraft): ShareAction[] {
  const { hub, rows } = rules;
  const { share, live } = planSharing(rules, new Map());
  const isNeeded = rows.some((row) => isLiveRule(row) || (row.wanted?.spokes.length ?? 0) > 0);
  const members = [...(live?.principals ?? []), ...(live?.resources ?? [])];
  if (!live || hub.sharing.share || isNeeded || members.some(isThere)) return [];
  return [
    {
      hub: hub.name,
      account: hub.account,
      share,
      kind: "deleteShare",
      key: shareActionKey("deleteShare", share),
      after: [],
      because: "no rule is shared any more, and with nobody",
      removal: true,
    },
  ];
}
