import { regionalDomain } from "../../desired/rule-mode.ts";
import { liesIn } from "../../dns-name.ts";
import { valueIn } from "../../failure.ts";
import { type Finding, finding } from "../../finding.ts";
import { zoneNameOf } from "../../ids.ts";
import type { RulePath } from "../../observed.ts";
import type { Estate } from "../estate/estate.ts";
import type { Join } from "./joins.ts";
import type { RuleDraft } from "./rule-draft.ts";

/** What somebody should know of a hub's rules as spokes begin to use them. */
export function ruleNotes({ observed }: Estate, rules: RuleDraft, joining: readonly Join[]): Finding[] {
  if (joining.length === 0) return [];
  const groups = observed.rulePaths?.get(rules.hub)?.securityGroups;
  return [...capacity(rules), ...hopUnread(rules, groups), ...regionalMoves(rules, joining)];
}

/** Route 53 Resolver, "Quotas" and "Resolver endpoint scaling": queries a second for each address, by UDP. */
const QUERIES = 10_000;
const QUERIES_TRACKED = 1_500;

function capacity({ hub, view }: RuleDraft): Finding[] {
  const attached = (valueIn(view.inbound?.addresses) ?? []).filter(({ status }) => status === "ATTACHED");
  const subnets = new Set(attached.map(({ subnet }) => subnet)).size;
  const each = `up to ${QUERIES} queries a second each, ${QUERIES_TRACKED} where their security groups make connections tracked`;
  const alone = subnets < 2 ? "; they are in one subnet, and what ends that ends every name" : "";
  return [
    finding(
      "note",
      { hub: hub.name },
      {
        reason: "ResolverCapacity",
        message: `rules of hub ${hub.name} lead to ${attached.length} ${attached.length === 1 ? "address" : "addresses"} in ${subnets} ${subnets === 1 ? "subnet" : "subnets"}, ${each}${alone}; every query passes two endpoints, which AWS charges for`,
      },
    ),
  ];
}

/** Semantics 46: of the hop only security groups are judged, as far as they may be read. */
function hopUnread({ hub, view }: RuleDraft, groups: RulePath["securityGroups"] | undefined): Finding[] {
  const isAway = view.inbound?.vpc !== view.outbound?.vpc;
  const unread = [
    ...(groups?.kind === "unreadable" ? [`security groups (${groups.failure.error})`] : []),
    ...(isAway ? ["routes between the two VPCs"] : []),
    "network ACLs",
  ];
  return [
    finding(
      "note",
      { hub: hub.name },
      {
        reason: "HopUnread",
        message: `whether queries get from ${view.outbound?.id} to ${view.inbound?.id} was judged without ${unread.join(" and ")}`,
      },
    ),
  ];
}

const NAMED_MAX = 10;

/** The rule of a Region takes names along that nobody shares: the view VPC answers them, publicly as a rule (semantics 57). */
function regionalMoves({ hub, draft }: RuleDraft, joining: readonly Join[]): Finding[] {
  const domain = regionalDomain(hub);
  const row = joining.find(({ row: { ref } }) => ref.type === "FORWARD" && ref.name === domain)?.row;
  const except = hub.resolver?.rules.kind === "regional" ? hub.resolver.rules.except : [];
  if (!row) return [];
  const shared = new Set<string>(row.wanted.names);
  const listed = new Set(draft.view.services.flatMap(({ privateNames }) => privateNames.map(zoneNameOf)));
  const moved = [...listed]
    .filter((name) => liesIn(name, domain) && !shared.has(name) && !except.some((one) => liesIn(name, one)))
    .sort();
  const more = moved.length - NAMED_MAX;
  const named = `${moved.slice(0, NAMED_MAX).join(", ")}${more > 0 ? ` and ${more} more` : ""}`;
  return [
    finding(
      "note",
      { hub: hub.name, zone: row.ref.name },
      {
        reason: "RegionalMoves",
        message: `the rule ${domain} hands every AWS name of the Region over to what the view VPC answers: ${shared.size} shared${moved.length > 0 ? `, and ${moved.length} of AWS's list that are not shared: ${named}` : ""}; every S3 bucket and API of the Region too`,
      },
    ),
  ];
}
