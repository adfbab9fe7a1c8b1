import type { FailureKind, Seen } from "../../src/model/failure.ts";
import {
  type AccountId,
  type Region,
  type SubnetId,
  type VpcId,
  vpcKey,
  vpcRef,
} from "../../src/model/ids.ts";
import type {
  AclEntry,
  Attachment,
  GatewayRoute,
  Interface,
  PathFacts,
  Peering,
  Subnet,
  TransitGateway,
  VpcNetwork,
} from "../../src/model/path/facts.ts";

/** What is observed of a VPC, in few words. `routes`: `10.0.0.0/16 pcx-1`, and `blackhole` behind it where it is one. */
export type NetworkWords = {
  readonly vpc: string;
  readonly account: string;
  readonly region?: string;
  /** `subnet-a use1-az1 10.1.0.0/24`, and more ranges. */
  readonly subnets: readonly string[];
  /** Of the main table; a table of a subnet's own by the subnet's id. */
  readonly routes?: readonly string[];
  readonly tables?: Readonly<Record<string, readonly string[]>>;
  /** By subnet; others have AWS's default one, which lets everything pass, IPv6 as well where there is any. */
  readonly acls?: Readonly<Record<string, readonly AclEntry[]>>;
  /** `pcx-1 active vpc-a vpc-b`. */
  readonly peerings?: readonly string[];
  /** `tgw-attach-1 tgw-1 available subnet-a subnet-b`, and `spreads` in appliance mode. */
  readonly attachments?: readonly string[];
  readonly interfaces?: readonly Interface[];
  /** Its entries, or why they were not read. */
  readonly prefixLists?: Readonly<Record<string, readonly string[] | FailureKind>>;
  readonly denied?: ReadonlyArray<
    "subnets" | "routeTables" | "acls" | "interfaces" | "peerings" | "attachments"
  >;
};

export function network(words: NetworkWords): VpcNetwork {
  const { vpc, account, region = "us-east-1", routes = [], tables = {}, acls = {}, denied = [] } = words;
  const subnets = words.subnets.map(subnetOf);
  const own = Object.keys(acls);
  const whole: VpcNetwork = {
    vpc: vpcRef(vpc as VpcId, region as Region),
    account: account as AccountId,
    subnets: seen(subnets),
    routeTables: seen([
      { id: `rtb-${vpc.slice(4)}`, isMain: true, subnets: [], routes: routesOf(subnets, routes) },
      ...Object.entries(tables).map(([subnet, of]) => ({
        id: `rtb-${subnet.slice(7)}`,
        isMain: false,
        subnets: [subnet as SubnetId],
        routes: routesOf(subnets, of),
      })),
    ]),
    acls: seen([
      {
        id: `acl-${vpc.slice(4)}`,
        subnets: subnets.map(({ id }) => id).filter((id) => !own.includes(id)),
        entries: (["0.0.0.0/0", "::/0"] as const).flatMap((all, n) => [
          allow(100 + n, "egress", all),
          allow(100 + n, "ingress", all),
        ]),
      },
      ...Object.entries(acls).map(([subnet, entries]) => ({
        id: `acl-${subnet.slice(7)}`,
        subnets: [subnet as SubnetId],
        entries,
      })),
    ]),
    interfaces: seen(words.interfaces ?? []),
    peerings: seen((words.peerings ?? []).map(peeringOf)),
    attachments: seen((words.attachments ?? []).map((text) => attachmentOf(text))),
    prefixLists: new Map(
      Object.entries(words.prefixLists ?? {}).map(([id, entries]) => [
        id,
        typeof entries === "string" ? unread(entries) : seen(entries),
      ]),
    ),
  };
  return { ...whole, ...Object.fromEntries(denied.map((what) => [what, DENIED])) };
}

/** `routes`: by table, `10.0.0.0/16 tgw-attach-1` or `10.0.0.0/16 blackhole`. */
export function gateway(
  id: string,
  associations: Readonly<Record<string, string>>,
  routes: Readonly<Record<string, readonly string[]>>,
): TransitGateway {
  return {
    id,
    account: NETWORK_ACCOUNT,
    associations: seen(new Map(Object.entries(associations))),
    tables: new Map(Object.entries(routes).map(([table, of]) => [table, seen(of.map(gatewayRoute))])),
  };
}

export function facts(networks: readonly VpcNetwork[], gateways: readonly TransitGateway[] = []): PathFacts {
  return {
    networks: new Map(networks.map((one) => [vpcKey(one.vpc), one])),
    gateways: new Map(gateways.map((one) => [one.id, one])),
  };
}

const NETWORK_ACCOUNT = "999999999999" as AccountId;

/** `allow(100, "ingress", "10.0.0.0/8", 443)`; without ports every protocol. */
export function allow(
  number: number,
  side: "egress" | "ingress",
  cidr = "0.0.0.0/0",
  fromPort?: number,
  toPort = fromPort,
): AclEntry {
  const ports =
    fromPort === undefined
      ? { protocol: "-1", fromPort: 0, toPort: 65_535 }
      : { protocol: "6", fromPort, toPort: toPort as number };
  return { number, isEgress: side === "egress", allows: true, cidr, ...ports };
}

export function deny(...of: Parameters<typeof allow>): AclEntry {
  return { ...allow(...of), allows: false };
}

function seen<T>(value: T): Seen<T> {
  return { kind: "seen", value };
}

function unread(kind: FailureKind): Seen<never> {
  return { kind: "unreadable", failure: { kind, error: "UnauthorizedOperation", message: "not authorized" } };
}

const DENIED = unread("denied");

function subnetOf(text: string): Subnet {
  const [id, zone = "", ...cidrs] = text.split(" ");
  return { id: id as SubnetId, zone, cidrs, taken: 3 };
}

function routesOf(subnets: readonly Subnet[], written: readonly string[]) {
  const local = subnets.flatMap(({ cidrs }) => cidrs.map((cidr) => `${cidr} local`));
  return [...local, ...written].map((text) => {
    const [to = "", via = "", ...more] = text.split(" ");
    return { to, via, isBlackhole: more.includes("blackhole"), isPropagated: more.includes("propagated") };
  });
}

function peeringOf(text: string): Peering {
  const [id = "", status = "", ...vpcs] = text.split(" ");
  return { id, status, vpcs: vpcs as VpcId[] };
}

function attachmentOf(text: string): Attachment {
  const [id = "", of = "", state = "", ...rest] = text.split(" ");
  const subnets = rest.filter((word) => word !== "spreads") as SubnetId[];
  return { id, gateway: of, state, subnets, spreads: rest.includes("spreads") };
}

function gatewayRoute(text: string): GatewayRoute {
  const [to = "", ...via] = text.split(" ");
  const isBlackhole = via.includes("blackhole");
  return { to, attachments: isBlackhole ? [] : via, isBlackhole };
}
