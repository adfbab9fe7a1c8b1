import { expect, test } from "vitest";
import { zones } from "../support/look.ts";
import { associationsIn, ruleHub, sharedBy, withResolver } from "../support/resolver-scene.ts";
import { ALPHA, alpha, BETA, beta, LOCAL, SSM, world } from "../support/scenario.ts";
import { createStage, type Stage } from "../support/stage.ts";
import { settle } from "../support/switch-scene.ts";
import { watchPrivate } from "../support/watch-private.ts";

/** DNS obeys each association, and forgets it, as late as is reckoned with: a minute after a list has shown it so. */
function asLateAsCanBe({ cloud }: Stage): void {
  const { resolver } = cloud.estate;
  cloud.onCall(({ phase, call }) => {
    if (phase !== "after" || !/^(Disa|A)ssociateResolverRule$/.test(call.operation)) return;
    for (const one of resolver.associations.values()) {
      if (one.effectAt > one.createdAt) one.effectAt = one.completeAt + 59_999;
      if (one.goneAt !== undefined) one.effectUntil = one.goneAt + 59_999;
    }
  });
}

const GENEROUS = { guard: { maxRemovalPercent: 100 } };
const atOnce = async () => undefined;

/** Two spokes are served by rules, which hand over what a view VPC of its own answers; passes follow each other at once. */
async function servedByRules() {
  const stage = createStage(world({ isOrganized: true }), { insyncMs: 1_000 });
  const hub = ruleHub(await withResolver(stage, LOCAL.vpc), GENEROUS);
  asLateAsCanBe(stage);
  const files = (mode: string) => [hub, sharedBy("ssm"), alpha({ mode }), beta({ mode })];
  await settle(stage, files("resolver-rule"));
  const { worse } = watchPrivate(stage, [ALPHA.vpc, BETA.vpc], [SSM]);
  return { stage, hub, files, worse };
}

test("semantics 54: the view VPC stays in the zone for a minute after a list showed nobody with the rule", async () => {
  const { stage, files, worse } = await servedByRules();
  await settle(stage, files("phz-association"), atOnce);
  expect([...worse]).toEqual([]);
  const [zone] = zones(stage);
  expect(associationsIn(stage)).toEqual([]);
  expect(zone?.vpcs.map((vpc) => vpc.split("@")[0])).not.toContain(LOCAL.vpc);
});
