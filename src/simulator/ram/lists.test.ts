import { expect, test } from "vitest";
import { MANAGEMENT, STRANGER, sharing } from "../../../test/support/sharing.ts";
import { HUB, refusal, SPOKE } from "../../../test/support/simulated.ts";

test("the consumer's lists follow, by a lag of their own (terraform-provider-aws#12729)", () => {
  const { share, received, ruleArn, ram, wait } = sharing();
  const resourceShareArn = share({ resourceArns: [ruleArn], principals: [SPOKE] });
  wait(6999);
  expect(received(SPOKE)).toEqual([]);
  wait(1);
  expect(received(SPOKE)).toEqual([ruleArn]);
  ram(HUB, "DisassociateResourceShare", { resourceShareArn, resourceArns: [ruleArn] });
  wait(6999);
  expect(received(SPOKE)).toEqual([ruleArn]);
  wait(1);
  expect(received(SPOKE)).toEqual([]);
});

test("a rule that comes back before its going was seen is there once", () => {
  let lagMs = 0;
  const { share, received, ruleArn, ram, wait } = sharing({ sharedSeenMs: () => lagMs });
  const resourceShareArn = share({ resourceArns: [ruleArn], principals: [SPOKE] });
  const input = { resourceShareArn, resourceArns: [ruleArn] };
  wait(2000);
  lagMs = 60_000;
  ram(HUB, "DisassociateResourceShare", input);
  wait(2000);
  lagMs = 0;
  ram(HUB, "AssociateResourceShare", input);
  wait(2000);
  expect(received(SPOKE)).toEqual([ruleArn]);
});

test("an organization or unit means every account in it or below, and those that come later", () => {
  const { share, received, ruleArn, organizationArn, unitArn, wait } = sharing();
  share({ resourceArns: [ruleArn], principals: [unitArn] });
  wait(7000);
  expect([SPOKE, MANAGEMENT, STRANGER].map((account) => received(account).length)).toEqual([1, 0, 0]);
  share({ resourceArns: [ruleArn], principals: [organizationArn] });
  wait(7000);
  expect([SPOKE, MANAGEMENT, STRANGER].map((account) => received(account).length)).toEqual([2, 1, 0]);
  expect(received(HUB)).toEqual([]); // its own, though it is in the organization too
});

test("principals: one's own by what was shared with whom, others' by who shares (ListPrincipals)", () => {
  const { share, ram, ruleArn, organizationArn, wait } = sharing();
  const resourceShareArn = share({ resourceArns: [ruleArn], principals: [SPOKE, organizationArn] });
  share({ name: "empty", principals: [SPOKE] });
  wait(7000);
  const ids = (account: string, input: object) =>
    (ram(account, "ListPrincipals", { ...input }).principals as { id: string }[]).map(({ id }) => id).sort();
  const own = { resourceOwner: "SELF" };
  expect(ids(HUB, own)).toEqual([SPOKE, SPOKE, organizationArn].sort());
  expect(ids(HUB, { ...own, resourceArn: ruleArn })).toEqual([SPOKE, organizationArn].sort());
  expect(ids(HUB, { ...own, principals: [organizationArn] })).toEqual([organizationArn]);
  expect(ids(HUB, { ...own, resourceType: "route53resolver:ResolverRule" })).toHaveLength(2);
  expect(ids(HUB, { ...own, resourceType: "ec2:Subnet" })).toEqual([]);
  expect(ids(SPOKE, { resourceOwner: "OTHER-ACCOUNTS", resourceShareArns: [resourceShareArn] })).toEqual([
    HUB,
  ]);
  expect(ids(MANAGEMENT, { resourceOwner: "OTHER-ACCOUNTS" })).toEqual([HUB]);
  expect(ids(STRANGER, { resourceOwner: "OTHER-ACCOUNTS" })).toEqual([]);
});

test("resources: by type in any case, by scope, principal and share, with their states (ListResources)", () => {
  const { share, ram, call, received, rule, ruleId, ruleArn, wait } = sharing();
  const other = rule();
  const resourceShareArn = share({ resourceArns: [ruleArn, other.Arn], principals: [SPOKE] });
  wait(7000);
  const [first] = ram(SPOKE, "ListResources", { resourceOwner: "OTHER-ACCOUNTS", resourceArns: [ruleArn] })
    .resources as object[];
  expect(first).toMatchObject({
    arn: ruleArn,
    type: "route53resolver:ResolverRule",
    resourceShareArn,
    status: "AVAILABLE",
    resourceRegionScope: "REGIONAL",
  });
  expect(received(SPOKE, { resourceType: "Route53Resolver:resolverrule" })).toHaveLength(2);
  expect(received(SPOKE, { resourceType: "ec2:Subnet" })).toEqual([]);
  expect(received(SPOKE, { resourceRegionScope: "GLOBAL" })).toEqual([]);
  expect(received(SPOKE, { principal: HUB })).toHaveLength(2);
  expect(received(SPOKE, { principal: STRANGER })).toEqual([]);
  expect(received(SPOKE, { resourceShareArns: [resourceShareArn] })).toHaveLength(2);
  expect(refusal(() => received(SPOKE, { resourceType: "rules" }))).toBe("400 InvalidResourceTypeException");
  call(HUB, "DeleteResolverRule", { ResolverRuleId: ruleId });
  const own = ram(HUB, "ListResources", { resourceOwner: "SELF", principal: SPOKE }).resources as {
    status: string;
  }[];
  expect(own.map(({ status }) => status).sort()).toEqual(["AVAILABLE", "UNAVAILABLE"]);
});
