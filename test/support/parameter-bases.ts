import type { Json } from "../../src/simulator/service.ts";
import { HUB, SPOKE } from "./simulated.ts";

/** The id of a service that the calling account offers. */
export const OWN_SERVICE = "vpce-svc-0f00000000000f001";

/** An input of each served operation that is answered; `{vpc}` and its like stand for what `furnished` makes. */
export const BASES: { readonly [operation: string]: Json } = {
  CreateVpc: { CidrBlock: "10.7.0.0/16", TagSpecifications: tagged("vpc") },
  DeleteVpc: { VpcId: "{empty}" },
  DescribeVpcs: {},
  DescribeVpcAttribute: { VpcId: "{vpc}", Attribute: "enableDnsSupport" },
  ModifyVpcAttribute: { VpcId: "{vpc}", EnableDnsSupport: { Value: false } },
  CreateSubnet: { VpcId: "{vpc}", CidrBlock: "10.0.9.0/24", TagSpecifications: tagged("subnet") },
  DeleteSubnet: { SubnetId: "{spare}" },
  DescribeSubnets: {},
  DescribeAvailabilityZones: {},
  DescribeNetworkAcls: {},
  DescribeRouteTables: {},
  DescribePrefixLists: {},
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

/** Makes something of each kind, by calls, and answers its ids by name. */
export function furnished(call: (operation: string, input: Json) => Json): { [name: string]: string } {
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
  return { vpc, empty, subnet, spare, group, rule, endpoint };
}

function tagged(ResourceType: string) {
  return [{ ResourceType, Tags: [{ Key: "Name", Value: "named" }] }];
}

function permissions(CidrIp: string) {
  return {
    IpPermissions: [{ IpProtocol: "tcp", FromPort: 443, ToPort: 443, IpRanges: [{ CidrIp }] }],
    TagSpecifications: tagged("security-group-rule"),
  };
}
