import {
  DescribeNetworkAclsCommand,
  DescribeNetworkInterfacesCommand,
  DescribeRouteTablesCommand,
  DescribeSubnetsCommand,
  DescribeTransitGatewayVpcAttachmentsCommand,
  DescribeVpcPeeringConnectionsCommand,
  type EC2Client,
  type Filter,
  GetManagedPrefixListEntriesCommand,
} from "@aws-sdk/client-ec2";
import { listAll } from "../aws/paginate.ts";
import { type Seen, valueIn } from "../model/failure.ts";
import { type AccountId, type Region, type SubnetId, type VpcId, vpcRef } from "../model/ids.ts";
import { DEVICE_TYPES } from "../model/path/clients.ts";
import type {
  Attachment,
  Interface,
  NetworkAcl,
  Peering,
  PrefixLists,
  RouteTable,
  Subnet,
  VpcNetwork,
} from "../model/path/facts.ts";
import { filterValues } from "./filter-values.ts";
import { aclEntry, prefixLength, routeOf } from "./network-values.ts";
import { see } from "./see.ts";

/**
 * Of one account and Region, by its credentials. `groupLists`: prefix lists that security groups name; `isAttached`: a
 * route of somebody else's names a transit gateway.
 */
export type NetworksAsked = {
  readonly account: AccountId;
  readonly region: Region;
  readonly vpcs: readonly VpcId[];
  readonly interfaces: "devices" | "endpoints";
  readonly groupLists?: readonly string[];
  readonly isAttached?: boolean;
};

/**
 * What packets of these VPCs meet: one list of each kind for all of them. A spoke's VPC without subnets has no packets, and
 * where all are so, nothing else is asked; peerings, attachments and prefix lists only where a route or a group names one.
 */
export async function observeNetworks(ec2: EC2Client, asked: NetworksAsked): Promise<VpcNetwork[]> {
  const { account, region, vpcs, interfaces, groupLists = [], isAttached = false } = asked;
  const places = see(() => listSubnets(ec2, vpcs));
  // Where endpoints are there are subnets: nothing has to wait for their list.
  const isEmpty = interfaces === "devices" && valueIn(await places)?.length === 0;
  const inSubnets = <T>(read: () => Promise<T[]>): Promise<Seen<readonly T[]>> =>
    isEmpty ? Promise.resolve(NONE) : see(read);
  const [subnets, routeTables, acls, found] = await Promise.all([
    places,
    inSubnets(() => listRouteTables(ec2, vpcs)),
    inSubnets(() => listAcls(ec2, vpcs)),
    inSubnets(() => listInterfaces(ec2, vpcs, interfaces)),
  ]);
  const routes = (valueIn(routeTables) ?? []).flatMap(({ value }) => value.routes);
  const via = (prefix: string) => [
    ...new Set(routes.map((r) => r.via).filter((id) => id.startsWith(prefix))),
  ];
  const lists = routes.filter((r) => r.to.startsWith("pl-") && !r.via.startsWith("vpce-")).map((r) => r.to);
  const [peerings, attachments, prefixLists] = await Promise.all([
    via("pcx-").length > 0 ? see(() => listPeerings(ec2, via("pcx-"))) : NONE,
    isAttached || via("tgw-").length > 0 ? see(() => listAttachments(ec2, vpcs)) : NONE,
    listPrefixLists(ec2, [...new Set([...lists, ...groupLists])]),
  ]);
  return vpcs.map((vpc) => ({
    vpc: vpcRef(vpc, region),
    account,
    subnets: ofVpc(subnets, vpc),
    routeTables: ofVpc(routeTables, vpc),
    acls: ofVpc(acls, vpc),
    interfaces: ofVpc(found, vpc),
    peerings,
    attachments: ofVpc(attachments, vpc),
    prefixLists,
  }));
}

type OfVpc<T> = { readonly vpc: string | undefined; readonly value: T };

const NONE: Seen<readonly never[]> = { kind: "seen", value: [] };

function ofVpc<T>(all: Seen<readonly OfVpc<T>[]>, vpc: VpcId): Seen<readonly T[]> {
  if (all.kind === "unreadable") return all;
  return { kind: "seen", value: all.value.filter((one) => one.vpc === vpc).map(({ value }) => value) };
}

type Read<T> = (
  filter: Filter,
  token: string | undefined,
) => Promise<{ items: T[]; next?: string | undefined }>;

async function inBatches<T>(name: string, values: readonly string[], read: Read<T>): Promise<T[]> {
  const batches = filterValues(values);
  const found = batches.map((Values) => listAll((token) => read({ Name: name, Values }, token)));
  return (await Promise.all(found)).flat();
}

const page = (token: string | undefined) => (token === undefined ? {} : { NextToken: token });

async function listSubnets(ec2: EC2Client, vpcs: readonly VpcId[]): Promise<OfVpc<Subnet>[]> {
  const subnets = await inBatches("vpc-id", vpcs, async (filter, token) => {
    const answer = await ec2.send(new DescribeSubnetsCommand({ Filters: [filter], ...page(token) }));
    return { items: answer.Subnets ?? [], next: answer.NextToken };
  });
  return subnets.map((one) => {
    const v6 = (one.Ipv6CidrBlockAssociationSet ?? []).flatMap((a) =>
      a.Ipv6CidrBlockState?.State === "associated" && a.Ipv6CidrBlock ? [a.Ipv6CidrBlock] : [],
    );
    const cidrs = [...(one.CidrBlock ? [one.CidrBlock] : []), ...v6];
    const size = one.CidrBlock ? 2 ** (32 - prefixLength(one.CidrBlock)) - AWS_OWN : 0;
    const taken = Math.max(0, size - (one.AvailableIpAddressCount ?? 0));
    const value = { id: one.SubnetId as SubnetId, zone: one.AvailabilityZoneId ?? "", cidrs, taken };
    return { vpc: one.VpcId, value };
  });
}

