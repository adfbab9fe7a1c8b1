import type { ActionKey } from "../../../action/common.ts";
import type { RuleRef, ShareRef } from "../../../action/refs.ts";
import { type ShareAction, shareActionKey } from "../../../action/share.ts";
import { batchesOf } from "../../../batches.ts";
import { clientToken } from "../../../client-token.ts";
import { compare } from "../../../compare.ts";
import type { Hub, Spoke } from "../../../desired/types.ts";
import { type Failure, valueIn } from "../../../failure.ts";
import { type Finding, finding, type Why } from "../../../finding.ts";
import type { ResourceShareView, ShareEntry } from "../../../observed/share.ts";
import { isOwnShare, shareKey, shareTags } from "../../../rule-ownership.ts";
import type { RuleDraft } from "./rule-draft.ts";
import { isWantedRule, type RuleRow } from "./rule-rows.ts";

/** The hub's resource share of AWS RAM: what it lacks is added; nothing is taken out here (semantics 53). */
export type Sharing = {
  readonly share: ShareRef;
  readonly live?: ResourceShareView;
  readonly actions: readonly ShareAction[];
  readonly findings: readonly Finding[];
  /** Why no other account can be given a rule now: the shares were not read, or the named one is not there. */
  readonly unshared?: Why;
};

/** RAM, AssociateResourceShare: at most 100 resources in a call. */
const RESOURCES_MAX = 100;

/** The share that documents name, or our own. */
export function shareOf({ hub, view }: RuleDraft): Pick<Sharing, "share" | "live"> {
  const named = hub.sharing.share;
  const isIt = ({ arn, tags }: ResourceShareView) => (named ? arn === named : isOwnShare(tags, hub));
  const live = valueIn(view.shares)?.find(isIt);
  return { share: shareKey(hub, hub.region, live?.arn), ...(live && { live }) };
}

export function planSharing(rules: RuleDraft, making: ReadonlyMap<RuleRow, ActionKey>): Sharing {
  const { hub, view } = rules;
  const { share, live } = shareOf(rules);
  const place = { hub: hub.name, account: hub.account } as const;
  const wanted = rules.rows.filter(isWantedRule);
  const principals = principalsOf(rules);
  if (principals.length === 0 || wanted.length === 0)
    return { share, ...(live && { live }), actions: [], findings: [] };
  const obstacle =
    view.shares.kind === "unreadable"
      ? notRead(view.shares.failure)
      : hub.sharing.share && !live
        ? notThere(hub.sharing.share)
        : undefined;
  if (obstacle) return { share, actions: [], findings: [], unshared: obstacle };
  const made: ShareAction[] = live ? [] : [creation(hub, share)];
  const after = made.map(({ key }) => key);
  const [members, shared] = [idsIn(live?.principals), idsIn(live?.resources)];
  const lacking = principals.filter((id) => !members.has(id));
  const missing = wanted.filter((row) => (row.live ? !shared.has(row.live.arn) : making.has(row)));
  const common = { ...place, share, after } as const;
  const actions: ShareAction[] = [...made];
  if (lacking.length > 0)
    actions.push({
      ...common,
      kind: "addToShare",
      key: shareActionKey("addToShare", share, "principals"),
      rules: [],
      principals: lacking,
      because: `${lacking.length === 1 ? `${lacking[0]} has` : `${lacking.length} principals have`} spokes that rules are for`,
    });
  for (const [index, chunk] of batchesOf(missing, RESOURCES_MAX).entries())
    actions.push({
      ...common,
      kind: "addToShare",
      key: shareActionKey("addToShare", share, `rules ${index}`),
      afterSettled: chunk.flatMap((row) => making.get(row) ?? []),
      rules: chunk.map(({ ref }) => ref),
      principals: [],
      because: "spokes' accounts may use only rules that are shared with them",
    });
  return { share, ...(live && { live }), actions, findings: failedEntries(rules, live) };
}

