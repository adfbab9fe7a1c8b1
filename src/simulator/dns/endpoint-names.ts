import { regionalName, zonalName } from "../ec2/endpoint-domains.ts";
import { type Endpoint, endpointState, type Network } from "../ec2/state.ts";
import { type AddressType, type Found, found, NXDOMAIN } from "./answer.ts";

/**
 * The addresses behind one of an endpoint's own names (`vpce-….vpce.amazonaws.com`), which resolve everywhere:
 * regional, all its interfaces; zonal, that zone's. Undefined for a name that no endpoint could have.
 * NXDOMAIN until the endpoint is available and when it is gone. `name` is in lower case, without a final dot.
 */
export function endpointName(
  network: Network,
  name: string,
  type: AddressType,
  now: number,
): Found | undefined {
  const id = /(?:^|\.)(vpce-[0-9a-f]+)-[0-9a-f]+[^.]*\..+\.vpce\.amazonaws\.com(\.cn)?$/.exec(name)?.[1];
  if (!id) return undefined;
  const endpoint = network.endpoints.get(id);
  if (!endpoint || !isUp(endpoint, now)) return NXDOMAIN;
  if (isNamed(regionalName(endpoint), name)) return endpointAddresses(network, endpoint, type);
  const subnet = endpoint.subnetIds
    .map((subnetId) => network.subnets.get(subnetId))
    .find((one) => one && isNamed(zonalName(endpoint, one.zoneName), name));
  return subnet ? endpointAddresses(network, endpoint, type, subnet.id) : NXDOMAIN;
}

/** The addresses of its interfaces, or of the one in a subnet. */
export function endpointAddresses(
  network: Network,
  endpoint: Endpoint,
  type: AddressType,
  subnetId?: string,
): Found {
  const interfaces = endpoint.interfaceIds.map((id) => network.interfaces.get(id));
  return found(
    interfaces
      .filter((one) => subnetId === undefined || one?.subnetId === subnetId)
      .flatMap((one) => (type === "A" ? one?.address : one?.ipv6Address) ?? []),
  );
}

/** Whether its names are in DNS: from available until gone. */
export const isUp = (endpoint: Endpoint, now: number): boolean =>
  ["available", "deleting"].includes(endpointState(endpoint, now)) &&
  (endpoint.goneAt === undefined || now < endpoint.goneAt);

/** S3's names begin with a wildcard: any labels before, or none, or the asterisk itself. */
function isNamed(own: string, asked: string): boolean {
  if (!own.startsWith("*.")) return own === asked;
  return asked === own.slice(2) || asked.endsWith(own.slice(1));
}
