import { expect, test } from "vitest";
import { heldAs, hold } from "../../src/simulator/resolver/held.ts";
import { answer, propagate, said } from "../support/look.ts";
import {
  associationsIn,
  ruleByHand,
  ruleHub,
  rulesIn,
  sharedBy,
  withResolver,
} from "../support/resolver-scene.ts";
import { ALPHA, alpha, SSM, world } from "../support/scenario.ts";
import { createStage } from "../support/stage.ts";
import { settle } from "../support/switch-scene.ts";

const KEPT = "states.eu-west-1.amazonaws.com";

test("semantics 57: where AWS gives up what is kept from the Region's rule, the pass ends, and that rule does not come", async () => {
  const stage = createStage(world({ isOrganized: true, services: { states: [KEPT] } }));
  const hub = ruleHub(
    await withResolver(stage),
    {},
    {
      rules: "regional",
      regional: { accept: true, except: [KEPT] },
    },
  );
  await stage.operator().apply([hub, sharedBy("ssm")]);
  await propagate(stage);
  stage.cloud.onCall(({ phase, call }) => {
    if (phase !== "after" || call.operation !== "AssociateResolverRule") return;
    for (const { id } of stage.cloud.estate.resolver.associations.values())
      hold(stage.cloud.estate, id, heldAs("FAILED", "Something went wrong."));
  });
  const began = stage.clock.now();
  const { outcomes } = await stage.operator().apply([hub, sharedBy("ssm"), alpha()]);
  const failures = outcomes.flatMap((one) => ("failure" in one && one.failure ? [one.failure.error] : []));
  expect(failures).toEqual(["AssociationFailed"]);
  expect(stage.clock.now() - began).toBeLessThan(2 * 60_000);
  const { plan } = await stage.operator().apply([hub, sharedBy("ssm"), alpha()]);
  expect(said(plan)).toEqual(expect.arrayContaining(["withheld AssociationFailed", "withheld NotCarvedOut"]));
  expect([plan.actions, associationsIn(stage)]).toEqual([[], [`${ALPHA.vpc} ${KEPT}.`]]);
});

test("semantics 52: what we associated with a rule of others leaves when no document wants it, and the rule stays", async () => {
  const stage = createStage(world({ isOrganized: true }));
  const scene = await withResolver(stage);
  await ruleByHand(stage, scene, SSM);
  const [hub, shared] = [ruleHub(scene, {}, { adoptRules: true }), sharedBy("ssm")];
  await settle(stage, [hub, shared, alpha()]);
  expect(answer(stage, ALPHA.vpc, SSM)).toBe("rule");
  await settle(stage, [ruleHub(scene), shared, alpha({ endpoints: "none" })]);
  expect([associationsIn(stage), rulesIn(stage)]).toEqual([[], ["by hand"]]);
});
