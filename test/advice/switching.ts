import {
  AssociateVPCWithHostedZoneCommand,
  CreateVPCAssociationAuthorizationCommand,
} from "@aws-sdk/client-route-53";
import {
  AssociateResolverRuleCommand,
  CreateResolverRuleCommand,
  DisassociateResolverRuleCommand,
  Route53ResolverClient,
} from "@aws-sdk/client-route53resolver";
import type { Reason } from "../../src/model/reasons.ts";
import { byHand, propagate, vpcInput, zoneNamed } from "../support/look.ts";
import { ruleHub, sharedBy, withResolver } from "../support/resolver-scene.ts";
import {
  ALPHA,
  alpha,
  beta,
  endpoint,
  KMS,
  LOCAL,
  SSM,
  SSM_ENDPOINT,
  type WorldParts,
  world,
} from "../support/scenario.ts";
import { createStage, type Files, type Stage } from "../support/stage.ts";
import { type Advice, again, client, edited, others, writes } from "./advice.ts";
import { rewritten } from "./rule-scenes.ts";
import { SECOND, secondVpcs } from "./scenes.ts";

const BY_ZONE = { mode: "phz-association" };
const SEE_AND_RUN =
  "see what is said of what is to answer instead; then run again (the daemon goes on by itself)";
const SEE_SPOKE = "see what is said of spoke …; then run again (the daemon goes on by itself)";
const TAKE_OUT = "take … out of regional.except of hub …, and the Region's rule answers it";
const BACK = "give spoke … mode phz-association";
const TAKE = "set takeOwnership: true on the endpoint, and it leaves";

type Change = (stage: Stage) => unknown;

/** Spokes are served by zones, then their documents ask for rules. */
function leaving(
  services: readonly string[],
  spokes: readonly (typeof alpha)[],
  change: Change = () => undefined,
  parts: WorldParts = {},
): Advice["scene"] {
  return async () => {
    const stage = createStage(world({ isOrganized: true, ...parts }));
    const own = ruleHub(await withResolver(stage));
    const shared = services.map(sharedBy);
    for (let pass = 0; pass < 2; pass++) {
      await stage.operator().apply([own, ...shared, ...spokes.map((spoke) => spoke(BY_ZONE))]);
      await propagate(stage);
    }
    const files = [own, ...shared, ...spokes.map((spoke) => spoke())];
    const mend = await change(stage);
    return { stage, files, ...(mend instanceof Function && { mend: mend as () => unknown }) };
  };
}

/** The VPC has a rule of its own for kms, so of the hub's rules it gets ssm's alone. */
const halfWay: Change = async (stage) => {
  const resolver = client(Route53ResolverClient, { stage }, ALPHA.account);
  const send = <T>(sent: Promise<T>) => stage.clock.run(sent);
  const { ResolverRule } = await send(
    resolver.send(
      new CreateResolverRuleCommand({ CreatorRequestId: "own", RuleType: "SYSTEM", DomainName: KMS }),
    ),
  );
  const pair = { ResolverRuleId: ResolverRule?.Id, VPCId: ALPHA.vpc };
  await send(resolver.send(new AssociateResolverRuleCommand(pair)));
  const [inbound = "", outbound = ""] = stage.cloud.estate.resolver.endpoints.keys();
  const own = ruleHub({ inbound, outbound, addresses: [] });
  await stage.operator().apply([own, sharedBy("ssm"), sharedBy("kms"), alpha(), beta()]);
  await propagate(stage);
  return () => send(resolver.send(new DisassociateResolverRuleCommand(pair)));
};

/** The hub's rule is the Region's, and documents keep these names from it. */
const keeping = (files: Files, ...except: string[]): Files =>
  files.map((file) => rewritten(file, () => ({ rules: "regional", regional: { accept: true, except } })));