/** Source: VPC user guide, "Subnet CIDR reservations": the first four addresses and the last. */
const AWS_OWN = 5;

async function listRouteTables(ec2: EC2Client, vpcs: readonly VpcId[]): Promise<OfVpc<RouteTable>[]> {
  const tables = await inBatches("vpc-id", vpcs, async (filter, token) => {
    const answer = await ec2.send(new DescribeRouteTablesCommand({ Filters: [filter], ...page(token) }));
    return { items: answer.RouteTables ?? [], next: answer.NextToken };
  });
  return tables.map(({ RouteTableId, VpcId, Associations = [], Routes = [] }) => ({
    vpc: VpcId,
    value: {
      id: RouteTableId ?? "",
      isMain: Associations.some(({ Main }) => Main),
      subnets: Associations.flatMap(({ SubnetId }) => (SubnetId ? [SubnetId as SubnetId] : [])),
      routes: Routes.map(routeOf),
    },
  }));
}

async function listAcls(ec2: EC2Client, vpcs: readonly VpcId[]): Promise<OfVpc<NetworkAcl>[]> {
  const acls = await inBatches("vpc-id", vpcs, async (filter, token) => {
    const answer = await ec2.send(new DescribeNetworkAclsCommand({ Filters: [filter], ...page(token) }));
    return { items: answer.NetworkAcls ?? [], next: answer.NextToken };
  });
  return acls.map(({ NetworkAclId, VpcId, Associations = [], Entries = [] }) => ({
    vpc: VpcId,
    value: {
      id: NetworkAclId ?? "",
      subnets: Associations.flatMap(({ SubnetId }) => (SubnetId ? [SubnetId as SubnetId] : [])),
      entries: Entries.flatMap(aclEntry),
    },
  }));
}

async function listInterfaces(
  ec2: EC2Client,
  vpcs: readonly VpcId[],
  which: NetworksAsked["interfaces"],
): Promise<OfVpc<Interface>[]> {
  const types = {
    Name: "interface-type",
    Values: which === "devices" ? [...DEVICE_TYPES] : ["vpc_endpoint"],
  };
  const interfaces = await inBatches("vpc-id", vpcs, async (filter, token) => {
    const Filters = [filter, types];
    const answer = await ec2.send(new DescribeNetworkInterfacesCommand({ Filters, ...page(token) }));
    return { items: answer.NetworkInterfaces ?? [], next: answer.NextToken };
  });
  return interfaces.map((one) => ({
    vpc: one.VpcId,
    value: {
      id: one.NetworkInterfaceId ?? "",
      subnet: one.SubnetId as SubnetId,
      type: one.InterfaceType ?? "",
      addresses: [
        ...(one.PrivateIpAddress ? [one.PrivateIpAddress] : []),
        ...(one.Ipv6Addresses ?? []).flatMap(({ Ipv6Address }) => Ipv6Address ?? []),
      ],
    },
  }));
}

async function listPeerings(ec2: EC2Client, ids: readonly string[]): Promise<Peering[]> {
  const name = "vpc-peering-connection-id";
  const peerings = await inBatches(name, ids, async (filter, token) => {
    const input = { Filters: [filter], ...page(token) };
    const answer = await ec2.send(new DescribeVpcPeeringConnectionsCommand(input));
    return { items: answer.VpcPeeringConnections ?? [], next: answer.NextToken };
  });
  return peerings.map(({ VpcPeeringConnectionId, Status, RequesterVpcInfo, AccepterVpcInfo }) => ({
    id: VpcPeeringConnectionId ?? "",
    status: Status?.Code ?? "",
    vpcs: [RequesterVpcInfo, AccepterVpcInfo].flatMap((side) => (side?.VpcId as VpcId) ?? []),
  }));
}

async function listAttachments(ec2: EC2Client, vpcs: readonly VpcId[]): Promise<OfVpc<Attachment>[]> {
  const attachments = await inBatches("vpc-id", vpcs, async (filter, token) => {
    const input = { Filters: [filter], ...page(token) };
    const answer = await ec2.send(new DescribeTransitGatewayVpcAttachmentsCommand(input));
    return { items: answer.TransitGatewayVpcAttachments ?? [], next: answer.NextToken };
  });
  return attachments
    .filter(({ State }) => State !== "deleted" && State !== "deleting")
    .map((one) => ({
      vpc: one.VpcId,
      value: {
        id: one.TransitGatewayAttachmentId ?? "",
        gateway: one.TransitGatewayId ?? "",
        state: one.State ?? "",
        subnets: (one.SubnetIds ?? []) as SubnetId[],
        spreads: one.Options?.ApplianceModeSupport === "enable",
      },
    }));
}

async function listPrefixLists(ec2: EC2Client, ids: readonly string[]): Promise<PrefixLists> {
  const lists = ids.map(async (id) => [id, await see(() => entriesOf(ec2, id))] as const);
  return new Map(await Promise.all(lists));
}

function entriesOf(ec2: EC2Client, PrefixListId: string): Promise<string[]> {
  return listAll(async (token) => {
    const input = { PrefixListId, ...page(token) };
    const answer = await ec2.send(new GetManagedPrefixListEntriesCommand(input));
    return { items: (answer.Entries ?? []).flatMap(({ Cidr }) => Cidr ?? []), next: answer.NextToken };
  });
}
