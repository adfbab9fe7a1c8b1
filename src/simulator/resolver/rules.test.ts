import { expect, test } from "vitest";
import { HUB, refusal } from "../../../test/support/simulated.ts";
import { resolverHub, simulatedResolver, UPDATED_MS } from "../../../test/support/simulated-resolver.ts";
import type { Json } from "../service.ts";

// Sources: Route 53 Resolver API reference, the operations' pages; error texts as recorded, or as users published them
// (the pages that the messages in the code name).

const NAME = "ssm.eu-west-1.amazonaws.com";

test.each([
  ["RECURSIVE", { RuleType: "RECURSIVE" }, "[RSLVR-00718] Cannot create a rule with type RECURSIVE"],
  [
    "a SYSTEM rule with targets",
    { RuleType: "SYSTEM", TargetIps: [{ Ip: "10.0.0.1" }] },
    "Cannot specify resolver",
  ],
  ["a wildcard", { DomainName: "*.a.example" }, "Invalid domain name"],
  ["a name with an empty label", { DomainName: "a..example" }, "Invalid domain name"],
  ["an inbound endpoint", { ResolverEndpointId: "inbound" }, "[RSLVR-00700]"],
  ["an endpoint that is not there", { ResolverEndpointId: "none" }, "[RSLVR-00703]"],
  ["both families", { TargetIps: [{ Ip: "10.0.0.1" }, { Ipv6: "2001:db8::1" }] }, "same IP address type"],
  [
    "a target of two addresses",
    { TargetIps: [{ Ip: "10.0.0.1", Ipv6: "2001:db8::1" }] },
    "either Ip or Ipv6",
  ],
  ["a target without an address", { TargetIps: [{ Port: 53 }] }, "either Ip or Ipv6"],
  ["seven targets", { TargetIps: [1, 2, 3, 4, 5, 6, 7].map((n) => ({ Ip: `10.0.0.${n}` })) }, "at most 6"],
])("a rule with %s is refused", (_what, more, words) => {
  const cloud = resolverHub();
  const { call, inbound, estate } = cloud;
  const asked: Json = { CreatorRequestId: "r", RuleType: "FORWARD", DomainName: NAME, ...more };
  if (asked.ResolverEndpointId === "inbound") asked.ResolverEndpointId = inbound;
  expect(() => call(HUB, "CreateResolverRule", asked)).toThrow(words);
  expect(estate.resolver.rules.size).toBe(0);
});

test("targets of an endpoint with two protocols have to say which", () => {
  const { call, rule, outbound, wait, forward } = resolverHub();
  call(HUB, "UpdateResolverEndpoint", { ResolverEndpointId: outbound, Protocols: ["Do53", "DoH"] });
  wait(UPDATED_MS);
  const bare = { ...forward, TargetIps: [{ Ip: "10.0.0.53", Port: 53 }] };
  expect(() => rule(HUB, NAME, bare)).toThrow("[RSLVR-00726]");
  expect(rule(HUB, NAME, forward)).toMatch(/^rslvr-rr-/);
});

test("a FORWARD rule without targets or endpoint is taken, or refused: AWS does not say", () => {
  expect(simulatedResolver().rule(HUB, NAME)).toMatch(/^rslvr-rr-/);
  const strict = resolverHub({ behaviours: { forwardWithoutTargets: "refused" } });
  const { TargetIps, ResolverEndpointId } = strict.forward;
  for (const more of [{}, { TargetIps }, { ResolverEndpointId }])
    expect(refusal(() => strict.rule(HUB, NAME, more))).toBe("400 InvalidRequestException");
  expect(strict.rule(HUB, NAME, strict.forward)).toMatch(/^rslvr-rr-/);
});

test("a request id makes one rule in an account and Region; of a deleted one it may be free, or used for ever", () => {
  for (const deletedCreatorRequestId of ["free", "used"] as const) {
    const { call, rule, wait } = simulatedResolver({ behaviours: { deletedCreatorRequestId } });
    const again = (region?: string) =>
      refusal(() =>
        call(
          HUB,
          "CreateResolverRule",
          { CreatorRequestId: "r", RuleType: "SYSTEM", DomainName: NAME },
          region,
        ),
      );
    const ResolverRuleId = rule(HUB, NAME, { CreatorRequestId: "r" });
    expect(again()).toBe("400 ResourceExistsException");
    expect(again("eu-west-2")).toBe("answered");
    call(HUB, "DeleteResolverRule", { ResolverRuleId });
    expect(again()).toBe("400 ResourceExistsException");
    wait(60_000);
    expect(again()).toBe(deletedCreatorRequestId === "free" ? "answered" : "400 ResourceExistsException");
  }
});

test("an update replaces all targets and keeps what it leaves out; meanwhile the rule takes no other", () => {
  const { call, rule, forward, wait, status } = resolverHub();
  const ResolverRuleId = rule(HUB, NAME, { ...forward, Name: "one" });
  const update = (Config: Json) => call(HUB, "UpdateResolverRule", { ResolverRuleId, Config });
  const TargetIps = [{ Ip: "10.0.1.53", Port: 53, Protocol: "Do53" }];
  expect(update({ Name: "two" }).ResolverRule).toMatchObject({ ...forward, Name: "two", Status: "COMPLETE" });
  expect(update({ TargetIps }).ResolverRule).toMatchObject({ TargetIps, Name: "two", Status: "UPDATING" });
  expect(() => update({ Name: "three" })).toThrow(
    "[RSLVR-00705] Cannot update Resolver Rule because it's currently updating.",
  );
  wait(UPDATED_MS - 1);
  expect(status(HUB, "GetResolverRule", { ResolverRuleId })).toBe("UPDATING");
  wait(1);
  expect(status(HUB, "GetResolverRule", { ResolverRuleId })).toBe("COMPLETE");
  expect(update({ Name: "three" }).ResolverRule).toMatchObject({ TargetIps, Name: "three" });
});

