import { AssociateResolverRuleCommand, Route53ResolverClient } from "@aws-sdk/client-route53resolver";
import { clientSettings } from "../../src/simulator/client-settings.ts";
import { HUB_VPC, REGION } from "../support/fleet.ts";
import { ruleHub, sharedBy, withResolver } from "../support/resolver-scene.ts";
import {
  ALPHA,
  alpha,
  BETA,
  beta,
  endpoint,
  GAMMA,
  gamma,
  KMS,
  KMS_ENDPOINT,
  LOCAL,
  local,
  type Place,
  SSM,
  SSM_ENDPOINT,
  spoke,
  vpcOf,
  type WorldParts,
} from "../support/scenario.ts";
import type { Files, Stage } from "../support/stage.ts";

/** One estate in which spokes are served in several ways, and what its documents say before and after. */
export type MixedLife = {
  readonly name: string;
  readonly world?: WorldParts;
  /** For `npm test`. */
  readonly isQuick?: true;
  readonly before: (hubs: Hubs) => Files;
  readonly after: (hubs: Hubs) => Files;
  /** What others do between the two. */
  readonly between?: (stage: Stage) => Promise<void>;
};

/** `hub`: a rule for each name; `wide`: of another VPC of the same account, one for the Region. */
export type Hubs = {
  readonly hub: Files[number];
  readonly wide: Files[number];
  /** As `wide`, with a rule for each name. */
  readonly other: Files[number];
};

const GENEROUS = { guard: { maxRemovalPercent: 100 } };
const WIDE_VPC = "vpc-0a000000000000007";
const WIDE_ANCHOR = "vpc-0a000000000000077";

/** What the lives' VPCs are asked for. */
export const NAMES = [SSM, KMS, `d.${SSM}`, `host.${SSM}`];
export const VPCS = [ALPHA, BETA, GAMMA, LOCAL].map(({ vpc }) => vpc);

const zoned = { mode: "phz-association" };
const none = { endpoints: "none" };
const ofWide = (name: string, place: Place, spec = {}) => spoke(name, place, { hub: "wide", ...spec });
const both = (service: string) => endpoint(service, { hubs: ["hub", "wide"], hubPrivateDns: "off" });

const ofHub = (service: string, name: string) => endpoint(service, { hubs: [name], hubPrivateDns: "off" });
/** Each hub has a service of its own. */
const ofTwo =
  (...spokes: Files) =>
  ({ hub, other }: Hubs): Files => [hub, other, ofHub("ssm", "hub"), ofHub("kms", "other"), ...spokes];

const DEEP = [
  { id: SSM_ENDPOINT, service: "ssm" },
  { id: KMS_ENDPOINT, service: "kms" },
  { id: "vpce-0e0000000000000d1", service: "deep" },
];
const others = (domain: string) => ({ domain, targets: ["192.0.2.53"] });

