import { EC2Client } from "@aws-sdk/client-ec2";
import fc from "fast-check";
import { expect, test } from "vitest";
import { valueIn } from "../../src/model/failure.ts";
import type { AccountId, Region, SecurityGroupId, SubnetId, VpcId } from "../../src/model/ids.ts";
import type { VpcNetwork } from "../../src/model/path/facts.ts";
import { type HopEnd, judgeHop } from "../../src/model/path/hop.ts";
import { ipOf, ipText } from "../../src/model/path/ip.ts";
import { observeDnsGroups } from "../../src/reconcilers/network.ts";
import { observeGateway } from "../../src/reconcilers/transit-gateways.ts";
import { observeNetworks } from "../../src/reconcilers/vpc-networks.ts";
import { clientSettings } from "../../src/simulator/client-settings.ts";
import type { VirtualClock } from "../../src/simulator/virtual-clock.ts";
import { type NetworkScene, networkScene } from "../support/network-scene.ts";
import { sceneChange } from "../support/scene-changes.ts";

/**
 * Two judges who share no code: our model, over what EC2's calls show of both Resolver endpoints' VPCs, and the questions that
 * the simulator forwards. Of the same pair of addresses, and of the question as a whole.
 */
const INBOUND = {
  account: "111111111111",
  vpc: "vpc-0a000000",
  group: "sg-0a000001",
  id: "rslvr-in-0a000000",
};
const OUTBOUND = {
  account: "333333333333",
  vpc: "vpc-0c000000",
  group: "sg-0c000000",
  id: "rslvr-out-0c000000",
};

test("semantics 46: what our model says of the hop in random networks, the simulator's questions meet", async () => {
  const told = new Map<string, number>();
  await fc.assert(
    fc.asyncProperty(fc.array(sceneChange, { maxLength: 3 }), async (changes) => {
      const scene = networkScene({ resolver: true });
      for (const { to } of changes) to(scene);
      const done = changes.map(({ does }) => does);
      const { kind, pairs } = await judged(scene);
      for (const pair of pairs) agree(pair.kind, connected(scene, pair), done, told);
      // The rule's one target is answered by whichever address of the outbound endpoint sends.
      const isAnswered = scene.cloud.resolve(OUTBOUND.vpc, "x.example").rcode !== "SERVFAIL";
      if (kind === "reachable") expect({ isAnswered, done }).toMatchObject({ isAnswered: true });
      if (kind === "blocked") expect({ isAnswered, done }).toMatchObject({ isAnswered: false });
      told.set(kind, (told.get(kind) ?? 0) + 1);
    }),
    { seed: 46, numRuns: 60 },
  );
  for (const kind of ["reachable", "blocked", "reachable answered", "blocked lost"])
    expect([kind, (told.get(kind) ?? 0) > 5]).toEqual([kind, true]);
});

function agree(kind: string, outcome: string, done: readonly string[], told: Map<string, number>): void {
  const both = `${kind} ${outcome}`;
  told.set(both, (told.get(both) ?? 0) + 1);
  const isWrong =
    kind === "reachable" ? outcome !== "answered" : kind === "blocked" && outcome === "answered";
  expect({ both, isWrong, done }).toMatchObject({ isWrong: false });
}

type Pair = ReturnType<typeof judgeHop>["pairs"][number];

function connected({ cloud }: NetworkScene, { subnet, source, address, protocol }: Pair): string {
  const groupIds = [OUTBOUND.group];
  const asked = { subnetId: subnet.id, source: ipText(source), groupIds, port: 53, protocol };
  return cloud.connect({ ...asked, address: ipText(address) }).outcome;
}

async function judged(scene: NetworkScene): Promise<ReturnType<typeof judgeHop>> {
  const clock = scene.cloud.clock as VirtualClock;
  const account = INBOUND.account as AccountId;
  const gateway = await clock.run(observeGateway(ec2(scene, account), "tgw-0a000000", account));
  const gateways = new Map(gateway ? [[gateway.id, gateway]] : []);
  return judgeHop(await end(scene, OUTBOUND, "egress"), await end(scene, INBOUND, "ingress"), gateways);
}

async function end(
  scene: NetworkScene,
  { account, vpc, group, id }: typeof INBOUND,
  side: "egress" | "ingress",
): Promise<HopEnd> {
  const clock = scene.cloud.clock as VirtualClock;
  const asked = {
    ...{ account: account as AccountId, region: "eu-west-1" as Region, vpcs: [vpc as VpcId] },
    ...({ interfaces: "endpoints", isAttached: true } as const),
  };
  const [network] = await clock.run(observeNetworks(ec2(scene, account), asked));
  const seen = await clock.run(observeDnsGroups(ec2(scene, account), [group as SecurityGroupId]));
  const own = [...scene.cloud.estate.network.interfaces.values()].filter(
    ({ endpointId }) => endpointId === id,
  );
  const { subnets, prefixLists } = network as VpcNetwork;
  expect(valueIn(subnets)).toBeDefined();
  return {
    network: network as VpcNetwork,
    addresses: own.map(({ address = "", subnetId }) => ({ ip: ipOf(address), subnet: subnetId as SubnetId })),
    groups: (protocol) => ({
      ids: [group],
      account: account as AccountId,
      admissions: seen.flatMap((one) => one[side]).filter((rule) => rule.protocol === protocol),
      prefixLists,
    }),
  };
}

function ec2({ cloud }: NetworkScene, account: string): EC2Client {
  return new EC2Client(clientSettings(cloud, account));
}
