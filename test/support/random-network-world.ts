import { stringify } from "yaml";
import { EXTERNAL_ID, HUB, HUB_VPC, OPERATOR, REGION } from "./fleet.ts";
import type {
  LaidAclRule,
  LaidAttachment,
  LaidNetwork,
  LaidRoute,
  LaidSpokeVpc,
  LaidVpc,
  Range,
} from "./random-network.ts";

const NETWORK_ACCOUNT = "333333333333";
export const spokeOf = (index: number) => ({
  account: `2${String(index).padStart(11, "0")}`,
  vpc: `vpc-0b${String(index).padStart(15, "0")}`,
});
const GATEWAY = "tgw-0a000000000000001";
export const GATEWAY_TABLE = "tgw-rtb-0a000000000000001";
const VPN = "tgw-attach-0a0000000000000ff";
export const DNS_GROUP = "sg-0a000000000000053";
export const FIRST_GROUP = "sg-0a000000000000001";
const ENDPOINT = "vpce-0a000000000000001";

const subnetId = (vpcIndex: number, zone: number) => `subnet-0${vpcIndex}00000000000000${zone}`;
const attachmentId = (vpcIndex: number) => `tgw-attach-0a00000000000000${vpcIndex}`;
export const peeringId = (vpcIndex: number) => `pcx-0a00000000000000${vpcIndex}`;

/** As a hub's document names it. */
export const NETWORK_GATEWAY = {
  id: GATEWAY,
  account: NETWORK_ACCOUNT,
  role: { arn: `arn:aws:iam::${NETWORK_ACCOUNT}:role/network` },
};

/** The ids of a VPC's subnets, in the order of its zones; the hub is VPC 0. */
export function subnetsOf({ hub, spokes }: LaidNetwork, vpcIndex: number): string[] {
  const { zones = [] } = vpcIndex === 0 ? hub : (spokes[vpcIndex - 1] ?? {});
  return zones.map((zone) => subnetId(vpcIndex, zone));
}

/** The hub is VPC 0. `spoke`, of the hub: the first one's. */
const blockOf = (range: Range, vpcIndex: number): string =>
  ({
    hub: "10.0.0.0/16",
    all: "10.0.0.0/8",
    half: "10.0.1.0/24",
    default: "0.0.0.0/0",
    spoke: `10.${vpcIndex || 1}.0.0/16`,
  })[range];

/** The world file; roles are as in `fleet`, and the gateway is shared with every account. */
export function networkWorld({ hub, spokes, gateway }: LaidNetwork): string {
  const joined = (kinds: readonly LaidSpokeVpc["joined"][]) =>
    spokes.flatMap((one, index) => (kinds.includes(one.joined) ? [{ one, number: index + 1 }] : []));
  const attached = joined(["gateway", "both"]);
  const peered = joined(["peering", "both"]);
  const targets = (vpcIndex: number) => ({
    peering: peered.some(({ number }) => vpcIndex === 0 || number === vpcIndex)
      ? peeringId(vpcIndex || (peered[0]?.number ?? 0))
      : undefined,
    gateway: vpcIndex === 0 || attached.some(({ number }) => number === vpcIndex) ? GATEWAY : undefined,
    nat: `nat-0a00000000000000${vpcIndex}`,
    igw: `igw-0a00000000000000${vpcIndex}`,
  });
  const accounts = [HUB, ...spokes.map((_, index) => spokeOf(index).account)];
  const world = {
    network: "asWritten",
    accounts: {
      [OPERATOR]: {},
      [HUB]: {
        roles: [{ name: "hub", trusts: [OPERATOR] }],
        prefixLists: [listFor(0)],
        vpcs: [{ ...vpcOf(hub, 0, backRoutes(), targets(0)), ...endpointOf(hub) }],
      },
      [NETWORK_ACCOUNT]: {
        roles: [{ name: "network", trusts: [OPERATOR] }],
        transitGateways: [gatewayOf(gateway, hub, attached)],
        shares: [{ name: "network", region: REGION, resources: [GATEWAY], principals: accounts }],
      },
      ...Object.fromEntries(
        spokes.map((one, index) => [spokeOf(index).account, accountOf(one, index + 1, targets(index + 1))]),
      ),
    },
  };
  return stringify(world, { aliasDuplicateObjects: false });

  /** To every spoke, by what joins it; all of them or none. */
  function backRoutes(): { [destination: string]: string } {
    if (!hub.routes.some(({ to, byList }) => to === "spoke" && !byList)) return {};
    const by = (list: typeof attached, id: (number: number) => string) =>
      list.map(({ number }): [string, string] => [`10.${number}.0.0/16`, id(number)]);
    return Object.fromEntries([...by(attached, () => GATEWAY), ...by(peered, peeringId)]);
  }

  function accountOf(one: LaidSpokeVpc, number: number, to: Targets) {
    const isPeered = one.joined === "peering" || one.joined === "both";
    const peering = { id: peeringId(number), from: spokeOf(number - 1).vpc, to: HUB_VPC, state: one.peering };
    return {
      roles: [{ name: "spoke", trusts: [OPERATOR], externalId: EXTERNAL_ID }],
      prefixLists: [listFor(number)],
      ...(isPeered && { peerings: [peering] }),
      vpcs: [vpcOf(one, number, {}, to)],
    };
  }
}

