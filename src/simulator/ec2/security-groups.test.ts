import { expect, test } from "vitest";
import { HUB, refusal, simulated } from "../../../test/support/simulated.ts";
import type { AwsError, Json } from "../service.ts";
import { ensureDefaultVpc } from "./default-vpc.ts";

function withGroup(quotas = {}) {
  const at = simulated({ quotas });
  const VpcId = at.vpc(HUB);
  const create = (GroupName: string, more: Json = {}) =>
    at.member<string>(
      at.call(HUB, "CreateSecurityGroup", { VpcId, GroupName, Description: "d", ...more }),
      "GroupId",
    );
  const GroupId = create("endpoints");
  const on = (operation: string, rule: Json, more: Json = {}) =>
    at.call(HUB, operation, { GroupId, IpPermissions: [{ ...TCP, ...rule }], ...more });
  const allow = (rule: Json, more: Json = {}) => on("AuthorizeSecurityGroupIngress", rule, more);
  const shown = (id = GroupId) => {
    const page = at.call(HUB, "DescribeSecurityGroups", { GroupIds: [id] });
    return (page.SecurityGroups as [{ IpPermissions: Json[]; IpPermissionsEgress: Json[] }])[0];
  };
  return { ...at, VpcId, GroupId, create, on, allow, shown };
}

const TCP = { IpProtocol: "tcp", FromPort: 443, ToPort: 443 };
const from = (...cidrs: string[]) => ({ IpRanges: cidrs.map((CidrIp) => ({ CidrIp })) });
const all = { IpProtocol: "-1", Ipv6Ranges: [], PrefixListIds: [] };

function whyRefused(work: () => unknown): string {
  try {
    work();
    return "answered";
  } catch (error) {
    const { code, message } = error as AwsError;
    return `${code}: ${message}`;
  }
}

test("a new group lets everything out, and only the default group lets its own members in", () => {
  const { call, member, shown, VpcId, GroupId } = withGroup();
  const everywhere = { ...all, IpRanges: [{ CidrIp: "0.0.0.0/0" }], UserIdGroupPairs: [] };
  expect(shown()).toMatchObject({ IpPermissions: [], IpPermissionsEgress: [everywhere] });
  const Filters = [
    { Name: "vpc-id", Values: [VpcId] },
    { Name: "group-name", Values: ["default"] },
  ];
  const page = call(HUB, "DescribeSecurityGroups", { Filters });
  const id = member<string>(page, "SecurityGroups", "0", "GroupId");
  const itself = { ...all, IpRanges: [], UserIdGroupPairs: [{ GroupId: id, UserId: HUB }] };
  expect(id).not.toBe(GroupId);
  expect(shown(id)).toMatchObject({ IpPermissions: [itself], IpPermissionsEgress: [everywhere] });
});

test("rules with the same protocol and ports are one permission, in the order in which they came", () => {
  const { allow, shown } = withGroup();
  allow({ IpRanges: [{ CidrIp: "10.0.0.0/8", Description: "spokes" }] });
  allow({ ...from("172.16.0.0/12"), Ipv6Ranges: [{ CidrIpv6: "2001:db8::/32" }] });
  allow({ ...from("10.0.0.0/8"), FromPort: 80, ToPort: 80 });
  expect(shown().IpPermissions).toEqual([
    {
      ...TCP,
      IpRanges: [{ CidrIp: "10.0.0.0/8", Description: "spokes" }, { CidrIp: "172.16.0.0/12" }],
      Ipv6Ranges: [{ CidrIpv6: "2001:db8::/32" }],
      PrefixListIds: [],
      UserIdGroupPairs: [],
    },
    expect.objectContaining({ FromPort: 80, ToPort: 80 }),
  ]);
});

