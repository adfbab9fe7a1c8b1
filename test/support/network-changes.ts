import fc from "fast-check";
import type { Cloud } from "../../src/simulator/cloud.ts";
import type { Network } from "../../src/simulator/ec2/state.ts";
import { defaultAcl } from "../../src/simulator/ec2/vpc-parts.ts";
import { HUB_VPC } from "./fleet.ts";
import type { LaidNetwork } from "./random-network.ts";
import {
  DNS_GROUP,
  FIRST_GROUP,
  GATEWAY_TABLE,
  NETWORK_GATEWAY,
  peeringId,
  spokeOf,
} from "./random-network-world.ts";

/** What somebody does to a random network while the operator is at work. `spoke`: an index, taken round. */
export type NetworkChange = { readonly what: keyof typeof CHANGES; readonly spoke: number };

type Place = {
  readonly network: Network;
  readonly vpc: string;
  /** The spoke's. */
  readonly range: string;
  /** By what the two VPCs are joined, if at all. */
  readonly via: string | undefined;
};

const CHANGES = {
  noWayThere: ({ network, vpc }: Place) => {
    for (const { routes } of tablesOf(network, vpc)) routes.clear();
  },
  noWayBack: ({ network, range }: Place) => {
    for (const { routes } of tablesOf(network, HUB_VPC)) routes.delete(range);
  },
  closeGroup: ({ network }: Place) => {
    const group = network.securityGroups.get(FIRST_GROUP);
    if (group) group.rules = group.rules.filter(({ isEgress }) => isEgress);
  },
  /** Between the hub's Resolver endpoints. */
  closeDns: ({ network }: Place) => admitDns(network, 54),
  denyReplies: ({ network, vpc }: Place) =>
    void defaultAcl(network, vpc)?.entries.push({
      ...{ number: 1, egress: false, protocol: "6", allow: false, cidr: "10.0.0.0/16" },
      ports: { from: 1_024, to: 65_535 },
    }),
  blackhole: ({ network }: Place) =>
    void network.transit.tables.get(GATEWAY_TABLE)?.routes.set("10.0.0.0/16", undefined),
  mend: ({ network, vpc, range, via }: Place) => {
    if (via === undefined) return;
    for (const { routes } of tablesOf(network, vpc)) routes.set("10.0.0.0/16", via);
    for (const { routes } of tablesOf(network, HUB_VPC)) routes.set(range, via);
    const acl = defaultAcl(network, vpc);
    if (acl) acl.entries = acl.entries.filter(({ number }) => number !== 1);
    network.transit.tables.get(GATEWAY_TABLE)?.routes.clear();
    admitDns(network, 53);
  },
};

export const networkChange: fc.Arbitrary<NetworkChange> = fc.record({
  what: fc.oneof(
    { weight: 1, arbitrary: fc.constant("mend" as const) },
    { weight: 1, arbitrary: fc.constantFrom(...(Object.keys(CHANGES) as (keyof typeof CHANGES)[])) },
  ),
  spoke: fc.nat(2),
});

export function changeNetwork({ estate }: Cloud, laid: LaidNetwork, { what, spoke }: NetworkChange): void {
  const index = spoke % laid.spokes.length;
  const { joined = "none" } = laid.spokes[index] ?? {};
  const via = joined === "gateway" ? NETWORK_GATEWAY.id : peeringId(index + 1);
  CHANGES[what]({
    network: estate.network,
    vpc: spokeOf(index).vpc,
    range: `10.${index + 1}.0.0/16`,
    via: joined === "none" ? undefined : via,
  });
}

function admitDns(network: Network, port: number): void {
  const group = network.securityGroups.get(DNS_GROUP);
  if (group)
    group.rules = group.rules.map((rule) => (rule.isEgress ? rule : { ...rule, from: port, to: port }));
}

function tablesOf({ routeTables }: Network, vpc: string) {
  return [...routeTables.values()].filter(({ vpcId }) => vpcId === vpc);
}
