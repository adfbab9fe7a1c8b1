import {
  CreateResolverRuleCommand,
  DeleteResolverRuleCommand,
  Route53ResolverClient,
} from "@aws-sdk/client-route53resolver";
import type { Reason } from "../../src/model/reasons.ts";
import { HUB } from "../support/fleet.ts";
import { propagate } from "../support/look.ts";
import {
  A,
  B,
  C,
  FAR,
  FAR_DNS,
  managed,
  managedHub,
  managedWorld,
  OTHER_DNS,
} from "../support/managed-resolver-scene.ts";
import { sharedBy } from "../support/resolver-scene.ts";
import { alpha, hub, LOCAL, type WorldParts } from "../support/scenario.ts";
import { createStage, type Stage } from "../support/stage.ts";
import { type Advice, again, client, others, type Scene, type Way } from "./advice.ts";
import { BY_HAND, IN_GIT, LET_GO } from "./removals.ts";

type Documents = Parameters<typeof managedHub>[0];
type Change = (stage: Stage) => unknown;

const AC = { inbound: managed([A, C]) };
const SPOKES = [sharedBy("ssm"), alpha()];

/** A spoke served through endpoints that were made for it, then something changed, and documents ask for something else. */
function made(
  wanted: Documents,
  change: Change = () => undefined,
  { passes = 4, past = {} as Documents, ...parts }: WorldParts & { passes?: number; past?: Documents } = {},
) {
  return async (): Promise<Scene> => {
    const stage = createStage(managedWorld(parts));
    for (let pass = 0; pass < passes; pass++) {
      await stage.operator().apply([managedHub(past), ...SPOKES]);
      await propagate(stage);
    }
    const mend = await change(stage);
    return {
      stage,
      files: [managedHub(wanted), ...SPOKES],
      ...(mend instanceof Function && { mend: mend as () => unknown }),
    };
  };
}

const denied =
  (operation: string): Change =>
  (stage) =>
    stage.cloud.faults.add({ fault: "deny", operation, account: HUB });

/** Other documents of the hub's endpoints. */
const writes =
  (resolver: Documents, spec: object = {}): Way["follow"] =>
  (scene) => {
    scene.files = scene.files.map((file) =>
      file.path === "hub-hub.yaml" ? managedHub(resolver, spec) : file,
    );
  };

/** Passes after what was followed, for what comes in several. */
const inTime =
  (follow: Way["follow"], count = 6): Way["follow"] =>
  async (scene, words, aws) => {
    await follow(scene, words, aws);
    for (let pass = 0; pass < count; pass++) {
      await scene.stage.operator().apply(scene.files, scene.options);
      await propagate(scene.stage);
    }
  };

/** A rule of a team of the hub's account that leads to what the hub's rules lead to. */
const teamsRule: Change = async (stage) => {
  const resolver = client(Route53ResolverClient, { stage }, HUB);
  const [ours] = stage.cloud.estate.resolver.rules.values();
  const { ResolverRule } = await stage.clock.run(
    resolver.send(
      new CreateResolverRuleCommand({
        CreatorRequestId: "by hand",
        RuleType: "FORWARD",
        DomainName: "corp.example",
        ResolverEndpointId: ours?.endpointId ?? "",
        TargetIps: ours?.targets ?? [],
      }),
    ),
  );
  return () =>
    stage.clock.run(resolver.send(new DeleteResolverRuleCommand({ ResolverRuleId: ResolverRule?.Id })));
};

const AGAIN = "run again; the daemon goes on by itself";
const GROUPS = "allow the hub's role ec2:DescribeSecurityGroups, then run again";
const SUBNETS = "allow the hub's role ec2:DescribeSubnets, then run again";
const ELSEWHERE = `point such servers elsewhere, then: ${BY_HAND}; or, ${IN_GIT}`;
/** In the other VPC no private name answers. */
const isDark =
  (is: boolean): Change =>
  (stage) => {
    const vpc = stage.cloud.estate.network.vpcs.get(LOCAL.vpc);
    if (vpc) vpc.enableDnsHostnames = !is;
  };

/** Another hub of the account names what this one has made, and has no more. */
async function shared(): Promise<Scene> {
  const { stage } = await made({})();
  const [inbound, outbound] = ["INBOUND", "OUTBOUND"].map((direction) => {
    const all = [...stage.cloud.estate.resolver.endpoints.values()];
    return { id: all.find((one) => one.direction === direction)?.id };
  });
  const second = (resolver: object) => hub({ vpc: LOCAL.vpc, anchorVpc: undefined, ...resolver }, "second");
  const rest = [
    managedHub({ inbound: "none", outbound: "none" }),
    sharedBy("ssm"),
    alpha({ mode: "phz-association" }),
  ];
  const scene: Scene = {
    stage,
    files: [second({ resolver: { inbound, outbound } }), ...rest],
    mend: () => {
      scene.files = [second({}), ...rest];
    },
  };
  return scene;
}

