import { listed } from "../../counted.ts";
import type { AddressType } from "../../desired/types.ts";
import { valueIn } from "../../failure.ts";
import { type Finding, finding } from "../../finding.ts";
import { type SecurityGroupId, vpcKey } from "../../ids.ts";
import type { SecurityGroupView } from "../../observed/network.ts";
import type { Observed } from "../../observed/observed.ts";
import { covers } from "../../path/ip.ts";
import type { Pair, Verdict } from "../../path/verdict.ts";
import { type Client, clientName } from "../wanted/clients.ts";
import type { Draft } from "../wanted/draft.ts";
import type { HubEndpoint } from "../wanted/endpoints/endpoint.ts";
import { groupsOf, typesOf } from "./endpoint-groups.ts";
import { type SpokePath, spokePath } from "./paths.ts";

/**
 * What DNS cannot mend and the path does not tell, for it was not walked as far as there: client VPCs that an endpoint's security
 * groups keep out, or let in by other groups or prefix lists, which tell no ranges. The ranges of a VPC that has everything cost a call in its account, so
 * they are what a pass before saw; where none did, it is told only by groups that admit nobody at all.
 */
export function networkFindings(draft: Draft, observed: Observed): Finding[] {
  const groups = valueIn(observed.networks.get(draft.hub)?.securityGroups);
  if (!groups) return [];
  const byId = new Map(groups.map((group) => [group.id, group]));
  const left = notWalked(draft, observed);
  return draft.endpoints.flatMap((endpoint): Finding[] => {
    const ids = groupsOf(endpoint);
    const own = ids.flatMap((id) => byId.get(id) ?? []);
    if (own.length === 0 || own.length < ids.length) return [];
    const sources = sourcesOf(draft, endpoint, observed, left);
    return endpoint.document.ports.flatMap((port) => told({ draft, endpoint, ids, port }, own, sources));
  });
}

/** A client with the ranges that it reaches the endpoint from: of this pass, read before, or known to nobody. */
type Source = { readonly name: string; readonly cidrs?: readonly string[]; readonly readAt?: number };

function sourcesOf(
  { zones }: Draft,
  endpoint: HubEndpoint,
  { vpcs, ranges }: Observed,
  left: NotWalked,
): Source[] {
  const lists = new Set(zones.filter((z) => z.wanted.endpoint === endpoint).map((z) => z.wanted.clients.all));
  const families = new Set<string>(typesOf(endpoint));
  return [...new Set([...lists].flatMap((list) => left(list, endpoint)))].flatMap((client): Source[] => {
    const key = vpcKey(client.vpc);
    const name = clientName(client);
    const seen = valueIn(vpcs.get(key));
    const before = seen ? undefined : ranges?.get(key);
    const all = seen?.cidrs ?? before?.cidrs;
    if (!all) return [{ name }];
    const cidrs = all.filter((cidr) => families.has(familyOf(cidr)));
    return cidrs.length > 0 ? [{ name, cidrs, ...(before && { readAt: before.at }) }] : [];
  });
}

/** Of an endpoint's clients those of whom the path does not tell; most lists are asked for every endpoint, and nobody is left. */
type NotWalked = (clients: readonly Client[], endpoint: HubEndpoint) => readonly Client[];

function notWalked(draft: Draft, observed: Observed): NotWalked {
  const known = new Map<readonly Client[], readonly Client[]>();
  const pathOf = ({ spoke }: Client) => {
    const path = spoke && spokePath(draft, spoke, observed);
    return path?.halfRead ? undefined : path;
  };
  return (clients, endpoint) => {
    const some = known.get(clients) ?? clients.filter((client) => !isWalked(pathOf(client)));
    known.set(clients, some);
    return (endpoint.live ? some : clients).filter((client) => {
      const verdict = pathOf(client)?.verdicts.get(endpoint);
      return !verdict || !hasMet(verdict, endpoint);
    });
  };
}

/** Whether every walk of the spoke's packets met the groups: then the path tells of them, subnet by subnet (semantics 66). */
function isWalked(path: SpokePath | undefined): boolean {
  if (!path || path.distinct.length === 0) return false;
  return path.distinct.every(([endpoint, verdict]) => hasMet(verdict, endpoint));
}

/** Endpoints that share a verdict share their groups. */
const MET = new WeakMap<Verdict, boolean>();

function hasMet(verdict: Verdict, endpoint: HubEndpoint): boolean {
  const known = MET.get(verdict);
  if (known !== undefined) return known;
  const groups = groupsOf(endpoint).join(", ");
  const isMet = ({ trace: { steps, stop } }: Pair) =>
    stop?.object === groups || steps.some(({ object }) => object === groups);
  const met = verdict.pairs.length > 0 && verdict.pairs.every(isMet);
  MET.set(verdict, met);
  return met;
}

function familyOf(cidr: string): AddressType {
  return cidr.includes(":") ? "ipv6" : "ipv4";
}

type Judged = {
  readonly draft: Draft;
  readonly endpoint: HubEndpoint;
  readonly ids: readonly SecurityGroupId[];
  readonly port: number;
};

function told(judged: Judged, groups: readonly SecurityGroupView[], sources: readonly Source[]): Finding[] {
  const { port } = judged;
  const open = groups.flatMap((g) => g.admits).filter((a) => a.fromPort <= port && port <= a.toPort);
  const ranges = open.flatMap(({ cidrs }) => cidrs);
  const others = [...new Set(open.flatMap((admission) => admission.others))].sort();
  const isShut = ranges.length + others.length === 0;
  const outside = sources.flatMap(({ name, cidrs, readAt }) => {
    if (!cidrs) return isShut ? [name] : [];
    const out = cidrs.filter((cidr) => !ranges.some((range) => covers(range, cidr)));
    return out.length > 0 ? [`${name} (${out.join(", ")}${readAt === undefined ? "" : asRead(readAt)})`] : [];
  });
  if (outside.length === 0) return [];
  return [others.length > 0 ? notJudged(judged, outside, others) : closed(judged, outside)];
}

/** By the clock, not as an age: what has not changed is told in the same words. */
function asRead(at: number): string {
  return `, as read ${new Date(at).toISOString().slice(0, 16).replace("T", " ")} UTC`;
}

function closed({ draft, endpoint, ids, port }: Judged, outside: readonly string[]): Finding {
  const { name } = endpoint.document;
  return finding(
    "note",
    { hub: draft.hub.name, endpoint: name },
    {
      reason: "SecurityGroupCloses",
      message: `the security groups of endpoint ${name} (${ids.join(", ")}) do not admit TCP ${port} from ${listed(outside, LISTED_MAX, "; ")}`,
      todo: "add an inbound rule for these ranges, or a prefix list: names will resolve, connections will not",
    },
  );
}

function notJudged(
  { draft, endpoint, ids, port }: Judged,
  outside: readonly string[],
  others: readonly string[],
): Finding {
  const { name } = endpoint.document;
  return finding(
    "note",
    { hub: draft.hub.name, endpoint: name },
    {
      reason: "SecurityGroupNotJudged",
      message: `whether the security groups of endpoint ${name} (${ids.join(", ")}) admit TCP ${port} cannot be judged for ${listed(outside, LISTED_MAX, "; ")}: no range of theirs does, and they also admit ${listed(others, LISTED_MAX, "; ")}`,
      todo: `look what these stand for: aws ec2 describe-security-group-rules --region ${draft.hub.region} --filters Name=group-id,Values=${ids.join(",")}; or add an inbound rule for these ranges`,
    },
  );
}

/** A fleet may have thousands. */
const LISTED_MAX = 10;
