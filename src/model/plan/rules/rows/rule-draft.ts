import { accessKey } from "../../../access.ts";
import type { Desired, Hub, Spoke } from "../../../desired/types.ts";
import { type Seen, valueIn } from "../../../failure.ts";
import type { AccountId, RuleId, VpcId } from "../../../ids.ts";
import type { KnownSpoke } from "../../../leaving.ts";
import type { Observed } from "../../../observed/observed.ts";
import type { ResolverView } from "../../../observed/resolver.ts";
import type { RuleAccountView, RuleAssociationView } from "../../../observed/rule-account.ts";
import { associationMark, isOurRule } from "../../../rule-ownership.ts";
import type { Draft } from "../../wanted/draft.ts";
import { isWantedRule, type LiveRule, type RuleRow, ruleRowsOf, type WantedRule } from "./rule-rows.ts";

/** One hub's rules, documents held against what AWS shows; of a hub whose Resolver was read. */
export type RuleDraft = {
  readonly draft: Draft;
  readonly hub: Hub;
  readonly view: ResolverView;
  readonly rows: readonly RuleRow[];
  /** Of the hub, of whatever mode. */
  readonly all: readonly Spoke[];
  /** Those of rule mode. */
  readonly spokes: readonly Spoke[];
  /** What each of them should have. */
  readonly wantedBy: ReadonlyMap<Spoke, readonly WantedRule[]>;
  readonly accounts: readonly RuleAccount[];
  /** Of each spoke, by its own role. */
  readonly accountOf: ReadonlyMap<Spoke, RuleAccount>;
  /** Rules that a VPC was seen to be associated with, whosever they are: how many VPCs. */
  readonly uses: ReadonlyMap<RuleId, number>;
};

/** By hub; not of those whose Resolver was not read. */
export type RuleDrafts = ReadonlyMap<Hub, RuleDraft>;

/** An account in which associations were looked for. */
export type RuleAccount = {
  readonly account: AccountId;
  /** By whose role; absent: the hub's, or `spokeDefaults.role`. */
  readonly spoke?: Spoke;
  readonly seen: Seen<RuleAccountView>;
  /** What was seen, by rule and VPC. */
  readonly pairs: ReadonlyMap<string, RuleAssociationView>;
};

export function ruleDraftsOf(
  drafts: readonly Draft[],
  desired: Desired,
  observed: Pick<Observed, "ruleAccounts" | "leaving">,
): RuleDrafts {
  return new Map(
    drafts.flatMap((draft) => {
      const view = valueIn(draft.view.resolver);
      return view ? [[draft.hub, ruleDraftOf(draft, view, desired, observed)] as const] : [];
    }),
  );
}

function ruleDraftOf(
  draft: Draft,
  view: ResolverView,
  desired: Desired,
  observed: Pick<Observed, "ruleAccounts" | "leaving">,
): RuleDraft {
  const { hub } = draft;
  const all = desired.spokes.filter((spoke) => spoke.hub === hub);
  const spokes = ruleSpokesOf(hub, desired);
  const accounts = accountsOf(hub, desired, view, observed);
  const listed = [...accounts.values()].flatMap(({ seen }) => valueIn(seen)?.associations ?? []);
  const pairs = Map.groupBy(listed, ({ rule }) => rule);
  const uses = new Map([...pairs].map(([rule, own]) => [rule, own.length]));
  const rows = ruleRowsOf(draft, spokes, view, (rule) => pairs.get(rule) ?? []);
  const wantedBy = new Map(spokes.map((spoke): [Spoke, WantedRule[]] => [spoke, []]));
  for (const row of rows.filter(isWantedRule))
    for (const spoke of row.wanted.spokes) wantedBy.get(spoke)?.push(row);
  const accountOf = new Map(
    all.flatMap((spoke) => {
      const account = accounts.get(accessKeyOf({ account: spoke.account, spoke }, hub));
      return account ? [[spoke, account] as const] : [];
    }),
  );
  return { draft, hub, view, rows, all, spokes, wantedBy, accounts: [...accounts.values()], accountOf, uses };
}

