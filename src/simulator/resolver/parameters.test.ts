import { expect, test } from "vitest";
import { readsOf } from "../../../test/support/reads.ts";
import { HUB, refusal, simulated } from "../../../test/support/simulated.ts";
import type { Json } from "../service.ts";
import { RESOLVER_PARAMETERS } from "./parameters.ts";
import { resolverHandlers } from "./service.ts";

const { taken } = RESOLVER_PARAMETERS;
const operations = Object.keys(resolverHandlers(simulated().estate)).sort();

/** Members of the API's inputs that are not read here: the rest of what each operation's page has (2026). */
const UNREAD: { readonly [operation: string]: Json[] } = {
  CreateResolverEndpoint: [
    { IpAddresses: [{ Ipv6: "2001:db8::1" }] },
    { OutpostArn: "arn" },
    { PreferredInstanceType: "m5.large" },
    { Tags: [{ Key: "a", Value: "b" }] },
    { RniEnhancedMetricsEnabled: true },
    { TargetNameServerMetricsEnabled: false },
    { Dns64Enabled: true },
    { Ipv6InternetAccessEnabled: true },
  ],
  CreateResolverRule: [{ Tags: [{ Key: "a", Value: "b" }] }, { DelegationRecord: "a.example" }],
};

const OWN = "vpc-0a00000000000a001";

/** An input for each operation that uses all that it says it reads. */
const SAMPLES: { readonly [operation: string]: Json } = {
  CreateResolverEndpoint: {
    CreatorRequestId: "one",
    Name: "in",
    SecurityGroupIds: ["sg-0a00000000000a001"],
    Direction: "INBOUND",
    IpAddresses: [{ SubnetId: "subnet-1", Ip: "10.0.0.9" }],
    ResolverEndpointType: "IPV4",
    Protocols: ["Do53"],
  },
  GetResolverEndpoint: { ResolverEndpointId: "none" },
  ListResolverEndpoints: { MaxResults: 1, NextToken: "", Filters: [{ Name: "Name", Values: ["x"] }] },
  DeleteResolverEndpoint: { ResolverEndpointId: "none" },
  CreateResolverRule: {
    CreatorRequestId: "one",
    Name: "rule",
    RuleType: "FORWARD",
    DomainName: "a.example",
    TargetIps: [{ Ip: "10.0.0.9", Port: 53 }],
    ResolverEndpointId: "",
  },
  GetResolverRule: { ResolverRuleId: "none" },
  ListResolverRules: { MaxResults: 1, NextToken: "", Filters: [{ Name: "Name", Values: ["x"] }] },
  DeleteResolverRule: { ResolverRuleId: "none" },
  AssociateResolverRule: { ResolverRuleId: "rslvr-rr-1", VPCId: OWN, Name: "a" },
  GetResolverRuleAssociation: { ResolverRuleAssociationId: "none" },
  ListResolverRuleAssociations: { MaxResults: 1, NextToken: "", Filters: [{ Name: "Name", Values: ["x"] }] },
  DisassociateResolverRule: { ResolverRuleId: "rslvr-rr-1", VPCId: OWN },
};

/** An account with the samples' rule and subnet, and an endpoint, a rule and an association for lists to look at. */
function prepared() {
  const cloud = simulated();
  const { call, estate, member } = cloud;
  const vpc = cloud.vpc(HUB);
  const subnets = [...estate.network.subnets.values()];
  const [subnet] = subnets;
  if (subnet) estate.network.subnets.set("subnet-1", { ...subnet, id: "subnet-1" });
  const IpAddresses = subnets.map(({ id }) => ({ SubnetId: id }));
  const rule = { CreatorRequestId: "r", RuleType: "FORWARD", DomainName: "b.example" };
  call(HUB, "CreateResolverEndpoint", {
    CreatorRequestId: "e",
    Direction: "OUTBOUND",
    SecurityGroupIds: ["sg-0a00000000000a001"],
    IpAddresses,
  });
  const ResolverRuleId = member<string>(call(HUB, "CreateResolverRule", rule), "ResolverRule", "Id");
  const made = estate.resolver.rules.get(ResolverRuleId);
  if (made) estate.resolver.rules.set("rslvr-rr-1", { ...made, id: "rslvr-rr-1" });
  call(HUB, "AssociateResolverRule", { ResolverRuleId, VPCId: vpc });
  return cloud;
}

