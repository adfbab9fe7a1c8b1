import {
  AssociateResolverRuleCommand,
  CreateResolverRuleCommand,
  DisassociateResolverRuleCommand,
  Route53ResolverClient,
} from "@aws-sdk/client-route53resolver";
import { describe, expect, test } from "vitest";
import { clientSettings } from "../../src/simulator/client-settings.ts";
import { HUB, REGION } from "../support/fleet.ts";
import { answer, propagate, said } from "../support/look.ts";
import { associationsIn, ruleHub, rulesIn, sharedBy, withResolver } from "../support/resolver-scene.ts";
import { ALPHA, alpha, BETA, beta, LOCAL, local, SSM, world } from "../support/scenario.ts";
import { createStage, type Files, type Stage } from "../support/stage.ts";

/** What scenarios of zones ask of lists that lag, accounts that refuse, and things of others, asked of rules. */

const GENEROUS = { guard: { maxRemovalPercent: 100 } };

async function passes(stage: Stage, files: Files, count = 5): Promise<string[]> {
  const told = new Set<string>();
  for (let pass = 0; pass < count; pass++) {
    const { plan } = await stage.operator().apply(files);
    for (const words of said(plan)) told.add(words);
    await propagate(stage);
  }
  return [...told];
}

async function begun(modes: { alpha?: string; beta?: string } = {}) {
  const stage = createStage(world({ isOrganized: true }));
  const hub = ruleHub(await withResolver(stage), GENEROUS);
  const mode = (one?: string) => (one ? { mode: one } : {});
  const files = [hub, sharedBy("ssm"), alpha(mode(modes.alpha)), beta(mode(modes.beta))];
  await passes(stage, files);
  return { stage, hub, files };
}

const answers = (stage: Stage, vpcs = [ALPHA.vpc, BETA.vpc]) => vpcs.map((vpc) => answer(stage, vpc, SSM));

function resolverOf(stage: Stage, account: string): Route53ResolverClient {
  return new Route53ResolverClient(clientSettings(stage.cloud, account, REGION));
}

function ownRule(stage: Stage): string {
  const [rule] = [...stage.cloud.estate.resolver.rules.values()];
  if (!rule) throw new Error("there is no rule");
  return rule.id;
}

describe("lists of Resolver and RAM that lag behind", () => {
  test.each([
    { times: 2, writes: 1 },
    { times: 12, writes: 3 },
    { times: 30, writes: 50 },
  ])(
    "for $times reads, $writes writes late: one rule, one share, everybody served, nobody dark",
    async (lag) => {
      const stage = createStage(world({ isOrganized: true }));
      const hub = ruleHub(await withResolver(stage), GENEROUS);
      await passes(stage, [hub, sharedBy("ssm"), alpha()], 3);
      const dark: string[] = [];
      const wasRule = new Set<string>();
      stage.clock.onStep(() => {
        for (const vpc of [ALPHA.vpc, BETA.vpc])
          if (answer(stage, vpc, SSM) === "rule") wasRule.add(vpc);
          else if (wasRule.has(vpc)) dark.push(vpc);
      });
      for (const operation of ["List*", "Get*"])
        stage.cloud.faults.add({ fault: "stale", operation, ...lag });
      const files = [hub, sharedBy("ssm"), alpha(), beta()];
      await passes(stage, files, 2);
      stage.cloud.faults.clear();
      await passes(stage, files);
      expect(answers(stage)).toEqual(["rule", "rule"]);
      expect([rulesIn(stage).length, stage.cloud.estate.ram.shares.size, dark]).toEqual([1, 1, []]);
    },
  );
});

test("while no list shows what was made, one share is made, and of rules made twice those too many go", async () => {
  const stage = createStage(world({ isOrganized: true }));
  const hub = ruleHub(await withResolver(stage), GENEROUS);
  await passes(stage, [hub, sharedBy("ssm")], 2);
  for (const operation of ["List*", "Get*"])
    stage.cloud.faults.add({ fault: "stale", operation, writes: 1000 });
  const files = [hub, sharedBy("ssm"), alpha()];
  await passes(stage, files, 3);
  expect([rulesIn(stage).length, stage.cloud.estate.ram.shares.size]).toEqual([3, 1]);
  stage.cloud.faults.clear();
  await passes(stage, files, 6);
  expect([rulesIn(stage).length, stage.cloud.estate.ram.shares.size]).toEqual([1, 1]);
  expect(answer(stage, ALPHA.vpc, SSM)).toBe("rule");
});