/** How many VPCs are the hub's spokes: one for which rules stand in has two parts. */
export function vpcsOf({ all }: RuleDraft): number {
  return new Set(all.map(({ vpc }) => vpc)).size;
}

export function ruleSpokesOf(hub: Hub, { spokes }: Pick<Desired, "spokes">): Spoke[] {
  return spokes.filter((spoke) => spoke.hub === hub && spoke.mode === "resolver-rule");
}

/**
 * Where associations of the hub's rules may be: accounts of its spokes, of those whose documents are gone, and those that
 * its share names (semantics 40, 64); and the hub's own, where there are rules.
 */
export function accountsToRead(
  hub: Hub,
  { spokes }: Pick<Desired, "spokes">,
  view: ResolverView,
  leaving: readonly KnownSpoke[] = [],
): Access[] {
  if (!hub.resolver) return [];
  const accesses = new Map<string, Access>();
  const add = (access: Access) => {
    const key = accessKeyOf(access, hub);
    if (!accesses.has(key)) accesses.set(key, access);
  };
  for (const spoke of spokes) if (spoke.hub === hub) add({ account: spoke.account, spoke });
  const known = new Set([...accesses.values()].map(({ account }) => account));
  const shared = (valueIn(view.shares) ?? []).flatMap(({ principals }) => principals.map(({ id }) => id));
  const before = leaving.flatMap((one) => (one.hub === hub.name && one.account) || []);
  for (const id of new Set([...shared, ...before]))
    if (/^\d{12}$/.test(id) && !known.has(id as AccountId) && hub.spokeRole)
      add({ account: id as AccountId });
  // Nobody shares a rule with its own account, whose spokes' documents may be gone as well.
  if (!known.has(hub.account) && (hub.resolver.adoptRules || view.rules.some((rule) => isOurRule(rule, hub))))
    add({ account: hub.account });
  return [...accesses.values()];
}

export type Access = { readonly account: AccountId; readonly spoke?: Spoke };

export function accessKeyOf({ account, spoke }: Access, hub: Hub): string {
  const role = spoke ? spoke.role : account === hub.account ? hub.role : hub.spokeRole;
  return accessKey(account, role, hub.region);
}

/** By `accessKeyOf`. */
function accountsOf(
  hub: Hub,
  desired: Desired,
  view: ResolverView,
  { ruleAccounts, leaving }: Pick<Observed, "ruleAccounts" | "leaving">,
): ReadonlyMap<string, RuleAccount> {
  const accounts = new Map<string, RuleAccount>();
  for (const access of accountsToRead(hub, desired, view, leaving)) {
    const key = accessKeyOf(access, hub);
    const seen = ruleAccounts?.get(key);
    if (seen) accounts.set(key, { ...access, seen, pairs: pairsIn(seen) });
  }
  return accounts;
}

/** A rule is associated with a VPC once at most; should a list show it twice, the first counts. */
function pairsIn(seen: Seen<RuleAccountView>): RuleAccount["pairs"] {
  const pairs = new Map<string, RuleAssociationView>();
  for (const one of valueIn(seen)?.associations ?? []) {
    const key = `${one.rule} ${one.vpc}`;
    if (!pairs.has(key)) pairs.set(key, one);
  }
  return pairs;
}

/** The association of the rule with the VPC, as far as the account was read. */
export function associationOf(
  { ref }: RuleRow,
  vpc: VpcId,
  account: RuleAccount | undefined,
): RuleAssociationView | undefined {
  return account?.pairs.get(`${ref.live?.id} ${vpc}`);
}

/** Made by us: its name is our mark. */
export function isMarked(hub: Hub, { ref }: LiveRule, { name, vpc }: RuleAssociationView): boolean {
  return name === associationMark(hub, ref.name, vpc);
}
