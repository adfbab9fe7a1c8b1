import { createCloud } from "../../src/simulator/cloud.ts";
import type { AclEntry } from "../../src/simulator/ec2/network-acls/state.ts";
import type { SecurityGroup, Subnet } from "../../src/simulator/ec2/state.ts";
import { defaultAcl } from "../../src/simulator/ec2/vpc-parts.ts";
import type { Attempt } from "../../src/simulator/network/connect.ts";
import { VirtualClock } from "../../src/simulator/virtual-clock.ts";
import { parseWorld } from "../../src/simulator/world.ts";

export type NetworkScene = ReturnType<typeof networkScene>;

const CLIENTS = { peered: "subnet-0b000001", attached: "subnet-0c000001" };
const VPCS = { hub: "vpc-0a000000", peered: "vpc-0b000000", attached: "vpc-0c000000" };

/** A hub with an endpoint at 10.0.0.4, a spoke joined to it by peering, and one by a transit gateway; and what may change. */
export function networkScene({ peered = "10.1.0.0/16", resolver = false } = {}) {
  const world = parseWorld(worldOf(peered, resolver));
  const cloud = createCloud({ clock: new VirtualClock(), world });
  const { network } = cloud.estate;
  const { transit } = network;
  const must = <T>(found: T | undefined): T => found ?? raise("nothing of that id");
  const mainTable = (vpc: string) =>
    must(network.routeTables.get(network.vpcs.get(vpc)?.mainRouteTableId ?? ""));
  const transitTable = () => must(transit.tables.get("tgw-rtb-0a000000"));
  const subnetOf = (id: string): Subnet => must(network.subnets.get(id));
  const group = (): SecurityGroup => must(network.securityGroups.get("sg-0a000000"));
  const names = new Map(
    Object.entries(VPCS).flatMap(([name, vpc]): [string, string][] => [
      [mainTable(vpc).id, `rtb-${name}`],
      [must(defaultAcl(network, vpc)).id, `acl-${name}`],
    ]),
  );
  const list = (id: string, cidrs: string[]) => {
    const { account, region } = mainTable(VPCS.hub);
    const versions = [cidrs.map((cidr) => ({ cidr, description: undefined }))];
    network.prefixLists.set(id, {
      ...{ id, account, region, tags: new Map(), name: id, family: "IPv4", maxEntries: 9, versions },
    });
  };
  const admitOnly = (kind: "group" | "prefixList", value: string) => {
    group().rules = group().rules.map((rule) => (rule.isEgress ? rule : { ...rule, peer: { kind, value } }));
  };
  return {
    cloud,
    named: (text: string) => [...names].reduce((all, [id, name]) => all.replaceAll(id, name), text),
    /** `answered`, or how it ended and where. */
    ask(from: keyof typeof CLIENTS, more: Partial<Attempt> = {}) {
      const attempt = { subnetId: CLIENTS[from], address: "10.0.0.4", port: 443, protocol: "tcp" as const };
      const { outcome, because } = cloud.connect({ ...attempt, ...more });
      return because === undefined ? outcome : `${outcome}: ${because}`;
    },
    unroute(vpc: string, destination?: string) {
      const { routes } = mainTable(vpc);
      if (destination === undefined) routes.clear();
      else routes.delete(destination);
    },
    route: (vpc: string, destination: string, target: string) => {
      const { account, region } = mainTable(vpc);
      if (!/^(tgw|pcx)-/.test(target))
        network.gateways.set(target, { id: target, account, region, vpcId: vpc, tags: new Map() });
      mainTable(vpc).routes.set(destination, target);
    },
    endPeering: () => {
      const peering = must(network.peerings.get("pcx-0a000000"));
      peering.ended = { how: "deleted", by: peering.account, at: cloud.clock.now() };
    },
    leaveZone: (attachment: string, zone: string) => {
      const found = must(transit.attachments.get(attachment));
      const left = found.subnetIds.filter((id) => !subnetOf(id).zoneId.endsWith(zone));
      if (left.length > 0) found.subnetIds = left; // AWS lets none be without
    },
    dissociate: (attachment: string) => {
      must(transit.attachments.get(attachment)).association = undefined;
    },
    withhold: (attachment: string) => void transitTable().propagations.delete(attachment),
    blackhole: (destination: string) => void transitTable().routes.set(destination, undefined),
    toVpn: (destination: string) => void transitTable().routes.set(destination, "tgw-attach-0d000000"),
    toHub: (destination: string) => void transitTable().routes.set(destination, "tgw-attach-0a000000"),
    /** `cidr`: of inbound rules the source, of outbound ones the destination. */
    deny: (vpc: string, way: "in" | "out", port: number, cidr?: string) =>
      void must(defaultAcl(network, vpc)).entries.push(denying(way, port, cidr)),
    denyUdp: (vpc: string, way: "in" | "out", port: number) =>
      void must(defaultAcl(network, vpc)).entries.push({ ...denying(way, port), protocol: "17" }),
    denyIn: (subnet: string, way: "in" | "out", port: number) => {
      const { account, region, vpcId } = subnetOf(subnet);
      const { entries } = must(defaultAcl(network, vpcId));
      const acl = { id: `acl-${subnet.slice(7)}`, account, region, vpcId, tags: new Map(), isDefault: false };
      network.networkAcls.set(acl.id, { ...acl, entries: [...entries, denying(way, port)] });
      subnetOf(subnet).networkAclId = acl.id;
    },
    inspect: (subnet: string) => {
      const { account, region, vpcId } = subnetOf(subnet);
      const base = { account, region, vpcId, tags: new Map() };
      network.gateways.set("vpce-0f000000", { ...base, id: "vpce-0f000000" });
      const routes = new Map([["10.0.0.0/24", "vpce-0f000000"]]);
      network.routeTables.set("rtb-own", { ...base, id: "rtb-own", routes });
      subnetOf(subnet).routeTableId = "rtb-own";
    },
    admitGroup: (id: string) => admitOnly("group", id),
    referenceGroups: () => {
      for (const one of [...transit.gateways.values(), ...transit.attachments.values()])
        one.groupReferencing = "enable";
    },
    /** The peered spoke's route leads there by one list, the hub's group admits it by another one. */
    byPrefixList: () => {
      list("pl-0a000000", ["10.0.0.0/16"]);
      list("pl-0b000000", ["10.1.0.0/16"]);
      mainTable(VPCS.peered).routes.clear();
      mainTable(VPCS.peered).routes.set("pl-0a000000", "pcx-0a000000");
      admitOnly("prefixList", "pl-0b000000");
    },
    emptyPrefixList: (id: string) => void must(network.prefixLists.get(id)).versions.push([]),
  };
}