type Targets = { readonly [target in LaidRoute["target"]]: string | undefined };

const listId = (vpcIndex: number) => `pl-0a00000000000000${vpcIndex}`;

/** Of the hub the spokes' ranges, of a spoke the hub's. */
const listFor = (vpcIndex: number) => ({
  id: listId(vpcIndex),
  name: "others",
  region: REGION,
  entries: vpcIndex === 0 ? ["10.1.0.0/16", "10.2.0.0/16", "10.3.0.0/16"] : ["10.0.0.0/16"],
});

function vpcOf(
  laid: LaidVpc,
  vpcIndex: number,
  usual: { readonly [destination: string]: string },
  targets: Targets,
) {
  const { zones: own, routes, ownTable, acl: laidAcl } = laid;
  const subnets = own.map((zone) => ({
    id: subnetId(vpcIndex, zone),
    cidr: `10.${vpcIndex}.${zone}.0/24`,
    zone: `euw1-az${zone}`,
  }));
  const nth = (index: number) => subnets[index % subnets.length]?.id;
  return {
    id: vpcIndex === 0 ? HUB_VPC : spokeOf(vpcIndex - 1).vpc,
    region: REGION,
    cidr: `10.${vpcIndex}.0.0/16`,
    subnets,
    routes: { ...routesOf(routes, vpcIndex, targets), ...usual },
    ...(ownTable && {
      routeTables: [
        { subnets: [nth(ownTable.subnet)], routes: routesOf(ownTable.routes, vpcIndex, targets) },
      ],
    }),
    ...(laidAcl && {
      networkAcls: [
        {
          subnets: [nth(laidAcl.subnet)],
          inbound: aclRules(laidAcl.inbound, vpcIndex),
          outbound: aclRules(laidAcl.outbound, vpcIndex),
        },
      ],
    }),
  };
}

/** What cannot be, a route to oneself or to what is not joined, is left out. */
function routesOf(routes: readonly LaidRoute[], vpcIndex: number, targets: Targets) {
  const entries = routes.flatMap(({ to, target, byList }): [string, string][] => {
    const destination = byList ? listId(vpcIndex) : blockOf(to, vpcIndex);
    const id = targets[target];
    const isOwn = destination.startsWith(`10.${vpcIndex}.`);
    return id === undefined || isOwn ? [] : [[destination, id]];
  });
  return Object.fromEntries(entries);
}

/** Over rules that let everything pass. */
const aclRules = (rules: readonly LaidAclRule[], vpcIndex: number) => [
  ...rules.map(({ action, ports, of }) => ({ action, protocol: "tcp", ports, cidr: blockOf(of, vpcIndex) })),
  { rule: 32_000 },
];

function endpointOf({ admits }: LaidNetwork["hub"]) {
  const ranges =
    admits === "all" ? ["10.0.0.0/8"] : admits === "none" ? [] : admits.map((n) => `10.${n}.0.0/16`);
  return {
    securityGroups: [{ id: FIRST_GROUP, name: "endpoints", httpsFrom: ranges }],
    endpoints: [{ id: ENDPOINT, service: "kms", securityGroups: [FIRST_GROUP] }],
  };
}

function gatewayOf(
  { hub: own, statics }: LaidNetwork["gateway"],
  hub: LaidVpc,
  attached: readonly { readonly one: LaidSpokeVpc; readonly number: number }[],
) {
  const attach = (vpc: LaidVpc, { zones: wanted, ...laid }: LaidAttachment, number: number) => {
    const subnets = vpc.zones.filter((zone) => wanted.includes(zone)).map((zone) => subnetId(number, zone));
    const [first = 1] = vpc.zones;
    return {
      id: attachmentId(number),
      vpc: number === 0 ? HUB_VPC : spokeOf(number - 1).vpc,
      subnets: subnets.length > 0 ? subnets : [subnetId(number, first)],
      state: laid.state,
      ...(!laid.associated && { routeTable: null }),
      ...(!laid.propagates && { propagatesTo: [] }),
    };
  };
  const target = { blackhole: "blackhole", hub: attachmentId(0), vpn: VPN };
  return {
    id: GATEWAY,
    region: REGION,
    routeTables: [
      {
        id: GATEWAY_TABLE,
        default: true,
        routes: Object.fromEntries(statics.map(({ to, target: where }) => [blockOf(to, 1), target[where]])),
      },
    ],
    attachments: [
      attach(hub, own, 0),
      ...attached.map(({ one, number }) => attach(one, one.attachment, number)),
      { id: VPN, type: "vpn" },
    ],
  };
}
