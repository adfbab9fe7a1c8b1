import { describe, it } from "vitest";
import { zones } from "../support/look.ts";
import {
  A,
  B,
  C,
  endpointsIn,
  FAR,
  FAR_DNS,
  managed,
  managedHub,
  managedWorld,
  OTHER_DNS,
} from "../support/managed-resolver-scene.ts";
import { associationsIn, rulesIn, sharedBy } from "../support/resolver-scene.ts";
import { ALPHA, alpha, SSM } from "../support/scenario.ts";
import { createStage, type Files, type Stage } from "../support/stage.ts";
import { watchPrivate } from "../support/watch-private.ts";
import { drawn, eachWrite, type Life, passesAllowed, type Staged } from "./each-write.ts";

/** The laws of rules, for the endpoints that they lead through: what a pass began the next one ends, and no name falters. */

const REST = [sharedBy("ssm"), alpha()];
const GONE = [sharedBy("ssm"), alpha({ endpoints: "none", mode: "phz-association" })];
const hub = (resolver: Parameters<typeof managedHub>[0] = {}) => managedHub(resolver);
const NONE = { inbound: "none", outbound: "none" } as const;

const LIVES: readonly Life<Files>[] = [
  { name: "made", before: [hub(NONE), ...GONE], after: [hub(), ...REST] },
  {
    name: "an address elsewhere",
    before: [hub(), ...REST],
    after: [hub({ inbound: managed([A, C]), outbound: managed([C, B]) }), ...REST],
  },
  {
    name: "replaced",
    before: [hub(), ...REST],
    after: [hub({ inbound: managed([A, B], [OTHER_DNS]), outbound: managed([B, C], [OTHER_DNS]) }), ...REST],
  },
  {
    name: "in another VPC",
    before: [hub(), ...REST],
    after: [hub({ inbound: managed(FAR, [FAR_DNS]) }), ...REST],
  },
  { name: "deleted", before: [hub(), ...GONE], after: [hub(NONE), ...GONE] },
];

/** Those in which somebody is served all the while. */
const CHANGES = LIVES.filter(({ name }) => !["made", "deleted"].includes(name));
const MOVES = LIVES.filter(({ name }) => name === "replaced" || name === "in another VPC");

const laws = eachWrite<Life<Files>>({ staged, passes: passesAllowed, shown, watch });

describe.each(LIVES)("Resolver endpoints: $name", (life) => {
  const sides = CHANGES.includes(life) ? (["before", "after"] as const) : (["after"] as const);
  it.each(sides)("killed %s any of its writes, it is finished", async (side) => {
    await laws.killed(life, side);
  });

  it("with the answer to any of its writes lost, it is finished", () => laws.answerLost(life));
});

describe.each(MOVES)("Resolver endpoints: $name", (life) => {
  it("taken back after any of its writes, all is as it was", () => laws.takenBack(life));
});

async function staged({ before, after }: Life<Files>, seed?: number): Promise<Staged> {
  const stage = createStage(managedWorld(), { behaviours: drawn(seed) });
  await passesAllowed(stage, before);
  stage.cloud.calls.clear();
  return { stage, before, after };
}

function shown(stage: Stage): unknown {
  const members = zones(stage).map(({ vpcs }) => [...vpcs].sort());
  return [endpointsIn(stage), associationsIn(stage).toSorted(), rulesIn(stage).length, members];
}

function watch({ stage, before }: Staged): ReadonlySet<string> {
  const isServed = before.some(({ text }) => text.includes(ALPHA.vpc) && !text.includes("none"));
  return watchPrivate(stage, isServed ? [ALPHA.vpc] : [], [SSM]).worse;
}
