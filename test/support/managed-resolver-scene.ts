import type { ResolverEndpoint } from "../../src/simulator/resolver/state.ts";
import { attachedAddresses } from "../../src/simulator/resolver/status.ts";
import { EXTERNAL_ID } from "./fleet.ts";
import { hub, OPEN_GROUP, type WorldParts, world } from "./scenario.ts";
import type { Files, Stage } from "./stage.ts";

/** A hub VPC in which Resolver endpoints may be made: a subnet in each of four places, and two groups that admit DNS. */
const SUBNETS = ["subnet-0a00000000000000a", "subnet-0a00000000000000b", "subnet-0a00000000000000c"] as const;
export const [A, B, C] = SUBNETS;
export const DNS = "sg-0d000000000000001";
/** The same in another VPC of the hub's account. */
export const FAR = ["subnet-0f00000000000000a", "subnet-0f00000000000000b"] as const;
export const FAR_DNS = "sg-0d000000000000003";
export const OTHER_DNS = "sg-0d000000000000002";

export function managedWorld(parts: WorldParts = {}): string {
  const zones = ["eu-west-1a", "eu-west-1b", "eu-west-1c"];
  return world({
    isOrganized: true,
    ...parts,
    hubVpc: {
      subnets: SUBNETS.map((id, i) => ({ id, cidr: `10.0.${i}.0/24`, zone: zones[i] ?? "" })),
      securityGroups: [
        { id: OPEN_GROUP, name: "endpoints", httpsFrom: ["10.0.0.0/8"] },
        { id: DNS, name: "resolver dns", dnsFrom: ["10.0.0.0/8"] },
        { id: OTHER_DNS, name: "other dns", dnsFrom: ["10.0.0.0/8"] },
      ],
      ...parts.hubVpc,
    },
    localVpc: {
      subnets: FAR.map((id, i) => ({ id, cidr: `10.9.${i}.0/24`, zone: zones[i] ?? "" })),
      securityGroups: [{ id: FAR_DNS, name: "far dns", dnsFrom: ["10.0.0.0/8"] }],
      ...parts.localVpc,
    },
  });
}

type Places = readonly (string | { readonly subnet: string; readonly ip?: string })[];

/** What documents want of one endpoint. */
export function managed(places: Places = [A, B], securityGroups: readonly string[] = [DNS]) {
  const addresses = places.map((place) => (typeof place === "string" ? { subnet: place } : place));
  return { managed: { addresses, securityGroups } };
}

export function managedHub(
  { inbound = managed() as object | "none", outbound = managed() as object | "none" } = {},
  spec: object = {},
): Files[number] {
  return hub({
    resolver: { inbound, outbound },
    spokeDefaults: {
      mode: "resolver-rule",
      role: { arn: "arn:aws:iam::{account}:role/spoke", externalId: EXTERNAL_ID },
    },
    guard: { maxRemovalPercent: 100 },
    ...spec,
  });
}

/** Endpoints that are there, with the subnets of their ATTACHED addresses: `INBOUND a b by sg-…`. */
export function endpointsIn(stage: Stage): string[] {
  const now = stage.clock.now();
  const there = [...stage.cloud.estate.resolver.endpoints.values()].filter(
    ({ goneAt }) => goneAt === undefined,
  );
  return there.map((one) => `${one.direction} ${placesIn(one, now)} by ${one.groupIds.join()}`).sort();
}

function placesIn(endpoint: ResolverEndpoint, now: number): string {
  const attached = attachedAddresses(endpoint, now);
  return attached
    .map(({ subnetId, ip }) => `${subnetId.slice(-1)}${ip?.endsWith(".53") ? " (fixed)" : ""}`)
    .sort()
    .join(" ");
}

/** Targets that rules have, or that some interfaces still use while a rule is UPDATING, and that are not ATTACHED, at any event. */
export function watchTargets(stage: Stage): ReadonlySet<string> {
  const dead = new Set<string>();
  const { endpoints, rules } = stage.cloud.estate.resolver;
  stage.clock.onStep(() => {
    const now = stage.clock.now();
    const all = [...endpoints.values()].flatMap((one) => attachedAddresses(one, now));
    const attached = new Set(all.map(({ ip }) => ip));
    for (const { targets, update, domainName } of rules.values()) {
      const before = update && now < update.until ? update.before.targets : [];
      for (const { Ip } of [...targets, ...before]) if (!attached.has(Ip)) dead.add(`${domainName} ${Ip}`);
    }
  });
  return dead;
}
