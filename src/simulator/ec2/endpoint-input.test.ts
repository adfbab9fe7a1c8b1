import { expect, test } from "vitest";
import { HUB, refusal, simulated } from "../../../test/support/simulated.ts";
import type { Json } from "../service.ts";

function withVpc() {
  const at = simulated();
  const VpcId = at.vpc(HUB);
  const create = (more: Json) => at.call(HUB, "CreateVpcEndpoint", { VpcId, ...more });
  const ServiceName = "com.amazonaws.eu-west-1.s3";
  return { ...at, VpcId, create, ServiceName };
}

test.each([
  ["a type that is none", { VpcEndpointType: "interface" }, "400 InvalidVpcEndpointType"],
  ["a type that is not simulated", { VpcEndpointType: "GatewayLoadBalancer" }, "501 NotImplemented"],
  ["a gateway with subnets", { SubnetIds: ["subnet-0a"] }, "400 InvalidParameter"],
  ["a gateway with private DNS", { PrivateDnsEnabled: true }, "400 InvalidParameter"],
  [
    "an interface with route tables",
    { VpcEndpointType: "Interface", RouteTableIds: ["rtb-0a"] },
    "400 InvalidParameter",
  ],
  ["a route table that does not exist", { RouteTableIds: ["rtb-0a"] }, "400 InvalidRouteTableID.NotFound"],
  ["a policy that is no JSON", { PolicyDocument: "Allow" }, "400 InvalidPolicyDocument"],
  ["a policy without statements", { PolicyDocument: "{}" }, "400 InvalidPolicyDocument"],
  ["an address type that is none", { IpAddressType: "ipv5" }, "400 InvalidParameter"],
  ["a service that the Region named does not have", { ServiceRegion: "us-east-1" }, "400 InvalidServiceName"],
  [
    "a gateway to a service of another Region",
    { ServiceName: "com.amazonaws.us-east-1.s3", ServiceRegion: "us-east-1" },
    "400 InvalidParameter",
  ],
  [
    "tags of another type",
    { TagSpecifications: [{ ResourceType: "vpc", Tags: [] }] },
    "400 InvalidParameter",
  ],
  [
    "an option that is not simulated",
    { DnsOptions: { PrivateDnsPreference: "ALL_DOMAINS" } },
    "501 NotImplemented",
  ],
])("an endpoint is refused for %s, and none is made", (_, more, why) => {
  const { call, create, ServiceName } = withVpc();
  expect(refusal(() => create({ ServiceName, ...more }))).toBe(why);
  expect(call(HUB, "DescribeVpcEndpoints").VpcEndpoints).toEqual([]);
});

test("a gateway endpoint is a route to its service's prefix list in the table that it names", () => {
  const { call, create, member, ServiceName, VpcId } = withVpc();
  const table = () => call(HUB, "DescribeRouteTables", { Filters: [{ Name: "vpc-id", Values: [VpcId] }] });
  const id = member<string>(table(), "RouteTables", "0", "RouteTableId");
  const made = create({ ServiceName, RouteTableIds: [id] });
  const lists = call(HUB, "DescribePrefixLists", {
    Filters: [{ Name: "prefix-list-name", Values: [ServiceName] }],
  });
  const route = { DestinationPrefixListId: member<string>(lists, "PrefixLists", "0", "PrefixListId") };
  const gateway = { GatewayId: member<string>(made, "VpcEndpoint", "VpcEndpointId") };
  expect(member(table(), "RouteTables", "0", "Routes")).toMatchObject([
    { DestinationCidrBlock: "10.0.0.0/16", GatewayId: "local" },
    { ...route, ...gateway },
  ]);
});

test("an endpoint is not changed by what does not exist or does not fit its type", () => {
  const { call, endpoint, VpcId } = withVpc();
  const VpcEndpointId = endpoint(HUB, VpcId);
  const change = (more: Json) => refusal(() => call(HUB, "ModifyVpcEndpoint", { VpcEndpointId, ...more }));
  expect(change({ RemoveSubnetIds: ["subnet-0dead"] })).toBe("400 InvalidSubnetID.NotFound");
  expect(change({ RemoveSecurityGroupIds: ["sg-0dead"] })).toBe("400 InvalidGroup.NotFound");
  expect(change({ AddSecurityGroupIds: ["default"] })).toBe("400 InvalidGroupId.Malformed");
  expect(change({ AddRouteTableIds: ["rtb-0dead"] })).toBe("400 InvalidParameter");
  expect(change({ PolicyDocument: "Allow" })).toBe("400 InvalidPolicyDocument");
});
