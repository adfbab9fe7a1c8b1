import { plural } from "../../counted.ts";
import { type Finding, finding } from "../../finding.ts";
import { isAttached } from "../../observed/resolver-address.ts";
import type { Estate } from "../estate/estate.ts";
import { addressesIn, familiesUsed } from "./chain/families.ts";
import { type Hop, hopNotes } from "./chain/hop.ts";
import type { Join } from "./joins.ts";
import { regionalReport } from "./regional-report.ts";
import type { RuleDraft } from "./rows/rule-draft.ts";

/** What somebody should know of a hub's rules as spokes begin to use them; of the hop also later. */
export function ruleNotes(
  estate: Estate,
  rules: RuleDraft,
  { joining, hop }: { readonly joining: readonly Join[]; readonly hop: Hop | undefined },
): Finding[] {
  const ofHop = hopNotes(hop, rules, joining.length > 0);
  if (joining.length === 0) return ofHop;
  return [...capacity(rules), ...ofHop, ...regionalReport(estate, rules, joining)];
}

/** Route 53 Resolver, "Quotas" and "Resolver endpoint scaling": queries a second for each address, by UDP. */
const QUERIES = 10_000;
const QUERIES_TRACKED = 1_500;

function capacity(rules: RuleDraft): Finding[] {
  const { hub, view } = rules;
  const own = [...familiesUsed(rules)].map((family) =>
    view.inbound ? addressesIn(view.inbound, family) : [],
  );
  const attached = (own[0] ?? []).filter(isAttached);
  const subnets = new Set(attached.map(({ subnet }) => subnet)).size;
  const each = `up to ${QUERIES} queries a second each, ${QUERIES_TRACKED} where their security groups make connections tracked`;
  const alone = subnets < 2 ? "; they are in one subnet, and what ends that ends every name" : "";
  return [
    finding(
      "note",
      { hub: hub.name },
      {
        reason: "ResolverCapacity",
        message: `rules of hub ${hub.name} lead to ${plural(attached.length, "address", "addresses")} in ${plural(subnets, "subnet")}, ${each}${alone}; every query passes two endpoints, which AWS charges for`,
      },
    ),
  ];
}
