import type { Estate } from "../estate.ts";
import { AwsError, type Call } from "../service.ts";
import { missing, notFound } from "./errors.ts";
import type { Resource } from "./resource.ts";
import type { Endpoint, SecurityGroup, Vpc } from "./state.ts";

/** A kind of id: how AWS names it, and its errors for one that is not there and, where it has one, for one that is none. */
export type IdKind = {
  code: string;
  kind: string;
  prefix?: string;
  malformed?: string;
  /** Where its NotFound is worded in another way. */
  words?: (id: string) => string;
};

/**
 * Source: EC2 API reference, "Error codes". VPCs and subnets have no `Malformed` here: AWS was seen to answer
 * `NotFound` for text that is no id at all (`The vpc ID 'foo' does not exist`). The sentence for a malformed id is as
 * in terraform-provider-aws#6104.
 */
export const ABSENT = {
  vpc: { code: "InvalidVpcID.NotFound", kind: "vpc ID" },
  dhcpOptions: { code: "InvalidDhcpOptionID.NotFound", kind: "dhcpOption ID" },
  subnet: { code: "InvalidSubnetID.NotFound", kind: "subnet ID" },
  group: {
    code: "InvalidGroup.NotFound",
    kind: "security group",
    prefix: "sg-",
    malformed: "InvalidGroupId.Malformed",
  },
  rule: {
    code: "InvalidSecurityGroupRuleId.NotFound",
    kind: "security group rule ID",
    prefix: "sgr-",
    malformed: "InvalidSecurityGroupRuleId.Malformed",
  },
  endpoint: {
    code: "InvalidVpcEndpointId.NotFound",
    kind: "Vpc Endpoint Id",
    prefix: "vpce-",
    malformed: "InvalidVpcEndpointId.Malformed",
  },
  interface: {
    code: "InvalidNetworkInterfaceID.NotFound",
    kind: "networkInterface ID",
    prefix: "eni-",
    malformed: "InvalidNetworkInterfaceId.Malformed",
  },
  networkAcl: {
    code: "InvalidNetworkAclID.NotFound",
    kind: "networkAcl ID",
    prefix: "acl-",
    malformed: "InvalidNetworkAclId.Malformed",
  },
  routeTable: {
    code: "InvalidRouteTableID.NotFound",
    kind: "routeTable ID",
    prefix: "rtb-",
    malformed: "InvalidRouteTableId.Malformed",
  },
  prefixList: {
    code: "InvalidPrefixListID.NotFound",
    kind: "prefix list ID",
    prefix: "pl-",
    malformed: "InvalidPrefixListId.Malformed",
  },
  internetGateway: { code: "InvalidInternetGatewayID.NotFound", kind: "internetGateway ID" },
  gateway: { code: "InvalidGatewayID.NotFound", kind: "gateway ID" },
  natGateway: { code: "InvalidNatGatewayID.NotFound", kind: "natGateway ID" },
  egressOnlyGateway: { code: "InvalidGatewayID.NotFound", kind: "egressOnlyInternetGateway ID" },
  association: { code: "InvalidAssociationID.NotFound", kind: "association ID" },
  peering: {
    code: "InvalidVpcPeeringConnectionID.NotFound",
    kind: "vpcPeeringConnection ID",
    prefix: "pcx-",
    malformed: "InvalidVpcPeeringConnectionId.Malformed",
  },
  transitGateway: goneOrNone("tgw-", "InvalidTransitGatewayID", "Transit Gateway"),
  transitAttachment: goneOrNone(
    "tgw-attach-",
    "InvalidTransitGatewayAttachmentID",
    "Transit Gateway Attachment",
  ),
  transitRouteTable: goneOrNone("tgw-rtb-", "InvalidRouteTableID", "Transit Gateway Route Table"),
} satisfies { [name: string]: IdKind };

/** In the words of rebuy-de/aws-nuke#961 and terraform-provider-aws#19472. */
function goneOrNone(prefix: string, code: string, kind: string): IdKind {
  const words = (id: string) => `${kind} ${id} was deleted or does not exist.`;
  return { code: `${code}.NotFound`, kind, prefix, malformed: `${code}.Malformed`, words };
}

type Id = string | undefined;

/**
 * The caller's resource of that id in the call's Region. Throws the `….Malformed` or `….NotFound` of its kind, and
 * UnauthorizedOperation (403) for what another account shares: "You can't create, describe, modify, or delete VPC
 * endpoints in subnets that are shared with you" (PrivateLink Guide, "Shared subnets").
 */
export const ownVpc = (estate: Estate, id: Id, call: Call): Vpc =>
  own(estate.network.vpcs, id, call, ABSENT.vpc);
/** The VPC as who may describe it sees it: the caller's own, or one with a subnet that is shared with the caller. */
export const seenVpc = (estate: Estate, id: Id, call: Call): Vpc => {
  const vpc = estate.network.vpcs.get(id ?? "");
  return vpc?.region === call.region && vpc.sharedWith?.has(call.account) ? vpc : ownVpc(estate, id, call);
};
export const ownGroup = (estate: Estate, id: Id, call: Call): SecurityGroup =>
  own(estate.network.securityGroups, id, call, ABSENT.group);
export const ownEndpoint = (estate: Estate, id: Id, call: Call): Endpoint =>
  own(estate.network.endpoints, id, call, ABSENT.endpoint);

export function own<T extends Resource>(
  all: ReadonlyMap<string, T>,
  id: Id,
  call: Pick<Call, "account" | "region">,
  kind: IdKind,
): T {
  if (!id) throw missing(kind.kind);
  const resource = all.get(id);
  const isHere = resource?.region === call.region;
  if (isHere && resource.sharedWith?.has(call.account) && resource.account !== call.account)
    throw new AwsError("UnauthorizedOperation", "You are not authorized to perform this operation.", 403);
  if (!isHere || resource.account !== call.account) throw absent(kind, id);
  return resource;
}

export function absent({ code, kind, prefix, malformed, words }: IdKind, id: string): AwsError {
  if (!prefix || !malformed || new RegExp(`^${prefix}[0-9a-z]+$`).test(id))
    return words ? new AwsError(code, words(id)) : notFound(code, kind, id);
  return new AwsError(malformed, `Invalid id: "${id}" (expecting "${prefix}...")`);
}
