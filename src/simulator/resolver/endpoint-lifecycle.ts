import { type Estate, lasting } from "../estate.ts";
import type { Call } from "../service.ts";
import { arnOf } from "./access.ts";
import { groupsFor, type Place, placesFor, type Wanted } from "./endpoint-input.ts";
import { rememberReference } from "./references.ts";
import type { Held, Loose, ResolverAddress, ResolverEndpoint } from "./state.ts";

export type NewEndpoint = Pick<ResolverEndpoint, "direction" | "type" | "protocols"> &
  Loose<Pick<ResolverEndpoint, "id" | "name" | "metrics" | "tags" | "held">> & {
    creatorRequestId: string;
    groupIds: readonly string[];
    addresses: readonly Wanted[];
    /** Of each address, where one stands so from the start. */
    heldAddresses?: readonly (Held | undefined)[];
    /** A world file's are there at once. */
    afterMs: number;
  };

/** Makes an endpoint with its interfaces, or throws as CreateResolverEndpoint does and makes nothing. */
export function addEndpoint(
  estate: Estate,
  wanted: NewEndpoint,
  call: Pick<Call, "account" | "region">,
): ResolverEndpoint {
  const { hex, clock } = estate.surroundings;
  const { vpc, places } = placesFor(estate, wanted.addresses, wanted.type, call);
  const groupIds = groupsFor(estate, wanted.groupIds, vpc);
  const now = clock.now();
  const id = wanted.id ?? `rslvr-${wanted.direction === "OUTBOUND" ? "out" : "in"}-${hex(17)}`;
  const endpoint: ResolverEndpoint = {
    id,
    arn: arnOf(estate, call, "resolver-endpoint", id),
    account: call.account,
    region: call.region,
    creatorRequestId: wanted.creatorRequestId,
    name: wanted.name,
    direction: wanted.direction,
    vpcId: vpc.id,
    groupIds,
    type: wanted.type,
    protocols: wanted.protocols,
    addresses: [],
    createdAt: now,
    modifiedAt: now,
    operationalAt: now + wanted.afterMs,
    updatedAt: 0,
    metrics: wanted.metrics ?? {},
    held: wanted.held,
    tags: wanted.tags ?? new Map(),
    goneAt: undefined,
  };
  for (const [index, place] of places.entries())
    addAddress(estate, endpoint, place, wanted.afterMs, wanted.heldAddresses?.[index]);
  estate.resolver.endpoints.set(id, endpoint);
  rememberReference(estate, "Resolver endpoint", wanted.creatorRequestId, call);
  return endpoint;
}

/** One more address, with an interface in its subnet that has the endpoint's groups. */
export function addAddress(
  { network, surroundings }: Estate,
  endpoint: ResolverEndpoint,
  { subnet, ip, ipv6 }: Place,
  afterMs: number,
  held?: Held,
): void {
  const { hex, clock } = surroundings;
  for (const address of [ip, ipv6]) if (address) subnet.taken.add(address);
  const now = clock.now();
  const made: ResolverAddress = {
    id: `rni-${hex(17)}`,
    subnetId: subnet.id,
    interfaceId: `eni-${hex(17)}`,
    ip,
    ipv6,
    createdAt: now,
    attachedAt: now + afterMs,
    held,
    goneAt: undefined,
  };
  network.interfaces.set(made.interfaceId, {
    id: made.interfaceId,
    account: endpoint.account,
    region: endpoint.region,
    tags: new Map(),
    vpcId: endpoint.vpcId,
    subnetId: subnet.id,
    endpointId: endpoint.id,
    groupIds: endpoint.groupIds,
    address: ip,
    ipv6Address: ipv6,
  });
  endpoint.addresses.push(made);
}

/** It is DELETING, and its interfaces keep the subnets from being deleted, until it is gone. */
export function removeEndpoint(estate: Estate, endpoint: ResolverEndpoint): void {
  const goneAt = estate.surroundings.clock.now() + lasting(estate.options.resolverEndpointMs);
  endpoint.goneAt ??= goneAt;
  for (const address of endpoint.addresses) address.goneAt ??= goneAt;
  estate.resolver.leaving.add(endpoint);
}
