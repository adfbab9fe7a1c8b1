import { freeAddress } from "./ec2/addresses.ts";
import { addNetworkAcl } from "./ec2/network-acls/operations.ts";
import type { AclEntry } from "./ec2/network-acls/state.ts";
import { canonicalCidr } from "./ec2/ranges.ts";
import type { RouteTable } from "./ec2/route-tables/state.ts";
import { addRouteTable } from "./ec2/route-tables/tables.ts";
import { type TARGET_MEMBERS, targetOf } from "./ec2/route-tables/targets.ts";
import { type Subnet, subnetsIn, type Vpc } from "./ec2/state.ts";
import { defaultAcl } from "./ec2/vpc-parts.ts";
import type { Estate } from "./estate.ts";
import type { DeviceSpec, NetworkAclSpec } from "./world-network-schema.ts";
import { type Problems, Unfit } from "./world-problems.ts";
import type { VpcSpec } from "./world-vpc-schema.ts";

type Path = readonly (string | number)[];

/** The route tables of a VPC that was made, without routes. */
export function loadRouteTables(estate: Estate, spec: VpcSpec, path: Path, problems: Problems): void {
  const vpc = estate.network.vpcs.get(spec.id);
  if (!vpc) return; // refused, and told
  for (const [index, { id, subnets, tags }] of spec.routeTables.entries()) {
    const table = addRouteTable(estate, vpc, { id, tags: new Map(Object.entries(tags)) });
    eachSubnet(estate, vpc, subnets, [...path, "routeTables", index, "subnets"], problems, (subnet) => {
      if (subnet.routeTableId !== undefined) throw new Unfit(`subnet ${subnet.id} has another route table`);
      subnet.routeTableId = table.id;
    });
  }
}

/** Their routes, when all that these may lead to is there, and the VPC's network ACLs. */
export function loadRoutes(estate: Estate, spec: VpcSpec, path: Path, problems: Problems): void {
  const vpc = estate.network.vpcs.get(spec.id);
  const main = estate.network.routeTables.get(vpc?.mainRouteTableId ?? "");
  if (!vpc || !main) return; // refused, and told
  addRoutes(estate, main, spec.routes, [...path, "routes"], problems);
  const [, ...others] = [...estate.network.routeTables.values()].filter(({ vpcId }) => vpcId === vpc.id);
  for (const [index, table] of others.entries()) {
    const { routes = {} } = spec.routeTables[index] ?? {};
    addRoutes(estate, table, routes, [...path, "routeTables", index, "routes"], problems);
  }
  for (const [index, acl] of spec.networkAcls.entries())
    problems.attempt([...path, "networkAcls", index], () => loadAcl(estate, vpc, acl));
}

/** Adds routes that are not there; what AWS would refuse of the target is told. */
export function addRoutes(
  estate: Estate,
  table: RouteTable,
  routes: { readonly [destination: string]: string },
  path: Path,
  problems: Problems,
): void {
  for (const [destination, target] of Object.entries(routes))
    problems.attempt([...path, destination], () => {
      makeGateway(estate, table, target);
      const { account, region } = table;
      const call = { account, region, principalArn: "", input: {} };
      const to = destinationOf(estate, destination);
      const known = memberOf(target);
      if (known) targetOf(estate, table, to, { [known]: target }, call);
      table.routes.set(to, target);
    });
}

function destinationOf({ network }: Estate, text: string): string {
  if (!text.startsWith("pl-")) return canonicalCidr(text, text.includes(":") ? "ipv6" : "ipv4");
  if (network.prefixLists.has(text)) return text;
  throw new Unfit(`there is no prefix list ${text}`);
}