/** Whoever made the zone put the spoke's VPC into it. */
const putIn: Change = async (stage) => {
  const pair = { HostedZoneId: zoneNamed(stage, SSM).id, VPC: vpcInput(ALPHA.vpc) };
  await byHand(stage).send(new CreateVPCAssociationAuthorizationCommand(pair));
  await byHand(stage, ALPHA.account).send(new AssociateVPCWithHostedZoneCommand(pair));
  await propagate(stage);
};

const ADOPTED: WorldParts = {
  hub: {
    zones: [
      {
        name: SSM,
        vpcs: [LOCAL.vpc],
        callerReference: "terraform-1",
        records: [{ name: SSM, alias: { endpoint: SSM_ENDPOINT } }],
      },
    ],
  },
};

export const SWITCHING = {
  SwitchWaits: [
    {
      todo: SEE_AND_RUN,
      scene: leaving(["ssm"], [alpha], (stage) =>
        stage.cloud.faults.add({
          fault: "deny",
          operation: "ListResolverRuleAssociations",
          account: ALPHA.account,
        }),
      ),
      ways: [{ does: SEE_AND_RUN, follow: others }],
    },
  ],
  KeptFromRule: [
    {
      todo: `${TAKE_OUT}; or ${BACK}`,
      scene: async () => {
        const { stage, files } = await leaving(["ssm"], [alpha])();
        return { stage, files: keeping(files, SSM) };
      },
      ways: [
        { does: TAKE_OUT, follow: (at) => Object.assign(at, { files: keeping(at.files) }) },
        { does: BACK, follow: writes("spoke-alpha", BY_ZONE) },
      ],
    },
  ],
  NextWave: [
    {
      todo: "run again when this wave is served (the daemon goes on by itself)",
      scene: leaving(["ssm"], [alpha, beta]),
      ways: [{ does: "run again when this wave is served (the daemon goes on by itself)", follow: again }],
    },
    {
      todo: SEE_SPOKE,
      scene: leaving(["ssm", "kms"], [alpha, beta], halfWay),
      ways: [{ does: SEE_SPOKE, follow: others }],
    },
  ],
  ZoneStaysBehind: [
    {
      todo: `nothing; or ${TAKE}`,
      scene: async () => {
        const stage = createStage(world({ isOrganized: true, ...ADOPTED }));
        const own = ruleHub(await withResolver(stage));
        const adopting = endpoint("ssm", { hubPrivateDns: "off", adoptZones: true });
        await stage.operator().apply([own, adopting]);
        await putIn(stage);
        return { stage, files: [own, adopting, alpha()] };
      },
      ways: [{ does: TAKE, follow: writes("endpoint-ssm", { takeOwnership: true }) }],
      besides: ["nothing"],
    },
  ],
  SwitchNotAvailable: [
    {
      todo: "give spoke … mode phz-association first; when zones serve it, mode resolver-rule again",
      scene: async () => {
        const stage = createStage(world({ isOrganized: true, hub: { vpcs: secondVpcs() } }));
        const first = ruleHub(await withResolver(stage));
        const other = await withResolver(stage, SECOND.vpc);
        const second = {
          path: "hub-other.yaml",
          text: JSON.stringify({
            ...JSON.parse(ruleHub(other, { vpc: SECOND.vpc, anchorVpc: { vpc: SECOND.anchor } }).text),
            metadata: { name: "other" },
          }),
        };
        const shared = endpoint("ssm", { hubs: ["hub", "other"], hubPrivateDns: "off" });
        for (let pass = 0; pass < 3; pass++) {
          await stage.operator().apply([first, second, shared, alpha()]);
          await propagate(stage);
        }
        return { stage, files: edited([first, second, shared, alpha()], "spoke-alpha", { hub: "other" }) };
      },
      ways: [
        {
          does: "give spoke … mode phz-association first",
          follow: writes("spoke-alpha", { mode: "phz-association" }),
        },
      ],
      besides: ["when zones serve it, mode resolver-rule again"],
    },
  ],
} satisfies Partial<Record<Reason, readonly Advice[]>>;
