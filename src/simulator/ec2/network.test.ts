import { expect, test } from "vitest";
import { HUB, refusal, SPOKE, simulated } from "../../../test/support/simulated.ts";
import { ensureDefaultVpc } from "./default-vpc.ts";

test("a VPC is its account's and Region's; elsewhere it does not exist", () => {
  const { vpc, call } = simulated();
  const VpcIds = [vpc(HUB)];
  expect(call(HUB, "DescribeVpcs", { VpcIds }).Vpcs).toMatchObject([{ OwnerId: HUB, State: "available" }]);
  expect(refusal(() => call(SPOKE, "DescribeVpcs", { VpcIds }))).toBe("400 InvalidVpcID.NotFound");
  expect(refusal(() => call(HUB, "DescribeVpcs", { VpcIds }, "us-east-1"))).toBe("400 InvalidVpcID.NotFound");
});

test("a new VPC has DNS support but no hostnames, and attributes are changed one at a time", () => {
  const { call, member } = simulated();
  const VpcId = member<string>(call(HUB, "CreateVpc", { CidrBlock: "10.0.0.0/16" }), "Vpc", "VpcId");
  const attribute = (Attribute: string) => call(HUB, "DescribeVpcAttribute", { VpcId, Attribute });
  expect(attribute("enableDnsSupport")).toMatchObject({ EnableDnsSupport: { Value: true } });
  expect(attribute("enableDnsHostnames")).toMatchObject({ EnableDnsHostnames: { Value: false } });
  const both = { VpcId, EnableDnsSupport: { Value: true }, EnableDnsHostnames: { Value: true } };
  expect(refusal(() => call(HUB, "ModifyVpcAttribute", both))).toBe("400 InvalidParameterCombination");
});

test("the default VPC is made once, with a subnet in every availability zone", () => {
  const { estate, call } = simulated();
  ensureDefaultVpc(estate, HUB, "us-east-1");
  ensureDefaultVpc(estate, HUB, "us-east-1");
  expect(call(HUB, "DescribeVpcs", {}, "us-east-1").Vpcs).toMatchObject([
    { IsDefault: true, CidrBlock: "172.31.0.0/16" },
  ]);
  expect(call(HUB, "DescribeSubnets", {}, "us-east-1").Subnets).toHaveLength(6);
});

test("availability zones have the same names in all accounts, and other ids", () => {
  const { call } = simulated();
  const accounts = Array.from({ length: 8 }, (_, index) => `${index}`.repeat(12));
  const zones = accounts.map((account) => {
    const page = call(account, "DescribeAvailabilityZones", {}, "ap-southeast-2");
    return page.AvailabilityZones as { ZoneName: string; ZoneId: string }[];
  });
  expect(new Set(zones.map((list) => list.map((zone) => zone.ZoneName).join())).size).toBe(1);
  expect(new Set(zones.map((list) => list[0]?.ZoneId)).size).toBeGreaterThan(1);
  expect(zones[0]?.map((zone) => zone.ZoneId).sort()).toEqual(["apse2-az1", "apse2-az2", "apse2-az3"]);
});

test("subnets lie in the VPC and do not overlap", () => {
  const { vpc, call } = simulated();
  const VpcId = vpc(HUB);
  const create = (CidrBlock: string) => refusal(() => call(HUB, "CreateSubnet", { VpcId, CidrBlock }));
  expect(create("10.1.0.0/24")).toBe("400 InvalidSubnet.Range");
  expect(create("10.0.1.128/25")).toBe("400 InvalidSubnet.Conflict");
  expect(create("10.0.2.0/24")).toBe("answered");
});

test("a rule that is there is not added again, one that is not there not revoked", () => {
  const { vpc, call, member } = simulated();
  const group = { GroupName: "endpoints", Description: "d", VpcId: vpc(HUB) };
  const GroupId = member<string>(call(HUB, "CreateSecurityGroup", group), "GroupId");
  const rule = { IpProtocol: "tcp", FromPort: 443, ToPort: 443, IpRanges: [{ CidrIp: "10.0.0.0/8" }] };
  const on = (operation: string) => refusal(() => call(HUB, operation, { GroupId, IpPermissions: [rule] }));
  expect(on("AuthorizeSecurityGroupIngress")).toBe("answered");
  expect(on("AuthorizeSecurityGroupIngress")).toBe("400 InvalidPermission.Duplicate");
  const page = call(HUB, "DescribeSecurityGroups", { GroupIds: [GroupId] });
  expect(page.SecurityGroups).toMatchObject([{ IpPermissions: [rule] }]);
  expect(on("RevokeSecurityGroupIngress")).toBe("answered");
  expect(on("RevokeSecurityGroupIngress")).toBe("400 InvalidPermission.NotFound");
});

test("tags are set, listed and removed on any resource", () => {
  const { vpc, call } = simulated();
  const VpcId = vpc(HUB);
  call(HUB, "CreateTags", { Resources: [VpcId], Tags: [{ Key: "a", Value: "1" }] });
  const Tags = [{ Key: "a", Value: "1", ResourceId: VpcId, ResourceType: "vpc" }];
  expect(call(HUB, "DescribeTags")).toEqual({ Tags });
  call(HUB, "DeleteTags", { Resources: [VpcId], Tags: [{ Key: "a", Value: "other" }] });
  expect(call(HUB, "DescribeTags")).toEqual({ Tags });
  call(HUB, "DeleteTags", { Resources: [VpcId], Tags: [{ Key: "a" }] });
  expect(call(HUB, "DescribeTags")).toEqual({ Tags: [] });
});

test("services tell their private names by Region; names appear and vanish, an unknown service is refused", () => {
  const { call, estate } = simulated();
  const name = "com.amazonaws.eu-west-1.ssm";
  const names = () => {
    const page = call(HUB, "DescribeVpcEndpointServices", { ServiceNames: [name] });
    const [detail] = page.ServiceDetails as { PrivateDnsNames: { PrivateDnsName: string }[] }[];
    return detail?.PrivateDnsNames.map((one) => one.PrivateDnsName);
  };
  expect(names()).toEqual(["ssm.eu-west-1.amazonaws.com", "ssm.eu-west-1.api.aws"]);
  estate.network.services.set("eu-west-1", name, { privateDnsNames: ["ssm.eu-west-1.amazonaws.com"] });
  expect(names()).toEqual(["ssm.eu-west-1.amazonaws.com"]);
  estate.network.services.set("eu-west-1", name, undefined);
  expect(refusal(names)).toBe("400 InvalidServiceName");
});

test("S3 and DynamoDB are there as gateways and as interfaces", () => {
  const { call } = simulated();
  const Filters = [{ Name: "service-type", Values: ["Gateway"] }];
  const page = call(HUB, "DescribeVpcEndpointServices", { Filters });
  expect(page.ServiceNames).toEqual(["com.amazonaws.eu-west-1.dynamodb", "com.amazonaws.eu-west-1.s3"]);
});
