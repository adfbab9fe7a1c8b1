import { accept, addPeering, end } from "./ec2/peering/lifecycle.ts";
import { addPrefixList } from "./ec2/prefix-lists/managed.ts";
import { cidrsOf, ipv6BlocksOf } from "./ec2/route-tables/routes.ts";
import { type Subnet, subnetsIn, type Vpc } from "./ec2/state.ts";
import {
  accept as acceptAttachment,
  addAttachment,
  attachVpc,
} from "./ec2/transit-gateways/attachment-lifecycle.ts";
import { addTransitGateway } from "./ec2/transit-gateways/gateways.ts";
import type { Attachment, TransitGateway } from "./ec2/transit-gateways/state.ts";
import { addTransitRouteTable } from "./ec2/transit-gateways/tables.ts";
import type { Estate } from "./estate.ts";
import type {
  AttachmentSpec,
  PeeringSpec,
  PrefixListSpec,
  TransitGatewaySpec,
} from "./world-network-schema.ts";
import { type Problems, Unfit } from "./world-problems.ts";
import { addRoutes } from "./world-routes.ts";

type Path = readonly (string | number)[];

const tagsOf = ({ tags }: { tags: Record<string, string> }) => new Map(Object.entries(tags));

export function loadPrefixList(estate: Estate, account: string, spec: PrefixListSpec): void {
  const { id, name, region, entries, maxEntries } = spec;
  const family = entries.some((cidr) => cidr.includes(":")) ? "IPv6" : "IPv4";
  addPrefixList(estate, {
    ...{ id, account, region, name, family, maxEntries },
    entries: entries.map((cidr) => ({ cidr, description: undefined })),
    tags: tagsOf(spec),
  });
}

const WEEK = 7 * 24 * 3600_000;

/** Long in the state that it is in. */
export function loadPeering(
  estate: Estate,
  account: string,
  spec: PeeringSpec,
  path: Path,
  problems: Problems,
): void {
  const [from, to] = [vpcOf(estate, spec.from, "from"), vpcOf(estate, spec.to, "to")];
  if (from.account !== account)
    throw new Unfit(`${from.id} is account ${from.account}'s: the peering stands there`, ["from"]);
  const side = ({ id: vpcId, account, region }: Vpc) => ({ account, region, vpcId });
  const peering = addPeering(estate, {
    id: spec.id,
    requester: side(from),
    accepter: side(to),
    tags: tagsOf(spec),
  });
  if (peering.failed !== undefined)
    throw new Unfit(`the ranges of ${from.id} and ${to.id} overlap: AWS connects no such VPCs`);
  if (spec.state === "active" || spec.state === "deleted") accept(estate, peering, 0);
  if (spec.state === "rejected" || spec.state === "deleted") end(estate, peering, spec.state, to.account);
  if (spec.state === "expired") peering.requestedAt -= WEEK;
  if (!spec.routed) return;
  for (const [one, other] of [
    [from, to],
    [to, from],
  ] as const)
    routeAll(estate, one, rangesOf(estate, other), peering.id, path, problems);
}

const rangesOf = ({ network }: Estate, vpc: Vpc) => [...cidrsOf(vpc), ...ipv6BlocksOf(network, vpc.id)];

function vpcOf({ network }: Estate, id: string, field: string): Vpc {
  const vpc = network.vpcs.get(id);
  if (!vpc) throw new Unfit(`there is no VPC ${id}`, [field]);
  return vpc;
}

/** Every table of the VPC that is there by now. */
function routeAll(
  estate: Estate,
  vpc: Vpc,
  destinations: readonly string[],
  target: string,
  path: Path,
  problems: Problems,
): void {
  const tables = [...estate.network.routeTables.values()].filter(({ vpcId }) => vpcId === vpc.id);
  const routes = Object.fromEntries(destinations.map((one) => [one, target]));
  for (const table of tables) addRoutes(estate, table, routes, path, problems);
}

