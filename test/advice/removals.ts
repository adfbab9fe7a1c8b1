import {
  ChangeResourceRecordSetsCommand,
  ChangeTagsForResourceCommand,
  DeleteHostedZoneCommand,
  type ResourceRecordSet,
  UpdateHostedZoneCommentCommand,
} from "@aws-sdk/client-route-53";
import type { Failure } from "../../src/model/failure.ts";
import type { PlanOptions } from "../../src/model/plan/plan.ts";
import type { Reason } from "../../src/model/reasons.ts";
import { ANCHOR, HUB, OPERATOR, REGION } from "../support/fleet.ts";
import { byHand, zoneNamed } from "../support/look.ts";
import {
  ALPHA,
  alpha,
  BETA,
  beta,
  endpoint,
  GAMMA,
  gamma,
  hub,
  KMS,
  KMS_ENDPOINT,
  LOCAL,
  local,
  SSM,
  SSM_ENDPOINT,
  spoke,
  vpcOf,
  type WorldParts,
} from "../support/scenario.ts";
import type { Stage } from "../support/stage.ts";
import { type Advice, deletes, others, runs, type Scene, type Way, writes } from "./advice.ts";
import { after, apart, hubApart, SECOND, staged } from "./scenes.ts";

const NO_ANCHOR = hub({ anchorVpc: undefined });
const GENEROUS = hub({ guard: { maxRemovalPercent: 100 } });
const NOWHERE = "vpc-0b0000000000000ff";
const SUBNETS = ["subnet-0a0000000000000a1", "subnet-0a0000000000000b1"];
const ADOPTED = {
  name: SSM,
  vpcs: [LOCAL.vpc, ANCHOR],
  callerReference: "terraform-1",
  records: [{ name: SSM, alias: { endpoint: SSM_ENDPOINT } }],
};
const adopting = (spec = {}) => endpoint("ssm", { adoptZones: true, ...spec });

/** Somebody's record in the zone of ssm. */
const TXT: ResourceRecordSet = {
  Name: `x.${SSM}`,
  Type: "TXT",
  TTL: 60,
  ResourceRecords: [{ Value: '"theirs"' }],
};

async function change(
  { stage }: Pick<Scene, "stage">,
  Action: "CREATE" | "DELETE",
  record: ResourceRecordSet,
) {
  const HostedZoneId = zoneNamed(stage, SSM).id;
  const ChangeBatch = { Changes: [{ Action, ResourceRecordSet: record }] };
  await byHand(stage).send(new ChangeResourceRecordSetsCommand({ HostedZoneId, ChangeBatch }));
}

async function deleteZone({ stage }: Pick<Scene, "stage">): Promise<void> {
  const { id, records } = zoneNamed(stage, SSM);
  for (const record of records.filter(({ AliasTarget }) => AliasTarget))
    await change({ stage }, "DELETE", record);
  await byHand(stage).send(new DeleteHostedZoneCommand({ Id: id }));
}

const PAIR = "if it should go: aws route53 disassociate-vpc-from-hosted-zone --hosted-zone-id … --vpc …";
const RIGHT = "if it should go: aws route53 delete-vpc-association-authorization --hosted-zone-id … --vpc …";
const OWN = "set takeOwnership: true";
const LISTING = "aws route53 list-resource-record-sets --hosted-zone-id …";
const NO_NAMES = { serves: [] } as const;

/** A managed endpoint of ours in the hub VPC, which nobody wants any more. */
const WITH_SUBNETS: WorldParts = {
  hubVpc: { subnets: SUBNETS.map((id, i) => ({ id, cidr: `10.0.${i}.0/24`, zone: `${REGION}${"ab"[i]}` })) },
};
const managed = endpoint("ssm", { hubPrivateDns: undefined, managed: { subnets: SUBNETS } });

const HUBS = [
  hub(),
  hubApart(),
  endpoint("ssm", { hubs: ["hub", "other"] }),
  beta(),
  gamma({ hub: "other" }),
];
const UNREAD_HUB =
  "see why it cannot join there, or correct the hub of spoke …; if the VPC should leave all the same, suspend or delete that spoke";
const UNREAD_SPOKE =
  "correct spoke …, see why it cannot join, or leave the name out there (endpoints: { except: […] }); if … should leave all the same, suspend or delete that spoke until it can";
const ONLY_ONE =
  "correct spoke …, see why it cannot join; if … should leave all the same, suspend or delete that spoke until it can";
const STAYING = [hub(), endpoint("ssm"), beta(), gamma()];

const secondLocal = (names: string[]) =>
  spoke("second", { account: HUB, vpc: NOWHERE }, { endpoints: { names } });

export const BY_HAND = "if that is meant, run again with --allow-removals …";
export const IN_GIT =
  "for the daemon, write in hub … under metadata.annotations: vpce-operator/allow-removals: …";

