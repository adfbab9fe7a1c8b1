import type { PlanOptions } from "../../src/model/plan/plan.ts";
import type { Reason } from "../../src/model/reasons.ts";
import { gated } from "../planner/rollout.ts";
import { converge } from "../support/look.ts";
import { ALPHA, alpha, BETA, beta, endpoint, hub, KMS, SSM, world } from "../support/scenario.ts";
import { createStage, type Files } from "../support/stage.ts";
import { type Advice, edited, type Scene, type Way, writes } from "./advice.ts";

const STAGED = hub({ rollout: { canary: 1 } });

/** A fleet in which everything is done, and documents that say more then; alpha is the canary. */
async function more(before: Files, files: Files, options: PlanOptions): Promise<Scene> {
  const stage = createStage(world());
  await converge(stage, before);
  return { stage, files, options };
}

const spokes = (options: PlanOptions, first = STAGED) =>
  more([hub(), endpoint("ssm"), alpha()], [first, endpoint("ssm"), alpha(), beta()], options);

/** Another phase of the rollout, as the daemon goes on. */
const goesOn: Way["follow"] = (scene) => {
  scene.options = gated({ phase: "done", chosen: [] });
};

const withoutRollout = writes("hub-hub", { rollout: undefined }, ["rollout"]);
const BETA_SERVED = [[BETA.vpc, SSM]] as const;

/** What a rollout holds back, and what comes last. */
export const ROLLOUTS = {
  RolloutCanary: [
    {
      todo: "nothing; it goes on by itself when the canary was seen served for that long",
      scene: () => spokes(gated({})),
      ways: [
        {
          does: "nothing; it goes on by itself when the canary was seen served for that long",
          follow: goesOn,
          serves: BETA_SERVED,
        },
      ],
    },
  ],
  RolloutFailed: [
    {
      todo: "mend that and change the hub's documents, which starts anew; or take rollout out of the hub to reach all at once",
      scene: () => spokes(gated({ phase: "failed", result: "not served" })),
      ways: [
        {
          does: "mend that and change the hub's documents, which starts anew",
          follow: (scene) => {
            scene.options = gated({ phase: "rest" });
          },
          serves: BETA_SERVED,
        },
        {
          does: "take rollout out of the hub to reach all at once",
          follow: withoutRollout,
          serves: BETA_SERVED,
        },
      ],
    },
  ],
  RolloutWholeZone: [
    {
      todo: "set wholeZones: true in the hub's rollout to make them at once",
      scene: () =>
        more(
          [hub(), endpoint("ssm"), alpha()],
          [STAGED, endpoint("ssm"), endpoint("kms"), alpha()],
          gated({}),
        ),
      ways: [
        {
          does: "set wholeZones: true in the hub's rollout to make them at once",
          follow: writes("hub-hub", { rollout: { canary: 1, wholeZones: true } }, ["wholeZones", "rollout"]),
          serves: [[ALPHA.vpc, KMS]],
        },
      ],
    },
  ],
  RolloutNobody: [
    {
      todo: "give a spoke the labels that rollout.canary asks for, or change rollout.canary",
      scene: () =>
        spokes(gated({ chosen: [] }), hub({ rollout: { canary: { matchLabels: { stage: "test" } } } })),
      ways: [
        {
          does: "give a spoke the labels that rollout.canary asks for",
          follow: (scene) => {
            scene.files = scene.files.map(({ path, text }) => ({
              path,
              text:
                path === "spoke-beta.yaml"
                  ? text.replace('"beta"', '"beta","labels":{"stage":"test"}')
                  : text,
            }));
            scene.options = gated({ chosen: [`${BETA.vpc}@eu-west-1`] });
          },
          serves: BETA_SERVED,
        },
        {
          does: "change rollout.canary",
          follow: (scene) => {
            scene.files = edited(scene.files, "hub-hub", { rollout: { canary: 9 } });
            scene.options = gated({ chosen: [`${BETA.vpc}@eu-west-1`] });
          },
          serves: BETA_SERVED,
        },
      ],
    },
  ],
  RolloutNeedsTable: [
    {
      todo: "let the daemon do it, with --table; or take rollout out of the hub to reach all at once",
      scene: () => spokes({}),
      ways: [
        { does: "let the daemon do it, with --table", follow: goesOn, serves: BETA_SERVED },
        {
          does: "take rollout out of the hub to reach all at once",
          follow: withoutRollout,
          serves: BETA_SERVED,
        },
      ],
    },
  ],
  OwnVpcLast: [
    {
      todo: "nothing in the daemon, which goes on by itself; by hand, run again when the rest is done",
      scene: async () => ({
        stage: createStage(world()),
        files: [hub(), endpoint("ssm"), alpha(), beta()],
        options: { ownVpc: { id: BETA.vpc as never } },
      }),
      ways: [
        {
          does: "by hand, run again when the rest is done",
          follow: async (scene) => {
            await converge(scene.stage, [hub(), endpoint("ssm"), alpha()]);
          },
          serves: BETA_SERVED,
        },
      ],
      besides: ["nothing in the daemon, which goes on by itself"],
    },
  ],
  OwnVpcIsClient: [],
} satisfies Partial<Record<Reason, readonly Advice[]>>;
