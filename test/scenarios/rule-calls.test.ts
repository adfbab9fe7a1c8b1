import { expect, test } from "vitest";
import { fleet, spokeAccount } from "../support/fleet.ts";
import { propagate } from "../support/look.ts";
import { ruleHub, sharedBy, withResolver } from "../support/resolver-scene.ts";
import { alpha, beta, gamma, world } from "../support/scenario.ts";
import { createStage, type Files, type Stage } from "../support/stage.ts";

/** What rule mode asks of Resolver and RAM, whose rates are the lowest: so many calls, and no more. */

/** By operation, of all passes until one has nothing to do; without the looks that wait for AWS. */
async function callsOf(stage: Stage, files: Files): Promise<Record<string, number>> {
  const counts: Record<string, number> = {};
  for (let pass = 0; pass < 8; pass++) {
    const { accounts, apply } = stage.operator();
    const { plan } = await apply(files);
    for (const { service, operation, count } of accounts.callsMade())
      if (service === "resolver" || service === "ram") counts[operation] = (counts[operation] ?? 0) + count;
    await propagate(stage);
    if (plan.actions.length === 0) return counts;
  }
  throw new Error("it does not settle");
}

const writesIn = (counts: Record<string, number>) =>
  Object.fromEntries(Object.entries(counts).filter(([operation]) => !/^(Get|List)/.test(operation)));

test("two services for two spokes of other accounts: a rule each, one share, an association each, one at a time", async () => {
  const stage = createStage(world({ isOrganized: true }));
  const own = ruleHub(await withResolver(stage));
  const files = [own, sharedBy("ssm"), sharedBy("kms"), alpha(), beta()];
  expect(writesIn(await callsOf(stage, files))).toEqual({
    CreateResolverRule: 2,
    CreateResourceShare: 1,
    AssociateResourceShare: 2,
    AssociateResolverRule: 4,
  });
  const [rest, added] = [await callsOf(stage, files), await callsOf(stage, [...files, gamma()])];
  expect(rest).toEqual({
    ListResolverEndpoints: 1,
    ListResolverEndpointIpAddresses: 2,
    ListResolverRules: 1,
    GetResourceShares: 1,
    GetResourceShareAssociations: 2,
    ListResolverRuleAssociations: 3, // the hub's own account has spokes too, perhaps
  });
  expect(writesIn(added)).toEqual({ AssociateResourceShare: 1, AssociateResolverRule: 2 });
  expect(writesIn(await callsOf(stage, files))).toEqual({
    DisassociateResolverRule: 2,
    DisassociateResourceShare: 1,
  });
});

test("which rules a VPC has tell its account's lists, however many VPCs the account has that lack one", async () => {
  const own = fleet({ zones: 2, vpcs: 6, accounts: 1, rules: "per-endpoint" });
  const stage = createStage(own.world);
  const operator = stage.operator();
  await operator.apply(own.files);
  await propagate(stage);
  stage.cloud.calls.clear();
  await stage.operator().plan(own.files);
  const inSpoke = stage.cloud.calls.list({ service: "route53resolver", account: spokeAccount(0, 1) });
  expect(inSpoke.map(({ operation }) => operation)).toEqual([
    "ListResolverRuleAssociations",
    "ListResolverRules",
  ]);
});
