import { Route53ResolverClient, UpdateResolverRuleCommand } from "@aws-sdk/client-route53resolver";
import { HUB } from "../support/fleet.ts";
import { propagate } from "../support/look.ts";
import { ruleByHand, ruleHub, sharedBy, withResolver } from "../support/resolver-scene.ts";
import { alpha, beta, LOCAL, SSM, world } from "../support/scenario.ts";
import { createStage, type Files } from "../support/stage.ts";
import { type Advice, client } from "./advice.ts";
import { othersInTime } from "./rule-scenes.ts";

const OWNER_LEADS = "have its owner lead it there: rules of others are not moved";

/** A rule of others serves alpha; documents name another inbound endpoint, and beta is to be served too. */
export const LED_ELSEWHERE: Advice = {
  todo: OWNER_LEADS,
  async scene() {
    const stage = createStage(world({ isOrganized: true }));
    const scene = await withResolver(stage, LOCAL.vpc);
    const { inbound } = await withResolver(stage);
    await ruleByHand(stage, scene, SSM);
    const naming = (id: string, ...rest: Files): Files => [
      ruleHub(scene, {}, { inbound: { id }, adoptRules: true }),
      sharedBy("ssm"),
      ...rest,
    ];
    for (let pass = 0; pass < 4; pass++) {
      await stage.operator().apply(naming(scene.inbound, alpha()));
      await propagate(stage);
    }
    return {
      stage,
      files: naming(inbound, alpha(), beta()),
      async mend() {
        const { rules, endpoints } = stage.cloud.estate.resolver;
        const [rule] = [...rules.values()].filter(({ domainName }) => domainName === `${SSM}.`);
        const addresses = endpoints.get(inbound)?.addresses ?? [];
        const Config = { TargetIps: addresses.flatMap(({ ip }) => (ip ? [{ Ip: ip, Port: 53 }] : [])) };
        const update = new UpdateResolverRuleCommand({ ResolverRuleId: rule?.id, Config });
        await stage.clock.run(client(Route53ResolverClient, { stage }, HUB).send(update));
      },
    };
  },
  ways: [{ does: OWNER_LEADS, follow: othersInTime }],
};
