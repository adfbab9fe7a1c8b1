import { expect, test } from "vitest";
import { propagate, said } from "../support/look.ts";
import { type ResolverScene, ruleHub, sharedBy, withResolver } from "../support/resolver-scene.ts";
import { ALPHA, alpha, LOCAL, PRIVATE, SSM, world } from "../support/scenario.ts";
import { createStage } from "../support/stage.ts";

/** A document names another inbound endpoint, or one that is not there, while rules lead to one in a DNS VPC (semantics 12, 47). */

const TYPO = () => "rslvr-in-0123456789abcdef0";

test.each<[string, (next: ResolverScene) => string, string[]]>([
  ["mistyped", TYPO, ["withheld ServesRules", "withheld ResolverNotThere"]],
  ["of another VPC", ({ inbound }) => inbound, ["withheld ServesRules"]],
])(
  "the view VPC keeps its zones while rules lead there, though the inbound id is %s",
  async (_, idOf, told) => {
    const stage = createStage(world({ isOrganized: true }));
    const scene = await withResolver(stage, LOCAL.vpc);
    const id = idOf(await withResolver(stage));
    const rest = [sharedBy("ssm"), alpha()];
    for (let pass = 0; pass < 4; pass++) {
      await stage.operator().apply([ruleHub(scene), ...rest]);
      await propagate(stage);
    }
    const seen = new Set<string | undefined>();
    const ofAlpha = () => stage.cloud.resolve(ALPHA.vpc, SSM).addresses[0];
    expect(ofAlpha()).toContain(PRIVATE);
    stage.clock.onStep(() => void seen.add(ofAlpha()));
    const findings = new Set<string>();
    for (let pass = 0; pass < 4; pass++) {
      const { plan } = await stage.operator().apply([ruleHub(scene, {}, { inbound: { id } }), ...rest]);
      for (const one of said(plan)) findings.add(one);
      await propagate(stage);
    }
    expect([...seen].filter((ip) => !ip?.startsWith(PRIVATE))).toEqual([]);
    expect([...findings]).toEqual(told);
  },
);
