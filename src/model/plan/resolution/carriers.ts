import { liesIn } from "../../dns-name.ts";
import { valueIn } from "../../failure.ts";
import type { EndpointId, ZoneName } from "../../ids.ts";
import type { EndpointState } from "../../observed/endpoint-state.ts";
import type { RuleOfVpc, VpcView, ZoneOfVpc } from "../../observed/vpc.ts";

/** What answers in a VPC for a domain: its name and everything beneath. The public DNS is last, and always there. */
export type Carrier = Holder | { readonly kind: "public" };

/** A carrier with a domain of its own. */
export type Holder =
  | ({ readonly kind: "rule" } & RuleOfVpc)
  | ({ readonly kind: "zone" } & ZoneOfVpc)
  /** The VPC's own endpoint, by its private DNS. `isWildcard`: it answers beneath its name too; `state`: it is not available. */
  | {
      readonly kind: "endpoint";
      readonly id: EndpointId;
      readonly state?: EndpointState;
      readonly name: ZoneName;
      readonly isWildcard: boolean;
    };

export type Rule = { readonly id: string; readonly name: ZoneName };

/** Those whose domain a name lies in, whoever answers first; `system`: the rule that keeps one of a shorter name away. */
export type Holders = { readonly holders: readonly Holder[]; readonly system?: Rule };

const RANK = { rule: 0, zone: 1, endpoint: 2 } as const;

/**
 * Who goes before whom in a VPC: of all whose domain a name lies in the longest decides alone, and of equal ones a rule
 * before a zone, a zone before the VPC's own endpoint. Source: Route 53 Developer Guide, "How Route 53 VPC Resolver
 * determines whether the domain name in a query matches any rules".
 */
function byPrecedence(a: Pick<Holder, "kind" | "name">, b: Pick<Holder, "kind" | "name">): number {
  return b.name.length - a.name.length || RANK[a.kind] - RANK[b.kind];
}

/** All whose domain a name lies in, SYSTEM rules too, first who goes before. What was not read is left out; `unreadOf` tells it. */
export function inOrder(name: string, view: VpcView): readonly Holder[] {
  const rules = rulesOf(view).filter((rule) => liesIn(name, rule.name));
  const locals = localsOf(view).filter((one) => liesIn(name, one.name));
  return [...rules, ...locals].sort(byPrecedence);
}

/** All that the VPC has, of whatever name. */
export function holdersIn(view: VpcView): readonly Holder[] {
  return [...rulesOf(view), ...localsOf(view)];
}

function rulesOf({ rules }: VpcView): Holder[] {
  return (valueIn(rules) ?? []).map((rule) => ({ kind: "rule", ...rule }));
}

/** A SYSTEM rule means "as if there were no rules" of shorter names. */
export function holdersOf(name: string, view: VpcView): Holders {
  const all = inOrder(name, view);
  const first = all.findIndex(isSystem);
  const end = first === -1 ? all.length : first;
  const system = first === 0 ? all[0] : undefined;
  return {
    holders: all.filter((one, i) => one.kind !== "rule" || i < end),
    ...(system && { system: { id: system.id, name: system.name } }),
  };
}

function isSystem(holder: Holder): boolean {
  return holder.kind === "rule" && holder.isSystem === true;
}

/** Who answers beneath a name because of what it has above it; undefined: nobody but the public DNS. */
export function holderAbove(name: ZoneName, view: VpcView): Holder | undefined {
  return holdersOf(name, view).holders.find((one) => one.name !== name);
}

/** Who would answer the name without that one. */
export function holderWithout(id: string, name: ZoneName, view: VpcView): Holder | undefined {
  return holdersOf(name, view).holders.find((one) => one.id !== id);
}

/** Zones and endpoints' names answer only where both DNS attributes of the VPC are on. */
export function hasPrivateNames({ dnsSupport, dnsHostnames }: VpcView): boolean {
  return [dnsSupport, dnsHostnames].every((seen) => valueIn(seen) ?? true);
}

/** A VPC of which nothing is known, to be told what is. */
export const NOTHING_SEEN: VpcView = {
  cidrs: [],
  dnsSupport: { kind: "seen", value: true },
  dnsHostnames: { kind: "seen", value: true },
  zones: { kind: "seen", value: [] },
  privateDns: { kind: "seen", value: [] },
  rules: { kind: "seen", value: [] },
};

type Local = Extract<Holder, { kind: "zone" | "endpoint" }>;

/** A zone that AWS keeps for an endpoint of the VPC is that endpoint. */
function localsOf(view: VpcView): Local[] {
  if (!hasPrivateNames(view)) return [];
  const endpoints = (valueIn(view.privateDns) ?? []).flatMap(({ endpoint, state, names, wildcards = [] }) => {
    const own = { kind: "endpoint", id: endpoint, ...(state && { state }) } as const;
    return names.map((name): Local => ({ ...own, name, isWildcard: wildcards.includes(name) }));
  });
  const held = new Set(endpoints.map(({ name }) => name));
  const zones = (valueIn(view.zones) ?? []).filter((z) => z.owner.service === undefined || !held.has(z.name));
  return [...zones.map((zone): Local => ({ kind: "zone", ...zone })), ...endpoints];
}