/** A gateway that has been there for long, with its tables; attachments come by `loadAttachments`. */
export function loadTransitGateway(
  estate: Estate,
  account: string,
  spec: TransitGatewaySpec,
  path: Path,
  problems: Problems,
): void {
  const { id, region, defaultRouteTable, autoAccept, groupReferencing } = spec;
  const usual = spec.routeTables.find((table) => table.default);
  const gateway = addTransitGateway(
    estate,
    {
      ...{ id, account, region, description: undefined, asn: 64_512 },
      autoAccept: autoAccept ? "enable" : "disable",
      dnsSupport: "enable",
      vpnEcmp: "enable",
      groupReferencing: groupReferencing ? "enable" : "disable",
      associates: defaultRouteTable,
      propagates: defaultRouteTable,
      defaultTableId: usual?.id,
      tags: tagsOf(spec),
    },
    0,
  );
  for (const table of spec.routeTables)
    if (table !== usual) addTransitRouteTable(estate, gateway, { id: table.id, tags: tagsOf(table) }, 0);
  for (const [index, attachment] of spec.attachments.entries()) {
    const at = [...path, "attachments", index];
    problems.attempt(at, () => loadAttachment(estate, gateway, attachment, at, problems));
  }
  for (const [index, { id: tableId, routes }] of spec.routeTables.entries())
    for (const [destination, target] of Object.entries(routes))
      problems.attempt([...path, "routeTables", index, "routes", destination], () => {
        const { attachments, tables } = estate.network.transit;
        if (target !== "blackhole" && attachments.get(target)?.gatewayId !== id)
          throw new Unfit(`there is no attachment ${target} to ${id}`);
        tables.get(tableId)?.routes.set(destination, target === "blackhole" ? undefined : target);
      });
}

function loadAttachment(
  estate: Estate,
  gateway: TransitGateway,
  spec: AttachmentSpec,
  path: Path,
  problems: Problems,
): void {
  const made = spec.vpc === undefined ? attachOther(estate, gateway, spec) : attach(estate, gateway, spec);
  if (spec.state !== "available") made.availableAt = undefined;
  if (spec.state === "rejected") made.rejected = true;
  if (spec.state !== "available") made.association = undefined;
  else place(estate, gateway, made, spec);
  const vpc = estate.network.vpcs.get(spec.vpc ?? "");
  if (vpc) routeAll(estate, vpc, spec.routed, gateway.id, [...path, "routed"], problems);
}

function attach(estate: Estate, gateway: TransitGateway, spec: AttachmentSpec): Attachment {
  const vpc = vpcOf(estate, spec.vpc ?? "", "vpc");
  if (vpc.region !== gateway.region)
    throw new Unfit(`${vpc.id} is in ${vpc.region}, the gateway in ${gateway.region}`, ["vpc"]);
  const subnetIds = spec.subnets ?? firstOfZones(subnetsIn(estate.network, vpc.id)).map(({ id }) => id);
  if (subnetIds.length === 0) throw new Unfit(`${vpc.id} has no subnet to attach`, ["vpc"]);
  const { id } = spec;
  const made = attachVpc(
    estate,
    gateway,
    vpc,
    {
      ...(id !== undefined && { id }),
      applianceMode: spec.applianceMode ? "enable" : "disable",
      ipv6: spec.ipv6 ? "enable" : "disable",
      subnetIds,
      tags: tagsOf(spec),
    },
    0,
  );
  if (made.availableAt === undefined && spec.state === "available") acceptAttachment(estate, made, 0);
  return made;
}

function attachOther(estate: Estate, gateway: TransitGateway, spec: AttachmentSpec): Attachment {
  const { account } = gateway;
  const made = addAttachment(estate, gateway, {
    id: spec.id,
    account,
    type: spec.type ?? "vpn",
    resourceId: `${spec.type}-0`,
    dnsSupport: "disable",
    groupReferencing: "disable",
    ipv6: "enable",
    applianceMode: "disable",
    availableAt: undefined,
    advertises: spec.advertises,
    tags: tagsOf(spec),
  });
  acceptAttachment(estate, made, 0);
  return made;
}

/** Into the tables that the file names instead of the default ones. */
function place(
  { network, surroundings }: Estate,
  gateway: TransitGateway,
  made: Attachment,
  spec: AttachmentSpec,
): void {
  const { tables } = network.transit;
  const since = surroundings.clock.now();
  const refuseUnknown = (id: string, field: string) => {
    if (tables.get(id)?.gatewayId !== gateway.id)
      throw new Unfit(`there is no route table ${id} of ${gateway.id}`, [field]);
  };
  if (spec.routeTable === null) made.association = undefined;
  else if (spec.routeTable !== undefined) {
    refuseUnknown(spec.routeTable, "routeTable");
    made.association = { tableId: spec.routeTable, since };
  }
  if (!spec.propagatesTo) return;
  for (const table of tables.values()) table.propagations.delete(made.id);
  for (const id of spec.propagatesTo) {
    refuseUnknown(id, "propagatesTo");
    tables.get(id)?.propagations.set(made.id, since);
  }
}

function firstOfZones(subnets: readonly Subnet[]): Subnet[] {
  const zones = new Map<string, Subnet>();
  for (const subnet of subnets) if (!zones.has(subnet.zoneId)) zones.set(subnet.zoneId, subnet);
  return [...zones.values()];
}
