import { OPERATOR } from "../support/fleet.ts";
import { converge } from "../support/look.ts";
import { alpha, beta, endpoint, hub, vpcOf, type WorldParts, world } from "../support/scenario.ts";
import { createStage, type Files, type Stage, type StageOptions } from "../support/stage.ts";
import type { Advice } from "./advice.ts";

/** Ways to make a scene. */

export const ONE = [hub(), endpoint("ssm"), alpha()];
export const BOTH = [...ONE, beta()];

type Given = string | WorldParts;
type Fault = Parameters<Stage["cloud"]["faults"]["add"]>[0];

const worldOf = (given: Given) => (typeof given === "string" ? given : world(given));

/** Nothing was done yet. */
export const staged =
  (files: Files, given: Given = {}, options: StageOptions = {}): Advice["scene"] =>
  async () => ({ stage: createStage(worldOf(given), options), files });

/** The past's documents made what they say, then somebody changed something, and other documents hold. */
export const after =
  (
    past: Files,
    files: Files,
    given: Given = {},
    change: (stage: Stage) => unknown = () => undefined,
  ): Advice["scene"] =>
  async () => {
    const stage = await madeBy(past, given);
    await change(stage);
    return { stage, files };
  };

/** A call goes wrong until somebody mends it; other documents may have held before. */
export const failing =
  (fault: Fault, files: Files = ONE, given: Given = {}, past?: Files): Advice["scene"] =>
  async () => {
    const stage = past ? await madeBy(past, given) : createStage(worldOf(given));
    return { stage, files, mend: stage.cloud.faults.add(fault) };
  };

export async function madeBy(files: Files, given: Given = {}): Promise<Stage> {
  const stage = createStage(worldOf(given));
  await converge(stage, files);
  return stage;
}

/** A second hub VPC with an endpoint of its own, and an anchor beside it. */
export const SECOND = {
  account: "666666666666",
  vpc: "vpc-0a000000000000002",
  anchor: "vpc-0a0000000000000dd",
  endpoint: "vpce-0e0000000000000a2",
};

const SECOND_GROUP = "sg-0e0000000000000a2";

/** Its VPCs, in whichever account; its endpoints answer where the first hub's do. */
export const secondVpcs = (service = "ssm") => [
  vpcOf(SECOND.vpc, 0, {
    securityGroups: [{ id: SECOND_GROUP, name: "second", httpsFrom: ["10.0.0.0/8"] }],
    endpoints: [{ id: SECOND.endpoint, service, securityGroups: [SECOND_GROUP] }],
  }),
  vpcOf(SECOND.anchor, 58),
];

/** The second hub in an account of its own. */
export const apart = (service = "ssm"): WorldParts => ({
  accounts: {
    [SECOND.account]: { roles: [{ name: "hub", trusts: [OPERATOR] }], vpcs: secondVpcs(service) },
  },
});

/** Document of the second hub, in the first one's account or in its own. */
export const secondHub = (spec = {}) =>
  hub({ vpc: SECOND.vpc, anchorVpc: { vpc: SECOND.anchor }, ...spec }, "other");
export const hubApart = (spec = {}) =>
  secondHub({ account: SECOND.account, role: { arn: `arn:aws:iam::${SECOND.account}:role/hub` }, ...spec });
