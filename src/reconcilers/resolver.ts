import type { EC2Client } from "@aws-sdk/client-ec2";
import {
  ListResolverEndpointIpAddressesCommand,
  ListResolverEndpointsCommand,
  ListResolverRuleAssociationsCommand,
  ListResolverRulesCommand,
  ListTagsForResourceCommand,
  type ResolverEndpoint,
  type ResolverRule,
  type Route53ResolverClient,
  type TargetAddress,
} from "@aws-sdk/client-route53resolver";
import { listAll } from "../aws/paginate.ts";
import type { ResolverDirection } from "../model/action/refs.ts";
import type { Hub, HubResolver, ResolverSource } from "../model/desired/types.ts";
import { type Seen, valueIn } from "../model/failure.ts";
import {
  type AccountId,
  type ResolverEndpointId,
  type RuleId,
  type SecurityGroupId,
  type SubnetId,
  type VpcId,
  zoneNameOf,
} from "../model/ids.ts";
import type {
  ResolverAddress,
  ResolverEndpointView,
  ResolverRuleView,
  ResolverView,
  RuleTarget,
} from "../model/observed/resolver.ts";
import { isAttached } from "../model/observed/resolver-address.ts";
import type { RuleAssociationView } from "../model/observed/rule-account.ts";
import type { RuleOfVpc } from "../model/observed/vpc.ts";
import type { Tags } from "../model/ownership.ts";
import { adoptsElsewhere, isManaged, leadElsewhere, sideOf } from "../model/plan/wanted/resolver/sides.ts";
import { listSubnetPlaces } from "./network.ts";
import { see } from "./see.ts";

/**
 * The hub account's endpoints that documents name, with their addresses, and all of its own rules; where documents have
 * endpoints made, one of ours is left, or our rules lead through others than are named, every endpoint of the account. Throws
 * what failed.
 */
export async function readResolver(
  resolver: Route53ResolverClient,
  ec2: EC2Client,
  hub: Hub,
  { inbound, outbound, adoptRules, takeOwnership }: HubResolver,
): Promise<Omit<ResolverView, "shares">> {
  const [endpoints, rules] = await Promise.all([listEndpoints(resolver), listRules(resolver)]);
  const own = rules.filter((rule) => rule.OwnerId === hub.account);
  const claims = adoptRules || takeOwnership;
  const views = await Promise.all(own.map((rule) => ruleView(resolver, rule, claims)));
  const view = async (endpoint: ResolverEndpoint) => {
    const id = endpoint.Id as ResolverEndpointId;
    return endpointView(endpoint, id, await see(() => listAddresses(resolver, id)));
  };
  const requestIds = endpoints.map(({ CreatorRequestId = "" }) => ({ creatorRequestId: CreatorRequestId }));
  const inboundVpcs = new Set(endpoints.filter(isInbound).map(({ HostVPCId }) => HostVPCId as VpcId));
  const common = { rules: views, inboundVpcs };
  if (!isManaged(hub, requestIds)) {
    const named = async (source: ResolverSource) => {
      const there = endpoints.find(({ Id }) => source.by === "id" && Id === source.id);
      return there && view(there);
    };
    const [into, outOf] = await Promise.all([named(inbound), named(outbound)]);
    if (!leadElsewhere({ inbound: into, outbound: outOf, rules: views }, hub)) {
      const rest = endpoints.filter(({ Id }) => inbound.by !== "id" || Id !== inbound.id);
      const isAsked = isSilent(into) || adoptsElsewhere({ inbound: into, rules: views }, hub);
      const others = isAsked && (await readInbound(resolver, rest));
      return { ...given(into, outOf, others), ...common };
    }
  }
  const wanted = [inbound, outbound].flatMap((source) => (source.by === "managed" ? source.addresses : []));
  const [all, subnets] = await Promise.all([
    Promise.all(endpoints.map(view)),
    see(() => listSubnetPlaces(ec2, [...new Set(wanted.map(({ subnet }) => subnet))].sort())),
  ]);
  const managed = { endpoints: all, subnets };
  const standing = (direction: ResolverDirection) =>
    sideOf(hub, direction, { ...managed, rules: views }).standing;
  const [into, outOf] = [standing("INBOUND"), standing("OUTBOUND")];
  const others = isSilent(into) && all.filter((one) => one.direction === "INBOUND" && one !== into);
  return { ...given(into, outOf, others), ...common, managed };
}