test("an authorization answers its rules with ids and tags, which can be listed, changed and revoked by id", () => {
  const { allow, call, member, GroupId, shown } = withGroup();
  const TagSpecifications = [{ ResourceType: "security-group-rule", Tags: [{ Key: "a", Value: "1" }] }];
  const made = allow(from("10.0.0.0/8"), { TagSpecifications });
  const [rule] = made.SecurityGroupRules as [Json];
  const id = rule.SecurityGroupRuleId as string;
  expect(rule).toMatchObject({ GroupId, GroupOwnerId: HUB, IsEgress: false, CidrIpv4: "10.0.0.0/8" });
  const listed = call(HUB, "DescribeSecurityGroupRules", { SecurityGroupRuleIds: [id] });
  expect(listed.SecurityGroupRules).toEqual([rule]);
  const SecurityGroupRule = { ...TCP, CidrIpv4: "10.1.0.0/16", Description: "one spoke" };
  const change = { GroupId, SecurityGroupRules: [{ SecurityGroupRuleId: id, SecurityGroupRule }] };
  call(HUB, "ModifySecurityGroupRules", change);
  const changed = call(HUB, "DescribeSecurityGroupRules", {
    Filters: [{ Name: "tag:a", Values: ["1"] }],
  });
  expect(changed.SecurityGroupRules).toMatchObject([
    { SecurityGroupRuleId: id, CidrIpv4: "10.1.0.0/16", Description: "one spoke" },
  ]);
  const revoked = call(HUB, "RevokeSecurityGroupIngress", { GroupId, SecurityGroupRuleIds: [id] });
  expect(member(revoked, "RevokedSecurityGroupRules", "0", "SecurityGroupRuleId")).toBe(id);
  expect(shown().IpPermissions).toEqual([]);
});

test("what goes out is allowed and revoked apart from what comes in", () => {
  const { on, shown } = withGroup();
  const all = { IpProtocol: "-1", FromPort: undefined, ToPort: undefined, ...from("0.0.0.0/0") };
  on("RevokeSecurityGroupEgress", all);
  on("AuthorizeSecurityGroupEgress", from("10.0.0.0/8"));
  expect(shown().IpPermissions).toEqual([]);
  expect(shown().IpPermissionsEgress).toMatchObject([{ ...TCP, ...from("10.0.0.0/8") }]);
});

test.each([
  [
    "a CIDR with too many bits",
    from("10.0.0.0/33"),
    "InvalidParameterValue: CIDR block 10.0.0.0/33 is malformed",
  ],
  ["an address without bits", from("10.0.0.1"), "InvalidParameterValue: CIDR block 10.0.0.1 is malformed"],
  ["IPv6 where IPv4 stands", from("::/0"), "InvalidParameterValue: CIDR block ::/0 is malformed"],
  [
    "an unknown protocol",
    { IpProtocol: "https" },
    "InvalidParameterValue: Invalid value 'https' for IP protocol. Unknown protocol.",
  ],
  [
    "a port that is none",
    { ToPort: 70000, ...from("10.0.0.0/8") },
    "InvalidParameterValue: TCP/UDP port (70000) out of range",
  ],
  [
    "ports the wrong way round",
    { ToPort: 80, ...from("10.0.0.0/8") },
    "InvalidParameterValue: Invalid TCP/UDP port range (443:80)",
  ],
  [
    "no port",
    { FromPort: undefined, ...from("10.0.0.0/8") },
    "InvalidParameterValue: Invalid value 'Must specify both from and to ports with TCP/UDP.' for portRange.",
  ],
  [
    "no source",
    {},
    "MissingParameter: Missing source specification: include source security group or CIDR information",
  ],
  [
    "the same source twice",
    from("10.0.0.0/8", "10.9.9.9/8"),
    "InvalidParameterValue: The same permission must not appear multiple times",
  ],
  [
    "a group that does not exist",
    { UserIdGroupPairs: [{ GroupId: "sg-0dead" }] },
    "InvalidGroup.NotFound: The security group 'sg-0dead' does not exist",
  ],
  [
    "a group's name for its id",
    { UserIdGroupPairs: [{ GroupId: "endpoints" }] },
    'InvalidGroupId.Malformed: Invalid id: "endpoints" (expecting "sg-...")',
  ],
  [
    "an unknown prefix list",
    { PrefixListIds: [{ PrefixListId: "pl-0dead" }] },
    "InvalidPrefixListID.NotFound: The prefix list ID 'pl-0dead' does not exist",
  ],
])("a rule is refused for %s", (_, rule, why) => {
  const { allow, shown } = withGroup();
  expect(whyRefused(() => allow(rule))).toBe(why);
  expect(shown().IpPermissions).toEqual([]);
});

test("a rule is kept with host bits cleared and its protocol by name, and is a duplicate whatever its description", () => {
  const { allow, shown } = withGroup();
  allow({ IpProtocol: "6", ...from("10.1.2.3/8") });
  expect(shown().IpPermissions).toMatchObject([{ IpProtocol: "tcp", ...from("10.0.0.0/8") }]);
  expect(whyRefused(() => allow({ IpRanges: [{ CidrIp: "10.0.0.0/8", Description: "again" }] }))).toBe(
    'InvalidPermission.Duplicate: the specified rule "peer: 10.0.0.0/8, TCP, from port: 443, to port: 443, "ALLOW"" already exists',
  );
});

