import { expect, test } from "vitest";
import { HUB, refusal, simulated } from "../../../test/support/simulated.ts";
import type { Json } from "../service.ts";

/** Members of answers and errors for input that clients other than the operator rely on. */

test("an endpoint's interface says what it is attached to, and has an address by name", () => {
  const { call, endpoint, vpc } = simulated();
  endpoint(HUB, vpc(HUB));
  const page = call(HUB, "DescribeNetworkInterfaces");
  const [one] = page.NetworkInterfaces as [Json];
  expect(one).toMatchObject({
    Attachment: { InstanceOwnerId: "amazon-aws", Status: "attached", DeleteOnTermination: false },
    MacAddress: expect.stringMatching(/^02(:[0-9a-f]{2}){5}$/),
    PrivateDnsName: `ip-${String(one.PrivateIpAddress).replaceAll(".", "-")}.eu-west-1.compute.internal`,
    RequesterManaged: true,
    SourceDestCheck: true,
  });
});

test("a subnet says that it is not for IPv6 alone, and what hosts in it are called", () => {
  const { call, vpc } = simulated();
  vpc(HUB);
  const named = { HostnameType: "ip-name", EnableResourceNameDnsARecord: false };
  const [one] = call(HUB, "DescribeSubnets").Subnets as [Json];
  expect(one).toMatchObject({ Ipv6Native: false, EnableDns64: false, PrivateDnsNameOptionsOnLaunch: named });
});

test("a VPC keeps its tenancy, and has a network ACL that lets everything through", () => {
  const { call, member } = simulated();
  const made = call(HUB, "CreateVpc", { CidrBlock: "10.0.0.9/16", InstanceTenancy: "dedicated" });
  const VpcId = member<string>(made, "Vpc", "VpcId");
  expect(made.Vpc).toMatchObject({ CidrBlock: "10.0.0.0/16", InstanceTenancy: "dedicated" });
  const allow = { CidrBlock: "0.0.0.0/0", RuleAction: "allow", RuleNumber: 100 };
  expect(call(HUB, "DescribeNetworkAcls").NetworkAcls).toMatchObject([
    { VpcId, IsDefault: true, Entries: expect.arrayContaining([expect.objectContaining(allow)]) },
  ]);
  call(HUB, "DeleteVpc", { VpcId });
  expect(call(HUB, "DescribeNetworkAcls").NetworkAcls).toEqual([]);
});

test.each([
  ["CreateVpc", { CidrBlock: "10.0.0.0" }, "InvalidParameterValue"],
  ["CreateVpc", { CidrBlock: "10.0.0.0/8" }, "InvalidVpc.Range"],
  ["CreateVpc", { CidrBlock: "10.0.0.0/16", InstanceTenancy: "host" }, "InvalidParameterValue"],
  ["CreateVpc", {}, "MissingParameter"],
  ["CreateSubnet", { VpcId: "{vpc}", CidrBlock: "10.0.9.0/29" }, "InvalidSubnet.Range"],
  ["CreateSubnet", { VpcId: "{vpc}", CidrBlock: "ten" }, "InvalidParameterValue"],
  ["DescribeVpcAttribute", { VpcId: "{vpc}", Attribute: "dns" }, "InvalidParameterValue"],
  ["DescribeVpcs", { VpcIds: ["nothing like an id"] }, "InvalidVpcID.NotFound"],
  ["DescribeSecurityGroups", { GroupIds: ["my-group"] }, "InvalidGroupId.Malformed"],
  ["DescribeSecurityGroups", { GroupIds: ["sg-0dead"] }, "InvalidGroup.NotFound"],
  ["DescribeVpcEndpoints", { VpcEndpointIds: ["endpoint"] }, "InvalidVpcEndpointId.Malformed"],
  ["DescribeNetworkInterfaces", { NetworkInterfaceIds: ["eni-0dead"] }, "InvalidNetworkInterfaceID.NotFound"],
  ["DescribeSecurityGroupRules", { SecurityGroupRuleIds: ["rule"] }, "InvalidSecurityGroupRuleId.Malformed"],
  ["CreateTags", { Resources: ["{vpc}"], Tags: [{ Key: "aws:x", Value: "" }] }, "InvalidParameterValue"],
  ["CreateTags", { Resources: ["{vpc}"], Tags: [{ Key: "a" }, { Key: "a" }] }, "InvalidParameterValue"],
])("%s refuses %j with %s", (operation, input, code) => {
  const { call, vpc } = simulated();
  const text = JSON.stringify(input).replace("{vpc}", vpc(HUB));
  expect(refusal(() => call(HUB, operation, JSON.parse(text)))).toBe(`400 ${code}`);
});

test("a resource takes 50 tags and no more, and keeps those it has when it is refused", () => {
  const { call, vpc } = simulated();
  const Resources = [vpc(HUB)];
  const Tags = Array.from({ length: 50 }, (_, index) => ({ Key: `k${index}`, Value: "v" }));
  call(HUB, "CreateTags", { Resources, Tags });
  const more = { Resources, Tags: [{ Key: "one more", Value: "v" }] };
  expect(refusal(() => call(HUB, "CreateTags", more))).toBe("400 TagLimitExceeded");
  expect(call(HUB, "DescribeTags", { MaxResults: 1000 }).Tags).toHaveLength(50);
});
