import { valueIn } from "../failure.ts";
import type { AccountId, DocumentName, ZoneId } from "../ids.ts";
import type { RuleOfVpc } from "../observed/vpc.ts";
import type { Resolution } from "../plan/resolution/answer.ts";
import type { Carrier } from "../plan/resolution/carriers.ts";
import type { RuleDraft } from "../plan/rules/rows/rule-draft.ts";
import type { Draft } from "../plan/wanted/draft.ts";

export type WhoseZone =
  | { readonly by: "us"; readonly endpoint?: DocumentName; readonly adopted: boolean }
  | { readonly by: "owner"; readonly owner: string }
  | { readonly by: "account"; readonly account: AccountId }
  | { readonly by: "service"; readonly service: string }
  | { readonly by: "unknown" };

/** `wanted`: a document asks for it. */
export type WhoseRule =
  | {
      readonly by: "us";
      readonly hub: DocumentName;
      readonly endpoint?: DocumentName;
      readonly wanted: boolean;
      readonly adopted: boolean;
    }
  | { readonly by: "account"; readonly account: AccountId }
  | { readonly by: "unknown" };

function carriersIn(chain: readonly Resolution[]): Carrier[] {
  return chain.flatMap(({ by, hidden }) => [by, ...hidden]);
}

export function whoseZones(
  chain: readonly Resolution[],
  drafts: readonly Draft[],
): Readonly<Record<ZoneId, WhoseZone>> {
  const zones = carriersIn(chain).filter((one) => one.kind === "zone");
  return Object.fromEntries(zones.map((zone) => [zone.id, whose(zone, drafts)]));
}

export function whoseRules(
  chain: readonly Resolution[],
  drafts: readonly Draft[],
  ruleDrafts: readonly RuleDraft[],
): Readonly<Record<string, WhoseRule>> {
  const rules = carriersIn(chain).filter((one) => one.kind === "rule");
  const systems = chain.flatMap(({ system }): RuleOfVpc[] => (system ? [system] : []));
  return Object.fromEntries(
    [...rules, ...systems].map((rule) => [rule.id, whoseRule(rule, drafts, ruleDrafts)]),
  );
}

function whoseRule(
  { id, owner }: RuleOfVpc,
  drafts: readonly Draft[],
  ruleDrafts: readonly RuleDraft[],
): WhoseRule {
  const row = ruleDrafts.flatMap(({ rows }) => rows).find(({ ref }) => ref.live?.id === id);
  if (row) {
    const { wanted } = row;
    const { endpoint } = wanted ?? {};
    const isAdopted = row.adopted ?? false;
    return {
      by: "us",
      hub: row.hub.name,
      ...(endpoint && { endpoint }),
      wanted: !!wanted,
      adopted: isAdopted,
    };
  }
  const hub = drafts.find(({ view }) => valueIn(view.resolver)?.rules.some((rule) => rule.id === id))?.hub;
  const account = hub?.account ?? owner;
  return account ? { by: "account", account } : { by: "unknown" };
}

function whose({ id, owner }: Extract<Carrier, { kind: "zone" }>, drafts: readonly Draft[]): WhoseZone {
  const row = drafts
    .flatMap(({ zones, leftovers }) => [...zones, ...leftovers])
    .find(({ ref }) => ref.id === id);
  if (row) {
    const endpoint = row.wanted?.endpoint.document.name;
    return { by: "us", ...(endpoint && { endpoint }), adopted: row.adopted ?? false };
  }
  const other = drafts.map(({ view }) => view.otherOwners.get(id)?.owner).find((one) => one !== undefined);
  if (other !== undefined) return { by: "owner", owner: other };
  if (owner.service !== undefined) return { by: "service", service: owner.service };
  return owner.account ? { by: "account", account: owner.account } : { by: "unknown" };
}
