import { createHash } from "node:crypto";
import fc from "fast-check";
import { stringify } from "yaml";
import type { EstateChoices } from "../../src/simulator/estate.ts";
import { ANCHOR, EXTERNAL_ID, HUB, HUB_VPC, OPERATOR, REGION } from "./fleet.ts";
import { foreignRulesIn, organizationOf, resolverIn, resolverSpecOf } from "./laid-rules.ts";
import {
  BYSTANDER,
  DNS_VPC,
  HOMES,
  type LaidEndpoint,
  type LaidSpoke,
  type Layout,
  SERVICES,
  vpcOf,
} from "./layout.ts";
import type { Files } from "./stage.ts";

/** The hub VPC's, where its endpoints are. */
const SUBNET = "subnet-0a000000000000001";

function endpointName({ service, set }: LaidEndpoint): string {
  return set === "default" ? service : `${service}-${set}`;
}

/** Every name that the endpoints serve, asked as a host would ask. */
export function hostNames(layout: Layout): string[] {
  const names = layout.endpoints.flatMap((e) => SERVICES[e.service] as readonly string[]);
  return [
    ...new Set(names.flatMap((n) => (n.startsWith("*.") ? [n.slice(2), n.replace("*", "host")] : [n]))),
  ];
}

/** The VPCs whose workloads ask: the spokes' and the hub's. */
export function askingVpcs(layout: Layout): string[] {
  return [HUB_VPC, ...layout.spokes.map(vpcOf)];
}

export function filesOf(layout: Layout): Files {
  const documents = [hubDocument(layout), ...layout.endpoints.map(endpointDocument)];
  return [...documents, ...layout.spokes.map(spokeDocument)].map((document, i) => ({
    path: `${i}-${document.kind}.yaml`,
    text: stringify(document),
  }));
}

function hubDocument(layout: Layout) {
  const { anchor, vpcsPerZone } = layout;
  return envelope("Hub", "hub", {
    owner: "network-platform",
    account: HUB,
    region: REGION,
    vpc: HUB_VPC,
    ...(anchor && { anchorVpc: { vpc: ANCHOR } }),
    role: { arn: `arn:aws:iam::${HUB}:role/hub` },
    spokeDefaults: { role: { arn: "arn:aws:iam::{account}:role/spoke", externalId: EXTERNAL_ID } },
    guard: { maxRemovalPercent: 100 },
    ...(vpcsPerZone !== undefined && { quotas: { vpcsPerZone } }),
    ...resolverSpecOf(layout),
  });
}

function endpointDocument(endpoint: LaidEndpoint) {
  const { service, set, hubPrivateDns, from = set, more } = endpoint;
  const source =
    from === "managed"
      ? { managed: { subnets: [SUBNET] } }
      : { hubPrivateDns, existing: { tags: { set: from } } };
  return envelope("Endpoint", endpointName(endpoint), { hubs: ["hub"], service, set, ...source, ...more });
}

function spokeDocument(spoke: LaidSpoke) {
  const { account, region } = HOMES[spoke.home];
  return envelope("Spoke", `spoke-${spoke.number}`, {
    hub: "hub",
    account,
    region,
    vpc: vpcOf(spoke),
    ...(spoke.endpoints && { endpoints: { names: spoke.endpoints } }),
    ...(spoke.byRule && { mode: "resolver-rule" }),
  });
}

function envelope(kind: string, name: string, spec: object) {
  return { apiVersion: "vpce-operator/v1", kind, metadata: { name }, spec };
}

export function worldOf(layout: Layout): string {
  const spokes = (account: string) => layout.spokes.filter((s) => HOMES[s.home].account === account);
  const foreign = (account: string) =>
    layout.foreign.filter((z) => z.account === account).map(({ account: _account, ...zone }) => zone);
  const others = [...new Set(Object.values(HOMES).map((h) => h.account))].filter((a) => a !== HUB);
  const member = (account: string) => ({
    roles: [{ name: "spoke", trusts: [OPERATOR], externalId: EXTERNAL_ID }],
    vpcs: spokes(account).map((s) => vpc(vpcOf(s), HOMES[s.home].region)),
    zones: foreign(account),
    ...foreignRulesIn(layout, account),
  });
  return stringify({
    ...organizationOf(layout),
    services: {
      [REGION]: Object.fromEntries(
        Object.entries(SERVICES).map(([service, names]) => [
          `com.amazonaws.${REGION}.${service}`,
          [...names],
        ]),
      ),
    },
    accounts: {
      [OPERATOR]: {},
      [HUB]: {
        roles: [{ name: "hub", trusts: [OPERATOR] }],
        vpcs: [
          hubVpc(layout),
          ...(layout.rules?.ownView ? [{ ...inDnsVpc(), ...resolverIn(layout) }] : []),
          ...[ANCHOR, BYSTANDER, ...spokes(HUB).map(vpcOf)].map((id) => vpc(id, REGION)),
        ],
        zones: foreign(HUB),
        ...foreignRulesIn(layout, HUB),
      },
      ...Object.fromEntries(others.map((account) => [account, member(account)])),
    },
  });
}

function vpc(id: string, region: string) {
  return { id, region, cidr: "10.9.0.0/16" };
}

