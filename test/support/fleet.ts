/** A fleet of a chosen size, as desired state and as the simulated world it is meant for. */

export type FleetSize = {
  /** One endpoint with one private name for each zone. */
  readonly zones: number;
  /** Spoke VPCs, spread over the accounts. */
  readonly vpcs: number;
  /** Spoke accounts; 0 puts every spoke into the hub's own account. */
  readonly accounts: number;
  readonly anchor?: boolean;
  readonly hubPrivateDns?: "off" | "keep";
  /** The endpoints are the operator's to make: none exists. */
  readonly managed?: boolean;
  /** The hub's quotas as its document writes them: `{ vpcsPerZone: 1000 }`. */
  readonly quotas?: string;
  /** Spokes resolve by rules of this kind, over Resolver endpoints in the hub VPC, in one organization that shares. */
  readonly rules?: "per-endpoint" | "regional";
  /** Each spoke has a subnet, and a peering with the hub VPC to which all route tables lead: packets follow. */
  readonly peered?: boolean;
};

export type Fleet = {
  /** Desired state, a file for each document; `without(name)` is the same less one document. */
  readonly files: readonly { readonly path: string; readonly text: string }[];
  readonly world: string;
};

export const REGION = "eu-west-1";
export const HUB = "111111111111";
export const OPERATOR = "999999999999";
export const EXTERNAL_ID = "fleet-external-id-7c1f";
const GROUP = "sg-0a000000000000001";
const DNS_GROUP = "sg-0a000000000000002";
export const HUB_VPC = "vpc-0a000000000000001";
export const ANCHOR = "vpc-0a0000000000000aa";

/** The hub VPC's, where its endpoints are. */
const SUBNET = "subnet-0a000000000000001";
const MANAGED = `managed: { subnets: [${SUBNET}] }`;
const INBOUND = "rslvr-in-0a000000000000001";
const OUTBOUND = "rslvr-out-0a000000000000001";

export function fleet(size: FleetSize): Fleet {
  const { zones, vpcs, accounts, anchor = true, hubPrivateDns = "keep", managed = false, rules } = size;
  const endpoints = Array.from({ length: zones }, (_, i) => i);
  const spokes = Array.from({ length: vpcs }, (_, i) => ({
    vpc: spokeVpc(i),
    account: spokeAccount(i, accounts),
    name: `spoke-${i}`,
  }));
  const files = [
    { path: "hub.yaml", text: hubDocument(anchor, size) },
    ...endpoints.map((i) => ({
      path: `endpoints/e${i}.yaml`,
      text: endpointDocument(i, managed ? MANAGED : `hubPrivateDns: ${hubPrivateDns}`),
    })),
    ...spokes.map((s) => ({ path: `spokes/${s.name}.yaml`, text: spokeDocument(s) })),
  ];
  const existing = managed ? [] : endpoints;
  return {
    files,
    world: worldOf(endpoints, existing, spokes, {
      privateDns: hubPrivateDns === "keep",
      withResolver: rules !== undefined,
      peered: size.peered ?? false,
    }),
  };
}

export function spokeVpc(i: number): string {
  return `vpc-0b${i.toString(16).padStart(15, "0")}`;
}

export function spokeAccount(i: number, accounts: number): string {
  return accounts === 0 ? HUB : `2${String(i % accounts).padStart(11, "0")}`;
}

export function zoneName(i: number): string {
  return `svc${i}.${REGION}.amazonaws.com`;
}

function hubDocument(anchor: boolean, { quotas, rules }: FleetSize): string {
  return `apiVersion: vpce-operator/v1
kind: Hub
metadata: { name: hub }
spec:
  owner: network-platform
  account: "${HUB}"
  region: ${REGION}
  vpc: ${HUB_VPC}
${anchor ? `  anchorVpc: { vpc: ${ANCHOR} }\n` : ""}  role: { arn: "arn:aws:iam::${HUB}:role/hub" }
  spokeDefaults:
    role: { arn: "arn:aws:iam::{account}:role/spoke", externalId: ${EXTERNAL_ID} }
${rules ? `    mode: resolver-rule\n${resolverField(rules)}` : ""}${quotas ? `  quotas: ${quotas}\n` : ""}`;
}

function resolverField(rules: NonNullable<FleetSize["rules"]>): string {
  const accepted =
    rules === "regional" ? `, regional: { accept: true, except: [s3.${REGION}.amazonaws.com] }` : "";
  return `  resolver: { inbound: { id: ${INBOUND} }, outbound: { id: ${OUTBOUND} }, rules: ${rules}${accepted} }\n`;
}