export const LET_GO: readonly Way[] = [
  {
    does: BY_HAND,
    follow(at, words) {
      const [, digest = ""] = /--allow-removals (\w+)/.exec(words) ?? [];
      at.options = { ...at.options, named: [digest] };
    },
  },
  {
    does: IN_GIT,
    follow(at, words) {
      const [, name, key = "", digest] =
        /hub (\S+) under metadata.annotations: (\S+): (\w+)/.exec(words) ?? [];
      at.files = at.files.map((file) => {
        if (file.path !== `hub-${name}.yaml`) return file;
        const document = JSON.parse(file.text);
        document.metadata.annotations = { [key]: digest };
        return { ...file, text: JSON.stringify(document) };
      });
    },
  },
];

const NO_TABLE: Failure = { kind: "denied", error: "AccessDeniedException", message: "not allowed" };

/** Another VPC was lost so many minutes ago. */
function lostAgo(minutes: number): PlanOptions {
  const past = { lost: new Map([[`pair ${SSM} ${NOWHERE}@${REGION}`, 0]]), allowed: [] };
  return { pastLosses: () => ({ kind: "seen", value: { past, now: minutes * 60_000 } }) };
}

const ONE_LEAVES = after([hub(), endpoint("ssm"), alpha(), beta()], [hub(), endpoint("ssm"), alpha()]);

