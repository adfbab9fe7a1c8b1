import {
  AssociateResolverRuleCommand,
  CreateResolverRuleCommand,
  DisassociateResolverRuleCommand,
  Route53ResolverClient,
} from "@aws-sdk/client-route53resolver";
import { heldAs, hold } from "../../src/simulator/resolver/held.ts";
import { HUB, HUB_VPC } from "../support/fleet.ts";
import { propagate } from "../support/look.ts";
import { type ResolverScene, ruleHub, sharedBy, withResolver } from "../support/resolver-scene.ts";
import { alpha, BETA, beta, endpoint, SSM, type WorldParts, world } from "../support/scenario.ts";
import { createStage, type Files, type Stage } from "../support/stage.ts";
import { client, others, type Way } from "./advice.ts";

/** Ways to make a scene of mode `resolver-rule`. */

/** Documents by the hub's, which names the world's Resolver endpoints. */
type Documents = (hub: Files[number], scene: ResolverScene) => Files;

/** The zone is there, and nobody is served by a rule. */
export const NOBODY: Documents = (own) => [own, sharedBy("ssm")];
export const ONE: Documents = (own) => [own, sharedBy("ssm"), alpha()];
export const BOTH: Documents = (own) => [own, sharedBy("ssm"), alpha(), beta()];
export const BETA_SERVED = [[BETA.vpc, SSM]] as const;

export type Change = (stage: Stage, scene: ResolverScene) => unknown;

/** The past's documents made what they say, then something changed, and other documents hold; what mends it, if others can. */
export function ruled(
  past: Documents,
  files: Documents,
  change: Change = () => undefined,
  {
    view = HUB_VPC,
    network,
    ...parts
  }: WorldParts & { readonly view?: string; readonly network?: string } = {},
) {
  return async () => {
    const written = JSON.parse(world({ isOrganized: true, ...parts }));
    const stage = createStage(JSON.stringify({ ...written, ...(network && { network }) }));
    const scene = await withResolver(stage, view);
    const own = ruleHub(scene);
    for (let pass = 0; pass < 4; pass++) {
      await stage.operator().apply(past(own, scene));
      await propagate(stage);
    }
    const mend = await change(stage, scene);
    await propagate(stage);
    return {
      stage,
      files: files(own, scene),
      ...(mend instanceof Function && { mend: mend as () => unknown }),
    };
  };
}

export const denied =
  (operation: string, account = HUB): Change =>
  (stage) =>
    stage.cloud.faults.add({ fault: "deny", operation, account });

/** Until somebody lets it go. */
export const held =
  (idOf: (stage: Stage, scene: ResolverScene) => string, status: string): Change =>
  (stage, scene) => {
    const id = idOf(stage, scene);
    hold(stage.cloud.estate, id, heldAs(status, ""));
    return () => hold(stage.cloud.estate, id, undefined);
  };

/** A SYSTEM rule of the VPC's own account, of a name. */
export const ruleOf =
  (account: string, vpc: string, DomainName: string, RuleType: "SYSTEM" | "FORWARD" = "SYSTEM"): Change =>
  async (stage, { outbound }) => {
    const resolver = client(Route53ResolverClient, { stage }, account);
    const forward = {
      ResolverEndpointId: outbound,
      TargetIps: [{ Ip: "10.9.9.9", Port: 53, Protocol: "Do53" as const }],
    };
    const made = await stage.clock.run(
      resolver.send(
        new CreateResolverRuleCommand({
          CreatorRequestId: `${vpc} ${DomainName}`,
          RuleType,
          DomainName,
          ...(RuleType === "FORWARD" && forward),
        }),
      ),
    );
    const pair = { ResolverRuleId: made.ResolverRule?.Id, VPCId: vpc };
    await stage.clock.run(resolver.send(new AssociateResolverRuleCommand(pair)));
    return () => stage.clock.run(resolver.send(new DisassociateResolverRuleCommand(pair)));
  };

export const kept = () => endpoint("ssm", { hubPrivateDns: "keep" });

/** Others do it, and AWS takes its time. */
export const othersInTime: Way["follow"] = async (scene, words, aws) => {
  await others(scene, words, aws);
  await propagate(scene.stage);
};

export type HubResolver = Readonly<Record<"inbound" | "outbound", { readonly id: string }>>;

/** The hub's document with its `resolver` changed. */
export function rewritten(file: Files[number], change: (resolver: HubResolver) => object): Files[number] {
  if (file.path !== "hub-hub.yaml") return file;
  const document = JSON.parse(file.text);
  const { resolver } = document.spec;
  const spec = { ...document.spec, resolver: { ...resolver, ...change(resolver) } };
  return { path: file.path, text: JSON.stringify({ ...document, spec }) };
}

export const REGIONAL = { rules: "regional", regional: { accept: true } };
export const KEPT = "states.eu-west-1.amazonaws.com";

export const REGIONAL_ONE: Documents = (own, scene) =>
  ONE(
    rewritten(own, () => ({ rules: "regional", regional: { accept: true, except: [KEPT] } })),
    scene,
  );