test("an update's targets are checked as a new rule's, and a SYSTEM rule has none", () => {
  const { call, rule, forward, inbound } = resolverHub();
  const update = (ResolverRuleId: string, Config: Json) =>
    refusal(() => call(HUB, "UpdateResolverRule", { ResolverRuleId, Config }));
  const own = rule(HUB, NAME, forward);
  expect(update(own, { ResolverEndpointId: inbound })).toBe("400 InvalidRequestException");
  expect(update(own, { TargetIps: [] })).toBe("400 ValidationException");
  expect(update(rule(HUB, NAME, { RuleType: "SYSTEM" }), forward)).toBe("400 InvalidRequestException");
});

test("a deleted rule is DELETING, then not there", () => {
  const { call, rule, status, wait } = simulatedResolver();
  const ResolverRuleId = rule(HUB, NAME);
  expect(status(HUB, "DeleteResolverRule", { ResolverRuleId })).toBe("DELETING");
  expect(status(HUB, "GetResolverRule", { ResolverRuleId })).toBe("DELETING");
  const pair = { ResolverRuleId, VPCId: "vpc-1" };
  expect(refusal(() => call(HUB, "UpdateResolverRule", { ResolverRuleId, Config: { Name: "x" } }))).toBe(
    "400 ResourceUnavailableException",
  );
  wait(60_000);
  expect(() => call(HUB, "AssociateResolverRule", pair)).toThrow(
    `[RSLVR-00703] Resolver rule with ID "${ResolverRuleId}" does not exist.`,
  );
});

test("every list of rules has AWS's own, which can be read and not changed, associated, disassociated or tagged", () => {
  const { call, ask, estate, vpc } = simulatedResolver();
  const { ResolverRules } = call(HUB, "ListResolverRules");
  expect(ResolverRules).toEqual([
    {
      Id: "rslvr-autodefined-rr-internet-resolver",
      CreatorRequestId: "",
      Arn: "arn:aws:route53resolver:eu-west-1::autodefined-rule/rslvr-autodefined-rr-internet-resolver",
      DomainName: ".",
      Status: "COMPLETE",
      RuleType: "RECURSIVE",
      Name: "Internet Resolver",
      OwnerId: "Route 53 Resolver",
      ShareStatus: "NOT_SHARED",
    },
  ]);
  const [own] = ResolverRules as { Id: string; Arn: string }[];
  const ResolverRuleId = own?.Id;
  expect(call(HUB, "GetResolverRule", { ResolverRuleId })).toEqual({ ResolverRule: own });
  const on = (operation: string, more: Json) => () => call(HUB, operation, { ResolverRuleId, ...more });
  expect(on("DisassociateResolverRule", { VPCId: vpc(HUB) })).toThrow("[RSLVR-00713]");
  expect(refusal(on("DeleteResolverRule", {}))).toBe("400 InvalidRequestException");
  expect(refusal(on("UpdateResolverRule", { Config: { Name: "x" } }))).toBe("400 InvalidRequestException");
  expect(() => ask(HUB, "ListTagsForResource", { ResourceArn: own?.Arn })).toThrow("[RSLVR-00903]");
  expect(estate.resolver.rules.size).toBe(0);
});

test("a filter's first name in capitals works as its name of today", () => {
  const { call, rule } = simulatedResolver();
  rule(HUB, NAME);
  const found = (Name: string, value: string) =>
    call(HUB, "ListResolverRules", { Filters: [{ Name, Values: [value] }] }).ResolverRules;
  for (const Name of ["TYPE", "Type"])
    expect(found(Name, "FORWARD")).toMatchObject([{ RuleType: "FORWARD" }]);
  expect(refusal(() => found("VPC_ID", "x"))).toBe("400 InvalidParameterException");
  expect(refusal(() => found("type", "x"))).toBe("400 InvalidParameterException");
});

test("a domain is filtered with its final dot", () => {
  const { call, rule } = simulatedResolver();
  rule(HUB, NAME);
  const found = (name: string) =>
    call(HUB, "ListResolverRules", { Filters: [{ Name: "DomainName", Values: [name] }] }).ResolverRules;
  expect(found(`${NAME}.`)).toHaveLength(1);
  expect(found(NAME)).toHaveLength(0);
});

test("pages may be smaller than asked for, and empty, and together they are the whole list", () => {
  const { call, rule } = simulatedResolver({ behaviours: { resolverPages: "ragged" } });
  const made = Array.from({ length: 9 }, (_, n) => rule(HUB, `a${n}.example`));
  const sizes: number[] = [];
  const listed: unknown[] = [];
  let NextToken: unknown;
  do {
    const page = call(HUB, "ListResolverRules", { MaxResults: 4, ...(NextToken ? { NextToken } : {}) });
    const items = page.ResolverRules as { Id: string }[];
    sizes.push(items.length);
    listed.push(...items.map(({ Id }) => Id));
    ({ NextToken } = page);
  } while (NextToken);
  expect(listed.sort()).toEqual([...made, "rslvr-autodefined-rr-internet-resolver"].sort());
  expect(Math.max(...sizes)).toBeLessThanOrEqual(4);
  expect(sizes).toContain(0);
  expect(() => call(HUB, "ListResolverRules", { NextToken: "bad" })).toThrow("NextToken");
});
