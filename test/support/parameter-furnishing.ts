import type { Json } from "../../src/simulator/service.ts";
import { entry, permissions, tagged } from "./parameter-bases.ts";
import { SPOKE } from "./simulated.ts";

type FurnishingCall = (operation: string, input: Json, account?: string) => Json;

/** Makes something of each kind, by calls, and answers its ids by name. */
export function furnished(call: FurnishingCall): { [name: string]: string } {
  const id = (output: Json, ...path: string[]) =>
    path.reduce<unknown>((value, key) => (value as Json)[key], output) as string;
  const vpcOf = (CidrBlock: string) =>
    id(call("CreateVpc", { CidrBlock, TagSpecifications: tagged("vpc") }), "Vpc", "VpcId");
  const vpc = vpcOf("10.0.0.0/16");
  const empty = vpcOf("10.1.0.0/16");
  call("ModifyVpcAttribute", { VpcId: vpc, EnableDnsHostnames: { Value: true } });
  const subnetOf = (CidrBlock: string) =>
    id(call("CreateSubnet", { VpcId: vpc, CidrBlock }), "Subnet", "SubnetId");
  const [subnet, spare] = [subnetOf("10.0.1.0/24"), subnetOf("10.0.2.0/24")];
  const group = id(
    call("CreateSecurityGroup", { VpcId: vpc, GroupName: "group", Description: "a group" }),
    "GroupId",
  );
  const made = call("AuthorizeSecurityGroupIngress", { GroupId: group, ...permissions("10.1.0.0/16") });
  call("AuthorizeSecurityGroupEgress", { GroupId: group, ...permissions("10.1.0.0/16") });
  const rule = id(made, "SecurityGroupRules", "0", "SecurityGroupRuleId");
  const endpoint = id(
    call("CreateVpcEndpoint", {
      VpcId: vpc,
      VpcEndpointType: "Interface",
      ServiceName: "com.amazonaws.eu-west-1.ssm",
      SubnetIds: [subnet],
      PrivateDnsEnabled: false,
      PolicyDocument: '{"Statement":[]}',
    }),
    "VpcEndpoint",
    "VpcEndpointId",
  );
  return { vpc, empty, subnet, spare, group, rule, endpoint, ...furnishedNetwork(call, { vpc, subnet }) };
}

/** What leads from the furnished VPC to others. */
function furnishedNetwork(call: FurnishingCall, { vpc, subnet }: { vpc: string; subnet: string }) {
  const id = (output: Json, ...path: string[]) =>
    path.reduce<unknown>((value, key) => (value as Json)[key], output) as string;
  const acl = id(call("CreateNetworkAcl", { VpcId: vpc }), "NetworkAcl", "NetworkAclId");
  call("CreateNetworkAclEntry", { NetworkAclId: acl, ...entry(100, "10.1.0.0/16") });
  const [defaultAcl] = (
    call("DescribeNetworkAcls", { Filters: [{ Name: "association.subnet-id", Values: [subnet] }] })
      .NetworkAcls as { Associations: { NetworkAclAssociationId: string }[] }[]
  ).flatMap(({ Associations }) => Associations);
  const tableOf = () => id(call("CreateRouteTable", { VpcId: vpc }), "RouteTable", "RouteTableId");
  const [table, spareTable] = [tableOf(), tableOf()];
  const association = id(
    call("AssociateRouteTable", { SubnetId: subnet, RouteTableId: table }),
    "AssociationId",
  );
  const peer = id(call("CreateVpc", { CidrBlock: "10.2.0.0/16" }), "Vpc", "VpcId");
  const peering = id(
    call("CreateVpcPeeringConnection", { VpcId: vpc, PeerVpcId: peer }),
    "VpcPeeringConnection",
    "VpcPeeringConnectionId",
  );
  call("CreateRoute", {
    RouteTableId: table,
    DestinationCidrBlock: "10.1.0.0/16",
    VpcPeeringConnectionId: peering,
  });
  const list = id(
    call("CreateManagedPrefixList", {
      PrefixListName: "list",
      AddressFamily: "IPv4",
      MaxEntries: 4,
      Entries: [{ Cidr: "10.1.0.0/16" }],
    }),
    "PrefixList",
    "PrefixListId",
  );
  return {
    ...{ acl, aclAssociation: defaultAcl?.NetworkAclAssociationId ?? "" },
    ...{ table, spareTable, association, peering, list },
    ...furnishedTransit(call, { vpc, subnet, peer }),
  };
}

/** A gateway with attachments of all kinds, in an estate in which nothing of it takes time. */
function furnishedTransit(
  call: FurnishingCall,
  { vpc, subnet, peer }: { vpc: string; subnet: string; peer: string },
) {
  const id = (output: Json, ...path: string[]) =>
    path.reduce<unknown>((value, key) => (value as Json)[key], output) as string;
  const gatewayOf = (Options: Json) => call("CreateTransitGateway", { Options }).TransitGateway as Json;
  const made = gatewayOf({});
  const [gateway, defaultTable] = [
    id(made, "TransitGatewayId"),
    id(made, "Options", "AssociationDefaultRouteTableId"),
  ];
  const spareGateway = id(gatewayOf({}), "TransitGatewayId");
  const attach = (TransitGatewayId: string, VpcId: string, SubnetId: string, account?: string) =>
    id(
      call("CreateTransitGatewayVpcAttachment", { TransitGatewayId, VpcId, SubnetIds: [SubnetId] }, account),
      "TransitGatewayVpcAttachment",
      "TransitGatewayAttachmentId",
    );
  const attachment = attach(gateway, vpc, subnet);
  call("CreateResourceShare", {
    name: "gateway",
    resourceArns: [id(made, "TransitGatewayArn")],
    principals: [SPOKE],
  });
  const [invitation] = call("GetResourceShareInvitations", {}, SPOKE).resourceShareInvitations as Json[];
  const { resourceShareInvitationArn } = invitation ?? {};
  call("AcceptResourceShareInvitation", { resourceShareInvitationArn }, SPOKE);
  const subnetOf = (VpcId: string, CidrBlock: string, account?: string) =>
    id(call("CreateSubnet", { VpcId, CidrBlock }, account), "Subnet", "SubnetId");
  const loose = attach(gateway, peer, subnetOf(peer, "10.2.0.0/24"));
  call("DisassociateTransitGatewayRouteTable", {
    TransitGatewayRouteTableId: defaultTable,
    TransitGatewayAttachmentId: loose,
  });
  const guest = id(call("CreateVpc", { CidrBlock: "10.3.0.0/16" }, SPOKE), "Vpc", "VpcId");
  const waiting = attach(gateway, guest, subnetOf(guest, "10.3.0.0/24", SPOKE), SPOKE);
  const transitTable = id(
    call("CreateTransitGatewayRouteTable", { TransitGatewayId: gateway }),
    "TransitGatewayRouteTable",
    "TransitGatewayRouteTableId",
  );
  call("CreateTransitGatewayRoute", {
    TransitGatewayRouteTableId: transitTable,
    DestinationCidrBlock: "10.8.0.0/16",
    Blackhole: true,
  });
  return { gateway, defaultTable, spareGateway, attachment, loose, waiting, transitTable };
}
