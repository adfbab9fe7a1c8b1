import type { Reason } from "../../src/model/reasons.ts";
import { converge } from "../support/look.ts";
import { ALPHA, alpha, BETA, beta, endpoint, hub, SSM, world } from "../support/scenario.ts";
import { createStage, type Files } from "../support/stage.ts";
import { type Advice, type Scene, writes } from "./advice.ts";

/** A fleet in which everything is done, and documents that say something else then. */
async function done(before: Files, files: Files): Promise<Scene> {
  const stage = createStage(world());
  await converge(stage, before);
  return { stage, files };
}

const ONE = [hub(), endpoint("ssm"), alpha()];

/** What documents let the operator do, and whose things stand beside ours. */
export const POLICIES = {
  WritePolicy: [
    {
      todo: "set writePolicy to upsert-only or sync to let the operator act",
      scene: async () => ({
        stage: createStage(world()),
        files: [hub({ writePolicy: "observe" }), endpoint("ssm"), alpha()],
      }),
      ways: [
        {
          does: "set writePolicy to upsert-only or sync to let the operator act",
          follow: writes("hub-hub", { writePolicy: "upsert-only" }, ["writePolicy"]),
        },
      ],
    },
    {
      todo: "set writePolicy to sync to let the operator remove",
      scene: () => done([...ONE, beta()], [hub({ writePolicy: "upsert-only" }), endpoint("ssm"), alpha()]),
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
      scene: async () => ({ ...(await done([...ONE, beta()], ONE)), options: { removals: "unsettled" } }),
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
      scene: () => done([hub({ owner: "old" }), endpoint("ssm"), alpha()], [hub(), endpoint("ssm"), beta()]),
      ways: [
        {
          does: "did spec.owner of hub … change? then set it back to …",
          follow: writes("hub-hub", { owner: "old" }, ["owner"]),
          serves: [[BETA.vpc, SSM]],
        },
        {
          does: "if both owners share this VPC on purpose, write besideOwners: […] in hub …",
          follow: writes("hub-hub", { besideOwners: ["old"] }, ["besideOwners"]),
          serves: [[ALPHA.vpc, SSM]],
        },
      ],
      besides: ["to take zones over, adoptZones and takeOwnership in their endpoints"],
    },
  ],
  /** Said of an action that failed a moment ago: the next try is by time. */
  BacksOff: [],
  PlainAddresses: [],
  SecurityGroupNotJudged: [],
  ServiceAmbiguous: [],
  ZonalNamesUnknown: [],
} satisfies Partial<Record<Reason, readonly Advice[]>>;