function endpointDocument(i: number, source: string): string {
  return `apiVersion: vpce-operator/v1
kind: Endpoint
metadata: { name: e${i} }
spec: { hubs: [hub], service: svc${i}, ${source} }
`;
}

function spokeDocument(spoke: { name: string; vpc: string; account: string }): string {
  return `apiVersion: vpce-operator/v1
kind: Spoke
metadata: { name: ${spoke.name} }
spec: { hub: hub, account: "${spoke.account}", vpc: ${spoke.vpc} }
`;
}

/** The hub with its endpoints, and every spoke account with a role that trusts the operator's account. */
function worldOf(
  endpoints: readonly number[],
  existing: readonly number[],
  spokes: readonly { vpc: string; account: string }[],
  { privateDns, withResolver, peered }: Record<"privateDns" | "withResolver" | "peered", boolean>,
): string {
  const byAccount = Map.groupBy(spokes, (s) => s.account);
  const vpc = (id: string, cidr: string) => `      - { id: ${id}, region: ${REGION}, cidr: ${cidr} }`;
  const own = (byAccount.get(HUB) ?? []).map((s) => vpc(s.vpc, "10.9.0.0/16"));
  const others = [...byAccount].filter(([account]) => account !== HUB);
  const accounts = [HUB, ...byAccount.keys()].map((account) => `"${account}"`);
  const resolver = [
    `          - { id: ${DNS_GROUP}, name: dns, dnsFrom: [10.0.0.0/16] }`,
    "        resolverEndpoints:",
    `          - { id: ${INBOUND}, direction: INBOUND, securityGroups: [${DNS_GROUP}] }`,
    `          - { id: ${OUTBOUND}, direction: OUTBOUND, securityGroups: [${DNS_GROUP}] }`,
  ];
  return [
    ...(withResolver
      ? [`organization: { id: o-fleet00000, management: "${OPERATOR}", accounts: [${accounts.join()}] }`]
      : []),
    "services:",
    `  ${REGION}:`,
    ...endpoints.map((i) => `    com.amazonaws.${REGION}.svc${i}: [${zoneName(i)}]`),
    "accounts:",
    `  "${OPERATOR}": { name: operator }`,
    `  "${HUB}":`,
    "    name: hub",
    `    roles: [{ name: hub, trusts: ["${OPERATOR}"] }]`,
    "    vpcs:",
    `      - id: ${HUB_VPC}`,
    `        region: ${REGION}`,
    "        cidr: 10.0.0.0/16",
    `        subnets: [{ id: ${SUBNET}, cidr: 10.0.0.0/20, zone: ${REGION}a }]`,
    "        securityGroups:",
    `          - { id: ${GROUP}, name: endpoints, httpsFrom: [10.0.0.0/8] }`,
    ...(withResolver ? resolver : []),
    `        endpoints:${existing.length === 0 ? " []" : ""}`,
    ...existing.map(
      (i) =>
        `          - { id: ${endpointId(i)}, service: svc${i}, privateDns: ${privateDns}, securityGroups: [${GROUP}] }`,
    ),
    vpc(ANCHOR, "10.8.0.0/16"),
    ...own,
    ...others.flatMap(([account, list]) => [
      `  "${account}":`,
      `    roles: [{ name: spoke, trusts: ["${OPERATOR}"], externalId: ${EXTERNAL_ID} }]`,
      "    vpcs:",
      ...list.map((s, i) =>
        peered ? peeredVpc(s.vpc, spokes.indexOf(s)) : vpc(s.vpc, `10.${100 + (i % 100)}.0.0/16`),
      ),
      ...(peered ? ["    peerings:", ...list.map(toHub)] : []),
    ]),
    "",
  ].join("\n");
}

/** Of a range of its own, for the hub's routes are by ranges. */
function peeredVpc(vpc: string, i: number): string {
  const range = `10.${100 + Math.floor(i / 250)}.${i % 250}.0/24`;
  return `      - { id: ${vpc}, region: ${REGION}, cidr: ${range}, subnets: [{ cidr: ${range} }] }`;
}

function toHub({ vpc }: { readonly vpc: string }): string {
  return `      - { from: ${vpc}, to: ${HUB_VPC}, routed: true }`;
}

export function endpointId(i: number): string {
  return `vpce-0e${i.toString(16).padStart(15, "0")}`;
}
