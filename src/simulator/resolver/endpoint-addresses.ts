import type {
  AssociateResolverEndpointIpAddressRequest,
  AssociateResolverEndpointIpAddressResponse,
  DisassociateResolverEndpointIpAddressRequest,
  DisassociateResolverEndpointIpAddressResponse,
  IpAddressUpdate,
  ListResolverEndpointIpAddressesRequest,
  ListResolverEndpointIpAddressesResponse,
} from "@aws-sdk/client-route53resolver";
import { type Estate, lasting, quotaOf } from "../estate.ts";
import { operation } from "../operation.ts";
import type { Service } from "../service.ts";
import { ownEndpoint, refused } from "./access.ts";
import { placesFor } from "./endpoint-input.ts";
import { addAddress } from "./endpoint-lifecycle.ts";
import { shownAddress, shownEndpoint } from "./endpoint-shown.ts";
import { refuseUnready } from "./endpoint-update.ts";
import { list } from "./lists.ts";
import type { ResolverAddress, ResolverEndpoint } from "./state.ts";
import { attachedAddresses, endpointStatus } from "./status.ts";

/** One address a call; the endpoint is UPDATING until it is ATTACHED, or gone. */
export function endpointAddressOperations(estate: Estate): Service {
  const now = () => estate.surroundings.clock.now();
  const updating = (endpoint: ResolverEndpoint, until: number) => {
    endpoint.updatedAt = Math.max(endpoint.updatedAt, until);
    endpoint.modifiedAt = now();
    return { ResolverEndpoint: shownEndpoint(endpoint, now()) };
  };
  return {
    AssociateResolverEndpointIpAddress: operation<
      AssociateResolverEndpointIpAddressRequest,
      AssociateResolverEndpointIpAddressResponse
    >((input, call) => {
      const endpoint = ownEndpoint(estate, input.ResolverEndpointId, call);
      refuseUnready(endpoint, now());
      refuseBusy(estate, endpoint, now());
      if (endpoint.addresses.length >= quotaOf(estate, call.account).addressesPerResolverEndpoint)
        throw refused(
          "LimitExceededException",
          `Resolver endpoint "${endpoint.id}" has exceeded 'max-ip-addresses'`,
        );
      const { SubnetId, Ip, Ipv6 } = input.IpAddress ?? {};
      const { vpc, places } = placesFor(estate, [{ SubnetId, Ip, Ipv6 }], endpoint.type, call);
      if (vpc.id !== endpoint.vpcId)
        throw refused("InvalidRequestException", "All subnets must belong to the same VPC.");
      const afterMs = lasting(estate.options.resolverAddressMs);
      for (const place of places) addAddress(estate, endpoint, place, afterMs);
      return updating(endpoint, now() + afterMs);
    }),

    DisassociateResolverEndpointIpAddress: operation<
      DisassociateResolverEndpointIpAddressRequest,
      DisassociateResolverEndpointIpAddressResponse
    >((input, call) => {
      const endpoint = ownEndpoint(estate, input.ResolverEndpointId, call);
      refuseUnready(endpoint, now());
      refuseBusy(estate, endpoint, now());
      const address = addressMeant(endpoint, input.IpAddress ?? {});
      refuseTooFewLeft(endpoint, address, now());
      address.goneAt = now() + lasting(estate.options.resolverAddressMs);
      estate.resolver.leaving.add(endpoint);
      return updating(endpoint, address.goneAt);
    }),

    ListResolverEndpointIpAddresses: operation<
      ListResolverEndpointIpAddressesRequest,
      ListResolverEndpointIpAddressesResponse
    >((input, call) => {
      const { addresses } = ownEndpoint(estate, input.ResolverEndpointId, call);
      const shown = addresses.map((address) => shownAddress(address, now()));
      const { MaxResults, NextToken } = input;
      const { items, ...page } = list(estate, shown, (one) => one.IpId, { MaxResults, NextToken });
      return { IpAddresses: items, ...page };
    }),
  };
}

/** Resolver's example text for an address that is not told well enough; by its id, or by subnet and address. */
function addressMeant(
  endpoint: ResolverEndpoint,
  { IpId, SubnetId, Ip, Ipv6 }: IpAddressUpdate,
): ResolverAddress {
  if (!IpId && !(SubnetId && (Ip || Ipv6)))
    throw refused(
      "InvalidRequestException",
      "Need to specify either the IP ID or both subnet and IP address in order to remove IP address.",
      "00503",
    );
  const found = endpoint.addresses.find(
    (one) =>
      one.goneAt === undefined &&
      (IpId ? one.id === IpId : one.subnetId === SubnetId && (Ip ? one.ip === Ip : one.ipv6 === Ipv6)),
  );
  if (found) return found;
  throw refused("ResourceNotFoundException", `IP address "${IpId ?? Ip ?? Ipv6}" does not exist.`);
}

/** Terraform waits after each address; whether it has to, no page says. */
function refuseBusy({ options }: Estate, endpoint: ResolverEndpoint, now: number): void {
  if (
    options.behaviours.addressWhileUpdating === "refused" &&
    endpointStatus(endpoint, now).Status === "UPDATING"
  )
    throw refused(
      "InvalidRequestException",
      `Resolver endpoint "${endpoint.id}" cannot be updated while it is UPDATING.`,
    );
}

/** One that is still ATTACHING does not count. */
const ATTACHED_MIN = 2;

function refuseTooFewLeft(endpoint: ResolverEndpoint, leaves: ResolverAddress, now: number): void {
  const left = attachedAddresses(endpoint, now).filter((address) => address !== leaves);
  if (left.length < ATTACHED_MIN)
    throw refused(
      "InvalidRequestException",
      `Resolver endpoint "${endpoint.id}" needs at least ${ATTACHED_MIN} attached IP addresses.`,
      "00506",
    );
}
