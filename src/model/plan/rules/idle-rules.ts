import { ruleActionKey } from "../../action/rule.ts";
import { type ShareAction, shareActionKey } from "../../action/share.ts";
import { isUnread, valueIn } from "../../failure.ts";
import { finding, type Why } from "../../finding.ts";
import type { AccountId } from "../../ids.ts";
import type { RuleAccount, RuleDraft } from "./rows/rule-draft.ts";
import type { RulePlan } from "./rows/rule-plan.ts";
import { isLiveRule, isWantedRule, type LiveRule } from "./rows/rule-rows.ts";
import { hasUnknownConsumers, isThere, principalsOf, shareOf } from "./rows/sharing.ts";

/** Rules that nobody wants and nobody has, then accounts that no longer need the share, then the share. */
export function planIdleRules(rules: RuleDraft): RulePlan {
  const left = rules.rows.filter(isLiveRule).filter((row) => !isWantedRule(row));
  const hasUnknown = hasUnknownConsumers(rules);
  const ofRules = left.map((row) => ruleGoes(rules, row, hasUnknown));
  return {
    actions: [...ofRules.flatMap(({ actions }) => actions), ...principalsGo(rules), ...shareGoes(rules)],
    findings: ofRules.flatMap(({ findings }) => findings),
  };
}

/**
 * Where nobody is seen associated: out of the share, and deleted when a later read shows it out, and still nobody associated
 * (semantics 54). Accounts that may use it and were not looked into need a second word (62).
 */
function ruleGoes(rules: RuleDraft, row: LiveRule, hasUnknown: boolean): RulePlan {
  const { hub, view } = rules;
  const { ref } = row;
  if (row.adopted || rules.uses.has(row.live.id)) return NOTHING;
  const { share, live } = shareOf(rules);
  const shared = live?.resources.find((one) => one.id === row.live.arn && isThere(one));
  const unread = shared && unreadConsumer(rules);
  if (unread)
    return { actions: [], findings: [finding("withheld", { hub: hub.name, zone: ref.name }, unread(row))] };
  const unseen =
    hasUnknown && (shared || view.shares.kind === "unreadable") ? ({ unseen: true } as const) : {};
  const common = {
    hub: hub.name,
    account: hub.account,
    after: [],
    because: `no document wants rule ${ref.name} any more, and no VPC is seen associated with it`,
    removal: true,
    ...unseen,
  } as const;
  if (!shared)
    return {
      actions: [{ ...common, rule: ref, kind: "deleteRule", key: ruleActionKey("deleteRule", ref) }],
      findings: [],
    };
  const out: ShareAction = {
    ...common,
    share,
    kind: "removeFromShare",
    key: shareActionKey("removeFromShare", share, row.live.id), // two of one name may be left
    rules: [ref],
    principals: [],
  };
  const isLeaving = shared.status === "DISASSOCIATING";
  const place = { hub: hub.name, zone: ref.name, ...(!isLeaving && { action: out.key }) };
  return {
    actions: isLeaving ? [] : [out],
    findings: [finding("withheld", place, leavesShare(row))],
  };
}

const NOTHING: RulePlan = { actions: [], findings: [] };

/**
 * A spoke of the documents in an account that the rules are shared with and that could not be read: out of the share its
 * associations would end, so no digest is enough (semantics 12).
 */
function unreadConsumer({ hub, view, accounts }: RuleDraft): ((row: LiveRule) => Why) | undefined {
  const principals = (valueIn(view.shares) ?? []).flatMap((share) => share.principals.filter(isThere));
  const reaches = (account: AccountId) =>
    account !== hub.account && principals.some(({ id }) => id === account || !isAccountId(id));
  const one = accounts.find(({ account, spoke, seen }) => spoke && isUnread(seen) && reaches(account));
  return (
    one &&
    (({ ref }) => ({
      reason: "ConsumersNotRead",
      message: `no document wants rule ${ref.live?.id} (${ref.name}), and it stays: the associations of account ${one.account} could not be read, and without the rule those of spoke ${one.spoke?.name} would end unseen`,
      todo: "allow the spoke's role the reads of docs/iam.md, then run again",
    }))
  );
}

const isAccountId = (principal: string) => /^\d{12}$/.test(principal);

function leavesShare({ ref }: LiveRule): Why {
  return {
    reason: "RuleLeavesShare",
    message: `no document wants rule ${ref.live?.id} (${ref.name}): it leaves the resource share first, and is deleted once that is read`,
    todo: "run again",
  };
}

/** Accounts that no spoke is in and where nobody is associated; of our own share, and never an organization or a unit. */
function principalsGo(rules: RuleDraft): ShareAction[] {
  const { hub } = rules;
  const { share, live } = shareOf(rules);
  if (!live || hub.sharing.share) return [];
  const wanted = new Set(principalsOf(rules));
  const ours = new Set(rules.rows.filter(isLiveRule).map(({ live: { id } }) => id));
  const uses = ({ seen }: RuleAccount) =>
    seen.kind !== "seen" || seen.value.associations.some(({ rule }) => ours.has(rule));
  const accounts = Map.groupBy(rules.accounts, ({ account }) => account);
  const idle = live.principals.filter(({ id, status }) => {
    const own = accounts.get(id as AccountId) ?? [];
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
  const { share, live } = shareOf(rules);
  const members = [...(live?.principals ?? []), ...(live?.resources ?? [])];
  if (!live || hub.sharing.share || rows.length > 0 || members.some(isThere)) return [];
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