test("each direction and each family of addresses has its own quota of rules", () => {
  const { allow, on } = withGroup({ rulesPerSecurityGroup: 2 });
  allow(from("10.0.0.0/16", "10.1.0.0/16"));
  expect(refusal(() => allow(from("10.2.0.0/16")))).toBe("400 RulesPerSecurityGroupLimitExceeded");
  expect(refusal(() => allow({ Ipv6Ranges: [{ CidrIpv6: "::/0" }] }))).toBe("answered");
  expect(refusal(() => on("AuthorizeSecurityGroupEgress", from("10.0.0.0/16")))).toBe("answered");
});

test("a group that an endpoint or another group's rule uses is not deleted, nor a VPC that has groups", () => {
  const { allow, call, create, endpoint, estate, wait, GroupId, VpcId } = withGroup();
  const clients = create("clients");
  allow({ UserIdGroupPairs: [{ GroupId: clients }] });
  const remove = (GroupId: string) => refusal(() => call(HUB, "DeleteSecurityGroup", { GroupId }));
  expect(remove(clients)).toBe("400 DependencyViolation");
  const id = endpoint(HUB, VpcId, "ssm", { SecurityGroupIds: [GroupId] });
  expect(remove(GroupId)).toBe("400 DependencyViolation");
  call(HUB, "DeleteVpcEndpoints", { VpcEndpointIds: [id] });
  wait(3_600_000);
  call(HUB, "DescribeVpcEndpoints");
  expect([remove(GroupId), remove(clients)]).toEqual(["answered", "answered"]);
  create("more");
  for (const SubnetId of [...estate.network.subnets.keys()]) call(HUB, "DeleteSubnet", { SubnetId });
  expect(refusal(() => call(HUB, "DeleteVpc", { VpcId }))).toBe("400 DependencyViolation");
});

test("a rule cannot name a group of another VPC", () => {
  const { allow, call, vpc, member } = withGroup();
  const other = { VpcId: vpc(HUB), GroupName: "elsewhere", Description: "d" };
  const elsewhere = member<string>(call(HUB, "CreateSecurityGroup", other), "GroupId");
  expect(whyRefused(() => allow({ UserIdGroupPairs: [{ GroupId: elsewhere }] }))).toBe(
    "InvalidGroup.NotFound: You have specified two resources that belong to different networks.",
  );
});

test("without a VPC a group is the default VPC's, where alone groups have names and unknown rules are only told", () => {
  const { estate, call, member } = simulated();
  const group = { GroupName: "web", Description: "d" };
  expect(whyRefused(() => call(HUB, "CreateSecurityGroup", group))).toBe(
    "VPCIdNotSpecified: No default VPC for this user",
  );
  ensureDefaultVpc(estate, HUB, "eu-west-1");
  const GroupId = member<string>(call(HUB, "CreateSecurityGroup", group), "GroupId");
  const byName = call(HUB, "DescribeSecurityGroups", { GroupNames: ["web"] });
  expect(byName.SecurityGroups).toMatchObject([{ GroupId, GroupName: "web" }]);
  expect(refusal(() => call(HUB, "DescribeSecurityGroups", { GroupNames: ["other"] }))).toBe(
    "400 InvalidGroup.NotFound",
  );
  const plain = { GroupName: "web", ...TCP, CidrIp: "10.0.0.0/8" };
  expect(call(HUB, "RevokeSecurityGroupIngress", plain).UnknownIpPermissions).toMatchObject([
    from("10.0.0.0/8"),
  ]);
  expect(refusal(() => call(HUB, "AuthorizeSecurityGroupIngress", plain))).toBe("answered");
  expect(refusal(() => call(HUB, "DeleteSecurityGroup", { GroupName: "web" }))).toBe("answered");
});

test.each([
  ["default", "d", "InvalidGroup.Reserved"],
  ["sg-mine", "d", "InvalidParameterValue"],
  ["naïve", "d", "InvalidParameterValue"],
  ["x".repeat(256), "d", "InvalidParameterValue"],
  ["plain", "a\nb", "InvalidParameterValue"],
  ["endpoints", "d", "InvalidGroup.Duplicate"],
])("a group is not made with the name %s and the description %j", (GroupName, Description, code) => {
  const { create } = withGroup();
  expect(refusal(() => create(GroupName, { Description }))).toBe(`400 ${code}`);
});
