import type { Json } from "../../src/simulator/service.ts";
import { HUB, SPOKE } from "./simulated.ts";

/** The id of a service that the calling account offers. */
export const OWN_SERVICE = "vpce-svc-0f00000000000f001";

/** An input of each served operation that is answered; `{vpc}` and its like stand for what `furnished` makes. */
export const BASES: { readonly [operation: string]: Json } = {
  CreateVpc: { CidrBlock: "10.7.0.0/16", TagSpecifications: tagged("vpc") },
  DeleteVpc: { VpcId: "{empty}" },
  DescribeVpcs: {},
  DescribeDhcpOptions: {},
  DescribeVpcAttribute: { VpcId: "{vpc}", Attribute: "enableDnsSupport" },
  ModifyVpcAttribute: { VpcId: "{vpc}", EnableDnsSupport: { Value: false } },
  CreateSubnet: { VpcId: "{vpc}", CidrBlock: "10.0.9.0/24", TagSpecifications: tagged("subnet") },
  DeleteSubnet: { SubnetId: "{spare}" },
  DescribeSubnets: {},
  DescribeAvailabilityZones: {},
  CreateNetworkAcl: { VpcId: "{vpc}", TagSpecifications: tagged("network-acl") },
  DeleteNetworkAcl: { NetworkAclId: "{acl}" },
  DescribeNetworkAcls: {},
  ReplaceNetworkAclAssociation: { AssociationId: "{aclAssociation}", NetworkAclId: "{acl}" },
  CreateNetworkAclEntry: { NetworkAclId: "{acl}", ...entry(200, "10.9.0.0/16") },
  ReplaceNetworkAclEntry: { NetworkAclId: "{acl}", ...entry(100, "10.9.0.0/16") },
  DeleteNetworkAclEntry: { NetworkAclId: "{acl}", RuleNumber: 100, Egress: false },
  CreateRouteTable: { VpcId: "{vpc}", TagSpecifications: tagged("route-table") },
  DeleteRouteTable: { RouteTableId: "{spareTable}" },
  DescribeRouteTables: {},
  AssociateRouteTable: { SubnetId: "{spare}", RouteTableId: "{table}" },
  DisassociateRouteTable: { AssociationId: "{association}" },
  ReplaceRouteTableAssociation: { AssociationId: "{association}", RouteTableId: "{spareTable}" },
  CreateRoute: {
    RouteTableId: "{table}",
    DestinationCidrBlock: "10.9.0.0/16",
    VpcPeeringConnectionId: "{peering}",
  },
  ReplaceRoute: {
    RouteTableId: "{table}",
    DestinationCidrBlock: "10.1.0.0/16",
    TransitGatewayId: "{gateway}",
  },
  DeleteRoute: { RouteTableId: "{table}", DestinationCidrBlock: "10.1.0.0/16" },
  CreateManagedPrefixList: {
    PrefixListName: "new",
    Entries: [{ Cidr: "10.9.0.0/16" }],
    MaxEntries: 3,
    AddressFamily: "IPv4",
    TagSpecifications: tagged("prefix-list"),
  },
  DeleteManagedPrefixList: { PrefixListId: "{list}" },
  DescribeManagedPrefixLists: {},
  DescribePrefixLists: {},
  GetManagedPrefixListEntries: { PrefixListId: "{list}" },
  ModifyManagedPrefixList: {
    PrefixListId: "{list}",
    CurrentVersion: 1,
    AddEntries: [{ Cidr: "10.9.0.0/16" }],
    RemoveEntries: [{ Cidr: "10.1.0.0/16" }],
  },
  CreateVpcPeeringConnection: {
    VpcId: "{empty}",
    PeerVpcId: "{vpc}",
    TagSpecifications: tagged("vpc-peering-connection"),
  },
  AcceptVpcPeeringConnection: { VpcPeeringConnectionId: "{peering}" },
  RejectVpcPeeringConnection: { VpcPeeringConnectionId: "{peering}" },
  DeleteVpcPeeringConnection: { VpcPeeringConnectionId: "{peering}" },
  DescribeVpcPeeringConnections: {},
  CreateTransitGateway: { Description: "new", TagSpecifications: tagged("transit-gateway") },
  DeleteTransitGateway: { TransitGatewayId: "{spareGateway}" },
  DescribeTransitGateways: {},
  CreateTransitGatewayVpcAttachment: {
    TransitGatewayId: "{spareGateway}",
    VpcId: "{vpc}",
    SubnetIds: ["{subnet}"],
    TagSpecifications: tagged("transit-gateway-attachment"),
  },
  ModifyTransitGatewayVpcAttachment: {
    TransitGatewayAttachmentId: "{attachment}",
    AddSubnetIds: ["{spare}"],
  },
  DeleteTransitGatewayVpcAttachment: { TransitGatewayAttachmentId: "{attachment}" },
  AcceptTransitGatewayVpcAttachment: { TransitGatewayAttachmentId: "{waiting}" },
  RejectTransitGatewayVpcAttachment: { TransitGatewayAttachmentId: "{waiting}" },
  DescribeTransitGatewayVpcAttachments: {},
  DescribeTransitGatewayAttachments: {},
  CreateTransitGatewayRouteTable: {
    TransitGatewayId: "{gateway}",
    TagSpecifications: tagged("transit-gateway-route-table"),
  },
  DeleteTransitGatewayRouteTable: { TransitGatewayRouteTableId: "{transitTable}" },
  DescribeTransitGatewayRouteTables: {},
  AssociateTransitGatewayRouteTable: {
    TransitGatewayRouteTableId: "{transitTable}",
    TransitGatewayAttachmentId: "{loose}",
  },
  DisassociateTransitGatewayRouteTable: {
    TransitGatewayRouteTableId: "{defaultTable}",
    TransitGatewayAttachmentId: "{attachment}",
  },
  EnableTransitGatewayRouteTablePropagation: {
    TransitGatewayRouteTableId: "{transitTable}",
    TransitGatewayAttachmentId: "{attachment}",
  },
  DisableTransitGatewayRouteTablePropagation: {
    TransitGatewayRouteTableId: "{defaultTable}",
    TransitGatewayAttachmentId: "{attachment}",
  },
  GetTransitGatewayRouteTableAssociations: { TransitGatewayRouteTableId: "{defaultTable}" },
  GetTransitGatewayRouteTablePropagations: { TransitGatewayRouteTableId: "{defaultTable}" },
  GetTransitGatewayAttachmentPropagations: { TransitGatewayAttachmentId: "{attachment}" },
  CreateTransitGatewayRoute: {
    TransitGatewayRouteTableId: "{transitTable}",
    DestinationCidrBlock: "10.9.0.0/16",
    TransitGatewayAttachmentId: "{attachment}",
  },
  ReplaceTransitGatewayRoute: {
    TransitGatewayRouteTableId: "{transitTable}",
    DestinationCidrBlock: "10.8.0.0/16",
    TransitGatewayAttachmentId: "{attachment}",
  },
  DeleteTransitGatewayRoute: {
    TransitGatewayRouteTableId: "{transitTable}",
    DestinationCidrBlock: "10.8.0.0/16",
  },
  SearchTransitGatewayRoutes: {
    TransitGatewayRouteTableId: "{transitTable}",
    Filters: [{ Name: "state", Values: ["blackhole"] }],
  },
  CreateSecurityGroup: {
    VpcId: "{vpc}",
    GroupName: "new",
    Description: "new",
    TagSpecifications: tagged("security-group"),
  },
  DeleteSecurityGroup: { GroupId: "{group}" },
  DescribeSecurityGroups: {},
  AuthorizeSecurityGroupIngress: { GroupId: "{group}", ...permissions("10.9.0.0/16") },
  AuthorizeSecurityGroupEgress: { GroupId: "{group}", ...permissions("10.9.0.0/16") },
  RevokeSecurityGroupIngress: { GroupId: "{group}", IpPermissions: permissions("10.1.0.0/16").IpPermissions },
  RevokeSecurityGroupEgress: { GroupId: "{group}", IpPermissions: permissions("10.1.0.0/16").IpPermissions },
  DescribeSecurityGroupRules: {},
  ModifySecurityGroupRules: {
    GroupId: "{group}",
    SecurityGroupRules: [
      {
        SecurityGroupRuleId: "{rule}",
        SecurityGroupRule: { IpProtocol: "tcp", FromPort: 1, ToPort: 2, CidrIpv4: "10.2.0.0/16" },
      },
    ],
  },
  CreateVpcEndpoint: {
    VpcId: "{vpc}",
    VpcEndpointType: "Interface",
    ServiceName: "com.amazonaws.eu-west-1.kms",
    SubnetIds: ["{subnet}"],
    SecurityGroupIds: ["{group}"],
    ClientToken: "token",
    PrivateDnsEnabled: false,
    TagSpecifications: tagged("vpc-endpoint"),
  },
  DescribeVpcEndpoints: {},
  ModifyVpcEndpoint: { VpcEndpointId: "{endpoint}", PrivateDnsEnabled: false },
  DeleteVpcEndpoints: { VpcEndpointIds: ["{endpoint}"] },
  DescribeVpcEndpointServices: {},
  AcceptVpcEndpointConnections: { ServiceId: OWN_SERVICE, VpcEndpointIds: ["{endpoint}"] },
  DescribeNetworkInterfaces: {},
  CreateTags: { Resources: ["{vpc}"], Tags: [{ Key: "a", Value: "1" }] },
  DeleteTags: { Resources: ["{vpc}"], Tags: [{ Key: "Name" }] },
  DescribeTags: {},
  AssumeRole: {
    RoleArn: `arn:aws:iam::${SPOKE}:role/spoke`,
    RoleSessionName: "session",
    ExternalId: "shared",
  },
  GetCallerIdentity: {},
};

export const SECRET_ROLE = {
  arn: `arn:aws:iam::${SPOKE}:role/spoke`,
  trusts: [HUB],
  externalId: "shared",
};

export function entry(RuleNumber: number, CidrBlock: string) {
  return {
    RuleNumber,
    Protocol: "6",
    RuleAction: "allow",
    Egress: false,
    CidrBlock,
    PortRange: { From: 443, To: 443 },
  };
}

export function tagged(ResourceType: string) {
  return [{ ResourceType, Tags: [{ Key: "Name", Value: "named" }] }];
}

export function permissions(CidrIp: string) {
  return {
    IpPermissions: [{ IpProtocol: "tcp", FromPort: 443, ToPort: 443, IpRanges: [{ CidrIp }] }],
    TagSpecifications: tagged("security-group-rule"),
  };
}