function hubVpc(layout: Layout) {
  const existing = layout.endpoints.filter((e) => e.from !== "managed");
  const endpoints = existing.map(({ service, set, hubPrivateDns, from = set }) => ({
    id: endpointId(service, from),
    service,
    privateDns: hubPrivateDns !== "off" && from === "default", // one holder of a name in one VPC
    tags: { set: from },
  }));
  const subnets = [{ id: SUBNET, cidr: "10.0.0.0/24", zone: `${REGION}a` }];
  const resolver = layout.rules?.ownView ? {} : resolverIn(layout);
  return { ...vpc(HUB_VPC, REGION), cidr: "10.0.0.0/16", subnets, endpoints, ...resolver };
}

function inDnsVpc() {
  const subnets = [{ id: "subnet-0a000000000000002", cidr: "10.0.128.0/24", zone: `${REGION}a` }];
  return { ...vpc(DNS_VPC, REGION), cidr: "10.0.128.0/17", subnets };
}

/** How many VPCs a zone takes in that layout's cloud: as many as its documents say. */
export function quotasOf({ vpcsPerZone }: Layout): Pick<EstateChoices, "quotas"> {
  return vpcsPerZone === undefined ? {} : { quotas: { vpcsPerZone } };
}

/** An endpoint that is there from the start, by service and tag. */
export function endpointId(service: LaidEndpoint["service"], tag: string): string {
  return `vpce-0e0${createHash("sha256").update(`${service} ${tag}`).digest("hex").slice(0, 14)}`;
}

type Service = keyof typeof SERVICES;
export const ALL_SERVICES = Object.keys(SERVICES) as readonly Service[];
const IN_DOMAIN = ALL_SERVICES.filter((one) => one !== "queue");

/**
 * Layouts of one to four endpoints and up to four spokes, some with somebody else's zones of the same names about, and
 * some with an anchor and zones that take two VPCs beside it.
 * Endpoints are existing ones, managed ones, and ones whose private DNS is turned off.
 */
export function layouts(services: readonly Service[] = IN_DOMAIN, spokesMin = 0): fc.Arbitrary<Layout> {
  const service = fc.constantFrom(...services);
  return fc
    .record({
      anchor: fc.boolean(),
      crowded: fc.boolean(),
      hubPrivateDns: fc.constantFrom("keep" as const, "off" as const, "turnOff" as const),
      managed: fc.array(fc.boolean(), { minLength: 4, maxLength: 4 }),
      services: fc.uniqueArray(service, { minLength: 1, maxLength: 4 }),
      homes: fc.array(fc.constantFrom(...(Object.keys(HOMES) as (keyof typeof HOMES)[])), {
        minLength: spokesMin,
        maxLength: 4,
      }),
      picks: fc.array(fc.nat(), { minLength: 4, maxLength: 4 }),
      strangers: fc.array(fc.constantFrom("otherOwner", "public", "inSpoke", "unrelated"), { maxLength: 3 }),
    })
    .map(({ anchor, crowded, hubPrivateDns, managed, services, homes, picks, strangers }) => {
      const endpoints = services.map((one, i) => ({
        service: one,
        set: "default",
        ...(managed[i]
          ? { hubPrivateDns: "off" as const, from: "managed" }
          : { hubPrivateDns, ...(hubPrivateDns === "turnOff" && { more: { allowGap: !anchor } }) }),
      }));
      const spokes = homes.map((home, number) => ({
        number,
        home,
        ...chosen(endpoints, picks[number] ?? 0),
      }));
      const foreign = [...new Set(strangers)].flatMap((kind) => stranger(kind, endpoints, spokes));
      return { anchor, endpoints, spokes, foreign, ...(anchor && crowded && { vpcsPerZone: 3 }) };
    });
}

function referenceOf(owner: string, name: string): string {
  const identity = [HUB, REGION, HUB_VPC, "default", name].join("\n");
  const hash = createHash("sha256").update(identity).digest("hex").slice(0, 32);
  return `vpceop/${owner}/${hash}/0/0`;
}

/** Half of the spokes take everything, the others one endpoint or two. */
function chosen(endpoints: readonly LaidEndpoint[], pick: number): { endpoints?: string[] } {
  if (pick % 2 === 0) return {};
  const names = endpoints.map(endpointName);
  const at = (i: number) => names[i % names.length] as string;
  return { endpoints: [...new Set([at(pick), at(pick >> 3)])] };
}

function stranger(
  kind: string,
  endpoints: readonly LaidEndpoint[],
  spokes: readonly LaidSpoke[],
): Layout["foreign"] {
  const name = (SERVICES[endpoints[0]?.service ?? "plain"][0] as string).replace("*.", "");
  const records = [{ name, type: "A", values: ["192.0.2.7"] }];
  const [spoke] = spokes.filter((s) => s.home !== "own");
  const zone = {
    account: HUB,
    name,
    vpcs: [BYSTANDER],
    records,
    authorizations: spoke ? [vpcOf(spoke)] : [],
  };
  switch (kind) {
    case "otherOwner": // another team's of the same program, for the very same hub
      return [{ ...zone, callerReference: referenceOf("other-team", name) }];
    case "public":
      return [{ ...zone, vpcs: [], authorizations: [], callerReference: "somebody's public zone" }];
    case "inSpoke": // holds the name in that spoke: a conflict
      return spoke
        ? [{ ...zone, account: HOMES[spoke.home].account, vpcs: [vpcOf(spoke)], authorizations: [] }]
        : [];
    default:
      return [{ ...zone, name: "corp.example.com", records: [], vpcs: [BYSTANDER, HUB_VPC] }];
  }
}
