import fc from "fast-check";
import { expect, test } from "vitest";
import type { PairKind } from "../../src/model/path/verdict.ts";
import { createCloud } from "../../src/simulator/cloud.ts";
import type { Connection } from "../../src/simulator/network/connect.ts";
import { VirtualClock } from "../../src/simulator/virtual-clock.ts";
import { parseWorld } from "../../src/simulator/world.ts";
import * as fleet from "../support/fleet.ts";
import { type Judged, judgedPairs } from "../support/judged.ts";
import { type NetworkScene, networkScene } from "../support/network-scene.ts";
import { type LaidNetwork, laidNetwork } from "../support/random-network.ts";
import {
  FIRST_GROUP,
  NETWORK_GATEWAY,
  networkWorld,
  spokeOf,
  subnetsOf,
} from "../support/random-network-world.ts";
import { sceneChange } from "../support/scene-changes.ts";

/**
 * Two judges who share no code: our model, over what EC2's calls show, and the simulator's own packets. What ours calls
 * reachable is answered, what it calls blocked is not; where it does not know, either may be.
 */
const HUB = {
  hub: { account: "111111111111", vpc: "vpc-0a000000" },
  gateway: { id: "tgw-0a000000", account: "111111111111" },
  group: "sg-0a000000",
};
const SIDES = [
  { name: "peered", account: "222222222222", vpc: "vpc-0b000000", letter: "b" },
  { name: "attached", account: "333333333333", vpc: "vpc-0c000000", letter: "c" },
] as const;

/**
 * Why our model may say that packets do not pass, and why it may not know; nothing else may be why (docs/path.md, "Blocked by"
 * and "Not known").
 */
const WHY: Readonly<Partial<Record<PairKind, Readonly<Record<string, RegExp>>>>> = {
  blocked: {
    "no route": /has no route to/,
    blackhole: /is a blackhole/,
    "peering not active": /peering connection \S+ is \S+, not active/,
    "attachment not available": /attachment \S+ of \S+ to \S+ is \S+, not available/,
    "no attachment": /has no attachment to/,
    "no zone": /has no subnet in \S+, where/,
    "internet gateway": /and no private address is reached by an internet gateway/,
    acl: /network ACL \S+ of \S+ does not let/,
    groups: /security groups \S+ do not let/,
  },
  unknown: {
    "what lies behind": /and what lies behind it is not known/,
    "third attachment": /and not straight to/,
    "reply ports": /lets only a part of TCP 1024–65535/,
    "groups of others": /whether .+ is among these is not known/,
    "no route table": /is associated with no route table/,
    "other VPC": /leads to another VPC/,
    delivery: /which subnet of \S+ delivers is not known/,
    arrival: /of subnet-\w+ sends .+ to \S+ first/,
    "not listed": /is not listed/,
    "a blackhole beside": /is a blackhole/,
    "list not read": /whose entries were not read/,
  },
};

const RIGHT: Readonly<Record<PairKind, readonly Connection["outcome"][]>> = {
  reachable: ["answered"],
  blocked: ["lost"],
  mixed: ["answered", "lost", "outside"],
  unknown: ["answered", "lost", "outside"],
};

/** How often each verdict was given, and for which reason. */
type Told = Map<string, number>;

function agree(told: Told, all: readonly Judged[], why: unknown): void {
  for (const { kind, says, outcomes, ...pair } of all) {
    const reasons = WHY[kind];
    const reason = reasons && Object.keys(reasons).find((one) => reasons[one]?.test(says));
    const key = reason ? `${kind}: ${reason}` : kind;
    told.set(key, (told.get(key) ?? 0) + 1);
    const isRight = (!reasons || reason) && outcomes.every((one) => RIGHT[kind].includes(one));
    expect(isRight, JSON.stringify({ kind, says, outcomes, ...pair, why })).toBeTruthy();
  }
}

test("semantics 66: what our model says of a changed network, the simulator's own packets do", async () => {
  const told: Told = new Map();
  await fc.assert(
    fc.asyncProperty(fc.array(sceneChange, { maxLength: 4 }), async (changes) => {
      const scene = networkScene();
      for (const { to } of changes) to(scene);
      const done = changes.map(({ does }) => does);
      for (const side of SIDES) agree(told, await saidOf(scene, side), done);
    }),
    { seed: 66, numRuns: 60 },
  );
  expect(told.get("reachable")).toBeGreaterThan(20);
  expect(told.get("blocked: no route")).toBeGreaterThan(20);
});

test("semantics 66: what our model says of random networks, the simulator's own packets do", async () => {
  const told: Told = new Map();
  const judging = async (laid: LaidNetwork) => {
    const world = parseWorld(networkWorld(laid));
    const cloud = createCloud({ clock: new VirtualClock(), world });
    for (const index of laid.spokes.keys()) {
      const client = { ...spokeOf(index), listed: subnetsOf(laid, index + 1) };
      agree(told, await judgedPairs(cloud, { ...RANDOM, client }), laid);
    }
  };
  await fc.assert(fc.asyncProperty(laidNetwork, judging), { seed: 20_261_129, numRuns: 120 });
  // Reasons were met, or the law would hold of a model that never gives them. What is not active EC2 shows as a blackhole.
  const often = (reason: string) => told.get(reason) ?? 0;
  expect(often("reachable")).toBeGreaterThan(100);
  for (const reason of ["no route", "blackhole", "no zone", "internet gateway", "acl", "groups"])
    expect([reason, often(`blocked: ${reason}`) >= 5]).toEqual([reason, true]);
  for (const reason of ["what lies behind", "third attachment", "reply ports", "no route table"])
    expect([reason, often(`unknown: ${reason}`) >= 2]).toEqual([reason, true]);
});

const RANDOM = {
  hub: { account: fleet.HUB, vpc: fleet.HUB_VPC },
  gateway: NETWORK_GATEWAY,
  group: FIRST_GROUP,
};

type Side = (typeof SIDES)[number];

async function saidOf({ cloud }: NetworkScene, { account, vpc, letter }: Side): Promise<Judged[]> {
  const pairs = await judgedPairs(cloud, { ...HUB, client: { account, vpc } });
  expect(pairs.length).toBeGreaterThan(0);
  expect(pairs.every(({ from }) => from.startsWith(`subnet-0${letter}`))).toBe(true);
  return pairs;
}
