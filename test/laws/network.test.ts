import fc from "fast-check";
import { expect, test } from "vitest";
import { type Cloud, createCloud } from "../../src/simulator/cloud.ts";
import { subnetsIn } from "../../src/simulator/ec2/state.ts";
import type { Connection } from "../../src/simulator/network/connect.ts";
import { VirtualClock } from "../../src/simulator/virtual-clock.ts";
import { parseWorld } from "../../src/simulator/world.ts";
import { HUB_VPC } from "../support/fleet.ts";
import { type LaidNetwork, laidNetwork } from "../support/random-network.ts";
import { networkWorld, spokeOf } from "../support/random-network-world.ts";

// Random networks, and what holds for every way through them.

const RUNS = { numRuns: 100, seed: 20_261_129 };

const cloudOf = (laid: LaidNetwork): Cloud =>
  createCloud({ clock: new VirtualClock(), world: parseWorld(networkWorld(laid)) });

/** From every subnet of every spoke to every address of the hub's endpoint. */
function connections({ connect, estate }: Cloud, { spokes }: LaidNetwork): Map<string, Connection> {
  const addresses = [...estate.network.interfaces.values()].flatMap(({ vpcId, endpointId, address }) =>
    vpcId === HUB_VPC && endpointId.startsWith("vpce-") && address ? [address] : [],
  );
  const subnets = spokes.flatMap((_, index) => subnetsIn(estate.network, spokeOf(index).vpc));
  return new Map(
    subnets.flatMap(({ id: subnetId }) =>
      addresses.map((address): [string, Connection] => [
        `${subnetId} ${address}`,
        connect({ subnetId, address, port: 443, protocol: "tcp" }),
      ]),
    ),
  );
}

test("random networks answer, lose and lead outside, each often enough to learn from", () => {
  const counts = { answered: 0, lost: 0, outside: 0 };
  for (const laid of fc.sample(laidNetwork, RUNS))
    for (const { outcome } of connections(cloudOf(laid), laid).values()) counts[outcome]++;
  const all = counts.answered + counts.lost + counts.outside;
  expect(counts.answered / all).toBeGreaterThan(0.2);
  expect(counts.lost / all).toBeGreaterThan(0.2);
  expect(counts.outside / all).toBeGreaterThan(0.02);
});

test("opening every network ACL and group loses no connection", () => {
  fc.assert(
    fc.property(laidNetwork, (laid) => {
      const open = (vpc: LaidNetwork["spokes"][number]) => ({ ...vpc, acl: undefined });
      const hub = { ...laid.hub, acl: undefined, admits: "all" as const };
      const opened = { ...laid, hub, spokes: laid.spokes.map(open) };
      const before = connections(cloudOf(laid), laid);
      const after = connections(cloudOf(opened), opened);
      for (const [key, { outcome }] of before)
        if (outcome === "answered") expect(after.get(key)?.outcome, key).toBe("answered");
    }),
    RUNS,
  );
});

test("nothing is answered without a route there, nor without one back", () => {
  fc.assert(
    fc.property(laidNetwork, fc.boolean(), (laid, there) => {
      const without = <T extends LaidNetwork["hub"] | LaidNetwork["spokes"][number]>(vpc: T): T => ({
        ...vpc,
        routes: [],
        ownTable: undefined,
      });
      const changed = there
        ? { ...laid, spokes: laid.spokes.map(without) }
        : { ...laid, hub: without(laid.hub) };
      for (const [key, { outcome }] of connections(cloudOf(changed), changed))
        expect(outcome, key).not.toBe("answered");
    }),
    RUNS,
  );
});

test("what EC2 shows of a route as a blackhole loses what takes it", () => {
  fc.assert(
    fc.property(laidNetwork, (laid) => {
      for (const { outcome, there, back } of connections(cloudOf(laid), laid).values()) {
        const isInto = [...there, ...back].some(({ says }) => says.endsWith("a blackhole"));
        if (isInto) expect(outcome).toBe("lost");
      }
    }),
    RUNS,
  );
});
