import { expect, test } from "vitest";
import { HUB, refusal, SPOKE, simulated } from "../../../test/support/simulated.ts";

type Shown = {
  State: string;
  PrivateDnsEnabled: boolean;
  SubnetIds: string[];
  NetworkInterfaceIds: string[];
  Groups: { GroupId: string; GroupName: string }[];
  DnsEntries: { DnsName: string; HostedZoneId: string }[];
};

function world(choices = {}) {
  const cloud = simulated({ endpointPendingMs: 60_000, insyncMs: 0, ...choices });
  const vpcId = cloud.vpc(HUB);
  const shown = (id: string) =>
    (cloud.call(HUB, "DescribeVpcEndpoints", { VpcEndpointIds: [id] }).VpcEndpoints as [Shown])[0];
  const switchTo = (VpcEndpointId: string, PrivateDnsEnabled: boolean) =>
    cloud.call(HUB, "ModifyVpcEndpoint", { VpcEndpointId, PrivateDnsEnabled });
  return { ...cloud, vpcId, shown, switchTo };
}

test("an endpoint is made as AWS does: private DNS on unless refused, pending first, the default group", () => {
  const { endpoint, vpcId, shown, wait } = world();
  const id = endpoint(HUB, vpcId, "ssm", { PrivateDnsEnabled: undefined });
  const pending = shown(id);
  expect(pending).toMatchObject({
    State: "pending",
    PrivateDnsEnabled: true,
    Groups: [{ GroupName: "default" }],
  });
  expect(pending.DnsEntries.slice(3).map((entry) => entry.HostedZoneId)).toEqual([
    "ZONEIDPENDING",
    "ZONEIDPENDING",
  ]);
  wait(60_000);
  expect(shown(id).State).toBe("available");
  const regional = "Z38GZ743OKFT7T";
  const zones = shown(id).DnsEntries.map((entry) => entry.HostedZoneId);
  expect(zones.slice(0, 3)).toEqual([regional, regional, regional]);
  expect(new Set(zones).size).toBe(3);
});

test("DnsEntries are the regional name, the zonal ones, each private name and its wildcard, which share a zone", () => {
  const { endpoint, vpcId, shown, wait } = world();
  const id = endpoint(HUB, vpcId, "ecr.dkr", { PrivateDnsEnabled: true });
  wait(60_000);
  const { DnsEntries } = shown(id);
  const own = "dkr.ecr.eu-west-1.vpce.amazonaws.com";
  expect(DnsEntries.map((entry) => entry.DnsName.replace(/^vpce-[0-9a-f]{17}-[0-9a-f]{8}/, "ID"))).toEqual([
    `ID.${own}`,
    `ID-eu-west-1b.${own}`,
    `ID-eu-west-1a.${own}`,
    "dkr.ecr.eu-west-1.amazonaws.com",
    "dkr-ecr.eu-west-1.on.aws",
    "*.dkr.ecr.eu-west-1.amazonaws.com",
    "*.dkr-ecr.eu-west-1.on.aws",
  ]);
  expect(DnsEntries[3]?.HostedZoneId).toBe(DnsEntries[5]?.HostedZoneId);
  expect(DnsEntries[3]?.HostedZoneId).not.toBe(DnsEntries[4]?.HostedZoneId);
});

test("S3's own names begin with a wildcard", () => {
  const { endpoint, vpcId, shown } = world();
  const [regional] = shown(endpoint(HUB, vpcId, "s3")).DnsEntries;
  expect(regional?.DnsName).toMatch(
    /^\*\.vpce-[0-9a-f]{17}-[0-9a-f]{8}\.s3\.eu-west-1\.vpce\.amazonaws\.com$/,
  );
});

test("a zone of the name in the VPC refuses private DNS, at creation and when it is switched on", () => {
  const { endpoint, vpcId, zone, switchTo } = world();
  zone(HUB, "ssm.eu-west-1.amazonaws.com", vpcId);
  expect(() => endpoint(HUB, vpcId, "ssm", { PrivateDnsEnabled: true })).toThrow(
    `private-dns-enabled cannot be set because there is already a conflicting DNS domain for ssm.eu-west-1.amazonaws.com in the VPC ${vpcId}`,
  );
  const id = endpoint(HUB, vpcId, "ssm", { PrivateDnsEnabled: false });
  expect(refusal(() => switchTo(id, true))).toBe("400 InvalidParameter");
});

