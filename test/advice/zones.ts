import {
  ChangeTagsForResourceCommand,
  CreateHostedZoneCommand,
  DeleteHostedZoneCommand,
} from "@aws-sdk/client-route-53";
import type { Hub } from "../../src/model/desired/types.ts";
import { callerReference, ownershipHash } from "../../src/model/ownership.ts";
import type { Reason } from "../../src/model/reasons.ts";
import { ANCHOR, HUB, HUB_VPC, OPERATOR, REGION } from "../support/fleet.ts";
import { byHand, converge, filesWithout, vpcInput, zoneNamed } from "../support/look.ts";
import {
  ALPHA,
  alpha,
  BETA,
  beta,
  endpoint,
  hub,
  LOCAL,
  local,
  SSM,
  type WorldParts,
  world,
} from "../support/scenario.ts";
import { createStage } from "../support/stage.ts";
import { type Advice, adds, deletes, edited, others, type Scene, writes } from "./advice.ts";
import { after, BOTH, failing, madeBy, ONE, SECOND, secondHub, secondVpcs, staged } from "./scenes.ts";

const NO_ANCHOR = { anchorVpc: undefined };
const ANCHORED = { anchorVpc: { vpc: ANCHOR } };
const adopting = endpoint("ssm", { adoptZones: true });

/** The hub's account with a second hub VPC, and zones that others made. */
const wide = (zones: NonNullable<WorldParts["hub"]>["zones"] = []): WorldParts => ({
  hub: { zones, vpcs: secondVpcs(), roles: [{ name: "hub", trusts: [OPERATOR] }] },
});
const withZone = (zone: NonNullable<Parameters<typeof wide>[0]>[number]) => wide([zone]);

const ANCHOR_TODO = "give the hub an anchorVpc: a VPC of the hub's account without workloads";
const anchors = writes("hub-hub", ANCHORED);
const raises = (quota: "zonesPerAccount" | "vpcsPerZone", value: number) => (at: Scene, words: string) => {
  if (!words.includes(`quotas.${quota}`)) throw new Error(`${quota} is not named: ${words}`);
  at.stage.cloud.estate.options.quotas[quota] = value;
  at.files = edited(at.files, "hub-hub", { quotas: { [quota]: value } });
};

/** Two sets of a name, and the anchor the only VPC of the first one's zone. */
const SETS = [
  hub(),
  endpoint("ssm"),
  endpoint("ssm", { set: "b" }, "ssm-b"),
  alpha({ endpoints: { names: ["ssm-b"] } }),
];