/** Undefined: of endpoints and core networks nothing is known. */
function memberOf(target: string): (typeof TARGET_MEMBERS)[number] | undefined {
  const [prefix = ""] = target.split("-");
  return {
    igw: "GatewayId" as const,
    vgw: "GatewayId" as const,
    nat: "NatGatewayId" as const,
    eigw: "EgressOnlyInternetGatewayId" as const,
    eni: "NetworkInterfaceId" as const,
    tgw: "TransitGatewayId" as const,
    pcx: "VpcPeeringConnectionId" as const,
  }[prefix];
}

function makeGateway({ network }: Estate, { account, region, vpcId }: RouteTable, target: string): void {
  if (!/^(igw|nat|vgw|eigw|vpce)-/.test(target) || network.gateways.has(target)) return;
  network.gateways.set(target, { id: target, account, region, vpcId, tags: new Map() });
}

function eachSubnet(
  { network }: Estate,
  vpc: Vpc,
  ids: readonly string[],
  path: Path,
  problems: Problems,
  act: (subnet: Subnet) => void,
): void {
  for (const [index, id] of ids.entries())
    problems.attempt([...path, index], () => {
      const subnet = network.subnets.get(id);
      if (subnet?.vpcId !== vpc.id) throw new Unfit(`there is no subnet ${id} in ${vpc.id}`);
      act(subnet);
    });
}

function loadAcl(estate: Estate, vpc: Vpc, spec: NetworkAclSpec): void {
  const entries = [...entriesOf(spec.inbound, false), ...entriesOf(spec.outbound, true)];
  const own = spec.default ? defaultAcl(estate.network, vpc.id) : undefined;
  const tags = new Map(Object.entries(spec.tags));
  const acl = own ?? addNetworkAcl(estate, vpc, { id: spec.id, tags, entries });
  acl.entries = entries;
  const subnets = subnetsIn(estate.network, vpc.id);
  for (const id of spec.subnets) {
    const subnet = subnets.find((one) => one.id === id);
    if (!subnet) throw new Unfit(`there is no subnet ${id} in ${vpc.id}`, ["subnets"]);
    subnet.networkAclId = acl.isDefault ? undefined : acl.id;
  }
}

const NUMBERS = { tcp: "6", udp: "17", icmp: "1", all: "-1" };

function entriesOf(rules: NetworkAclSpec["inbound"], egress: boolean): AclEntry[] {
  return rules.map(({ rule, action, protocol, ports, cidr }, index) => {
    if (ports !== undefined && protocol !== "tcp" && protocol !== "udp")
      throw new Unfit("only TCP and UDP have ports", [egress ? "outbound" : "inbound", index, "ports"]);
    const [from = 0, to = from] = ports === undefined ? [0, 65_535] : String(ports).split("-").map(Number);
    return {
      number: rule ?? 100 * (index + 1),
      egress,
      protocol: NUMBERS[protocol],
      allow: action === "allow",
      cidr: canonicalCidr(cidr, cidr.includes(":") ? "ipv6" : "ipv4"),
      ...((protocol === "tcp" || protocol === "udp") && { ports: { from, to } }),
      ...(protocol === "icmp" && { icmp: { type: -1, code: -1 } }),
    };
  });
}

/** Puts interfaces into a subnet of which nothing else is known. */
export function addDevices(
  { network, surroundings }: Estate,
  subnet: Subnet,
  specs: readonly DeviceSpec[],
): void {
  for (const { id, type, description, address: wanted, securityGroups: groupIds } of specs) {
    const address = wanted ?? freeAddress(subnet.cidr, subnet.taken);
    if (address === undefined || subnet.taken.has(address))
      throw new Unfit(`subnet ${subnet.id} has no free address ${wanted ?? ""}`);
    const { account, region, vpcId } = subnet;
    const made = { id: id ?? `eni-${surroundings.hex(17)}`, account, region, vpcId, tags: new Map() };
    subnet.taken.add(address);
    network.interfaces.set(made.id, {
      ...made,
      subnetId: subnet.id,
      endpointId: "",
      device: { type, description },
      groupIds,
      address,
      ipv6Address: undefined,
    });
  }
}