test("private DNS refuses a zone of the name, until it is off and its names are released", () => {
  const { endpoint, vpcId, zone, switchTo, wait } = world({ privateDnsReleaseMs: 10_000 });
  const id = endpoint(HUB, vpcId, "ssm", { PrivateDnsEnabled: true });
  const make = () => refusal(() => zone(HUB, "ssm.eu-west-1.api.aws", vpcId));
  expect(make()).toBe("400 ConflictingDomainExists");
  switchTo(id, false);
  expect(make()).toBe("400 ConflictingDomainExists");
  switchTo(id, true);
  switchTo(id, false);
  wait(10_000);
  expect(make()).toBe("answered");
});

test("private DNS needs the VPC's DNS attributes and a service that has names", () => {
  const { endpoint, vpcId, call } = world();
  expect(refusal(() => endpoint(HUB, vpcId, "dynamodb", { PrivateDnsEnabled: true }))).toBe(
    "400 InvalidParameter",
  );
  call(HUB, "ModifyVpcAttribute", { VpcId: vpcId, EnableDnsHostnames: { Value: false } });
  expect(refusal(() => endpoint(HUB, vpcId, "ssm", { PrivateDnsEnabled: true }))).toBe(
    "400 InvalidParameter",
  );
  expect(refusal(() => endpoint(HUB, vpcId, "ssm"))).toBe("answered");
});

test("the same client token makes one endpoint, with other parameters none", () => {
  const { endpoint, vpcId } = world();
  const id = endpoint(HUB, vpcId, "ssm", { ClientToken: "t" });
  expect(endpoint(HUB, vpcId, "ssm", { ClientToken: "t" })).toBe(id);
  expect(refusal(() => endpoint(HUB, vpcId, "kms", { ClientToken: "t" }))).toBe(
    "400 IdempotentParameterMismatch",
  );
});

test("a client token stays used when its endpoint is gone: it answers that one and makes none", () => {
  const { endpoint, vpcId, call, wait } = world();
  const id = endpoint(HUB, vpcId, "ssm", { ClientToken: "t" });
  call(HUB, "DeleteVpcEndpoints", { VpcEndpointIds: [id] });
  wait(600_000);
  expect(endpoint(HUB, vpcId, "ssm", { ClientToken: "t" })).toBe(id);
  expect(call(HUB, "DescribeVpcEndpoints", {}).VpcEndpoints).toEqual([]);
});

test("one subnet for each availability zone, and the quota of the VPC holds", () => {
  const { endpoint, vpcId, call } = world({ quotas: { endpointsPerVpc: 1 } });
  const AvailabilityZone = "eu-west-1a";
  call(HUB, "CreateSubnet", { VpcId: vpcId, CidrBlock: "10.0.9.0/24", AvailabilityZone });
  const Filters = [{ Name: "availability-zone", Values: [AvailabilityZone] }];
  const subnets = call(HUB, "DescribeSubnets", { Filters }).Subnets as { SubnetId: string }[];
  const [first, second] = subnets.map((subnet) => subnet.SubnetId);
  const VpcEndpointId = endpoint(HUB, vpcId, "ssm", { SubnetIds: [first] });
  const modify = (input: object) =>
    refusal(() => call(HUB, "ModifyVpcEndpoint", { VpcEndpointId, AddSubnetIds: [second], ...input }));
  expect(modify({})).toBe("400 DuplicateSubnetsInSameZone");
  expect(modify({ RemoveSubnetIds: [first] })).toBe("answered");
  expect(refusal(() => endpoint(HUB, vpcId, "kms"))).toBe("400 VpcEndpointLimitExceeded");
});

