import { EC2Client } from "@aws-sdk/client-ec2";
import fc from "fast-check";
import { expect, test } from "vitest";
import { valueIn } from "../../src/model/failure.ts";
import type { AccountId, Region, SecurityGroupId, VpcId } from "../../src/model/ids.ts";
import type { VpcNetwork } from "../../src/model/path/facts.ts";
import { ipOf } from "../../src/model/path/ip.ts";
import { judge, type PairKind } from "../../src/model/path/verdict.ts";
import { observeNetwork } from "../../src/reconcilers/network.ts";
import { observeGateway } from "../../src/reconcilers/transit-gateways.ts";
import { observeNetworks } from "../../src/reconcilers/vpc-networks.ts";
import { clientSettings } from "../../src/simulator/client-settings.ts";
import type { VirtualClock } from "../../src/simulator/virtual-clock.ts";
import { type NetworkScene, networkScene } from "../support/network-scene.ts";

/**
 * Two judges who share no code: our model, over what EC2's calls show, and the simulator's own packets. What ours calls
 * reachable is answered, what it calls blocked is not; where it does not know, either may be.
 */
const HUB = "111111111111";
const SIDES = [
  { name: "peered", account: "222222222222", vpc: "vpc-0b000000", letter: "b" },
  { name: "attached", account: "333333333333", vpc: "vpc-0c000000", letter: "c" },
] as const;

const subnet = fc
  .constantFrom("a", "b", "c")
  .chain((letter) =>
    fc.constantFrom("000001", "000002", "000011", "000012").map((of) => `subnet-0${letter}${of}`),
  );
const vpc = fc.constantFrom("vpc-0a000000", "vpc-0b000000", "vpc-0c000000");
const port = fc.constantFrom(443, 1_024, 40_000);
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

/** One change that somebody may make to the network. */
const change = fc.oneof(
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
  fc.constant({ does: "lists take the ranges' place", to: (at: NetworkScene) => at.byPrefixList() }),
  fc.constant({ does: "the group admits a group", to: (at: NetworkScene) => at.admitGroup("sg-0b000000") }),
);

test("semantics 66: what our model says of random networks, the simulator's own packets do", async () => {
  const told = new Map<string, number>();
  await fc.assert(
    fc.asyncProperty(fc.array(change, { maxLength: 4 }), async (changes) => {
      const scene = networkScene();
      for (const { to } of changes) to(scene);
      const done = changes.map(({ does }) => does);
      for (const side of SIDES) for (const said of await saidOf(scene, side)) agree(said, done, told);
    }),
    { numRuns: 60 },
  );
  // All three were said often enough for the law to mean something.
  for (const kind of ["reachable answered", "blocked lost"]) expect(told.get(kind) ?? 0).toBeGreaterThan(20);
});

type Side = (typeof SIDES)[number];
type Said = {
  readonly from: string;
  readonly address: string;
  readonly kind: PairKind;
  readonly outcome: string;
};

function agree({ kind, outcome, ...pair }: Said, done: readonly string[], told: Map<string, number>): void {
  const both = `${kind} ${outcome}`;
  told.set(both, (told.get(both) ?? 0) + 1);
  const isWrong =
    kind === "reachable" ? outcome !== "answered" : kind === "blocked" && outcome === "answered";
  expect({ both, isWrong, ...pair, done }).toMatchObject({ isWrong: false });
}

async function saidOf(scene: NetworkScene, side: Side): Promise<Said[]> {
  const pairs = await pairsOf(scene, side);
  return pairs.map((pair) => {
    const { from: subnetId, address } = pair;
    const { outcome } = scene.cloud.connect({ subnetId, address, port: 443, protocol: "tcp" });
    return { ...pair, outcome };
  });
}

async function pairsOf(
  { cloud }: NetworkScene,
  { account, vpc: id, letter }: Side,
): Promise<{ from: string; address: string; kind: PairKind }[]> {
  const clock = cloud.clock as VirtualClock;
  const region = "eu-west-1" as Region;
  const read = async (
    of: string,
    own: string,
    interfaces: "devices" | "endpoints",
    groupLists: string[] = [],
  ) => {
    const vpcs = [own as VpcId];
    const asked = { account: of as AccountId, region, vpcs, interfaces, groupLists, isAttached: true };
    const [network] = await clock.run(observeNetworks(ec2(cloud, of), asked));
    return network as VpcNetwork;
  };
  const groups = observeNetwork(ec2(cloud, HUB), ["sg-0a000000" as SecurityGroupId], []);
  const [group] = valueIn((await clock.run(groups)).securityGroups) ?? [];
  const lists = (group?.admits ?? []).flatMap(({ others }) => others).filter((one) => one.startsWith("pl-"));
  const hub = await read(HUB, "vpc-0a000000", "endpoints", lists);
  const client = await read(account, id, "devices");
  const gateway = await clock.run(observeGateway(ec2(cloud, HUB), "tgw-0a000000", HUB as AccountId));
  const subnets = valueIn(hub.subnets) ?? [];
  const doors = (valueIn(hub.interfaces) ?? []).flatMap(({ subnet: of, addresses }) => {
    const place = subnets.find((one) => one.id === of);
    return place ? [{ subnet: place, addresses: addresses.map(ipOf), families: ["ipv4"] as const }] : [];
  });
  const admissions = group?.admits;
  const owner = { ids: ["sg-0a000000"], account: HUB as AccountId, prefixLists: hub.prefixLists };
  const { pairs } = judge(
    client,
    {
      network: hub,
      doors,
      ports: [443],
      protocol: "tcp",
      groups: { ...owner, ...(admissions && { admissions }) },
    },
    new Map(gateway ? [[gateway.id, gateway]] : []),
  );
  expect(pairs.length).toBeGreaterThan(0);
  expect(pairs.every(({ subnet: { id: of } }) => of.startsWith(`subnet-0${letter}`))).toBe(true);
  return pairs.map((pair) => ({
    from: pair.subnet.id,
    address: addressText(pair.address.value),
    kind: pair.kind,
  }));
}

function addressText(value: bigint): string {
  return [24n, 16n, 8n, 0n].map((shift) => (value >> shift) & 255n).join(".");
}

function ec2(cloud: NetworkScene["cloud"], account: string): EC2Client {
  return new EC2Client(clientSettings(cloud, account));
}