function given(
  inbound: ResolverEndpointView | undefined,
  outbound: ResolverEndpointView | undefined,
  others: readonly ResolverEndpointView[] | false,
): Pick<ResolverView, "inbound" | "outbound" | "others"> {
  return { ...(inbound && { inbound }), ...(outbound && { outbound }), ...(others && { others }) };
}

function isInbound({ Direction, Status }: ResolverEndpoint): boolean {
  return Direction === "INBOUND" && Status !== "DELETING";
}

/** What was not read may answer. */
function isSilent(endpoint: ResolverEndpointView | undefined): boolean {
  if (!endpoint) return true;
  return valueIn(endpoint.addresses)?.every((one) => !isAttached(one)) ?? false;
}

/** The rules that the account has made itself, and where one forwards its inbound endpoints; throws what failed. */
export async function readOwnResolver(
  resolver: Route53ResolverClient,
  account: string,
): Promise<{
  readonly inbound: readonly ResolverEndpointView[];
  readonly rules: readonly ResolverRuleView[];
}> {
  const own = (await listRules(resolver)).filter((rule) => rule.OwnerId === account);
  const endpoints = own.some(({ RuleType }) => RuleType === "FORWARD") ? await listEndpoints(resolver) : [];
  return {
    inbound: await readInbound(resolver, endpoints),
    rules: await Promise.all(own.map((rule) => ruleView(resolver, rule, false))),
  };
}

function readInbound(
  resolver: Route53ResolverClient,
  endpoints: readonly ResolverEndpoint[],
): Promise<ResolverEndpointView[]> {
  const views = endpoints.filter(isInbound).map(async (endpoint) => {
    const id = endpoint.Id as ResolverEndpointId;
    return endpointView(endpoint, id, await see(() => listAddresses(resolver, id)));
  });
  return Promise.all(views);
}

/** Of all VPCs of the account in the client's Region, or of one. AWS's own rows stand in every list, and are nobody's. */
export async function listAssociations(
  resolver: Route53ResolverClient,
  vpc?: VpcId,
): Promise<RuleAssociationView[]> {
  const Filters = vpc && [{ Name: "VPCId", Values: [vpc] }];
  const all = await listAll(async (token) => {
    const page = await resolver.send(
      new ListResolverRuleAssociationsCommand({
        MaxResults: PAGE,
        ...(Filters && { Filters }),
        ...(token && { NextToken: token }),
      }),
    );
    return { items: page.ResolverRuleAssociations ?? [], next: page.NextToken };
  });
  return all
    .filter(({ ResolverRuleId, VPCId }) => !isAutodefined(ResolverRuleId) && (!vpc || VPCId === vpc))
    .map((one) => ({
      id: one.Id ?? "",
      rule: one.ResolverRuleId as RuleId,
      vpc: one.VPCId as VpcId,
      name: one.Name ?? "",
      status: one.Status ?? "",
      ...(one.StatusMessage && { message: one.StatusMessage }),
    }));
}

/** A rule that the account may associate: its own, or one that has arrived by a share. */
export type UsableRule = RuleOfVpc & { readonly id: RuleId; readonly isComplete: boolean };

/** Those that forward, or keep from forwarding. */
export async function listUsableRules(resolver: Route53ResolverClient): Promise<UsableRule[]> {
  const rules = await listRules(resolver);
  return rules
    .filter(({ RuleType }) => RuleType === "FORWARD" || RuleType === "SYSTEM")
    .map(({ Id, DomainName = "", RuleType, Status, OwnerId, TargetIps, ResolverEndpointId: endpoint }) => ({
      id: Id as RuleId,
      name: zoneNameOf(DomainName),
      ...(RuleType === "SYSTEM" && { isSystem: true }),
      ...(OwnerId && { owner: OwnerId as AccountId }),
      ...(TargetIps && TargetIps.length > 0 && { targets: targetsOf(TargetIps) }),
      ...(endpoint && { endpoint: endpoint as ResolverEndpointId }),
      isComplete: Status === "COMPLETE",
    }));
}

/** The rules that a VPC is associated with, by its account's list of rules, which is read only where there is one. */
export async function rulesOfVpc(
  associations: readonly RuleAssociationView[],
  vpc: VpcId,
  usable: () => Promise<readonly UsableRule[]>,
): Promise<RuleOfVpc[]> {
  const own = new Map(
    associations.filter((one) => one.vpc === vpc).map(({ rule, status }) => [rule, status]),
  );
  if (own.size === 0) return [];
  return (await usable()).flatMap(({ isComplete: _ofRule, ...rule }): RuleOfVpc[] => {
    const status = own.get(rule.id);
    if (status === undefined) return [];
    return [status === "COMPLETE" ? rule : { ...rule, association: status }];
  });
}

