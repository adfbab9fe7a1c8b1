import type { z } from "zod";
import type { worldSchema } from "../../src/simulator/world-schema.ts";
import { ANCHOR, EXTERNAL_ID, HUB, HUB_VPC, OPERATOR, REGION } from "./fleet.ts";
import type { Files } from "./stage.ts";

/**
 * A small estate to tell a scenario with: one hub with an anchor, spokes in accounts of their own, and the services
 * `ssm` and `kms` with one private name each. What a test is about is written in the test, the rest is here.
 */

export const SSM = `ssm.${REGION}.amazonaws.com`;
export const KMS = `kms.${REGION}.amazonaws.com`;
export const SSM_ENDPOINT = "vpce-0e000000000000001";
export const KMS_ENDPOINT = "vpce-0e000000000000002";
/** Admits 443 from every VPC here. */
export const OPEN_GROUP = "sg-0e000000000000001";
/** Where the hub's endpoints answer: their first two addresses, one in each subnet. */
export const PRIVATE = "10.0.";

export const ALPHA = { account: "222222222222", vpc: "vpc-0b00000000000000a" };
export const BETA = { account: "333333333333", vpc: "vpc-0b00000000000000b" };
export const GAMMA = { account: "444444444444", vpc: "vpc-0b00000000000000c" };
/** A spoke in the hub's own account. */
export const LOCAL = { account: HUB, vpc: "vpc-0b00000000000000d" };

export const ORGANIZATION = "o-a1b2c3d4e5";

export type Place = { readonly account: string; readonly vpc: string };
type Spec = Readonly<Record<string, unknown>>;
type Accounts = z.input<typeof worldSchema>["accounts"];
type Account = Accounts[string];
type Vpc = NonNullable<Account["vpcs"]>[number];
type Services = NonNullable<z.input<typeof worldSchema>["services"]>[string];

/** Documents are YAML, and JSON is YAML. A field that is undefined is left out. */
function document(kind: string, name: string, spec: Spec): Files[number] {
  const text = JSON.stringify({ apiVersion: "vpce-operator/v1", kind, metadata: { name }, spec });
  return { path: `${kind.toLowerCase()}-${name}.yaml`, text };
}

export function hub(spec: Spec = {}, name = "hub"): Files[number] {
  return document("Hub", name, {
    owner: "network-platform",
    account: HUB,
    region: REGION,
    vpc: HUB_VPC,
    anchorVpc: { vpc: ANCHOR },
    role: { arn: `arn:aws:iam::${HUB}:role/hub` },
    spokeDefaults: { role: { arn: "arn:aws:iam::{account}:role/spoke", externalId: EXTERNAL_ID } },
    ...spec,
  });
}

/** The hub VPC keeps out of the zones unless `hubPrivateDns: off` is said: one client less to think of. */
export function endpoint(service: string, spec: Spec = {}, name = service): Files[number] {
  return document("Endpoint", name, { hubs: ["hub"], service, hubPrivateDns: "keep", ...spec });
}

export function spoke(name: string, place: Place, spec: Spec = {}): Files[number] {
  return document("Spoke", name, { hub: "hub", account: place.account, vpc: place.vpc, ...spec });
}

export const alpha = (spec: Spec = {}) => spoke("alpha", ALPHA, spec);
export const beta = (spec: Spec = {}) => spoke("beta", BETA, spec);
export const gamma = (spec: Spec = {}) => spoke("gamma", GAMMA, spec);
export const local = (spec: Spec = {}) => spoke("local", LOCAL, spec);

export type WorldParts = {
  /** Private names by service, in the hub's Region. */
  readonly services?: Services;
  /** Of the hub VPC. */
  readonly endpoints?: Vpc["endpoints"];
  readonly hub?: Account;
  readonly alpha?: Account;
  readonly beta?: Account;
  readonly alphaVpc?: Partial<Vpc>;
  readonly hubVpc?: Partial<Vpc>;
  /** Of `LOCAL`, of the hub's account. */
  readonly localVpc?: Partial<Vpc>;
  /** More accounts, by id. */
  readonly accounts?: Accounts;
  /** All accounts are in one organization, whose accounts share with each other. */
  readonly isOrganized?: true;
};

/** Packets go as routes, groups and network ACLs let them, and roles may read these. */
export function worldAsWritten(parts: WorldParts = {}): string {
  return JSON.stringify({ network: "asWritten", ...JSON.parse(world(parts)) });
}

export function world(parts: WorldParts = {}): string {
  const { services = {}, accounts = {} } = parts;
  const endpoints = parts.endpoints ?? [
    { id: SSM_ENDPOINT, service: "ssm" },
    { id: KMS_ENDPOINT, service: "kms" },
  ];
  const spokeOf = ({ vpc }: Place, third: number, more: Partial<Vpc> = {}): Account => ({
    roles: [{ name: "spoke", trusts: [OPERATOR], externalId: EXTERNAL_ID }],
    vpcs: [vpcOf(vpc, third, more)],
  });
  const own: Account = {
    roles: [{ name: "hub", trusts: [OPERATOR] }],
    ...parts.hub,
    vpcs: [
      vpcOf(HUB_VPC, 0, {
        securityGroups: [{ id: OPEN_GROUP, name: "endpoints", httpsFrom: ["10.0.0.0/8"] }],
        ...parts.hubVpc,
        endpoints: endpoints.map((e) => ({ securityGroups: [OPEN_GROUP], ...e })),
      }),
      vpcOf(ANCHOR, 8),
      vpcOf(LOCAL.vpc, 9, parts.localVpc),
      ...(parts.hub?.vpcs ?? []),
    ],
  };
  const members = [HUB, ALPHA.account, BETA.account, GAMMA.account, ...Object.keys(accounts)];
  const spec: z.input<typeof worldSchema> = {
    ...(parts.isOrganized && {
      organization: { id: ORGANIZATION, management: OPERATOR, accounts: members },
    }),
    services: { [REGION]: { ssm: [SSM], kms: [KMS], ...services } },
    accounts: {
      [OPERATOR]: {},
      [HUB]: own,
      [ALPHA.account]: { ...spokeOf(ALPHA, 1, parts.alphaVpc), ...parts.alpha },
      [BETA.account]: { ...spokeOf(BETA, 2), ...parts.beta },
      [GAMMA.account]: spokeOf(GAMMA, 3),
      ...accounts,
    },
  };
  return JSON.stringify(spec);
}

/** Only what needs them has subnets: from one without, no packets go anywhere, and no path is judged. */
export function vpcOf(id: string, second: number, more: Partial<Vpc> = {}): Vpc {
  const subnets = more.endpoints || more.resolverEndpoints ? 2 : 0;
  return { id, region: REGION, cidr: `10.${second}.0.0/16`, subnets, ...more };
}
