import type { Reason } from "../../src/model/reasons.ts";
import { admit, CLOSED, OTHER, type Peered, peered, route, twoEndpoints } from "../support/peered.ts";
import { alpha, endpoint, hub } from "../support/scenario.ts";
import { type Advice, others, type Scene, writes } from "./advice.ts";
import { ONE } from "./scenes.ts";

const READS = 'allow ec2:DescribeRouteTables in 222222222222 (docs/iam.md, "The path")';

type Known = Scene & { readonly at: Peered };

/** Alpha is peered with the hub; packets get as far as these routes lead. */
const alphaPeered =
  (...ways: ("there" | "back")[]) =>
  async (): Promise<Known> => {
    const at = await peered();
    for (const way of ways) await route(at, way);
    return { stage: at.stage, files: ONE, at };
  };

/** Alpha's name is to lead to an endpoint whose group does not admit alpha. */
async function repointed(): Promise<Scene> {
  const { stage } = await twoEndpoints();
  return { stage, files: [hub(), endpoint("ssm", { existing: { id: OTHER } }), alpha()] };
}

const adds = (way: "there" | "back") => (scene: Scene) => route((scene as Known).at, way);

/** What the network's own objects stop, or hide. */
export const PATHS = {
  PathBlocked: [
    {
      todo: "add a route to … to … in account …; if they do get there, set pathCheck: report of the spoke",
      scene: alphaPeered("there"),
      ways: [
        { does: "add a route to … to … in account …", follow: adds("back") },
        {
          does: "set pathCheck: report of the spoke",
          follow: writes("spoke-alpha", { pathCheck: "report" }),
        },
      ],
      besides: ["if they do get there"],
    },
  ],
  RepointBlocked: [
    {
      todo: "add an inbound rule for the client's range, or a prefix list, to one of … in account …; if they do get there, set pathCheck: report of the spoke",
      scene: repointed,
      ways: [
        {
          does: "add an inbound rule for the client's range, or a prefix list, to one of … in account …",
          follow: ({ stage }) => admit(stage, CLOSED, "10.1.0.0/16"),
        },
        {
          does: "set pathCheck: report of the spoke",
          follow: writes("spoke-alpha", { pathCheck: "report" }),
        },
      ],
      besides: ["if they do get there"],
    },
  ],
  PathPartial: [],
  PathUnknown: [],
  PathNotChecked: [
    {
      todo: `${READS}, or set pathCheck: off of these spokes`,
      async scene() {
        const { stage } = await peered();
        const denied = { fault: "deny", operation: "DescribeRouteTables", account: "222222222222" } as const;
        return { stage, files: ONE, mend: stage.cloud.faults.add(denied) };
      },
      ways: [
        {
          does: READS,
          async follow(scene, words, aws) {
            await others(scene, words, aws);
            const at = {
              stage: scene.stage,
              pcx: [...scene.stage.cloud.estate.network.peerings.keys()][0] ?? "",
            };
            for (const way of ["there", "back"] as const) await route(at, way);
          },
        },
        { does: "set pathCheck: off of these spokes", follow: writes("spoke-alpha", { pathCheck: "off" }) },
      ],
    },
  ],
} satisfies Partial<Record<Reason, readonly Advice[]>>;
