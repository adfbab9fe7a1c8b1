import {
  DescribeVpcAttributeCommand,
  DescribeVpcsCommand,
  type EC2Client,
  type VpcIpv6CidrBlockAssociation,
} from "@aws-sdk/client-ec2";
import type { Route53ResolverClient } from "@aws-sdk/client-route53resolver";
import type { Session } from "../aws/accounts.ts";
import { FailureError } from "../aws/failure.ts";
import { listAll } from "../aws/paginate.ts";
import type { Seen } from "../model/failure.ts";
import type { AccountId, EndpointId, VpcRef, ZoneName } from "../model/ids.ts";
import { type EndpointState, endpointState, holdsNames } from "../model/observed/endpoint-state.ts";
import type { RuleOfVpc, VpcView, ZoneOfVpc } from "../model/observed/vpc.ts";
import { listZonesOfVpc } from "./associations.ts";
import { describe, heldNames } from "./endpoints.ts";
import { listAssociations, listUsableRules, rulesOfVpc } from "./resolver.ts";
import { see } from "./see.ts";

/**
 * A VPC that should join a zone, by the credentials of its own account: who it belongs to, whether it resolves
 * private zones at all, and what holds names in it already (semantics 16, 20). Unreadable as a whole when the role
 * cannot be assumed, is another account's, or may not describe the VPC. `known`: what this pass has
 * asked for already.
 */
export async function observeVpc(
  session: Session,
  vpc: VpcRef,
  known: KnownOfVpc = {},
): Promise<Seen<VpcView>> {
  const identity = await session.identity();
  if (identity.kind === "unreadable") return identity;
  return see(async () => {
    const ec2 = session.ec2(vpc.region);
    const { owner, ...told } = await describeVpc(ec2, vpc);
    if (owner !== session.account) return notOwn(owner);
    const [dnsSupport, dnsHostnames, zones, privateDns, rules] = await Promise.all([
      see(() => vpcAttribute(ec2, vpc, "enableDnsSupport")),
      see(() => vpcAttribute(ec2, vpc, "enableDnsHostnames")),
      see(async () => known.zones ?? (await listZonesOfVpc(session.route53, vpc))),
      see(() => listPrivateDns(ec2, vpc)),
      see(known.rules ?? (() => listRulesOfVpc(session.resolver(vpc.region), vpc))),
    ]);
    for (const seen of [dnsSupport, dnsHostnames, zones, privateDns, rules]) passOn(seen);
    return { owner, ...told, dnsSupport, dnsHostnames, zones, privateDns, rules };
  });
}

export type KnownOfVpc = {
  readonly zones?: readonly ZoneOfVpc[];
  /** By lists of its account. */
  readonly rules?: () => Promise<readonly RuleOfVpc[]>;
};

/** What the role may not read is "not checked"; what failed for any other reason makes the whole VPC unknown. */
function passOn(seen: Seen<unknown>): void {
  if (seen.kind === "seen") return;
  const { kind } = seen.failure;
  if (kind !== "denied" && kind !== "unsupported") throw new FailureError(seen.failure);
}

/** Not there, or shared with this account by another one: then its attributes and zones are the owner's to read. */
function notOwn(owner: AccountId | undefined): VpcView {
  const none = <T>(value: T) => ({ kind: "seen", value }) as const;
  return {
    ...(owner && { owner }),
    cidrs: [],
    dnsSupport: none(false),
    dnsHostnames: none(false),
    zones: none([]),
    privateDns: none([]),
    rules: none([]),
  };
}

/** A filter, not an id: an unknown id would be an error, and an error is not an answer. */
async function describeVpc(
  ec2: EC2Client,
  vpc: VpcRef,
): Promise<Pick<VpcView, "owner" | "cidrs" | "dhcpOptions">> {
  const vpcs = await listAll(async (token) => {
    const Filters = [{ Name: "vpc-id", Values: [vpc.id] }];
    const page = await ec2.send(new DescribeVpcsCommand({ Filters, ...(token && { NextToken: token }) }));
    return { items: page.Vpcs ?? [], next: page.NextToken };
  });
  const found = vpcs.find((v) => v.VpcId === vpc.id);
  if (!found?.OwnerId) return { cidrs: [] };
  const blocks = (found.CidrBlockAssociationSet ?? []).flatMap((a) => a.CidrBlock ?? []);
  const own = blocks.length > 0 ? blocks : found.CidrBlock ? [found.CidrBlock] : [];
  const ipv6 = (found.Ipv6CidrBlockAssociationSet ?? []).filter(isAssociated);
  return {
    owner: found.OwnerId as AccountId,
    cidrs: [...own, ...ipv6.flatMap((a) => a.Ipv6CidrBlock ?? [])].sort(),
    ...(found.DhcpOptionsId && { dhcpOptions: found.DhcpOptionsId }),
  };
}

/** AWS shows a range for a while after it was taken away. */
function isAssociated({ Ipv6CidrBlockState }: VpcIpv6CidrBlockAssociation): boolean {
  return (Ipv6CidrBlockState?.State ?? "associated") === "associated";
}

async function vpcAttribute(
  ec2: EC2Client,
  vpc: VpcRef,
  attribute: "enableDnsSupport" | "enableDnsHostnames",
): Promise<boolean> {
  const answer = await ec2.send(new DescribeVpcAttributeCommand({ VpcId: vpc.id, Attribute: attribute }));
  const value = attribute === "enableDnsSupport" ? answer.EnableDnsSupport : answer.EnableDnsHostnames;
  return value?.Value ?? false;
}

async function listPrivateDns(
  ec2: EC2Client,
  vpc: VpcRef,
): Promise<{ endpoint: EndpointId; state?: EndpointState; names: ZoneName[]; wildcards: ZoneName[] }[]> {
  const endpoints = await describe(ec2, "vpc-id", vpc.id);
  return endpoints
    .filter((e) => e.PrivateDnsEnabled && holdsNames(endpointState(e.State)))
    .map((e) => {
      const state = endpointState(e.State);
      const unsure = state !== "available" && { state };
      return { endpoint: e.VpcEndpointId as EndpointId, ...unsure, ...heldNames(e) };
    });
}

async function listRulesOfVpc(resolver: Route53ResolverClient, { id }: VpcRef): Promise<RuleOfVpc[]> {
  return rulesOfVpc(await listAssociations(resolver, id), id, () => listUsableRules(resolver));
}