/** Resolver endpoints that documents have made. */
export const MANAGED_RESOLVER = {
  ResolverSubnets: [
    {
      todo: SUBNETS,
      scene: made({}, denied("DescribeSubnets"), { passes: 0 }),
      ways: [{ does: SUBNETS, follow: inTime(others) }],
    },
    {
      todo: "correct spec.resolver.… of the hub",
      scene: made({ inbound: managed([A, "subnet-0bad000000000000a"]) }, undefined, { passes: 0 }),
      ways: [{ does: "correct spec.resolver.… of the hub", follow: inTime(writes({})) }],
    },
    {
      todo: "name subnets of one VPC in spec.resolver.… of the hub",
      scene: made({ inbound: managed([A, FAR[0]]) }, undefined, { passes: 0 }),
      ways: [{ does: "name subnets of one VPC in spec.resolver.… of the hub", follow: inTime(writes({})) }],
    },
  ],
  ResolverQuota: [
    {
      todo: "raise the quota of Resolver endpoints, then quotas.resolverEndpoints of the hub",
      async scene() {
        const at = await made({}, undefined, { passes: 0 })();
        return { ...at, files: [managedHub({}, { quotas: { resolverEndpoints: 1 } }), ...SPOKES] };
      },
      ways: [
        {
          does: "raise the quota of Resolver endpoints, then quotas.resolverEndpoints of the hub",
          follow: inTime(writes({}, { quotas: { resolverEndpoints: 2 } })),
        },
      ],
    },
  ],
  ResolverOneZone: [
    {
      todo: "name subnets of at least two Availability Zones",
      scene: made({}, undefined, {
        passes: 0,
        hubVpc: {
          subnets: [A, B, C].map((id, i) => ({
            id,
            cidr: `10.0.${i}.0/24`,
            zone: i === 2 ? "eu-west-1b" : "eu-west-1a",
          })),
        },
      }),
      ways: [
        {
          does: "name subnets of at least two Availability Zones",
          follow: inTime(writes({ inbound: managed([A, C]), outbound: managed([A, C]) })),
        },
      ],
    },
  ],
  ResolverMoves: [
    {
      todo: AGAIN,
      scene: made(AC),
      ways: [{ does: "run again", follow: inTime(again) }],
      besides: ["the daemon goes on by itself"],
    },
  ],
  ResolverOtherVpc: [
    {
      todo: "mend that if it does not end by itself, or name the old endpoint again; then run again",
      async scene() {
        const at = await made({ inbound: managed(FAR, [FAR_DNS]) }, isDark(true))();
        await inTime(again)(at, "", undefined as never);
        return at;
      },
      ways: [
        {
          does: "mend that if it does not end by itself",
          follow: inTime(({ stage }) => void isDark(false)(stage)),
        },
        { does: "name the old endpoint again", follow: inTime(writes({})) },
      ],
      besides: ["then run again"],
    },
  ],
  FixedAddress: [
    {
      todo: "write another ip for …, or none, and tell whoever forwards to …; then run again",
      scene: made({ inbound: managed([{ subnet: A, ip: "10.0.0.53" }, B], [OTHER_DNS]) }, undefined, {
        past: { inbound: managed([{ subnet: A, ip: "10.0.0.53" }, B]) },
      }),
      ways: [
        {
          does: "write another ip for …",
          follow: inTime(writes({ inbound: managed([{ subnet: A, ip: "10.0.0.54" }, B], [OTHER_DNS]) })),
        },
        { does: "none", follow: inTime(writes({ inbound: managed([A, B], [OTHER_DNS]) })) },
      ],
      besides: ["and tell whoever forwards to …", "then run again"],
    },
  ],
  ResolverInUse: [
    {
      todo: "change or delete that rule; then run again",
      async scene() {
        const at = await made({ inbound: managed([A, B], [OTHER_DNS]) }, teamsRule)();
        await inTime(again)(at, "", undefined as never);
        return at;
      },
      ways: [{ does: "delete that rule", follow: inTime(others) }],
      besides: ["change", "then run again"],
    },
    {
      todo: "name another one in hub …; or nothing",
      scene: shared,
      ways: [{ does: "name another one in hub …", follow: others }],
      besides: ["nothing"],
    },
  ],
  UnknownForwarders: [
    {
      todo: ELSEWHERE,
      async scene() {
        const at = await made({ inbound: managed([A, B], [OTHER_DNS]) })();
        await inTime(again)(at, "", undefined as never);
        return at;
      },
      ways: LET_GO,
      besides: ["point such servers elsewhere, then"],
    },
  ],
} satisfies Partial<Record<Reason, readonly Advice[]>>;

/** What others say of endpoints that are not ready, said of ours. */
export const NOT_READY: readonly Advice[] = [
  {
    todo: GROUPS,
    scene: made({ outbound: managed([A, B, C]) }, denied("DescribeSecurityGroups")),
    ways: [{ does: GROUPS, follow: inTime(others) }],
  },
];
