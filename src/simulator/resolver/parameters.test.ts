import { expect, test } from "vitest";
import { readsOf } from "../../../test/support/reads.ts";
import { HUB, refusal, simulated } from "../../../test/support/simulated.ts";
import { MADE_MS, simulatedResolver } from "../../../test/support/simulated-resolver.ts";
import type { Json } from "../service.ts";
import { RESOLVER_PARAMETERS } from "./parameters.ts";
import { resolverHandlers } from "./service.ts";

const { taken } = RESOLVER_PARAMETERS;
const operations = Object.keys(resolverHandlers(simulated().estate)).sort();

/** Members of the API's inputs that are not read here: the rest of what each operation's page has (2026). */
const UNREAD: { readonly [operation: string]: Json[] } = {
  CreateResolverEndpoint: [
    { OutpostArn: "arn" },
    { PreferredInstanceType: "m5.large" },
    { Dns64Enabled: true },
    { Ipv6InternetAccessEnabled: true },
  ],
  UpdateResolverEndpoint: [{ Dns64Enabled: true }, { Ipv6InternetAccessEnabled: true }],
  CreateResolverRule: [{ DelegationRecord: "a.example" }],
};

const GROUP = "sg-0a00000000000a001";
const RULE = "rslvr-rr-1";
const OUTBOUND = "rslvr-out-1";
const ARN = `arn:aws:route53resolver:eu-west-1:${HUB}:resolver-rule/rslvr-rr-1`;
const Tags = [{ Key: "a", Value: "b" }];
const LIST = { MaxResults: 1, NextToken: "", Filters: [{ Name: "Name", Values: ["x"] }] };

/** An input for each operation that uses all that it says it reads, on what `prepared` has. */
const SAMPLES: { readonly [operation: string]: Json } = {
  CreateResolverEndpoint: {
    CreatorRequestId: "one",
    Name: "in",
    SecurityGroupIds: [GROUP],
    Direction: "INBOUND",
    IpAddresses: [
      { SubnetId: "subnet-1", Ip: "10.0.0.9" },
      { SubnetId: "subnet-1", Ip: "10.0.0.10" },
    ],
    ResolverEndpointType: "IPV4",
    Protocols: ["Do53"],
    Tags,
    RniEnhancedMetricsEnabled: true,
    TargetNameServerMetricsEnabled: false,
  },
  GetResolverEndpoint: { ResolverEndpointId: "none" },
  ListResolverEndpoints: LIST,
  UpdateResolverEndpoint: {
    ResolverEndpointId: OUTBOUND,
    Name: "out",
    ResolverEndpointType: "IPV4",
    UpdateIpAddresses: [],
    Protocols: ["Do53"],
    RniEnhancedMetricsEnabled: true,
    TargetNameServerMetricsEnabled: true,
  },
  DeleteResolverEndpoint: { ResolverEndpointId: "none" },
  AssociateResolverEndpointIpAddress: {
    ResolverEndpointId: OUTBOUND,
    IpAddress: { SubnetId: "subnet-1", Ip: "10.0.0.9", Ipv6: "2001:db8::1" },
  },
  DisassociateResolverEndpointIpAddress: { ResolverEndpointId: OUTBOUND, IpAddress: { IpId: "rni-1" } },
  ListResolverEndpointIpAddresses: { ResolverEndpointId: OUTBOUND, MaxResults: 1, NextToken: "" },
  CreateResolverRule: {
    CreatorRequestId: "one",
    Name: "rule",
    RuleType: "FORWARD",
    DomainName: "a.example",
    TargetIps: [{ Ip: "10.0.0.9", Port: 53 }],
    ResolverEndpointId: OUTBOUND,
    Tags,
  },
  GetResolverRule: { ResolverRuleId: "none" },
  ListResolverRules: LIST,
  UpdateResolverRule: { ResolverRuleId: RULE, Config: { Name: "rule" } },
  DeleteResolverRule: { ResolverRuleId: "none" },
  PutResolverRulePolicy: { Arn: ARN, ResolverRulePolicy: "{}" },
  GetResolverRulePolicy: { Arn: ARN },
  AssociateResolverRule: { ResolverRuleId: RULE, VPCId: "vpc-none", Name: "a" },
  GetResolverRuleAssociation: { ResolverRuleAssociationId: "none" },
  ListResolverRuleAssociations: LIST,
  DisassociateResolverRule: { ResolverRuleId: RULE, VPCId: "vpc-none" },
  TagResource: { ResourceArn: ARN, Tags },
  UntagResource: { ResourceArn: ARN, TagKeys: ["a"] },
  ListTagsForResource: { ResourceArn: ARN, MaxResults: 1, NextToken: "" },
};

/** An account with an endpoint, rules and an association, some of them under the samples' ids. */
function prepared() {
  const cloud = simulatedResolver();
  const { estate, resolverEndpoint, rule, associate, wait, vpc, group } = cloud;
  const { network, resolver } = estate;
  const hub = vpc(HUB);
  const also = <T extends { id: string }>(all: Map<string, T>, known: string, id: string) =>
    void all.set(id, { ...(all.get(known) as T), id });
  also(network.subnets, cloud.subnets(hub)[0]?.id ?? "", "subnet-1");
  also(network.securityGroups, group(HUB, hub), GROUP);
  also(resolver.endpoints, resolverEndpoint(HUB, hub, "OUTBOUND"), OUTBOUND);
  wait(MADE_MS);
  const made = rule(HUB, "b.example");
  associate(HUB, made, hub);
  also(resolver.rules, rule(HUB, "c.example"), RULE);
  (resolver.rules.get(RULE) as { arn: string }).arn = ARN;
  return { ...cloud, hub };
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

test.each([
  ["CreateResolverRule", "creatorRequestId"],
  ["CreateResolverEndpoint", "ipAddresses"],
  ["AssociateResolverRule", "vPCId"],
  ["UpdateResolverRule", "config"],
])("%s refuses a request without %s", (operation, member) => {
  const { call } = simulated();
  expect(() => call(HUB, operation)).toThrow(`Value null at '${member}' failed to satisfy constraint`);
});

test("an account has as many endpoints, rules and associations in a Region as its quotas say", () => {
  const { call, estate, hub, subnets } = prepared();
  const { quotas } = estate.options;
  Object.assign(quotas, { resolverEndpoints: 2, resolverRules: 3, resolverRuleAssociations: 1 });
  const IpAddresses = subnets(hub).map(({ id }) => ({ SubnetId: id }));
  const endpoint = { CreatorRequestId: "f", Direction: "INBOUND", SecurityGroupIds: [], IpAddresses };
  const rule = { CreatorRequestId: "s", RuleType: "FORWARD", DomainName: "d.example" };
  const pair = { ResolverRuleId: RULE, VPCId: hub };
  const on = (operation: string, input: Json) => refusal(() => call(HUB, operation, input));
  expect(on("CreateResolverEndpoint", endpoint)).toBe("400 LimitExceededException");
  expect(on("CreateResolverRule", rule)).toBe("400 LimitExceededException");
  expect(on("AssociateResolverRule", pair)).toBe("400 LimitExceededException");
  Object.assign(quotas, { resolverEndpoints: 3, resolverRules: 4, resolverRuleAssociations: 2 });
  expect(on("CreateResolverEndpoint", endpoint)).toBe("answered");
  expect(on("CreateResolverRule", rule)).toBe("answered");
  expect(on("AssociateResolverRule", pair)).toBe("answered");
});
