import type { IpAddressRequest } from "@aws-sdk/client-route53resolver";
import { cidrOf, freeAddress, inside } from "../ec2/addresses.ts";
import type { Subnet, Vpc } from "../ec2/state.ts";
import type { Estate } from "../estate.ts";
import type { Call } from "../service.ts";
import { refused } from "./access.ts";
import type { ResolverEndpoint } from "./state.ts";

/** A subnet and the addresses in it, free and not yet taken. */
export type Place = { subnet: Subnet; ip: string | undefined; ipv6: string | undefined };

/** An address that is asked for; without one AWS chooses. */
export type Wanted = { [M in keyof IpAddressRequest]?: IpAddressRequest[M] | undefined };

/**
 * Where addresses would be, or throws as AWS does: the account's own subnets, one VPC of ordinary tenancy, addresses
 * inside and free (Developer Guide, "Values that you specify when you create or edit … endpoints").
 */
export function placesFor(
  estate: Estate,
  wanted: readonly Wanted[],
  type: ResolverEndpoint["type"],
  call: Pick<Call, "account" | "region">,
): { vpc: Vpc; places: Place[] } {
  const chosen = new Map<string, Set<string>>();
  const places = wanted.map((one) => {
    const subnet = ownSubnet(estate, one.SubnetId, call);
    const taken = new Set([...subnet.taken, ...(chosen.get(subnet.id) ?? [])]);
    const place = placeIn(subnet, one, type, taken);
    chosen.set(subnet.id, new Set([...(chosen.get(subnet.id) ?? []), place.ip ?? "", place.ipv6 ?? ""]));
    return place;
  });
  return { vpc: vpcOf(estate, places), places };
}

function ownSubnet(
  { network }: Estate,
  id: string | undefined,
  call: Pick<Call, "account" | "region">,
): Subnet {
  const subnet = network.subnets.get(id ?? "");
  if (subnet?.account === call.account && subnet.region === call.region) return subnet;
  throw refused("InvalidParameterException", `The subnet ID "${id}" does not exist`);
}

function vpcOf({ network }: Estate, places: readonly Place[]): Vpc {
  const ids = new Set(places.map(({ subnet }) => subnet.vpcId));
  if (ids.size > 1) throw refused("InvalidRequestException", "All subnets must belong to the same VPC.");
  const vpc = network.vpcs.get([...ids][0] ?? "");
  if (!vpc) throw refused("InvalidParameterException", "The subnets belong to no VPC.");
  if (vpc.tenancy === "dedicated")
    throw refused("InvalidRequestException", `The VPC "${vpc.id}" has dedicated instance tenancy.`);
  return vpc;
}

function placeIn(
  subnet: Subnet,
  { Ip, Ipv6 }: Wanted,
  type: ResolverEndpoint["type"],
  taken: ReadonlySet<string>,
): Place {
  for (const given of [Ip, Ipv6])
    if (given && taken.has(given))
      throw refused(
        "ResourceExistsException",
        `The IP address "${given}" in subnet "${subnet.id}" is already in use`,
      );
  const ip = type === "IPV6" ? undefined : (checked(subnet, Ip) ?? freeAddress(subnet.cidr, taken));
  const ipv6 = type === "IPV4" ? undefined : (Ipv6 ?? freeIpv6(subnet, taken));
  if (!ip && !ipv6)
    throw refused("InvalidRequestException", `Subnet "${subnet.id}" does not have enough free addresses.`);
  return { subnet, ip, ipv6 };
}

/** AWS keeps the first four addresses and the last one of a subnet. */
function checked({ id, cidr }: Subnet, ip: string | undefined): string | undefined {
  if (ip === undefined) return undefined;
  if (!inside(`${ip}/32`, cidr) || isReserved(cidr, ip))
    throw refused(
      "InvalidRequestException",
      `IP address "${ip}" is either not in subnet "${id}" CIDR range or is reserved`,
      "00405",
    );
  return ip;
}

function isReserved(cidr: string, ip: string): boolean {
  const range = cidrOf(cidr);
  const offset = (cidrOf(`${ip}/32`)?.base ?? 0) - (range?.base ?? 0);
  return offset < 4 || offset === (range?.size ?? 0) - 1;
}

function freeIpv6({ id, ipv6Cidr }: Subnet, taken: ReadonlySet<string>): string {
  if (!ipv6Cidr) throw refused("InvalidRequestException", `Subnet "${id}" does not have an IPv6 CIDR block.`);
  for (let host = 0x53; ; host++) {
    const address = ipv6Cidr.replace(/::\/64$/, `::${host.toString(16)}`);
    if (!taken.has(address)) return address;
  }
}

const GROUPS_MAX = 10;

/** The groups of an endpoint, of its VPC; they can never be changed. None: the VPC's default group, as EC2 does. */
export function groupsFor({ network }: Estate, ids: readonly string[], vpc: Vpc): string[] {
  if (ids.length > GROUPS_MAX)
    throw refused("InvalidParameterException", `Maximum of ${GROUPS_MAX} security groups are allowed`);
  const own = [...network.securityGroups.values()].filter((group) => group.vpcId === vpc.id);
  const foreign = ids.find((id) => !own.some((group) => group.id === id));
  if (foreign) throw refused("ResourceNotFoundException", `The security group "${foreign}" does not exist`);
  return ids.length > 0 ? [...ids] : own.filter(({ name }) => name === "default").map(({ id }) => id);
}

/** Recorded. It comes before anything is looked up. */
export function refuseMalformedGroups(ids: readonly string[]): void {
  const wrong = ids.find((id) => !id.startsWith("sg-"));
  if (wrong)
    throw refused(
      "InvalidParameterException",
      `Malformed security group ID: "Invalid id: "${wrong}" (expecting "sg-...")".`,
      "00408",
    );
}
