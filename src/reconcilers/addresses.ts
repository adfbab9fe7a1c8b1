import { DescribeNetworkInterfacesCommand, type EC2Client, type NetworkInterface } from "@aws-sdk/client-ec2";
import { FailureError } from "../aws/failure.ts";
import { listAll } from "../aws/paginate.ts";
import { type Seen, valueIn } from "../model/failure.ts";
import { isPlainAddress } from "../model/led-by.ts";
import type { EndpointView } from "../model/observed/endpoint.ts";
import type { RecordView } from "../model/observed/zone.ts";
import { filterValues } from "./filter-values.ts";
import { see } from "./see.ts";

/**
 * The endpoints with the addresses of their interfaces, by which plain records may lead to them: of those that `asked`
 * chooses, and only where some zone has such a record at its apex or at its wildcard.
 */
export async function withAddresses(
  ec2: EC2Client,
  endpoints: readonly EndpointView[],
  zones: readonly { readonly name: string; readonly records?: Seen<readonly RecordView[]> }[],
  asked: (endpoint: EndpointView) => boolean = () => true,
): Promise<readonly EndpointView[]> {
  const hasPlain = zones.some(({ name, records }) =>
    valueIn(records)?.some((r) => isPlainAddress(r) && (r.name === name || r.name === `*.${name}`)),
  );
  const chosen = endpoints.filter((endpoint) => hasPlain && asked(endpoint));
  if (chosen.length === 0) return endpoints;
  const found = await see(() => listInterfaces(ec2, chosen.flatMap(interfacesOf)));
  return Promise.all(
    endpoints.map(async (endpoint) => {
      if (!chosen.includes(endpoint)) return endpoint;
      const addresses =
        found.kind === "seen" ? await see(async () => addressesOf(endpoint, found.value)) : found;
      return { ...endpoint, addresses };
    }),
  );
}

const interfacesOf = ({ interfaces }: EndpointView): readonly string[] => interfaces ?? [];

/** Of one endpoint. Throws FailureError when AWS does not show them all. */
export async function listAddresses(ec2: EC2Client, endpoint: EndpointView): Promise<readonly string[]> {
  return addressesOf(endpoint, await listInterfaces(ec2, interfacesOf(endpoint)));
}

/** By their ids. */
export async function listInterfaces(
  ec2: EC2Client,
  ids: readonly string[],
): Promise<ReadonlyMap<string, NetworkInterface>> {
  const batches = filterValues(ids);
  const found = await Promise.all(batches.map((batch) => describe(ec2, batch)));
  return new Map(found.flat().map((one) => [one.NetworkInterfaceId ?? "", one]));
}

function describe(ec2: EC2Client, batch: readonly string[]): Promise<NetworkInterface[]> {
  const Filters = [{ Name: "network-interface-id", Values: [...batch] }];
  return listAll(async (token) => {
    const page = await ec2.send(
      new DescribeNetworkInterfacesCommand({ Filters, ...(token && { NextToken: token }) }),
    );
    return { items: page.NetworkInterfaces ?? [], next: page.NextToken };
  });
}

/** Throws FailureError when one of the interfaces is not shown: some of the addresses would be taken for all. */
function addressesOf(endpoint: EndpointView, shown: ReadonlyMap<string, NetworkInterface>): string[] {
  const addresses = interfacesOf(endpoint).map((id) => {
    const one = shown.get(id);
    const v6 = (one?.Ipv6Addresses ?? []).flatMap(({ Ipv6Address }) => Ipv6Address ?? []);
    return [...(one?.PrivateIpAddress ? [one.PrivateIpAddress] : []), ...v6];
  });
  const isWhole = addresses.length > 0 || endpoint.state !== "available";
  if (isWhole && addresses.every((of) => of.length > 0)) return addresses.flat().sort();
  throw new FailureError({
    kind: "transient",
    error: "InterfacesNotShown",
    message: `AWS does not show the addresses of all interfaces of ${endpoint.id}`,
    operation: "DescribeNetworkInterfaces",
  });
}