describe("an account that refuses", () => {
  test("gains and loses nothing while the others go on, not even when its document goes", async () => {
    const { stage, hub } = await begun();
    stage.cloud.faults.add({
      fault: "deny",
      operation: "ListResolverRuleAssociations",
      account: BETA.account,
    });
    const told = await passes(stage, [hub, sharedBy("ssm"), alpha({ endpoints: "none" })]);
    expect(answers(stage)).toEqual(["public", "rule"]);
    expect(told).toContain("withheld UnknownConsumers");
  });

  test("and when it answers again, its spoke leaves, then the rule, with nothing left", async () => {
    const { stage, hub } = await begun();
    const denied = stage.cloud.faults.add({
      fault: "deny",
      operation: "ListResolverRuleAssociations",
      account: BETA.account,
    });
    const files = [hub, sharedBy("ssm"), alpha({ endpoints: "none" })];
    await passes(stage, files, 2);
    denied();
    await passes(stage, files);
    expect([answers(stage), associationsIn(stage), rulesIn(stage)]).toEqual([["public", "public"], [], []]);
  });
});

test("semantics 20: a rule of others with the name keeps its VPC, and ours follows when it has left", async () => {
  const stage = createStage(world({ isOrganized: true }));
  const hub = ruleHub(await withResolver(stage), GENEROUS);
  const theirs = resolverOf(stage, BETA.account);
  const made = await stage.clock.run(
    theirs.send(
      new CreateResolverRuleCommand({ CreatorRequestId: "own", RuleType: "SYSTEM", DomainName: SSM }),
    ),
  );
  const pair = { ResolverRuleId: made.ResolverRule?.Id, VPCId: BETA.vpc };
  await stage.clock.run(theirs.send(new AssociateResolverRuleCommand(pair)));
  await propagate(stage);
  const files = [hub, sharedBy("ssm"), alpha(), beta()];
  expect(await passes(stage, files)).toContain("conflict NameHeldByRule");
  expect(answers(stage)).toEqual(["rule", "public"]);
  await stage.clock.run(theirs.send(new DisassociateResolverRuleCommand(pair)));
  await propagate(stage);
  await passes(stage, files);
  expect(answers(stage)).toEqual(["rule", "rule"]);
});

describe("semantics 52: what a team associated by itself", () => {
  test("stays, and keeps the rule and the zone behind it, when no document wants them any more", async () => {
    const { stage, hub } = await begun();
    const pair = { ResolverRuleId: ownRule(stage), VPCId: LOCAL.vpc, Name: "by-hand" };
    await stage.clock.run(resolverOf(stage, HUB).send(new AssociateResolverRuleCommand(pair)));
    await propagate(stage);
    const told = await passes(stage, [hub, alpha(), beta(), local({ endpoints: "none" })]);
    expect(answers(stage, [ALPHA.vpc, BETA.vpc, LOCAL.vpc])).toEqual(["public", "public", "rule"]);
    expect(told).toEqual(expect.arrayContaining(["note SelfService", "withheld ServesRules"]));
  });

  test("between the share and the deletion is seen, and the rule stays", async () => {
    const { stage, hub } = await begun();
    const none = { endpoints: "none" } as const;
    const files = [hub, sharedBy("ssm"), alpha(none), beta(none), local(none)];
    const pair = { ResolverRuleId: ownRule(stage), VPCId: LOCAL.vpc, Name: "by-hand" };
    for (let pass = 0; pass < 6; pass++) {
      const { plan } = await stage.operator().apply(files);
      await propagate(stage);
      if (!plan.actions.some(({ kind }) => kind === "removeFromShare")) continue;
      await stage.clock.run(resolverOf(stage, HUB).send(new AssociateResolverRuleCommand(pair)));
      await propagate(stage);
    }
    expect(answer(stage, LOCAL.vpc, SSM)).toBe("rule");
    expect(rulesIn(stage)).toHaveLength(1);
  });
});

test("a mixed fleet: where the account of a rule spoke refuses, zones go on, and the rule stays", async () => {
  const { stage, hub } = await begun({ alpha: "phz-association" });
  expect(answers(stage)).toEqual(["10.0.0.4 10.0.1.4", "rule"]);
  const files = [hub, sharedBy("ssm"), alpha({ mode: "phz-association", endpoints: "none" }), beta()];
  stage.cloud.faults.add({ fault: "deny", operation: "ListResolverRuleAssociations", account: BETA.account });
  await passes(stage, files);
  expect(answers(stage)).toEqual(["public", "rule"]);
});
