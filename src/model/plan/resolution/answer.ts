import { liesIn, namesAbove } from "../../dns-name.ts";
import { type Failure, type Seen, valueIn } from "../../failure.ts";
import type { EndpointId, ZoneId, ZoneName } from "../../ids.ts";
import type { RecordView, VpcView, ZoneOfVpc } from "../../observed.ts";

/** What answers in a VPC for a domain: its name and everything beneath. The public DNS is last, and always there. */
export type Carrier =
  | { readonly kind: "rule"; readonly id: string; readonly name: ZoneName }
  | ({ readonly kind: "zone" } & ZoneOfVpc)
  /** The VPC's own endpoint, by its private DNS. `isWildcard`: it answers beneath its name too. */
  | {
      readonly kind: "endpoint";
      readonly id: EndpointId;
      readonly name: ZoneName;
      readonly isWildcard: boolean;
    }
  | { readonly kind: "public" };

export type Answer =
  /** `at`: the name itself or the wildcard; without records of addresses the client gets an empty answer. */
  | { readonly kind: "records"; readonly at: string; readonly records: readonly RecordView[] }
  /** NXDOMAIN: who has the last word knows no such name. */
  | { readonly kind: "nothing" }
  /** The VPC's own endpoint's addresses. */
  | { readonly kind: "endpoint" }
  /** Whatever the servers say that a rule forwards to, or the public DNS. */
  | { readonly kind: "elsewhere" }
  /** The zone's records were not read. */
  | { readonly kind: "unknown"; readonly why?: Failure };

export type Resolution = {
  readonly by: Carrier;
  readonly answer: Answer;
  /** The SYSTEM rule that keeps a rule of a shorter name from answering. */
  readonly system?: Rule;
  /** Those that would answer if it were not there, in their order. */
  readonly hidden: readonly Carrier[];
};

type Rule = { readonly id: string; readonly name: ZoneName };
export type RecordsOf = (zone: ZoneId) => Seen<readonly RecordView[]> | undefined;

/**
 * What a client in a VPC is answered for a name, by that VPC's resolver: of all whose domain the name lies in the longest
 * name decides alone, and of equal names a rule before a zone, a zone before the VPC's own endpoint. A SYSTEM rule means
 * "as if there were no rules". What was not read is left out here; `unreadOf` tells it. Source: Route 53 Developer Guide,
 * "How Route 53 VPC Resolver determines whether the domain name in a query matches any rules".
 */
export function resolutionOf(name: string, view: VpcView, recordsOf: RecordsOf): Resolution {
  const rules = (valueIn(view.rules) ?? []).filter((rule) => liesIn(name, rule.name));
  const locals = localsOf(view).filter((one) => liesIn(name, one.name));
  const [longest] = rules.sort(longestFirst);
  const system = longest?.isSystem && locals.every((one) => one.name.length < longest.name.length);
  const forwards = system ? [] : rules.filter((rule) => !rule.isSystem);
  const carriers: Carrier[] = [
    ...[...forwards.map(({ id, name }) => ({ kind: "rule", id, name }) as const), ...locals].sort(
      longestFirst,
    ),
    { kind: "public" },
  ];
  const [by = { kind: "public" }, ...hidden] = carriers;
  const answer = answerOf(by, name, recordsOf);
  return { by, answer, hidden, ...(system && { system: { id: longest.id, name: longest.name } }) };
}

/** What could not be looked at, and may answer the name all the same. */
export function unreadOf(view: VpcView): readonly { readonly what: string; readonly failure: Failure }[] {
  const reads = {
    "its other hosted zones": view.zones,
    "its own endpoints": view.privateDns,
    "its Resolver rules": view.rules,
    "its DNS attributes": view.dnsSupport,
  };
  return Object.entries(reads).flatMap(([what, seen]) =>
    seen.kind === "unreadable" ? [{ what, failure: seen.failure }] : [],
  );
}

/** Zones and endpoints' names answer only where both DNS attributes of the VPC are on. */
export function hasPrivateNames({ dnsSupport, dnsHostnames }: VpcView): boolean {
  return [dnsSupport, dnsHostnames].every((seen) => valueIn(seen) ?? true);
}

type Local = Extract<Carrier, { kind: "zone" | "endpoint" }>;

/** Zones before endpoints. A zone that AWS keeps for an endpoint of the VPC is that endpoint. */
function localsOf(view: VpcView): Local[] {
  if (!hasPrivateNames(view)) return [];
  const endpoints = (valueIn(view.privateDns) ?? []).flatMap(({ endpoint, names, wildcards = [] }) =>
    names.map(
      (name): Local => ({ kind: "endpoint", id: endpoint, name, isWildcard: wildcards.includes(name) }),
    ),
  );
  const held = new Set(endpoints.map(({ name }) => name));
  const zones = (valueIn(view.zones) ?? []).filter((z) => z.owner.service === undefined || !held.has(z.name));
  return [...zones.map((zone): Local => ({ kind: "zone", ...zone })), ...endpoints];
}

/** Stable: of equal names the order stays. */
function longestFirst(a: { readonly name: string }, b: { readonly name: string }): number {
  return b.name.length - a.name.length;
}

function answerOf(by: Carrier, name: string, recordsOf: RecordsOf): Answer {
  switch (by.kind) {
    case "rule":
    case "public":
      return { kind: "elsewhere" };
    case "endpoint":
      return by.isWildcard || by.name === name ? { kind: "endpoint" } : { kind: "nothing" };
    case "zone": {
      const seen = recordsOf(by.id);
      if (seen?.kind !== "seen") return { kind: "unknown", ...(seen && { why: seen.failure }) };
      return recordsAt(name, by.name, seen.value);
    }
  }
}

/** The name's own records, else those of the wildcard at the nearest name above that exists (RFC 4592, 3.3.1). */
function recordsAt(name: string, zone: ZoneName, records: readonly RecordView[]): Answer {
  const exists = (n: string) => n === zone || records.some((r) => liesIn(r.name, n));
  const nearest = [name, ...namesAbove(name as ZoneName)].find(exists);
  const at = nearest === name ? name : `*.${nearest}`;
  const there = records.filter((r) => r.name === at);
  return at !== name && there.length === 0 ? { kind: "nothing" } : { kind: "records", at, records: there };
}
