import type { Reason } from "../../src/model/reasons.ts";
import { byGateway, hubWithGateway } from "../support/by-gateway.ts";
import { HUB } from "../support/fleet.ts";
import { admit, CLOSED, OTHER, type Peered, peered, route, twoEndpoints } from "../support/peered.ts";
import { ALPHA, alpha, endpoint, hub } from "../support/scenario.ts";
import { type Advice, edited, others, type Scene, writes } from "./advice.ts";
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

/** Routes of the hub's account, in which the other endpoint is too, could not be read just now. */
async function repointedUnseen(): Promise<Scene> {
  const at = await repointed();
  const fault = { fault: "throttle", account: HUB, operation: "DescribeRouteTables" } as const;
  return { ...at, mend: at.stage.cloud.faults.add(fault) };
}

/** One of alpha's subnets has a route table of its own, without routes. */
async function partOfAlpha(): Promise<Scene> {
  const at = await alphaPeered("there", "back")();
  const { network } = at.stage.cloud.estate;
  const own = [...network.subnets.values()].find(({ vpcId }) => vpcId === ALPHA.vpc);
  if (!own) throw new Error("alpha has no subnets");
  const { account, region, vpcId } = own;
  const table = { id: "rtb-0b000000000000009", account, region, vpcId, tags: new Map(), routes: new Map() };
  network.routeTables.set(table.id, table);
  own.routeTableId = table.id;
  return { ...at, mend: () => table.routes.set("10.0.0.0/16", at.at.pcx) };
}

/** Alpha sends everything to a NAT gateway. */
async function behindNat(): Promise<Scene> {
  const at = await alphaPeered("back")();
  const { network } = at.stage.cloud.estate;
  for (const table of network.routeTables.values()) {
    const { account, region, vpcId } = table;
    if (vpcId !== ALPHA.vpc) continue;
    const nat = { id: "nat-0b000000000000001", account, region, vpcId, tags: new Map() };
    network.gateways.set(nat.id, nat);
    table.routes.set("0.0.0.0/0", nat.id);
  }
  return at;
}

const NO_MORE = "if packets do get there, pathCheck: off of the spoke says no more of it";
const NAME_IT = "name … in the hub's network.transitGateway, with the account that owns it and a role there";

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
      todo: "add an inbound rule for …, or a prefix list, to one of … in account …; if they do get there, set pathCheck: report of the spoke",
      scene: repointed,
      ways: [
        {
          does: "add an inbound rule for …, or a prefix list, to one of … in account …",
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
  PathPartial: [
    {
      todo: "add a route to … to … in account …",
      scene: partOfAlpha,
      ways: [{ does: "add a route to … to … in account …", follow: others }],
    },
  ],
  PathUnknown: [
    {
      todo: `connect from that subnet to see; ${NO_MORE}`,
      scene: behindNat,
      ways: [{ does: NO_MORE, follow: writes("spoke-alpha", { pathCheck: "off" }) }],
      besides: ["connect from that subnet to see"],
    },
    {
      todo: `correct clientSubnets of the spoke; ${NO_MORE}`,
      async scene() {
        const at = await alphaPeered("there", "back")();
        return {
          ...at,
          files: edited(at.files, "spoke-alpha", { clientSubnets: ["subnet-0123456789abcdef0"] }),
        };
      },
      ways: [
        {
          does: "correct clientSubnets of the spoke",
          follow: (scene) => {
            const own = [...scene.stage.cloud.estate.network.subnets.values()].find(
              ({ vpcId }) => vpcId === ALPHA.vpc,
            );
            scene.files = edited(scene.files, "spoke-alpha", { clientSubnets: [own?.id] });
          },
        },
        { does: NO_MORE, follow: writes("spoke-alpha", { pathCheck: "off" }) },
      ],
    },
  ],
  PathNotChecked: [
    {
      todo: `${NAME_IT}, or set pathCheck: off of these spokes`,
      scene: async () => ({ stage: byGateway(), files: ONE }),
      ways: [
        {
          does: NAME_IT,
          follow: (scene) => {
            scene.files = scene.files.map((file) => (file.path === "hub-hub.yaml" ? hubWithGateway() : file));
          },
        },
        { does: "set pathCheck: off of these spokes", follow: writes("spoke-alpha", { pathCheck: "off" }) },
      ],
    },
    {
      todo: "connect from that subnet to see, or set pathCheck: off of these spokes",
      async scene() {
        const at = await alphaPeered("there", "back")();
        at.stage.cloud.faults.add({
          ...{ fault: "error", code: "NotImplemented", status: 501 },
          operation: "DescribeNetworkAcls",
        });
        return at;
      },
      ways: [
        { does: "set pathCheck: off of these spokes", follow: writes("spoke-alpha", { pathCheck: "off" }) },
      ],
      besides: ["connect from that subnet to see"],
    },
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

/** By AWS's own error codes. */
export const PATH_FAILURES = {
  RequestLimitExceeded: [
    {
      todo: "run again; the aliases lead where they led meanwhile",
      scene: repointedUnseen,
      ways: [{ does: "run again", follow: others }],
      besides: ["the aliases lead where they led meanwhile"],
    },
  ],
} satisfies Readonly<Record<string, readonly Advice[]>>;