/** Until the account sees these rules, COMPLETE; by a role of that account. */
export function awaitShared(
  rules: RuleDraft,
  { share, actions }: Sharing,
  spoke: Spoke,
  refs: readonly RuleRef[],
): ShareAction {
  return {
    hub: rules.hub.name,
    account: spoke.account,
    spoke: spoke.name,
    share,
    kind: "awaitShared",
    key: shareActionKey("awaitShared", share, spoke.account),
    after: actions.map(({ key }) => key),
    region: rules.hub.region,
    rules: refs,
    because: "a rule can be associated once it has arrived in the spoke's account",
  };
}

/** An organization or a unit takes in its accounts; without one, each account by itself. The hub's own needs no share. */
export function principalsOf({ hub, spokes }: Pick<RuleDraft, "hub" | "spokes">): string[] {
  const { organization, ous, accounts } = hub.sharing;
  const wide = [...(organization ? [organization] : []), ...ous];
  const sharing = spokes.filter(({ endpoints }) => endpoints.length > 0).map(({ account }) => account);
  const each = wide.length > 0 ? [] : sharing;
  return [...new Set<string>([...wide, ...accounts, ...each])]
    .filter((id) => id !== hub.account)
    .sort(compare);
}

/** Whether everybody the account's rules are shared with is an account that was looked into. */
export function hasUnknownConsumers({ view, accounts }: RuleDraft): boolean {
  const read = new Set<string>(
    accounts.flatMap(({ account, seen }) => (seen.kind === "seen" ? [account] : [])),
  );
  const shares = valueIn(view.shares);
  return (
    !shares || shares.some(({ principals }) => principals.some((one) => isThere(one) && !read.has(one.id)))
  );
}

export function isThere({ status }: ShareEntry): boolean {
  return status === "ASSOCIATED" || status === "ASSOCIATING" || status === "DISASSOCIATING";
}

/** Who is in it, or about to be. */
function idsIn(entries: readonly ShareEntry[] = []): ReadonlySet<string> {
  const there = entries.filter(({ status }) => status === "ASSOCIATED" || status === "ASSOCIATING");
  return new Set(there.map(({ id }) => id));
}

function creation(hub: Hub, share: ShareRef): ShareAction {
  const tags = shareTags(hub);
  return {
    hub: hub.name,
    account: hub.account,
    share,
    kind: "createShare",
    key: shareActionKey("createShare", share),
    after: [],
    name: `vpce-operator-${hub.name}`.slice(0, 255),
    tags,
    clientToken: clientToken([hub.region, hub.vpc, tags]),
    because: "rules reach spokes' accounts by a resource share",
  };
}

/** RAM tells why an entry failed: an account that is not in the organization, or sharing that is not enabled. */
function failedEntries({ hub }: RuleDraft, live: ResourceShareView | undefined): Finding[] {
  const failed = live?.principals.filter(({ status }) => status === "FAILED") ?? [];
  return failed.map(({ id, message }) =>
    finding(
      "withheld",
      { hub: hub.name },
      {
        reason: "SharingFailed",
        message: `RAM could not share the rules with ${id}${message ? `: ${message}` : ""}`,
        todo: "in the organization's management account enable sharing (aws ram enable-sharing-with-aws-organization), or name accounts of the organization only",
      },
    ),
  );
}

function notRead({ kind, operation = "its calls" }: Failure): Why {
  if (kind === "unsupported")
    return {
      reason: "Unsupported",
      message: `this endpoint does not implement ${operation} of RAM, so no rule is shared with another account`,
    };
  return {
    reason: "SharingNotRead",
    message:
      "the resource shares of the hub's account could not be read, so no rule is given to other accounts",
    todo: "allow the hub's role the reads of RAM (docs/iam.md), then run again",
  };
}

function notThere(arn: string): Why {
  return {
    reason: "SharingNotRead",
    message: `the hub's account has no resource share ${arn}`,
    todo: "correct sharing.share of the hub, or leave it out for a share of our own",
  };
}
