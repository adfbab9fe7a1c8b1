import fc from "fast-check";
import type { NetworkScene } from "./network-scene.ts";

const subnet = fc
  .constantFrom("a", "b", "c")
  .chain((letter) =>
    fc.constantFrom("000001", "000002", "000011", "000012").map((of) => `subnet-0${letter}${of}`),
  );
const vpc = fc.constantFrom("vpc-0a000000", "vpc-0b000000", "vpc-0c000000");
const port = fc.constantFrom(443, 53, 1_024, 40_000);
const way = fc.constantFrom("in" as const, "out" as const);
const range = fc.constantFrom(
  "10.0.0.0/16",
  "10.0.0.0/24",
  "10.1.0.0/16",
  "10.2.0.0/16",
  "0.0.0.0/0",
  "10.0.0.4/32",
);
const target = fc.constantFrom("pcx-0a000000", "tgw-0a000000", "igw-0a000000", "nat-0a000000");

/** One change that somebody may make to the network of `networkScene`. */
export const sceneChange = fc.oneof(
  vpc.map((of) => ({ does: `${of} loses its routes`, to: (at: NetworkScene) => at.unroute(of) })),
  fc
    .tuple(vpc, range)
    .map(([of, to]) => ({ does: `${of} loses ${to}`, to: (at: NetworkScene) => at.unroute(of, to) })),
  fc.tuple(vpc, range, target).map(([of, to, by]) => ({
    does: `${of} sends ${to} to ${by}`,
    to: (at: NetworkScene) => at.route(of, to, by),
  })),
  fc.constant({ does: "the peering ends", to: (at: NetworkScene) => at.endPeering() }),
  fc
    .tuple(fc.constantFrom("tgw-attach-0a000000", "tgw-attach-0c000000"), fc.constantFrom("az1", "az2"))
    .map(([of, zone]) => ({
      does: `${of} leaves ${zone}`,
      to: (at: NetworkScene) => at.leaveZone(of, zone),
    })),
  fc
    .constantFrom("tgw-attach-0a000000", "tgw-attach-0c000000")
    .map((of) => ({ does: `${of} has no route table`, to: (at: NetworkScene) => at.dissociate(of) })),
  fc
    .constantFrom("tgw-attach-0a000000", "tgw-attach-0c000000")
    .map((of) => ({ does: `${of} propagates nothing`, to: (at: NetworkScene) => at.withhold(of) })),
  range.map((to) => ({ does: `the gateway drops ${to}`, to: (at: NetworkScene) => at.blackhole(to) })),
  range.map((to) => ({ does: `the gateway sends ${to} to a VPN`, to: (at: NetworkScene) => at.toVpn(to) })),
  fc.tuple(vpc, way, port).map(([of, to, at]) => ({
    does: `${of} denies ${at} ${to}`,
    to: (scene: NetworkScene) => scene.deny(of, to, at),
  })),
  fc.tuple(subnet, way, port).map(([of, to, at]) => ({
    does: `${of} denies ${at} ${to}`,
    to: (scene: NetworkScene) => scene.denyIn(of, to, at),
  })),
  fc.tuple(vpc, way, port).map(([of, to, at]) => ({
    does: `${of} denies UDP ${at} ${to}`,
    to: (scene: NetworkScene) => scene.denyUdp(of, to, at),
  })),
  fc.constant({ does: "lists take the ranges' place", to: (at: NetworkScene) => at.byPrefixList() }),
  fc.constant({ does: "the group admits a group", to: (at: NetworkScene) => at.admitGroup("sg-0b000000") }),
);