/** AWS's page has up to 100, and may hold fewer: only the token tells the end (Resolver API, ListResolverRules). */
const PAGE = 100;

/** That the account sees, its own and shared ones; none of AWS's own. */
export async function listRules(resolver: Route53ResolverClient): Promise<ResolverRule[]> {
  const rules = await listAll<ResolverRule>(async (token) => {
    const page = await resolver.send(
      new ListResolverRulesCommand({ MaxResults: PAGE, ...(token && { NextToken: token }) }),
    );
    return { items: page.ResolverRules ?? [], next: page.NextToken };
  });
  return rules.filter(({ Id }) => !isAutodefined(Id));
}

function isAutodefined(id: string | undefined): boolean {
  return id === undefined || id.startsWith("rslvr-autodefined-");
}

async function listEndpoints(resolver: Route53ResolverClient): Promise<ResolverEndpoint[]> {
  return listAll(async (token) => {
    const page = await resolver.send(
      new ListResolverEndpointsCommand({ MaxResults: PAGE, ...(token && { NextToken: token }) }),
    );
    return { items: page.ResolverEndpoints ?? [], next: page.NextToken };
  });
}

export async function listAddresses(
  resolver: Route53ResolverClient,
  ResolverEndpointId: string,
): Promise<ResolverAddress[]> {
  const all = await listAll(async (token) => {
    const page = await resolver.send(
      new ListResolverEndpointIpAddressesCommand({
        ResolverEndpointId,
        MaxResults: PAGE,
        ...(token && { NextToken: token }),
      }),
    );
    return { items: page.IpAddresses ?? [], next: page.NextToken };
  });
  return all.flatMap(({ IpId: id = "", Ip, Ipv6, SubnetId: subnet, Status: status = "" }) =>
    [Ip, Ipv6].flatMap((ip) => (ip ? [{ id, ip, subnet: subnet as SubnetId, status }] : [])),
  );
}

function endpointView(
  endpoint: ResolverEndpoint,
  id: ResolverEndpointId,
  addresses: Seen<readonly ResolverAddress[]>,
): ResolverEndpointView {
  return {
    id,
    creatorRequestId: endpoint.CreatorRequestId ?? "",
    vpc: endpoint.HostVPCId as VpcId,
    status: endpoint.Status ?? "",
    direction: endpoint.Direction ?? "",
    ...(endpoint.ResolverEndpointType && { type: endpoint.ResolverEndpointType }),
    protocols: endpoint.Protocols ?? [],
    securityGroups: (endpoint.SecurityGroupIds ?? []) as SecurityGroupId[],
    addresses,
  };
}

/** Tags of rules that we did not make, where one may have been claimed. */
async function ruleView(
  resolver: Route53ResolverClient,
  rule: ResolverRule,
  claims: boolean,
): Promise<ResolverRuleView> {
  const { Id, Arn = "", DomainName = "", RuleType = "", CreatorRequestId = "", Status = "" } = rule;
  const isForeign = !CreatorRequestId.startsWith("vpceop/");
  const tags = claims && isForeign && (await see(() => readTags(resolver, Arn)));
  return {
    id: Id as RuleId,
    arn: Arn,
    name: zoneNameOf(DomainName),
    type: RuleType,
    creatorRequestId: CreatorRequestId,
    status: Status,
    targets: targetsOf(rule.TargetIps ?? []),
    ...(rule.ResolverEndpointId && { endpoint: rule.ResolverEndpointId as ResolverEndpointId }),
    ...(tags && { tags }),
  };
}

function targetsOf(targets: readonly TargetAddress[]): RuleTarget[] {
  return targets.map(({ Ip, Ipv6, Port = 53, Protocol = "Do53" }) => ({
    ip: Ip ?? Ipv6 ?? "",
    port: Port,
    isDo53: Protocol === "Do53",
  }));
}

async function readTags(resolver: Route53ResolverClient, ResourceArn: string): Promise<Tags> {
  const tags = await listAll(async (token) => {
    const page = await resolver.send(
      new ListTagsForResourceCommand({ ResourceArn, ...(token && { NextToken: token }) }),
    );
    return { items: page.Tags ?? [], next: page.NextToken };
  });
  return Object.fromEntries(tags.map(({ Key = "", Value = "" }) => [Key, Value]));
}