function raise(words: string): never {
  throw new Error(words);
}

const denying = (way: "in" | "out", port: number, cidr = "0.0.0.0/0"): AclEntry => ({
  ...{ number: 1, egress: way === "out", protocol: "6", allow: false, cidr },
  ports: { from: port, to: port },
});

const subnets = (letter: string, range: string) =>
  [
    `{ id: subnet-0${letter}000001, cidr: ${range}.0.0/24, zone: euw1-az1 }`,
    `{ id: subnet-0${letter}000002, cidr: ${range}.1.0/24, zone: euw1-az2 }`,
    `{ id: subnet-0${letter}000011, cidr: ${range}.2.0/28, zone: euw1-az1 }`,
    `{ id: subnet-0${letter}000012, cidr: ${range}.2.16/28, zone: euw1-az2 }`,
  ].join(", ");

const attachment = (letter: string, routed: string) =>
  `{ id: tgw-attach-0${letter}000000, vpc: vpc-0${letter}000000, subnets: [subnet-0${letter}000011, subnet-0${letter}000012], routed: [${routed}] }`;

/** The peered spoke may have the hub's own range: then nothing joins them. */
function worldOf(peered: string, resolver: boolean): string {
  const range = peered.split(".").slice(0, 2).join(".");
  const isJoined = range !== "10.0";
  return `
accounts:
  "111111111111":
    transitGateways:
      - id: tgw-0a000000
        region: eu-west-1
        routeTables: [{ id: tgw-rtb-0a000000, default: true }]
        attachments:
          - ${attachment("a", "10.2.0.0/16")}
          - ${attachment("c", "10.0.0.0/16")}
          - { id: tgw-attach-0d000000, type: vpn }
    vpcs:
      - id: vpc-0a000000
        region: eu-west-1
        cidr: 10.0.0.0/16
        subnets: [${subnets("a", "10.0")}]
        securityGroups:
          - { id: sg-0a000000, name: endpoints, httpsFrom: [10.0.0.0/8] }
          - { id: sg-0a000001, name: resolver, dnsFrom: [10.0.0.0/8] }
        endpoints: [{ service: kms, subnets: [subnet-0a000001, subnet-0a000002], securityGroups: [sg-0a000000] }]
${resolver ? "        resolverEndpoints: [{ id: rslvr-in-0a000000, direction: INBOUND, securityGroups: [sg-0a000001], addresses: [{ subnet: subnet-0a000001, ip: 10.0.0.53 }, { subnet: subnet-0a000002 }] }]" : ""}
  "222222222222":
${isJoined ? "    peerings: [{ id: pcx-0a000000, from: vpc-0b000000, to: vpc-0a000000, routed: true }]" : ""}
    vpcs:
      - { id: vpc-0b000000, region: eu-west-1, cidr: ${peered}, subnets: [${subnets("b", range)}], securityGroups: [{ id: sg-0b000000, name: clients }] }
  "333333333333":
    vpcs:
      - id: vpc-0c000000
        region: eu-west-1
        cidr: 10.2.0.0/16
        subnets: [${subnets("c", "10.2")}]
        securityGroups: [{ id: sg-0c000000, name: clients, dnsFrom: [10.0.0.0/8] }]
${
  resolver
    ? `        resolverEndpoints: [{ id: rslvr-out-0c000000, direction: OUTBOUND, securityGroups: [sg-0c000000], addresses: [{ subnet: subnet-0c000001 }, { subnet: subnet-0c000002 }] }]
        resolverRules: [{ domain: x.example, targets: [10.0.0.53], endpoint: rslvr-out-0c000000 }]`
    : ""
}
`;
}
