import type { Accounts, Session } from "../../aws/accounts.ts";
import { fillRole } from "../../model/desired/roles.ts";
import type { Desired, Hub, Spoke } from "../../model/desired/types.ts";
import { type Seen, valueIn } from "../../model/failure.ts";
import { type RuleId, type VpcId, vpcRef } from "../../model/ids.ts";
import type { HubView } from "../../model/observed/hub.ts";
import type { Observed } from "../../model/observed/observed.ts";
import type { ResolverView } from "../../model/observed/resolver.ts";
import type { RuleAccountView, RulePath } from "../../model/observed/rule-account.ts";
import type { RuleOfVpc } from "../../model/observed/vpc.ts";
import type { Inspection } from "../../model/plan/reads/inspections.ts";
import type { RuleReads } from "../../model/plan/reads/rule-reads.ts";
import { type Access, accessKeyOf, accountsToRead } from "../../model/plan/rules/rows/rule-draft.ts";
import { viewIdsOf } from "../../model/plan/wanted/resolver/sides.ts";
import {
  listAssociations,
  listUsableRules,
  rulesOfVpc,
  type UsableRule,
} from "../../reconcilers/resolver.ts";
import { see } from "../../reconcilers/see.ts";
import { observeVpc } from "../../reconcilers/vpcs.ts";
import type { Accesses } from "./accesses.ts";
import type { RuleMemory } from "./rule-memory.ts";

type RuleAccountsOptions = Pick<Observed, "hubs" | "leaving"> & {
  /** Of a process that has made passes before. */
  readonly memory?: RuleMemory | undefined;
};

/** The associations of every account that has, or may have, clients of the hubs' rules: one list each. */
export async function observeRuleAccounts(
  desired: Desired,
  { hubs, leaving, memory }: RuleAccountsOptions,
  accounts: Accounts,
  accesses: Accesses,
): Promise<ReadonlyMap<string, Seen<RuleAccountView>>> {
  const needed = new Map<string, { hub: Hub; access: Access }>();
  for (const [hub, seen] of hubs) {
    const view = valueIn(valueIn(seen)?.resolver);
    for (const access of view ? accountsToRead(hub, desired, view, leaving) : [])
      needed.set(accessKeyOf(access, hub), { hub, access });
  }
  const reads = [...needed].map(async ([key, { hub, access }]) => {
    const session = sessionOf(accounts, hub, access);
    const seen = await accesses.read(key, () => readAccount(session, hub, memory));
    return [key, seen] as const;
  });
  return new Map(await Promise.all(reads));
}

async function readAccount(
  session: Session,
  { region }: Hub,
  memory: RuleMemory | undefined,
): Promise<Seen<RuleAccountView>> {
  const identity = await session.identity();
  if (identity.kind === "unreadable") return identity;
  return see(async () => {
    const associations = await listAssociations(session.resolver(region));
    return { associations: memory?.listed(session.account, region, associations) ?? associations };
  });
}

/**
 * Each account's list of the rules that it may associate, read once in a pass, and with the list of its associations which
 * of them each VPC has: five calls a second are too few for two for each VPC.
 */
export type RuleLists = {
  usable(hub: Hub, spoke: Spoke): Promise<readonly UsableRule[]>;
  /** Absent where the account's associations were not read. */
  ofVpc(inspection: Inspection): (() => Promise<readonly RuleOfVpc[]>) | undefined;
};

export function createRuleLists(
  ruleAccounts: ReadonlyMap<string, Seen<RuleAccountView>>,
  accounts: Accounts,
): RuleLists {
  const lists = new Map<string, Promise<readonly UsableRule[]>>();
  function usable(hub: Hub, spoke: Spoke): Promise<readonly UsableRule[]> {
    const access: Access = { account: spoke.account, spoke };
    const key = accessKeyOf(access, hub);
    const list = lists.get(key) ?? listUsableRules(sessionOf(accounts, hub, access).resolver(hub.region));
    lists.set(key, list);
    return list;
  }
  return {
    usable,
    ofVpc({ hub, spoke, vpc }) {
      const seen = spoke && ruleAccounts.get(accessKeyOf({ account: spoke.account, spoke }, hub));
      const account = vpc.region === hub.region ? valueIn(seen) : undefined;
      return account && spoke && (() => rulesOfVpc(account.associations, vpc.id, () => usable(hub, spoke)));
    },
  };
}

/** What has to be known before a rule is associated: what the view VPC answers by, and which rules have arrived where. */
export async function observeRulePaths(
  reads: readonly RuleReads[],
  observed: Pick<Observed, "hubs" | "ruleAccounts">,
  accounts: Accounts,
  lists: RuleLists,
): Promise<Required<Pick<Observed, "rulePaths" | "ruleAccounts">>> {
  const paths = reads.map(
    async ({ hub }) => [hub, await observeRulePath(hub, observed.hubs.get(hub), accounts)] as const,
  );
  const arrivals = reads.flatMap(({ hub, arriving }) =>
    arriving.map(async (spoke) => {
      const visible = await see(async () => completeIn(await lists.usable(hub, spoke)));
      return [accessKeyOf({ account: spoke.account, spoke }, hub), visible] as const;
    }),
  );
  const [rulePaths, visible] = await Promise.all([Promise.all(paths), Promise.all(arrivals)]);
  const ruleAccounts = new Map(observed.ruleAccounts);
  for (const [key, seen] of visible) {
    const account = ruleAccounts.get(key);
    if (account?.kind === "seen")
      ruleAccounts.set(key, { ...account, value: { ...account.value, visible: seen } });
  }
  return { rulePaths: new Map(rulePaths), ruleAccounts };
}

function completeIn(rules: readonly UsableRule[]): ReadonlySet<RuleId> {
  return new Set(rules.filter(({ isComplete }) => isComplete).map(({ id }) => id));
}

/** Of a hub whose Resolver was read. */
export async function observeRulePath(
  hub: Hub,
  seen: Seen<HubView> | undefined,
  accounts: Accounts,
): Promise<RulePath> {
  const view = valueIn(valueIn(seen)?.resolver) as ResolverView;
  const session = accounts.session(hub.account, hub.role);
  const { inbound } = view;
  if (!inbound) return { view: NO_VIEW };
  const look = (vpc: VpcId) => observeVpc(session, vpcRef(vpc, hub.region));
  const others = viewIdsOf({ hub, view }).filter((vpc) => vpc !== inbound.vpc);
  const [seenView, ...besides] = await Promise.all([
    look(inbound.vpc),
    ...others.map(async (vpc) => [vpc, await look(vpc)] as const),
  ]);
  return { view: seenView, ...(besides.length > 0 && { besides: new Map(besides) }) };
}

const NO_VIEW: Seen<never> = {
  kind: "unreadable",
  failure: { kind: "gone", error: "ResourceNotFoundException", message: "there is no inbound endpoint" },
};

function sessionOf(accounts: Accounts, hub: Hub, { account, spoke }: Access): Session {
  if (account === hub.account) return accounts.session(account, hub.role);
  if (spoke) return accounts.session(account, spoke.role);
  return accounts.session(account, hub.spokeRole && fillRole(hub.spokeRole, account));
}