test("its interfaces have addresses in their subnets, and go with them", () => {
  const { endpoint, vpcId, shown, call } = world();
  const id = endpoint(HUB, vpcId);
  const interfaces = () => {
    const Filters = [{ Name: "description", Values: [`*${id}`] }];
    const page = call(HUB, "DescribeNetworkInterfaces", { Filters });
    return (page.NetworkInterfaces as { PrivateIpAddress: string }[])
      .map((one) => one.PrivateIpAddress)
      .sort();
  };
  expect(interfaces()).toEqual(["10.0.0.4", "10.0.1.4"]);
  call(HUB, "ModifyVpcEndpoint", { VpcEndpointId: id, RemoveSubnetIds: [shown(id).SubnetIds[0]] });
  expect(interfaces()).toHaveLength(1);
});

test("a deleted endpoint is `deleting`, then gone with its interfaces; what cannot be deleted is listed", () => {
  const { endpoint, vpcId, shown, call, wait } = world();
  const id = endpoint(HUB, vpcId);
  const gone = "vpce-0000000000000000a";
  const result = call(HUB, "DeleteVpcEndpoints", { VpcEndpointIds: [id, gone] });
  expect(result.Unsuccessful).toMatchObject([
    { ResourceId: gone, Error: { Code: "InvalidVpcEndpointId.NotFound" } },
  ]);
  expect(shown(id).State).toBe("deleting");
  wait(60_000);
  expect(refusal(() => shown(id))).toBe("400 InvalidVpcEndpointId.NotFound");
  expect(call(HUB, "DescribeNetworkInterfaces").NetworkInterfaces).toEqual([]);
});

test("filters match by id, VPC, service, state, tag and pattern; an account sees its own only", () => {
  const { endpoint, vpcId, call } = world();
  const Tags = [{ Key: "team", Value: "network" }];
  const id = endpoint(HUB, vpcId, "ssm", { TagSpecifications: [{ ResourceType: "vpc-endpoint", Tags }] });
  endpoint(HUB, vpcId, "kms");
  const found = (Name: string, Value: string, account = HUB) =>
    (call(account, "DescribeVpcEndpoints", { Filters: [{ Name, Values: [Value] }] }).VpcEndpoints as object[])
      .length;
  expect(found("vpc-endpoint-id", id)).toBe(1);
  expect(found("vpc-id", vpcId)).toBe(2);
  expect(found("service-name", "com.amazonaws.*.ssm")).toBe(1);
  expect(found("vpc-endpoint-state", "pending")).toBe(2);
  expect(found("vpc-endpoint-state", "available")).toBe(0);
  expect(found("tag:team", "network")).toBe(1);
  expect(found("tag-key", "team")).toBe(1);
  expect(found("vpc-id", vpcId, SPOKE)).toBe(0);
  expect(refusal(() => found("no-such", "x"))).toBe("400 InvalidFilter");
});

test("pages show every endpoint once", () => {
  const { endpoint, vpcId, call } = world();
  const ids = ["ssm", "kms", "sts", "logs", "sns"].map((service) => endpoint(HUB, vpcId, service)).sort();
  for (const MaxResults of [1, 2, 5, 9]) {
    const seen: string[] = [];
    for (let NextToken: unknown; ; ) {
      const page = call(HUB, "DescribeVpcEndpoints", { MaxResults, ...(NextToken ? { NextToken } : {}) });
      seen.push(...(page.VpcEndpoints as { VpcEndpointId: string }[]).map((one) => one.VpcEndpointId));
      NextToken = page.NextToken;
      if (!NextToken) break;
    }
    expect(seen).toEqual(ids);
  }
});

test("an endpoint that its provider holds, or that failed, says so in AWS's words and has no address", () => {
  const { endpoint, estate, vpcId, shown, resolve } = world({ endpointPendingMs: 0 });
  const id = endpoint(HUB, vpcId, "ssm");
  const name = shown(id).DnsEntries[0]?.DnsName ?? "";
  expect(resolve(vpcId, name).addresses).toHaveLength(2);
  const made = estate.network.endpoints.get(id);
  if (made) made.held = { state: "failed", lastError: { code: "InternalError", message: "no capacity" } };
  expect(shown(id)).toMatchObject({
    State: "failed",
    LastError: { Code: "InternalError", Message: "no capacity" },
  });
  expect(resolve(vpcId, name).rcode).toBe("NXDOMAIN");
  if (made) made.held = { state: "pendingAcceptance" };
  expect(shown(id).State).toBe("pendingAcceptance");
});