export const ZONES = {
  DuplicateZone: [
    {
      todo: "move what uses … away, and delete that zone with its records",
      async scene() {
        const stage = await madeBy(ONE, wide());
        const parts = { owner: "network-platform", account: HUB, region: REGION, vpc: HUB_VPC } as Hub;
        const reference = {
          owner: parts.owner,
          hash: ownershipHash(parts, "default", SSM as never),
          shard: 0,
          generation: 1,
        };
        await byHand(stage).send(
          new CreateHostedZoneCommand({
            Name: SSM,
            CallerReference: callerReference(reference),
            VPC: vpcInput(SECOND.anchor),
          }),
        );
        return { stage, files: ONE };
      },
      ways: [
        {
          does: "move what uses … away, and delete that zone with its records",
          async follow({ stage }, words) {
            const Id = /uses (\w+) away/.exec(words)?.[1] ?? "";
            await byHand(stage).send(new DeleteHostedZoneCommand({ Id }));
          },
        },
      ],
    },
  ],
  OtherOwner: [
    {
      todo: "agree with that owner, then set takeOwnership: true (and takeRecords: true if its records lead elsewhere); or leave adoptZones out for a zone of your own",
      scene: after(
        [secondHub({ owner: "others" }), endpoint("ssm", { hubs: ["other"] }), beta({ hub: "other" })],
        [hub(), adopting, alpha()],
        wide(),
      ),
      ways: [
        {
          does: "agree with that owner, then set takeOwnership: true (and takeRecords: true if its records lead elsewhere)",
          follow: writes("endpoint-ssm", { takeOwnership: true, takeRecords: true }),
        },
        {
          does: "leave adoptZones out for a zone of your own",
          follow: writes("endpoint-ssm", { adoptZones: undefined }),
        },
      ],
    },
  ],
  TakenOver: [
    {
      todo: "delete the endpoint's document here; or, agreed with that owner, the zone's tag vpce-operator/claim",
      async scene() {
        const stage = await madeBy([hub({ owner: "old" }), endpoint("ssm"), alpha()]);
        const taking = endpoint("ssm", { adoptZones: true, takeOwnership: true });
        await converge(stage, [hub({ owner: "new" }), taking, alpha()]);
        return { stage, files: [hub({ owner: "old" }), endpoint("ssm"), alpha()] };
      },
      ways: [
        { does: "delete the endpoint's document here", follow: deletes("endpoint-ssm") },
        {
          does: "agreed with that owner, the zone's tag vpce-operator/claim",
          async follow({ stage }) {
            await byHand(stage).send(
              new ChangeTagsForResourceCommand({
                ResourceType: "hostedzone",
                ResourceId: zoneNamed(stage, SSM).id,
                RemoveTagKeys: ["vpce-operator/claim"],
              }),
            );
          },
        },
      ],
    },
  ],
  OwnerNotRead: [
    {
      todo: "allow route53:ListTagsForResources to the hub's role (docs/iam.md), and run again",
      scene: failing({ fault: "deny", operation: "ListTagsForResources" }, ONE, {}, BOTH),
      ways: [
        {
          does: "allow route53:ListTagsForResources to the hub's role (docs/iam.md), and run again",
          follow: others,
        },
      ],
    },
  ],
  ZoneWantedTwice: [
    {
      todo: "give each hub a document of its own, and let one of them adopt the zone",
      scene: staged(
        [hub(), secondHub(NO_ANCHOR), endpoint("ssm", { hubs: ["hub", "other"], adoptZones: true }), alpha()],
        withZone({ name: SSM, vpcs: [LOCAL.vpc], callerReference: "terraform-1" }),
      ),
      ways: [
        {
          does: "give each hub a document of its own, and let one of them adopt the zone",
          follow(at) {
            at.files = [
              ...filesWithout(at.files, "endpoint-ssm"),
              endpoint("ssm", { adoptZones: true }),
              endpoint("ssm", { hubs: ["other"] }, "ssm-other"),
            ];
          },
        },
      ],
    },
  ],
  NameWantedTwice: [
    {
      todo: "narrow names of one of them",
      scene: staged(
        [hub(), endpoint("kms"), endpoint("ssm"), alpha()],
        world({ services: { kms: [SSM, `kms.${REGION}.amazonaws.com`] } }),
      ),
      ways: [
        {
          does: "narrow names of one of them",
          follow: writes("endpoint-kms", { names: [`kms.${REGION}.amazonaws.com`] }),
        },
      ],
    },
    {
      todo: "choose one of them in the spoke's endpoints",
      async scene() {
        const sets = [
          hub(),
          endpoint("ssm"),
          endpoint("kms", { set: "b" }),
          beta({ endpoints: { names: ["ssm"] } }),
        ];
        const stage = createStage(world({ services: { kms: [SSM] } }));
        await stage.operator().apply([...sets, alpha()]);
        return { stage, files: [...sets, alpha()] };
      },
      ways: [
        {
          does: "choose one of them in the spoke's endpoints",
          follow: writes("spoke-alpha", { endpoints: { names: ["ssm"] } }),
        },
      ],
    },
  ],
  NoFirstVpc: [
    {
      todo: ANCHOR_TODO,
      scene: staged([hub(NO_ANCHOR), endpoint("ssm"), alpha()]),
      ways: [{ does: ANCHOR_TODO, follow: anchors }],
    },
  ],
  AnchorNotFound: [
    {
      todo: "correct the hub's anchorVpc",
      scene: staged([hub({ anchorVpc: { vpc: "vpc-0a0000000000000cc" } }), endpoint("ssm"), alpha()]),
      ways: [{ does: "correct the hub's anchorVpc", follow: anchors }],
    },
  ],
  AnchorBusy: [
    {
      todo: "run again when a spoke is in that zone; if none will be, name another anchorVpc or delete that zone's endpoint document",
      scene: after([hub(), endpoint("ssm")], SETS, wide()),
      ways: [
        {
          does: "run again when a spoke is in that zone",
          follow: adds(beta({ endpoints: { names: ["ssm"] } })),
        },
        {
          does: "if none will be, name another anchorVpc",
          follow: writes("hub-hub", { anchorVpc: { vpc: SECOND.anchor } }, ["anchorVpc"]),
        },
        { does: "delete that zone's endpoint document", follow: deletes("endpoint-ssm") },
      ],
    },
  ],
  ZoneQuota: [
    {
      todo: "raise Route 53's quota for hosted zones, then quotas.zonesPerAccount of the hub",
      scene: staged(
        [hub({ quotas: { zonesPerAccount: 1 } }), endpoint("ssm"), alpha()],
        withZone({ name: "corp.example", vpcs: [LOCAL.vpc] }),
        { quotas: { zonesPerAccount: 1 } },
      ),
      ways: [
        {
          does: "raise Route 53's quota for hosted zones, then quotas.zonesPerAccount of the hub",
          follow: raises("zonesPerAccount", 100),
        },
      ],
    },
  ],
  ZoneQuotaNear: [
    {
      todo: "ask AWS for more hosted zones in time, then raise quotas.zonesPerAccount of the hub",
      scene: staged([hub({ quotas: { zonesPerAccount: 1 } }), endpoint("ssm"), alpha()]),
      ways: [
        {
          does: "ask AWS for more hosted zones in time, then raise quotas.zonesPerAccount of the hub",
          follow: raises("zonesPerAccount", 100),
        },
      ],
    },
  ],
  VpcQuota: [
    {
      todo: "give the hub an anchorVpc, with which further zones of the name are made; or raise Route 53's quota of VPCs for a private zone, then quotas.vpcsPerZone of the hub",
      scene: staged(
        [hub({ ...NO_ANCHOR, quotas: { vpcsPerZone: 2 } }), endpoint("ssm"), alpha(), beta(), local()],
        {},
        { quotas: { vpcsPerZone: 2 } },
      ),
      ways: [
        {
          does: "give the hub an anchorVpc, with which further zones of the name are made",
          follow: anchors,
          serves: [ALPHA, BETA, LOCAL].map(({ vpc }) => [vpc, SSM]),
        },
        {
          does: "raise Route 53's quota of VPCs for a private zone, then quotas.vpcsPerZone of the hub",
          follow: raises("vpcsPerZone", 10),
          serves: [ALPHA, BETA, LOCAL].map(({ vpc }) => [vpc, SSM]),
        },
      ],
    },
  ],
  VpcQuotaRaised: [
    {
      todo: "raise quotas.vpcsPerZone of the hub, if fewer zones are wanted",
      scene: after(
        [hub({ quotas: { vpcsPerZone: 2 } }), endpoint("ssm"), alpha()],
        [hub({ quotas: { vpcsPerZone: 2 } }), endpoint("ssm"), alpha(), beta(), local()],
      ),
      ways: [
        {
          does: "raise quotas.vpcsPerZone of the hub, if fewer zones are wanted",
          follow: raises("vpcsPerZone", 300),
        },
      ],
    },
  ],
  Shards: [],
  FirstVpcIsClient: [
    {
      todo: "an anchorVpc without workloads avoids this",
      scene: staged([hub(NO_ANCHOR), endpoint("ssm"), local()]),
      ways: [
        {
          does: "an anchorVpc without workloads avoids this",
          follow: anchors,
          serves: [[LOCAL.vpc, SSM]],
        },
      ],
    },
  ],
} satisfies Partial<Record<Reason, readonly Advice[]>>;
