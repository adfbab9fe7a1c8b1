import { listed } from "../../counted.ts";
import { isKeptFrom, regionalDomain } from "../../desired/rule-mode.ts";
import { liesIn } from "../../dns-name.ts";
import { type Finding, finding } from "../../finding.ts";
import { zoneNameOf } from "../../ids.ts";
import type { Estate } from "../estate/estate.ts";
import { resolutionOf } from "../resolution/answer.ts";
import { viewOf } from "./chain/preconditions.ts";
import { recordsOf } from "./chain/view.ts";
import type { Join } from "./joins.ts";
import type { RuleDraft } from "./rows/rule-draft.ts";
import { isWantedRule } from "./rows/rule-rows.ts";

/** What the rule of a Region takes along that nobody shares, and how the view VPC answers it (semantics 57). */
export function regionalReport(estate: Estate, rules: RuleDraft, joining: readonly Join[]): Finding[] {
  const { hub } = rules;
  const domain = regionalDomain(hub);
  const row = joining.find(({ row: { ref } }) => ref.type === "FORWARD" && ref.name === domain)?.row;
  if (!row) return [];
  const moved = movedNames(rules, domain, new Set<string>(row.wanted.names));
  const answers = Map.groupBy(moved, (name) => answeredBy(estate, rules, name));
  const outside = rules.rows
    .filter(isWantedRule)
    .flatMap(({ ref }) => (ref.type === "FORWARD" && !liesIn(ref.name, domain) ? [ref.name] : []));
  const parts = [
    `${row.wanted.names.length} shared`,
    ...part(answers.get("private"), "become private though nobody shares them"),
    ...part(answers.get("rule"), "are sent on by rules of the view VPC itself"),
    ...part(answers.get("public"), "of AWS's list stay public, asked from the view VPC"),
    ...part(outside, "are shared and lie outside of it, by rules of their own"),
    "and every S3 bucket and API of the Region; what no cache holds passes both Resolver endpoints, which AWS charges for",
  ];
  return [
    finding(
      "note",
      { hub: hub.name, zone: row.ref.name },
      {
        reason: "RegionalMoves",
        message: `the rule ${domain} hands every AWS name of the Region over to what the view VPC answers: ${parts.join("; ")}`,
      },
    ),
  ];
}

function movedNames({ hub, draft }: RuleDraft, domain: string, shared: ReadonlySet<string>): string[] {
  const listed = new Set(draft.view.services.flatMap(({ privateNames }) => privateNames.map(zoneNameOf)));
  return [...listed]
    .filter((name) => liesIn(name, domain) && !shared.has(name) && !isKeptFrom(domain, name, hub))
    .sort();
}

function answeredBy(estate: Estate, rules: RuleDraft, name: string): "private" | "rule" | "public" {
  const view = viewOf(estate, rules);
  if (!view) return "public";
  const { by } = resolutionOf(name, view.seen, (zone) => recordsOf(estate, zone));
  return by.kind === "public" || by.kind === "rule" ? by.kind : "private";
}

const NAMED_MAX = 10;

function part(names: readonly string[] = [], what: string): string[] {
  if (names.length === 0) return [];
  return [`${names.length} ${what}: ${listed(names, NAMED_MAX)}`];
}
