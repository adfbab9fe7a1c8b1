import { expect, test } from "vitest";
import { HUB, refusal, SPOKE, simulated } from "../../../test/support/simulated.ts";

const NAME = "ssm.eu-west-1.amazonaws.com";

function world() {
  const cloud = simulated();
  const rule = { CreatorRequestId: "r", RuleType: "FORWARD", DomainName: NAME };
  const ResolverRuleId = cloud.member<string>(
    cloud.call(SPOKE, "CreateResolverRule", rule),
    "ResolverRule",
    "Id",
  );
  return { ...cloud, rule, pair: { ResolverRuleId, VPCId: cloud.vpc(SPOKE) } };
}

test("a rule's association is seen in the VPC's own account only", () => {
  const { call, pair } = world();
  call(SPOKE, "AssociateResolverRule", pair);
  const list = (account: string) =>
    call(account, "ListResolverRuleAssociations", { Filters: [{ Name: "VPCId", Values: [pair.VPCId] }] });
  expect(list(SPOKE).ResolverRuleAssociations).toMatchObject([{ ...pair, Status: "COMPLETE" }]);
  expect(list(HUB).ResolverRuleAssociations).toEqual([]);
});

test("a request id makes one rule, a VPC has one rule of a name, and a rule in use stays", () => {
  const { call, rule, pair } = world();
  const on = (operation: string, input: object) => refusal(() => call(SPOKE, operation, { ...input }));
  expect(on("CreateResolverRule", rule)).toBe("400 ResourceExistsException");
  expect(on("AssociateResolverRule", pair)).toBe("answered");
  expect(() => call(SPOKE, "AssociateResolverRule", pair)).toThrow("[RSLVR-00802]");
  const { VPCId: _, ...id } = pair;
  expect(on("DeleteResolverRule", id)).toBe("400 ResourceInUseException");
  expect(on("DisassociateResolverRule", pair)).toBe("answered");
  expect(on("DeleteResolverRule", id)).toBe("answered");
  expect(on("GetResolverRule", id)).toBe("400 ResourceNotFoundException");
});

test("a filter's first name in capitals works as its name of today", () => {
  const { call, pair } = world();
  call(SPOKE, "AssociateResolverRule", pair);
  const found = (operation: string, Name: string, value: string) =>
    Object.values(call(SPOKE, operation, { Filters: [{ Name, Values: [value] }] })).flatMap(
      (list) => list ?? [],
    );
  for (const Name of ["VPC_ID", "VPCId"])
    expect(found("ListResolverRuleAssociations", Name, pair.VPCId)).toContainEqual(
      expect.objectContaining(pair),
    );
  for (const Name of ["TYPE", "Type"])
    expect(found("ListResolverRules", Name, "FORWARD")).toContainEqual(
      expect.objectContaining({ RuleType: "FORWARD" }),
    );
  expect(refusal(() => found("ListResolverRules", "VPC_ID", "x"))).toBe("400 InvalidParameterException");
  expect(refusal(() => found("ListResolverRules", "type", "x"))).toBe("400 InvalidParameterException");
});

test("a domain is filtered with its final dot", () => {
  const { call } = world();
  const found = (name: string) =>
    call(SPOKE, "ListResolverRules", { Filters: [{ Name: "DomainName", Values: [name] }] }).ResolverRules;
  expect(found(`${NAME}.`)).toHaveLength(1);
  expect(found(NAME)).toHaveLength(0);
});
