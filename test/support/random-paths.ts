import fc from "fast-check";
import { parse, stringify } from "yaml";
import type { z } from "zod";
import type { worldSchema } from "../../src/simulator/world-schema.ts";
import { HUB, OPERATOR, REGION } from "./fleet.ts";
import { type LaidNetwork, laidNetwork } from "./random-network.ts";
import { DNS_GROUP, NETWORK_GATEWAY, networkWorld, spokeOf, subnetsOf } from "./random-network-world.ts";
import { endpoint, hub, spoke } from "./scenario.ts";
import type { Files } from "./stage.ts";

/** A random network with names to share over it: two endpoints of one service, and a way to resolve for each spoke. */
export type LaidPaths = {
  readonly network: LaidNetwork;
  /** Zone numbers of the second endpoint's subnets; those that the hub has not are left out. */
  readonly second: { readonly zones: readonly number[]; readonly admits: readonly number[] };
  readonly rules: "per-endpoint" | "regional";
  readonly pathCheck: "withhold" | "require";
};

/** What documents say at one time. `spokes`: how each is served, if at all. */
export type Wanted = {
  readonly endpoint: "first" | "second";
  readonly spokes: readonly ("zones" | "rules" | "none")[];
};

export const NAME = `kms.${REGION}.amazonaws.com`;

const INBOUND = "rslvr-in-0a000000000000001";
const OUTBOUND = "rslvr-out-0a000000000000001";
const SECOND = "vpce-0a000000000000002";
const SECOND_GROUP = "sg-0a000000000000002";

export const laidPaths: fc.Arbitrary<LaidPaths> = fc.record({
  network: laidNetwork,
  second: fc.record({
    zones: fc.uniqueArray(fc.integer({ min: 1, max: 3 }), { minLength: 1, maxLength: 3 }),
    admits: fc.oneof(
      { weight: 3, arbitrary: fc.constant([1, 2, 3]) },
      { weight: 1, arbitrary: fc.uniqueArray(fc.integer({ min: 1, max: 3 }), { maxLength: 2 }) },
    ),
  }),
  rules: fc.constantFrom("per-endpoint", "regional"),
  pathCheck: fc.constantFrom("withhold", "withhold", "require"),
});

export const wanted: fc.Arbitrary<Wanted> = fc.record({
  endpoint: fc.constantFrom("first", "first", "second"),
  spokes: fc.array(fc.constantFrom("zones", "zones", "rules", "rules", "none"), {
    minLength: 3,
    maxLength: 3,
  }),
});

export function pathsWorld({ network, second }: LaidPaths): string {
  const world = parse(networkWorld(network)) as World;
  const accounts = Object.keys(world.accounts);
  const [vpc] = world.accounts[HUB]?.vpcs ?? [];
  if (!vpc) throw new Error("the hub has no VPC");
  const own = subnetsOf(network, 0);
  const near = own.filter((_, i) => second.zones.includes(network.hub.zones[i] ?? 0));
  vpc.securityGroups?.push(
    { id: DNS_GROUP, name: "dns", dnsFrom: ["10.0.0.0/16"] },
    { id: SECOND_GROUP, name: "second", httpsFrom: second.admits.map((n) => `10.${n}.0.0/16`) },
  );
  const [first] = vpc.endpoints ?? [];
  vpc.endpoints = [
    { service: "kms", ...first, tags: { set: "first" } },
    {
      ...{ id: SECOND, service: "kms", securityGroups: [SECOND_GROUP], tags: { set: "second" } },
      subnets: near.length > 0 ? near : own.slice(0, 1),
    },
  ];
  const securityGroups = [DNS_GROUP];
  vpc.resolverEndpoints = [
    { id: INBOUND, direction: "INBOUND", securityGroups },
    { id: OUTBOUND, direction: "OUTBOUND", securityGroups },
  ];
  return stringify({
    ...world,
    organization: {
      id: "o-random00000",
      management: OPERATOR,
      accounts: accounts.filter((one) => one !== OPERATOR),
    },
  });
}

type World = z.input<typeof worldSchema>;

export function pathsFiles(
  { network, rules, pathCheck }: LaidPaths,
  { endpoint: set, spokes }: Wanted,
): Files {
  const regional = rules === "regional" && { regional: { accept: true } };
  return [
    hub({
      anchorVpc: undefined,
      guard: { maxRemovalPercent: 100 },
      resolver: { inbound: { id: INBOUND }, outbound: { id: OUTBOUND }, rules, ...regional },
      network: { transitGateway: NETWORK_GATEWAY },
    }),
    endpoint("kms", { hubPrivateDns: "off", existing: { tags: { set } } }),
    ...network.spokes.map((_, i) =>
      spoke(`spoke-${i + 1}`, spokeOf(i), {
        ...(spokes[i] === "none" && { endpoints: "none" }),
        ...(spokes[i] === "rules" && { mode: "resolver-rule" }),
        clientSubnets: subnetsOf(network, i + 1),
        pathCheck,
      }),
    ),
  ];
}
