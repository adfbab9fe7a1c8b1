import { EC2Client } from "@aws-sdk/client-ec2";
import { valueIn } from "../../src/model/failure.ts";
import type { AccountId, Region, SecurityGroupId, SubnetId, VpcId } from "../../src/model/ids.ts";
import type { VpcNetwork } from "../../src/model/path/facts.ts";
import { ipOf, ipText } from "../../src/model/path/ip.ts";
import { judge, type PairKind } from "../../src/model/path/verdict.ts";
import { observeNetwork } from "../../src/reconcilers/network.ts";
import { observeGateway } from "../../src/reconcilers/transit-gateways.ts";
import { observeNetworks } from "../../src/reconcilers/vpc-networks.ts";
import { clientSettings } from "../../src/simulator/client-settings.ts";
import type { Cloud } from "../../src/simulator/cloud.ts";
import type { Connection } from "../../src/simulator/network/connect.ts";
import type { VirtualClock } from "../../src/simulator/virtual-clock.ts";
import { REGION } from "./fleet.ts";

type Vpc = { readonly account: string; readonly vpc: string };

export type Judging = {
  readonly hub: Vpc;
  readonly gateway: { readonly id: string; readonly account: string };
  /** Of the hub's endpoint. */
  readonly group: string;
  /** `listed`: its client subnets; absent: all but those of devices. */
  readonly client: Vpc & { readonly listed?: readonly string[] };
};

/** What our model says of a client subnet and an address of the endpoint, and what became of packets. */
export type Judged = {
  readonly from: string;
  readonly address: string;
  readonly kind: PairKind;
  /** What stopped the walk, in words. */
  readonly says: string;
  readonly outcomes: readonly Connection["outcome"][];
};

/** By what EC2's calls show, and by the simulator's own packets, of several ports that a client may have. */
export async function judgedPairs(cloud: Cloud, judging: Judging): Promise<Judged[]> {
  const { hub, group, client, gateway } = judging;
  const clock = cloud.clock as VirtualClock;
  const region = REGION as Region;
  const ec2 = (account: string) => new EC2Client(clientSettings(cloud, account));
  const read = async (
    { account, vpc }: Vpc,
    interfaces: "devices" | "endpoints",
    groupLists: string[] = [],
  ) => {
    const vpcs = [vpc as VpcId];
    const asked = { account: account as AccountId, region, vpcs, interfaces, groupLists, isAttached: true };
    const [network] = await clock.run(observeNetworks(ec2(account), asked));
    return network as VpcNetwork;
  };
  const groups = await clock.run(observeNetwork(ec2(hub.account), [group as SecurityGroupId], []));
  const { admits = [] } = valueIn(groups.securityGroups)?.[0] ?? {};
  const lists = admits.flatMap(({ others }) => others).filter((one) => one.startsWith("pl-"));
  const network = await read(hub, "endpoints", lists);
  const own = await read(client, "devices");
  const between = await clock.run(
    observeGateway(ec2(gateway.account), gateway.id, gateway.account as AccountId),
  );
  const owner = { ids: [group], account: hub.account as AccountId, prefixLists: network.prefixLists };
  const { pairs } = judge(
    own,
    {
      network,
      doors: doorsIn(network),
      ports: [443],
      protocol: "tcp",
      groups: { ...owner, admissions: admits },
    },
    new Map(between ? [[between.id, between]] : []),
    client.listed as readonly SubnetId[] | undefined,
  );
  return pairs.map(({ subnet: { id: from }, address: ip, kind, trace }) => {
    const address = ipText(ip);
    const outcomes = SOURCE_PORTS.map(
      (sourcePort) =>
        cloud.connect({ subnetId: from, address, port: 443, protocol: "tcp", sourcePort }).outcome,
    );
    return {
      from,
      address,
      kind,
      says: trace.stop ? `${trace.stop.object} ${trace.stop.says}` : "",
      outcomes,
    };
  });
}

/** The ends of what clients use, and Linux's first. */
const SOURCE_PORTS = [1_024, 32_768, 65_535];

function doorsIn({ subnets, interfaces }: VpcNetwork) {
  const places = valueIn(subnets) ?? [];
  return (valueIn(interfaces) ?? []).flatMap(({ subnet: of, addresses }) => {
    const subnet = places.find((one) => one.id === of);
    return subnet ? [{ subnet, addresses: addresses.map(ipOf), families: ["ipv4"] as const }] : [];
  });
}
