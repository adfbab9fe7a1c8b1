import ipaddr from "ipaddr.js";
import { valueIn } from "../../failure.ts";
import type { Finding } from "../../finding.ts";
import { type SecurityGroupId, type SubnetId, vpcKey } from "../../ids.ts";
import type { NetworkView, Observed } from "../../observed.ts";
import { clientName } from "../wanted/clients.ts";
import type { Draft } from "../wanted/draft.ts";
import type { Settled } from "../wanted/endpoints/endpoint.ts";

/** The groups and subnets that matter to a hub's plan: those of live endpoints, and what managed ones ask for. */
export function networkNeeded({ endpoints }: Draft): { groups: SecurityGroupId[]; subnets: SubnetId[] } {
  const groups = endpoints.flatMap(groupsOf);
  const subnets = endpoints.flatMap(({ spec }) => spec?.subnets ?? []);
  return { groups: [...new Set(groups)].sort(), subnets: [...new Set(subnets)].sort() };
}

function groupsOf({ spec, live }: Settled): readonly SecurityGroupId[] {
  const asked = spec?.securityGroups ?? [];
  return asked.length > 0 ? asked : (live?.view?.securityGroups ?? []);
}

/** What DNS cannot mend, as far as it can be read: sources that an endpoint's security groups keep out. */
export function networkFindings(draft: Draft, observed: Observed): Finding[] {
  const network = observed.networks.get(draft.hub);
  if (!network) return [];
  return closedGroups(draft, network, observed);
}

function closedGroups({ hub, endpoints, zones }: Draft, network: NetworkView, observed: Observed): Finding[] {
  if (network.securityGroups.kind === "unreadable") return [];
  const byId = new Map(network.securityGroups.value.map((g) => [g.id, g]));
  return endpoints.flatMap((settled): Finding[] => {
    const groups = groupsOf(settled).flatMap((id) => byId.get(id) ?? []);
    if (groups.length === 0 || groups.some((g) => g.hasOthers)) return [];
    const open = groups.flatMap((g) => g.cidrs);
    const lists = new Set(zones.filter((z) => z.settled === settled).map((z) => z.clients));
    const clients = new Set([...lists].flat());
    const closed = [...clients].flatMap((client) => {
      const seen = observed.vpcs.get(vpcKey(client.vpc));
      const cidrs = valueIn(seen)?.cidrs ?? [];
      const out = cidrs.filter((cidr) => !open.some((range) => covers(range, cidr)));
      return out.length > 0 ? [`${clientName(client)} (${out.join(", ")})`] : [];
    });
    if (closed.length === 0) return [];
    return [
      {
        kind: "note",
        reason: "SecurityGroupCloses443",
        hub: hub.name,
        endpoint: settled.endpoint.name,
        message: `the security groups of endpoint ${settled.endpoint.name} (${groups.map((g) => g.id).join(", ")}) do not admit TCP 443 from ${listed(closed)}`,
        todo: "add an inbound rule for these ranges, or a prefix list: names will resolve, connections will not",
      },
    ];
  });
}

/** A fleet may have thousands. */
const LISTED_MAX = 10;

function listed(names: readonly string[]): string {
  const more = names.length - LISTED_MAX;
  return more > 0 ? `${names.slice(0, LISTED_MAX).join("; ")} and ${more} more` : names.join("; ");
}

function covers(range: string, cidr: string): boolean {
  const [outer, outerBits] = ipaddr.parseCIDR(range);
  const [inner, innerBits] = ipaddr.parseCIDR(cidr);
  return outer.kind() === inner.kind() && outerBits <= innerBits && inner.match(outer, outerBits);
}