export const LIVES: readonly MixedLife[] = [
  {
    name: "spokes of both modes begin",
    before: ({ hub }) => [hub],
    after: ({ hub }) => [hub, sharedBy("ssm"), sharedBy("kms"), alpha(), beta(zoned), local()],
  },
  {
    name: "a service more, and a spoke more of each mode",
    before: ({ hub }) => [hub, sharedBy("ssm"), alpha(), beta(zoned)],
    after: ({ hub }) => [hub, sharedBy("ssm"), sharedBy("kms"), alpha(), beta(zoned), gamma(), local(zoned)],
  },
  {
    name: "a spoke of each mode leaves, and a service",
    before: ({ hub }) => [hub, sharedBy("ssm"), sharedBy("kms"), alpha(), beta(zoned), gamma(), local(zoned)],
    after: ({ hub }) => [hub, sharedBy("ssm"), gamma(), local(zoned)],
  },
  {
    name: "one takes the other's mode",
    before: ({ hub }) => [hub, sharedBy("ssm"), sharedBy("kms"), alpha(), beta(zoned)],
    after: ({ hub }) => [hub, sharedBy("ssm"), sharedBy("kms"), alpha(zoned), beta()],
  },
  {
    name: "two hubs of one account, a rule for each name and one for the Region",
    before: ({ hub, wide }) => [hub, wide, both("ssm"), alpha()],
    after: ({ hub, wide }) => [
      hub,
      wide,
      both("ssm"),
      both("kms"),
      alpha(),
      ofWide("beta", BETA),
      gamma(zoned),
    ],
  },
  {
    name: "spokes of two hubs leave, and one goes over to the other mode",
    before: ({ hub, wide }) => [
      hub,
      wide,
      both("ssm"),
      alpha(),
      ofWide("beta", BETA),
      ofWide("gamma", GAMMA),
      local(zoned),
    ],
    after: ({ hub, wide }) => [
      hub,
      wide,
      both("ssm"),
      alpha(none),
      ofWide("beta", BETA, zoned),
      ofWide("gamma", GAMMA),
      local(),
    ],
  },
  {
    name: "a zone that others made is adopted, for both modes",
    world: { hub: { zones: [{ name: SSM, vpcs: [HUB_VPC, ALPHA.vpc] }] } },
    before: ({ hub }) => [hub],
    after: ({ hub }) => [
      hub,
      endpoint("ssm", { hubPrivateDns: "off", adoptZones: true }),
      alpha(),
      beta(zoned),
      gamma(),
    ],
  },
  {
    name: "a team's own association of our rule, while others leave",
    before: ({ hub }) => [hub, sharedBy("ssm"), alpha(), beta(zoned), gamma()],
    between: (stage) => associatedByItsTeam(stage, LOCAL),
    after: ({ hub }) => [hub, sharedBy("ssm"), alpha(none), beta(none), gamma(zoned)],
  },
  {
    name: "rules of others above, below and beside",
    isQuick: true,
    world: {
      alphaVpc: {
        resolverRules: [others("."), others(`x.${SSM}`), { domain: "amazonaws.com", type: "SYSTEM" }],
      },
      beta: {
        resolverRules: [{ region: REGION, ...others("com"), vpcs: [BETA.vpc] }],
      },
      hubVpc: { resolverRules: [others("corp.example")] },
    },
    before: ({ hub }) => [hub, sharedBy("ssm"), alpha(), beta(zoned), gamma(zoned)],
    after: ({ hub }) => [hub, sharedBy("ssm"), sharedBy("kms"), alpha(zoned), beta(), gamma()],
  },
  {
    name: "from a rule for each name to the Region's, beside a spoke of zones",
    before: ({ hub }) => [hub, sharedBy("ssm"), sharedBy("kms"), alpha(), beta(zoned), local()],
    after: ({ hub }) => [regional(hub), sharedBy("ssm"), sharedBy("kms"), alpha(), beta(zoned), local()],
  },
  {
    name: "a VPC of two hubs, by rules of one and zones of the other",
    before: ofTwo(alpha()),
    after: ofTwo(
      alpha(),
      spoke("alpha-other", ALPHA, { hub: "other", ...zoned }),
      spoke("beta", BETA, zoned),
      spoke("beta-other", BETA, { hub: "other" }),
    ),
  },
  {
    name: "a VPC of two hubs, which takes the other mode in both",
    before: ofTwo(alpha(), spoke("alpha-other", ALPHA, { hub: "other", ...zoned })),
    after: ofTwo(alpha(zoned), spoke("alpha-other", ALPHA, { hub: "other" })),
  },
  {
    name: "spokes with endpoints of their own change modes",
    world: {
      alphaVpc: { endpoints: [{ id: "vpce-0e0000000000000f1", service: "kms", privateDns: true }] },
    },
    before: ({ hub }) => [hub, sharedBy("ssm"), sharedBy("kms"), alpha(), beta(zoned)],
    after: ({ hub }) => [hub, sharedBy("ssm"), sharedBy("kms"), alpha(zoned), beta(), gamma()],
  },
  {
    name: "a name is kept back from the Region's rule, which another one no longer is",
    before: ({ hub }) => [regional(hub, [KMS]), sharedBy("ssm"), sharedBy("kms"), alpha(), beta(zoned)],
    after: ({ hub }) => [regional(hub, [SSM]), sharedBy("ssm"), sharedBy("kms"), alpha(), beta(zoned)],
  },
  {
    name: "from the Region's rule, with a name kept back, to zones, while another goes there",
    before: ({ hub }) => [regional(hub, [KMS]), sharedBy("ssm"), sharedBy("kms"), alpha(), beta(zoned)],
    after: ({ hub }) => [regional(hub, [KMS]), sharedBy("ssm"), sharedBy("kms"), alpha(zoned), beta()],
  },
  {
    name: "rules of a zone beneath another's, beside spokes of zones",
    world: { services: { deep: [`d.${SSM}`] }, endpoints: DEEP },
    before: ({ hub }) => [hub, sharedBy("ssm"), sharedBy("deep"), alpha(), beta(zoned)],
    after: ({ hub }) => [hub, sharedBy("ssm"), sharedBy("deep"), alpha(zoned), beta(), gamma()],
  },
  {
    name: "a parent's name is shared no more, and its child's is",
    world: { services: { deep: [`d.${SSM}`] }, endpoints: DEEP },
    before: ({ hub }) => [hub, sharedBy("ssm"), sharedBy("deep"), alpha(), beta(zoned), gamma()],
    after: ({ hub }) => [hub, sharedBy("deep"), alpha(), beta(zoned), gamma(zoned)],
  },
];