export const REMOVALS = {
  TooManyRemovals: [
    {
      todo: `${BY_HAND}; or, ${IN_GIT}`,
      scene: after([hub(), endpoint("ssm"), alpha(), beta(), gamma()], [hub(), endpoint("ssm"), alpha()]),
      ways: LET_GO,
    },
    {
      todo: `${BY_HAND}; or, ${IN_GIT}; or wait: it goes ahead after …`,
      scene: async () => ({ ...(await ONE_LEAVES()), options: lostAgo(10) }),
      ways: [
        ...LET_GO,
        {
          does: "or wait: it goes ahead after …",
          follow(at) {
            at.options = lostAgo(60);
          },
        },
      ],
    },
  ],
  LossesNotRemembered: [
    {
      todo: "see why the table does not answer (vpce-operator table describe; its permissions are in docs/lease.md); the next pass goes on by itself",
      scene: async () => ({
        ...(await ONE_LEAVES()),
        options: { pastLosses: () => ({ kind: "unreadable", failure: NO_TABLE }) },
      }),
      ways: [
        {
          does: "see why the table does not answer (vpce-operator table describe; its permissions are in docs/lease.md)",
          follow(at) {
            at.options = lostAgo(60);
          },
        },
      ],
      besides: ["the next pass goes on by itself"],
    },
  ],
  AdoptedPair: [
    {
      todo: `${PAIR}; or ${OWN}`,
      scene: adoptedWith({ ...ADOPTED, vpcs: [ANCHOR, ALPHA.vpc, LOCAL.vpc] }),
      ways: [
        { does: PAIR, follow: runs(HUB) },
        { does: OWN, follow: writes("endpoint-ssm", { takeOwnership: true }) },
      ],
    },
  ],
  AddedRecordsStay: [],
  AdoptedAuthorization: [
    {
      todo: `${RIGHT}; or ${OWN}`,
      scene: adoptedWith({ ...ADOPTED, vpcs: [ANCHOR, ALPHA.vpc], authorizations: [GAMMA.vpc] }),
      ways: [
        { does: RIGHT, follow: runs(HUB) },
        { does: OWN, follow: writes("endpoint-ssm", { takeOwnership: true }) },
      ],
    },
  ],
  LastVpc: [
    {
      todo: "give the hub an anchorVpc, or delete the endpoint's document so that the zone goes too",
      scene: after([NO_ANCHOR, endpoint("ssm"), local()], [NO_ANCHOR, endpoint("ssm")]),
      ways: [
        {
          does: "give the hub an anchorVpc",
          follow: writes("hub-hub", { anchorVpc: { vpc: ANCHOR } }),
          ...NO_NAMES,
        },
        {
          does: "delete the endpoint's document so that the zone goes too",
          follow: deletes("endpoint-ssm"),
          ...NO_NAMES,
        },
      ],
    },
    {
      todo: "give that hub an anchorVpc that is in no zone of the name, or delete the endpoint's document of that zone",
      scene: after(
        [
          NO_ANCHOR,
          endpoint("ssm"),
          endpoint("ssm", { set: "b" }, "b"),
          local({ endpoints: { names: ["ssm"] } }),
          secondLocal(["b"]),
        ],
        [
          NO_ANCHOR,
          endpoint("ssm"),
          endpoint("ssm", { set: "b" }, "b"),
          local({ endpoints: { names: ["b"] } }),
          secondLocal(["b"]),
        ],
        { hub: { roles: [{ name: "hub", trusts: [OPERATOR] }], vpcs: [vpcOf(NOWHERE, 12)] } },
      ),
      ways: [
        {
          does: "give that hub an anchorVpc that is in no zone of the name",
          follow: writes("hub-hub", { anchorVpc: { vpc: ANCHOR } }, ["anchorVpc"]),
          serves: [[LOCAL.vpc, SSM]],
        },
        {
          does: "delete the endpoint's document of that zone",
          follow: deletes("endpoint-ssm"),
          serves: [[LOCAL.vpc, SSM]],
        },
      ],
    },
  ],
  LastVpcOfZone: [
    {
      todo: "an anchorVpc without workloads avoids this",
      scene: after(
        [NO_ANCHOR, endpoint("ssm"), endpoint("kms"), local()],
        [NO_ANCHOR, endpoint("kms"), local()],
      ),
      ways: [
        {
          does: "an anchorVpc without workloads avoids this",
          follow: writes("hub-hub", { anchorVpc: { vpc: ANCHOR } }, ["anchorVpc"]),
          serves: [[LOCAL.vpc, KMS]],
        },
      ],
    },
  ],
  MoveWaits: [
    {
      todo: "see why it cannot join there",
      scene: after(
        [hub(), endpoint("ssm", { set: "b" }, "b"), alpha()],
        [hub(), endpoint("ssm", { existing: { id: KMS_ENDPOINT } }), alpha()],
      ),
      ways: [
        {
          does: "see why it cannot join there",
          follow: writes("endpoint-ssm", { existing: { id: SSM_ENDPOINT } }, []),
        },
      ],
    },
  ],
  OtherHalfWaits: [
    {
      todo: UNREAD_HUB,
      async scene() {
        const at = await after([...HUBS, alpha()], [...HUBS, alpha({ hub: "other" })], apart())();
        const { faults } = at.stage.cloud;
        return {
          ...at,
          mend: faults.add({ fault: "deny", operation: "ListHostedZones", account: SECOND.account }),
        };
      },
      ways: [
        { does: "see why it cannot join there", follow: others, serves: [[BETA.vpc, SSM]] },
        { does: "correct the hub of spoke …", follow: writes("spoke-alpha", { hub: "hub" }, ["hub"]) },
        {
          does: "if the VPC should leave all the same, suspend",
          follow: writes("spoke-alpha", { suspend: true }),
          serves: [[BETA.vpc, SSM]],
        },
        { does: "delete that spoke", follow: deletes("spoke-alpha"), serves: [[BETA.vpc, SSM]] },
      ],
    },
    {
      todo: UNREAD_SPOKE,
      scene: after(
        [...STAYING, endpoint("kms"), alpha({ endpoints: { names: ["ssm"] } })],
        [...STAYING, endpoint("kms"), alpha({ vpc: NOWHERE })],
      ),
      ways: [
        { does: "correct spoke …", follow: writes("spoke-alpha", { vpc: ALPHA.vpc }, ["spoke"]) },
        {
          does: "see why it cannot join",
          follow: writes("spoke-alpha", { vpc: ALPHA.vpc }, []),
        },
        {
          does: "if … should leave all the same, suspend",
          follow: writes("spoke-alpha", { suspend: true }),
          serves: [[BETA.vpc, SSM]],
        },
        { does: "delete that spoke until it can", follow: deletes("spoke-alpha"), serves: [[BETA.vpc, SSM]] },
        {
          does: "leave the name out there (endpoints: { except: […] })",
          follow: writes("spoke-alpha", { endpoints: { except: ["ssm"] } }, ["endpoints", "except"]),
          serves: [[BETA.vpc, SSM]],
        },
      ],
    },
    {
      todo: ONLY_ONE,
      scene: after([...STAYING, alpha()], [...STAYING, alpha({ vpc: NOWHERE })]),
      ways: [
        { does: "correct spoke …", follow: writes("spoke-alpha", { vpc: ALPHA.vpc }, ["spoke"]) },
        { does: "see why it cannot join", follow: writes("spoke-alpha", { vpc: ALPHA.vpc }, []) },
        {
          does: "if … should leave all the same, suspend",
          follow: writes("spoke-alpha", { suspend: true }),
          serves: [[BETA.vpc, SSM]],
        },
        { does: "delete that spoke until it can", follow: deletes("spoke-alpha"), serves: [[BETA.vpc, SSM]] },
      ],
    },
  ],
  ServiceUnknown: [
    {
      todo: "restore its tag vpce-operator/service, or delete the zone by hand",
      scene: after([hub(), endpoint("ssm"), alpha()], [GENEROUS], {}, async (stage) => {
        const { id } = zoneNamed(stage, SSM);
        await byHand(stage).send(new UpdateHostedZoneCommentCommand({ Id: id, Comment: "mine" }));
        await tag(stage, { RemoveTagKeys: ["vpce-operator/service"] });
      }),
      ways: [
        {
          does: "restore its tag vpce-operator/service",
          follow: ({ stage }) =>
            tag(stage, { AddTags: [{ Key: "vpce-operator/service", Value: `com.amazonaws.${REGION}.ssm` }] }),
          ...NO_NAMES,
        },
        { does: "delete the zone by hand", follow: deleteZone, ...NO_NAMES },
      ],
    },
  ],
  LeavingSuspended: [
    {
      todo: "to let it go: vpce-operator forget … --table NAME",
      async scene() {
        const at = await after([hub(), endpoint("ssm"), alpha(), beta()], [hub(), endpoint("ssm"), beta()])();
        const vpc = `${ALPHA.vpc}@eu-west-1`;
        return { ...at, options: { known: [{ hub: "hub", name: "alpha", vpc, suspended: true }] } };
      },
      ways: [
        {
          does: "to let it go: vpce-operator forget … --table NAME",
          follow(at) {
            at.options = {};
          },
          serves: [[BETA.vpc, SSM]],
        },
      ],
    },
  ],
  Suspended: [
    {
      todo: "end the spoke's suspension",
      scene: after([hub(), endpoint("ssm"), alpha()], [GENEROUS, alpha({ suspend: true })]),
      ways: [
        {
          does: "end the spoke's suspension",
          follow: writes("spoke-alpha", { suspend: false }, []),
          ...NO_NAMES,
        },
      ],
    },
    {
      todo: "take suspend out of the document to go on",
      scene: staged([hub({ suspend: true }), endpoint("ssm"), alpha()]),
      ways: [
        {
          does: "take suspend out of the document to go on",
          follow: writes("hub-hub", { suspend: undefined }),
        },
      ],
    },
    {
      todo: "take suspend out of the document to go on",
      scene: staged([hub(), endpoint("ssm", { suspend: true }), alpha()]),
      ways: [
        {
          does: "take suspend out of the document to go on",
          follow: writes("endpoint-ssm", { suspend: undefined }),
        },
      ],
    },
  ],
  ForeignRecords: [
    {
      todo: "move or delete those records",
      scene: after([hub(), endpoint("ssm"), alpha()], [GENEROUS], {}, (stage) =>
        change({ stage }, "CREATE", TXT),
      ),
      ways: [
        { does: "move or delete those records", follow: (at) => change(at, "DELETE", TXT), ...NO_NAMES },
      ],
    },
  ],
  EndpointInUse: [
    {
      todo: `see why that zone keeps its records: ${LISTING}; the endpoint goes when none of them leads to it`,
      scene: after([hub(), managed, alpha()], [GENEROUS], WITH_SUBNETS, (stage) =>
        change({ stage }, "CREATE", TXT),
      ),
      ways: [
        {
          does: `see why that zone keeps its records: ${LISTING}`,
          follow: async (at, words, aws) => {
            await runs(HUB)(at, words, aws);
            await change(at, "DELETE", TXT);
          },
          ...NO_NAMES,
        },
      ],
      besides: ["the endpoint goes when none of them leads to it"],
    },
    {
      todo: `look: ${LISTING}; if nothing leads to it: aws ec2 delete-vpc-endpoints --region … --vpc-endpoint-ids …`,
      scene: after([hub(), managed, alpha()], [GENEROUS], WITH_SUBNETS, async (stage) => {
        for (const zone of stage.cloud.estate.zones.byId.values()) zone.callerReference = "terraform-1";
        await tag(stage, { RemoveTagKeys: ["vpce-operator/owner"] });
      }),
      ways: [
        {
          does: `look: ${LISTING}; if nothing leads to it: aws ec2 delete-vpc-endpoints --region … --vpc-endpoint-ids …`,
          follow: runs(HUB),
          ...NO_NAMES,
        },
      ],
    },
  ],
} satisfies Partial<Record<Reason, readonly Advice[]>>;

function tag(
  stage: Stage,
  tags: { AddTags?: { Key: string; Value: string }[]; RemoveTagKeys?: string[] },
): Promise<unknown> {
  const place = { ResourceType: "hostedzone", ResourceId: zoneNamed(stage, SSM).id } as const;
  return byHand(stage).send(new ChangeTagsForResourceCommand({ ...place, ...tags }));
}

/** A zone of somebody's, adopted, with alpha's document. */
function adoptedWith(zone: NonNullable<NonNullable<WorldParts["hub"]>["zones"]>[number]): Advice["scene"] {
  const own = { roles: [{ name: "hub", trusts: [OPERATOR] }], zones: [zone] };
  return staged([hub(), adopting(), alpha()], { hub: own });
}
