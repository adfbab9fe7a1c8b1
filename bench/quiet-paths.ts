import type { Desired } from "../src/model/desired/types.ts";
import { valueIn } from "../src/model/failure.ts";
import type { SecurityGroupId } from "../src/model/ids.ts";
import type { Observed } from "../src/model/observed/observed.ts";
import { facts, type NetworkWords, network } from "../test/support/networks.ts";

const GROUP = "sg-0e000000000000001" as SecurityGroupId;
const OPEN = { fromPort: 443, toPort: 443, cidrs: ["10.0.0.0/8"], others: [] };
const SUBNET = "subnet-0a0000000000000aa" as never;

/**
 * The same fleet with the networks of all its VPCs, as a daemon's hourly look reads them: two client subnets each, a peering
 * connection to each hub, and endpoints with an address.
 */
export function withPaths({ hubs, spokes }: Desired, observed: Observed): Observed {
  const [hub] = hubs;
  const view = hub && valueIn(observed.hubs.get(hub));
  if (!hub || !view) throw new Error("there is no hub");
  const interfaces = view.endpoints.map((_, i) => ({
    id: `eni-${i}`,
    subnet: SUBNET,
    type: "vpc_endpoint",
    addresses: [`10.0.${Math.floor(i / 200)}.${(i % 200) + 10}`],
  }));
  const endpoints = view.endpoints.map((endpoint, i) => ({
    ...endpoint,
    interfaces: [`eni-${i}`],
    securityGroups: [GROUP],
  }));
  const peering = (i: number) => `pcx-${i}`;
  const at = { region: hub.region };
  const own: NetworkWords = {
    ...at,
    vpc: hub.vpc,
    account: hub.account,
    subnets: [`${SUBNET} euw1-az1 10.0.0.0/16`],
    routes: ["10.0.0.0/16 local", ...spokes.map((_, i) => `${rangeOf(i)} ${peering(i)}`)],
    peerings: spokes.map(({ vpc }, i) => `${peering(i)} active ${vpc} ${hub.vpc}`),
    interfaces,
  };
  const others = spokes.map(({ vpc, account }, i): NetworkWords => {
    const range = rangeOf(i);
    const [low, high] = [
      range.replace("/27", "/28"),
      `${range.replace(/\.(\d+)\/27$/, (_, n) => `.${Number(n) + 16}`)}/28`,
    ];
    return {
      ...at,
      vpc,
      account,
      subnets: [`subnet-a${i} euw1-az1 ${low}`, `subnet-b${i} euw1-az2 ${high}`],
      routes: [`10.0.0.0/16 ${peering(i)}`],
      peerings: [`${peering(i)} active ${vpc} ${hub.vpc}`],
    };
  });
  const groups = { kind: "seen", value: [{ id: GROUP, admits: [OPEN] }] } as const;
  return {
    ...observed,
    hubs: new Map([[hub, { kind: "seen", value: { ...view, endpoints } } as never]]),
    networks: new Map([[hub, { securityGroups: groups, subnets: { kind: "seen", value: [] } } as never]]),
    path: facts([own, ...others].map(network)),
  };
}

/** A /27 of each spoke's own, outside of the hub's range. */
function rangeOf(i: number): string {
  const third = Math.floor(i / 8);
  return `10.${1 + Math.floor(third / 256)}.${third % 256}.${(i % 8) * 32}/27`;
}
