import { expect, test } from "vitest";
import { HUB, refusal, SPOKE } from "../../../test/support/simulated.ts";
import { SURE_MS, simulatedResolver } from "../../../test/support/simulated-resolver.ts";
import type { EstateChoices } from "../estate.ts";
import type { Json } from "../service.ts";

// Sources: Route 53 Resolver API reference; AWS CLI reference, the examples of associations; texts of errors as recorded,
// or as users published them (upjet#1010, aws-network-hub-for-terraform#26).

const NAME = "ssm.eu-west-1.amazonaws.com";

function world(choices: EstateChoices = {}) {
  const cloud = simulatedResolver(choices);
  const VPCId = cloud.vpc(SPOKE);
  const pair = { ResolverRuleId: cloud.rule(SPOKE, NAME), VPCId };
  const listed = (account = SPOKE) =>
    (cloud.call(account, "ListResolverRuleAssociations").ResolverRuleAssociations as Json[]).filter(
      ({ Name }) => Name !== "System Rule Association",
    );
  const on = (operation: string, input: Json = pair) => refusal(() => cloud.call(SPOKE, operation, input));
  return { ...cloud, pair, listed, on };
}

test("an association is CREATING, COMPLETE, DELETING and then not there; in its own account's list only", () => {
  const { call, pair, listed, wait } = world();
  const made = call(SPOKE, "AssociateResolverRule", { ...pair, Name: "mine" })
    .ResolverRuleAssociation as Json;
  expect(made).toMatchObject({ ...pair, Name: "mine", Status: "CREATING" });
  expect(Object.keys(made).sort()).toEqual([
    "Id",
    "Name",
    "ResolverRuleId",
    "Status",
    "StatusMessage",
    "VPCId",
  ]);
  wait(SURE_MS - 1);
  expect(listed()).toEqual([made]);
  wait(1);
  expect(listed()).toMatchObject([{ Id: made.Id, Status: "COMPLETE", StatusMessage: "" }]);
  expect(listed(HUB)).toEqual([]);
  const ended = call(SPOKE, "DisassociateResolverRule", pair).ResolverRuleAssociation;
  expect(ended).toMatchObject({ Id: made.Id, Status: "DELETING" });
  expect(listed()).toEqual([ended]);
  wait(SURE_MS);
  expect(listed()).toEqual([]);
});

test("every VPC has AWS's own association, in the list of its account", () => {
  const { call, pair, vpc } = world();
  vpc(HUB);
  expect(call(SPOKE, "ListResolverRuleAssociations").ResolverRuleAssociations).toEqual([
    {
      Id: `rslvr-autodefined-assoc-${pair.VPCId}-internet-resolver`,
      ResolverRuleId: "rslvr-autodefined-rr-internet-resolver",
      Name: "System Rule Association",
      VPCId: pair.VPCId,
      Status: "COMPLETE",
      StatusMessage: "",
    },
  ]);
});

test("a repeated pair is refused with one number or the other, another rule of the name always with 00802", () => {
  for (const repeatedRuleAssociation of ["RSLVR-00802", "RSLVR-00704"] as const) {
    const { call, pair, rule, on } = world({ behaviours: { repeatedRuleAssociation } });
    expect(on("AssociateResolverRule")).toBe("answered");
    const isOne = repeatedRuleAssociation === "RSLVR-00802";
    expect(on("AssociateResolverRule")).toBe(
      `400 ${isOne ? "InvalidRequestException" : "ResourceExistsException"}`,
    );
    expect(() => call(SPOKE, "AssociateResolverRule", pair)).toThrow(`[${repeatedRuleAssociation}]`);
    const other = { ...pair, ResolverRuleId: rule(SPOKE, NAME) };
    expect(() => call(SPOKE, "AssociateResolverRule", other)).toThrow(
      `[RSLVR-00802] Cannot associate rules with same domain name with same VPC. Conflict with resolver rule "${pair.ResolverRuleId}"`,
    );
  }
});

test("a rule of another account that shares nothing, and a VPC of another, are not there", () => {
  const { call, pair, vpc } = world();
  const own = { ...pair, VPCId: vpc(HUB) };
  expect(() => call(HUB, "AssociateResolverRule", own)).toThrow(
    `[RSLVR-00703] Resolver rule with ID "${pair.ResolverRuleId}" does not exist.`,
  );
  expect(() => call(SPOKE, "AssociateResolverRule", own)).toThrow(`The vpc ID "${own.VPCId}" does not exist`);
});

test("what is not associated, or not any more, cannot be disassociated", () => {
  const { on, pair, call } = world();
  expect(on("DisassociateResolverRule")).toBe("400 ResourceNotFoundException");
  expect(on("AssociateResolverRule")).toBe("answered");
  expect(on("DisassociateResolverRule")).toBe("answered");
  expect(() => call(SPOKE, "DisassociateResolverRule", pair)).toThrow(
    `Resolver Rule Association between Resolver Rule "${pair.ResolverRuleId}" and VPC "${pair.VPCId}" does not exist`,
  );
});

test("a rule with an association of its own account stays, until that is gone", () => {
  const { on, pair, wait } = world({ behaviours: { deletionOfRuleInUse: "succeeds" } });
  on("AssociateResolverRule");
  const { ResolverRuleId } = pair;
  expect(on("DeleteResolverRule", { ResolverRuleId })).toBe("400 ResourceInUseException");
  on("DisassociateResolverRule");
  expect(on("DeleteResolverRule", { ResolverRuleId })).toBe("400 ResourceInUseException");
  wait(SURE_MS);
  expect(on("DeleteResolverRule", { ResolverRuleId })).toBe("answered");
});

test("a VPC with rules is deleted with its associations, or is not deleted", () => {
  for (const deletionOfVpcWithRules of ["succeeds", "refused"] as const) {
    const { on, pair, call, listed, subnets } = world({ behaviours: { deletionOfVpcWithRules } });
    on("AssociateResolverRule");
    for (const { id } of subnets(pair.VPCId)) call(SPOKE, "DeleteSubnet", { SubnetId: id });
    const isGone = deletionOfVpcWithRules === "succeeds";
    expect(on("DeleteVpc", { VpcId: pair.VPCId })).toBe(isGone ? "answered" : "400 DependencyViolation");
    expect(listed()).toHaveLength(isGone ? 0 : 1);
  }
});

test("filters find by VPC, rule, name and status, under their first names too", () => {
  const { call, pair, wait } = world();
  call(SPOKE, "AssociateResolverRule", { ...pair, Name: "mine" });
  wait(SURE_MS);
  const found = (Name: string, value: string) =>
    call(SPOKE, "ListResolverRuleAssociations", { Filters: [{ Name, Values: [value] }] })
      .ResolverRuleAssociations as Json[];
  for (const [name, value] of [
    ["ResolverRuleId", pair.ResolverRuleId],
    ["RESOLVER_RULE_ID", pair.ResolverRuleId],
    ["Name", "mine"],
  ] as const)
    expect(found(name, value)).toMatchObject([pair]);
  for (const name of ["VPCId", "VPC_ID"]) expect(found(name, pair.VPCId)).toHaveLength(2);
  expect(found("Status", "CREATING")).toEqual([]);
});

test("a pair that is being disassociated is associated again when it is gone, and not before", () => {
  const { on, wait } = world();
  on("AssociateResolverRule");
  on("DisassociateResolverRule");
  expect(on("AssociateResolverRule")).toBe("400 InvalidRequestException");
  wait(SURE_MS);
  expect(on("AssociateResolverRule")).toBe("answered");
});