/** Both hubs, with their Resolver endpoints made. */
export async function hubsIn(stage: Stage): Promise<Hubs> {
  const hub = ruleHub(await withResolver(stage), GENEROUS);
  const scene = await withResolver(stage, WIDE_VPC);
  const second = ruleHub(scene, { ...GENEROUS, vpc: WIDE_VPC, anchorVpc: { vpc: WIDE_ANCHOR } });
  return { hub, wide: renamed(regional(second), "wide"), other: renamed(second, "other") };
}

export function partsOf({ world = {} }: MixedLife): WorldParts {
  const endpoints = [
    { id: "vpce-0e000000000000071", service: "ssm" },
    { id: "vpce-0e000000000000072", service: "kms" },
  ];
  const vpcs = [vpcOf(WIDE_VPC, 7, { endpoints }), vpcOf(WIDE_ANCHOR, 6)];
  return { isOrganized: true, ...world, hub: { ...world.hub, vpcs } };
}

function regional({ path, text }: Files[number], except: readonly string[] = []): Files[number] {
  const document = JSON.parse(text);
  const rules = { rules: "regional", regional: { accept: true, except } };
  document.spec.resolver = { ...document.spec.resolver, ...rules };
  return { path, text: JSON.stringify(document) };
}

function renamed({ text }: Files[number], name: string): Files[number] {
  const document = JSON.parse(text);
  return { path: `hub-${name}.yaml`, text: JSON.stringify({ ...document, metadata: { name } }) };
}

/** With each rule that has reached the account and its VPC lacks. */
async function associatedByItsTeam(stage: Stage, { account, vpc }: Place): Promise<void> {
  const resolver = new Route53ResolverClient(clientSettings(stage.cloud, account, REGION));
  const { rules, associations } = stage.cloud.estate.resolver;
  const taken = new Set(
    [...associations.values()].filter((one) => one.vpcId === vpc).map((one) => one.ruleId),
  );
  for (const { id } of [...rules.values()].filter(
    (rule) => rule.domainName.startsWith("ssm") && !taken.has(rule.id),
  ))
    await stage.clock.run(
      resolver.send(new AssociateResolverRuleCommand({ ResolverRuleId: id, VPCId: vpc, Name: "own" })),
    );
}
