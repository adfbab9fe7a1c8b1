import type { Reason } from "../../src/model/reasons.ts";
import { converge } from "../support/look.ts";
import { ALPHA, alpha, BETA, beta, endpoint, hub, KMS, LOCAL, SSM } from "../support/scenario.ts";
import { type Advice, deletes, type Scene, writes } from "./advice.ts";
import { after, BOTH, madeBy, ONE, staged } from "./scenes.ts";

const ON_PURPOSE = "if both owners share this VPC on purpose, write besideOwners: […] in hub …";

/** The other owner's name, and ours. */
const BESIDE = [
  [ALPHA.vpc, SSM],
  [BETA.vpc, KMS],
] as const;

/** Two owners of one hub VPC, each with a name; ours asks for the other's name now. */
async function besideTheirName(): Promise<Scene> {
  const stage = await madeBy([hub({ owner: "old" }), endpoint("ssm"), alpha()]);
  await converge(stage, [
    hub({ besideOwners: ["old"], anchorVpc: { vpc: LOCAL.vpc } }),
    endpoint("kms"),
    beta(),
  ]);
  return { stage, files: [hub({ anchorVpc: { vpc: LOCAL.vpc } }), endpoint("kms"), endpoint("ssm"), beta()] };
}

/** What documents let the operator do, and whose things stand beside ours. */
export const POLICIES = {
  WritePolicy: [
    {
      todo: "set writePolicy to upsert-only or sync to let the operator act",
      scene: staged([hub({ writePolicy: "observe" }), endpoint("ssm"), alpha()]),
      ways: [
        {
          does: "set writePolicy to upsert-only or sync to let the operator act",
          follow: writes("hub-hub", { writePolicy: "upsert-only" }, ["writePolicy"]),
        },
      ],
    },
    {
      todo: "set writePolicy to sync to let the operator remove",
      scene: after(BOTH, [hub({ writePolicy: "upsert-only" }), endpoint("ssm"), alpha()]),
      ways: [
        {
          does: "set writePolicy to sync to let the operator remove",
          follow: writes("hub-hub", { writePolicy: "sync" }, ["writePolicy"]),
        },
      ],
    },
  ],
  NotSettled: [
    {
      todo: "nothing; once the folder has stayed the same for half a minute it is believed",
      scene: async () => ({ ...(await after(BOTH, ONE)()), options: { removals: "unsettled" } }),
      ways: [
        {
          does: "nothing; once the folder has stayed the same for half a minute it is believed",
          follow: (scene) => {
            scene.options = { removals: "allowed" };
          },
        },
      ],
    },
  ],
  BesideOtherOwner: [
    {
      todo: "did spec.owner of hub … change? then set it back to …; if both owners share this VPC on purpose, write besideOwners: […] in hub …; to take zones over, adoptZones and takeOwnership in their endpoints",
      scene: after([hub({ owner: "old" }), endpoint("ssm"), alpha()], [hub(), endpoint("ssm"), beta()]),
      ways: [
        {
          does: "did spec.owner of hub … change? then set it back to …",
          follow: writes("hub-hub", { owner: "old" }, ["owner"]),
          serves: [[BETA.vpc, SSM]],
        },
        {
          does: ON_PURPOSE,
          follow: writes("hub-hub", { besideOwners: ["old"] }, ["besideOwners"]),
          serves: [[ALPHA.vpc, SSM]],
        },
      ],
      besides: ["to take zones over, adoptZones and takeOwnership in their endpoints"],
    },
    {
      todo: `leave it to …, or give this endpoint another set; ${ON_PURPOSE}; to take zones over, adoptZones and takeOwnership in their endpoints`,
      scene: besideTheirName,
      ways: [
        { does: "leave it to …", follow: deletes("endpoint-ssm"), serves: BESIDE },
        {
          does: "give this endpoint another set",
          follow: writes("endpoint-ssm", { set: "b" }),
          serves: [...BESIDE, [BETA.vpc, SSM]],
        },
        {
          does: ON_PURPOSE,
          follow: writes("hub-hub", { besideOwners: ["old"] }, ["besideOwners"]),
          serves: [...BESIDE, [BETA.vpc, SSM]],
        },
      ],
      besides: ["to take zones over, adoptZones and takeOwnership in their endpoints"],
    },
  ],
  /** Said of an action that failed a moment ago: the next try is by time. */
  BacksOff: [],
  /** Said of the program's own mistake; `test/proof` makes some. */
  Unproved: [],
} satisfies Partial<Record<Reason, readonly Advice[]>>;
