import { liesIn, namesAbove } from "../../dns-name.ts";
import type { Failure, Seen } from "../../failure.ts";
import { type VpcRef, vpcKey, type ZoneId, type ZoneName } from "../../ids.ts";
import type { RuleOfVpc, VpcView } from "../../observed/vpc.ts";
import type { RecordView } from "../../observed/zone.ts";
import { type Carrier, holdersOf, type Rule } from "./carriers.ts";

export type Answer =
  /** `at`: the name itself or the wildcard; without records of addresses the client gets an empty answer. */
  | { readonly kind: "records"; readonly at: string; readonly records: readonly RecordView[] }
  /** NXDOMAIN: who has the last word knows no such name. */
  | { readonly kind: "nothing" }
  /** The VPC's own endpoint's addresses. */
  | { readonly kind: "endpoint" }
  /** What is answered in the VPC where a rule's questions arrive. */
  | { readonly kind: "view"; readonly vpc: VpcRef; readonly resolution: Resolution }
  /** SERVFAIL: nobody answers on the rule's way, or it leads round in a circle. */
  | { readonly kind: "silent" }
  /** Whatever the servers say that a rule forwards to, or the public DNS. */
  | { readonly kind: "elsewhere" }
  /** The zone's records, or the VPC behind a rule, were not read. */
  | { readonly kind: "unknown"; readonly why?: Failure };

export type Resolution = {
  readonly by: Carrier;
  readonly answer: Answer;
  /** The SYSTEM rule that keeps a rule of a shorter name from answering. */
  readonly system?: Rule;
  /** Those that would answer if it were not there, in their order. */
  readonly hidden: readonly Carrier[];
};

export type RecordsOf = (zone: ZoneId) => Seen<readonly RecordView[]> | undefined;

/** Where a rule's questions arrive: in a VPC, or with nobody. Undefined: with servers that cannot be seen. */
export type Ways = (rule: RuleOfVpc) => Arrival | undefined;
export type Arrival =
  | { readonly kind: "view"; readonly vpc: VpcRef; readonly seen: Seen<VpcView> }
  | { readonly kind: "silent" };

/** What a client in a VPC is answered for a name, by that VPC's resolver. Without `ways` no rule is followed. */
export function resolutionOf(
  name: string,
  view: VpcView,
  recordsOf: RecordsOf,
  ways: Ways = () => undefined,
): Resolution {
  return resolved(name, view, { recordsOf, ways, passed: new Set() });
}

/** `passed`: VPCs that the question went through already, by `vpcKey`. */
type Known = {
  readonly recordsOf: RecordsOf;
  readonly ways: Ways;
  readonly passed: ReadonlySet<string>;
};

function resolved(name: string, view: VpcView, known: Known): Resolution {
  const { holders, system } = holdersOf(name, view);
  const [by, ...hidden] = [...holders, PUBLIC];
  const first = by ?? PUBLIC;
  return { by: first, answer: answerOf(first, name, known), hidden, ...(system && { system }) };
}

/** Of the VPC itself, then of those behind rules. */
export function chainOf(resolution: Resolution): Resolution[] {
  const { answer } = resolution;
  return answer.kind === "view" ? [resolution, ...chainOf(answer.resolution)] : [resolution];
}

const PUBLIC = { kind: "public" } as const;

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

function answerOf(by: Carrier, name: string, known: Known): Answer {
  switch (by.kind) {
    case "rule":
      return forwarded(by, name, known);
    case "public":
      return { kind: "elsewhere" };
    case "endpoint":
      return by.isWildcard || by.name === name ? { kind: "endpoint" } : { kind: "nothing" };
    case "zone": {
      const seen = known.recordsOf(by.id);
      if (seen?.kind !== "seen") return { kind: "unknown", ...(seen && { why: seen.failure }) };
      return recordsAt(name, by.name, seen.value);
    }
  }
}

/** A rule in the VPC behind a rule may send the question on, but not back to where it has been. */
function forwarded(rule: RuleOfVpc, name: string, known: Known): Answer {
  const arrival = known.ways(rule);
  if (arrival?.kind !== "view") return arrival ?? { kind: "elsewhere" };
  const { vpc, seen } = arrival;
  const key = vpcKey(vpc);
  if (known.passed.has(key)) return { kind: "silent" };
  if (seen.kind === "unreadable") return { kind: "unknown", why: seen.failure };
  const passed = new Set([...known.passed, key]);
  return { kind: "view", vpc, resolution: resolved(name, seen.value, { ...known, passed }) };
}

/** The name's own records, else those of the wildcard at the nearest name above that exists (RFC 4592, 3.3.1). */
function recordsAt(name: string, zone: ZoneName, records: readonly RecordView[]): Answer {
  const exists = (n: string) => n === zone || records.some((r) => liesIn(r.name, n));
  const nearest = [name, ...namesAbove(name as ZoneName)].find(exists);
  const isThere = nearest === name;
  const at = isThere ? name : `*.${nearest}`;
  const there = records.filter((r) => r.name === at);
  return !isThere && there.length === 0 ? { kind: "nothing" } : { kind: "records", at, records: there };
}
