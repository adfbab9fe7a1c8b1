import { accessKey } from "../../back-off.ts";
import type { Desired, Hub, Spoke } from "../../desired/types.ts";
import { type Seen, valueIn } from "../../failure.ts";
import type { AccountId, RuleId } from "../../ids.ts";
import type { Observed, ResolverView, RuleAccountView, RuleAssociationView } from "../../observed.ts";
import { associationMark } from "../../rule-ownership.ts";
import type { Draft } from "../wanted/draft.ts";
import { type LiveRule, type RuleRow, ruleRowsOf } from "./rule-rows.ts";

/** One hub's rules, documents held against what AWS shows; of a hub whose Resolver was read. */
export type RuleDraft = {
  readonly draft: Draft;
  readonly hub: Hub;
  readonly view: ResolverView;
  readonly rows: readonly RuleRow[];
  /** Those of rule mode. */
  readonly spokes: readonly Spoke[];
  readonly accounts: readonly RuleAccount[];
};

/** An account in which associations were looked for. */
export type RuleAccount = {
  readonly account: AccountId;
  /** By whose role; absent: the hub's, or `spokeDefaults.role`. */
  readonly spoke?: Spoke;
  readonly seen: Seen<RuleAccountView>;
};

export function ruleDraftOf(draft: Draft, desired: Desired, observed: Observed): RuleDraft | undefined {
  const view = valueIn(draft.view.resolver);
  if (!view) return undefined;
  const { hub } = draft;
  const spokes = ruleSpokesOf(hub, desired);
  const accounts = accountsOf(hub, desired, view, observed);
  const uses = new Map<RuleId, number>();
  for (const { seen } of accounts)
    for (const { rule } of valueIn(seen)?.associations ?? []) uses.set(rule, (uses.get(rule) ?? 0) + 1);
  const rows = ruleRowsOf(draft, spokes, view, (rule) => uses.get(rule) ?? 0);
  return { draft, hub, view, rows, spokes, accounts };
}

export function ruleSpokesOf(hub: Hub, { spokes }: Pick<Desired, "spokes">): Spoke[] {
  return spokes.filter((spoke) => spoke.hub === hub && spoke.mode === "resolver-rule");
}

/** Where associations of the hub's rules may be: accounts of its spokes, and those that its share names (semantics 64). */
export function accountsToRead(hub: Hub, { spokes }: Pick<Desired, "spokes">, view: ResolverView): Access[] {
  if (!hub.resolver) return [];
  const accesses = new Map<string, Access>();
  const add = (access: Access) => {
    const key = accessKeyOf(access, hub);
    if (!accesses.has(key)) accesses.set(key, access);
  };
  for (const spoke of spokes) if (spoke.hub === hub) add({ account: spoke.account, spoke });
  const known = new Set([...accesses.values()].map(({ account }) => account));
  const named = (valueIn(view.shares) ?? []).flatMap(({ principals }) => principals.map(({ id }) => id));
  for (const id of new Set(named))
    if (/^\d{12}$/.test(id) && !known.has(id as AccountId) && hub.spokeRole)
      add({ account: id as AccountId });
  return [...accesses.values()];
}

export type Access = { readonly account: AccountId; readonly spoke?: Spoke };

export function accessKeyOf({ account, spoke }: Access, hub: Hub): string {
  const role = spoke ? spoke.role : hub.spokeRole;
  return accessKey(account, role, hub.region);
}

function accountsOf(
  hub: Hub,
  desired: Desired,
  view: ResolverView,
  { ruleAccounts }: Observed,
): RuleAccount[] {
  return accountsToRead(hub, desired, view).flatMap((access): RuleAccount[] => {
    const seen = ruleAccounts?.get(accessKeyOf(access, hub));
    return seen ? [{ ...access, seen }] : [];
  });
}

/** Of a spoke's account, by its own role. */
export function accountOf({ accounts, hub }: RuleDraft, spoke: Spoke): RuleAccount | undefined {
  const key = accessKeyOf({ account: spoke.account, spoke }, hub);
  return accounts.find((one) => accessKeyOf(one, hub) === key);
}

/** The association of the rule with the VPC, as far as the account was read. */
export function associationOf(
  { ref }: RuleRow,
  vpc: string,
  account: RuleAccount | undefined,
): RuleAssociationView | undefined {
  const all = valueIn(account?.seen)?.associations ?? [];
  return all.find((one) => one.vpc === vpc && one.rule === ref.live?.id);
}

/** Made by us: its name is our mark. */
export function isMarked(hub: Hub, { ref }: LiveRule, { name, vpc }: RuleAssociationView): boolean {
  return name === associationMark(hub, ref.name, vpc);
}