test("each operation that is served says what it reads", () => {
  expect(Object.keys(taken).sort()).toEqual(operations);
  expect(Object.keys(SAMPLES).sort()).toEqual(operations);
});

test.each(operations)("%s refuses by name what it would not read", (operation) => {
  const { call } = simulated();
  const others = [...(UNREAD[operation] ?? []), { Unheard: "of" }];
  for (const input of others) {
    expect(refusal(() => call(HUB, operation, input))).toBe("501 NotImplemented");
    expect(() => call(HUB, operation, input)).toThrow(`the parameter ${Object.keys(input)[0]}`);
  }
});

test.each(operations)("%s reads whatever it says it reads", (operation) => {
  const handler = resolverHandlers(prepared().estate)[operation];
  if (!handler) throw new Error(`no such operation: ${operation}`);
  const input = SAMPLES[operation] ?? {};
  const reads = readsOf(handler, {
    account: HUB,
    region: "eu-west-1",
    principalArn: `arn:aws:iam::${HUB}:root`,
    input,
  });
  expect((taken[operation] ?? []).filter((path) => !reads.has(path))).toEqual([]);
});

test.each([
  ["CreateResolverRule", { Name: "with.dots" }, "satisfy regular expression pattern"],
  ["CreateResolverRule", { Name: "12" }, "satisfy regular expression pattern"],
  ["CreateResolverRule", { RuleType: "FORWARDED" }, "Value 'FORWARDED' at 'ruleType'"],
  ["CreateResolverRule", { TargetIps: [{ Ip: "10.0.0.1", Port: 65_536 }] }, "at 'targetIps.1.member.port'"],
  ["CreateResolverRule", { CreatorRequestId: "x".repeat(256) }, "length less than or equal to 255"],
  [
    "CreateResolverEndpoint",
    { IpAddresses: [{ SubnetId: "subnet-1" }] },
    "length greater than or equal to 2",
  ],
  ["CreateResolverEndpoint", { Direction: "BOTH" }, "[INBOUND, OUTBOUND, INBOUND_DELEGATION]"],
  ["CreateResolverEndpoint", { Protocols: ["UDP"] }, "at 'protocols.1.member'"],
  ["ListResolverRules", { MaxResults: 101 }, "value less than or equal to 100"],
  ["GetResolverRule", { ResolverRuleId: "x".repeat(65) }, "length less than or equal to 64"],
])("%s refuses %j as the API's model does", (operation, input, words) => {
  const { call } = simulated();
  expect(refusal(() => call(HUB, operation, input as Json))).toBe("400 ValidationException");
  expect(() => call(HUB, operation, input as Json)).toThrow(words);
});

test("an account has as many endpoints, rules and associations in a Region as its quotas say", () => {
  const cloud = prepared();
  const { call, estate } = cloud;
  const { quotas } = estate.options;
  Object.assign(quotas, { resolverEndpoints: 1, resolverRules: 2, resolverRuleAssociations: 1 });
  const IpAddresses = [...estate.network.subnets.values()].slice(0, 2).map(({ id }) => ({ SubnetId: id }));
  const endpoint = { CreatorRequestId: "f", Direction: "INBOUND", SecurityGroupIds: [], IpAddresses };
  const rule = { CreatorRequestId: "s", RuleType: "FORWARD", DomainName: "c.example" };
  const pair = { ResolverRuleId: "rslvr-rr-1", VPCId: cloud.vpc(HUB) };
  const on = (operation: string, input: Json) => refusal(() => call(HUB, operation, input));
  expect(on("CreateResolverEndpoint", endpoint)).toBe("400 LimitExceededException");
  expect(on("CreateResolverRule", rule)).toBe("400 LimitExceededException");
  expect(on("AssociateResolverRule", pair)).toBe("400 LimitExceededException");
  Object.assign(quotas, { resolverEndpoints: 2, resolverRules: 3, resolverRuleAssociations: 2 });
  expect(on("CreateResolverEndpoint", endpoint)).toBe("answered");
  expect(on("CreateResolverRule", rule)).toBe("answered");
  expect(on("AssociateResolverRule", pair)).toBe("answered");
});
