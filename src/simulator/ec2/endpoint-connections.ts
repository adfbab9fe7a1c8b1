import type {
  AcceptVpcEndpointConnectionsRequest,
  AcceptVpcEndpointConnectionsResult,
} from "@aws-sdk/client-ec2";
import { type Estate, lasting } from "../estate.ts";
import { type ReadingService, reading } from "../reading.ts";
import type { Call } from "../service.ts";
import type { EndpointService } from "./catalogue.ts";
import { serviceIdOf } from "./endpoint-services.ts";
import { notFound } from "./errors.ts";
import { type Endpoint, sweep } from "./state.ts";

/**
 * The provider's side of a service: who owns it accepts endpoints that wait for it, and those that were rejected.
 * Sources: EC2 API reference, AcceptVpcEndpointConnections; PrivateLink Guide, "Accept or reject connection requests".
 */
export function endpointConnectionOperations(estate: Estate): ReadingService {
  const { network, surroundings, options } = estate;
  return {
    AcceptVpcEndpointConnections: reading<
      AcceptVpcEndpointConnectionsRequest,
      AcceptVpcEndpointConnectionsResult
    >()(["ServiceId", "VpcEndpointIds"], (input, call) => {
      const now = surroundings.clock.now();
      sweep(network, now);
      const service = offeredBy(estate, input.ServiceId ?? "", call);
      const Unsuccessful = (input.VpcEndpointIds ?? []).flatMap((id) => {
        const endpoint = network.endpoints.get(id);
        if (endpoint?.serviceName !== service.name) return [refusal(id, "InvalidVpcEndpointId.NotFound")];
        if (!isHeldByProvider(endpoint)) return [refusal(id, "InvalidState")];
        endpoint.held = undefined;
        endpoint.availableAt = now + lasting(options.endpointPendingMs);
        return [];
      });
      return { Unsuccessful };
    }),
  };
}

function offeredBy({ network }: Estate, id: string, { account, region }: Call): EndpointService {
  const own = network.services.list(region).filter(({ owner }) => owner === account);
  const service = own.find((one) => one.kinds.some((kind) => serviceIdOf(one, kind) === id));
  if (!service) throw notFound("InvalidVpcEndpointServiceId.NotFound", "VpcEndpointService Id", id);
  return service;
}

const isHeldByProvider = ({ held }: Endpoint): boolean =>
  held?.state === "pendingAcceptance" || held?.state === "rejected";

/** AWS's reference does not say with which code; these are those of its list of errors that fit. */
const refusal = (ResourceId: string, Code: string) => ({
  ResourceId,
  Error: {
    Code,
    Message:
      Code === "InvalidState"
        ? `Vpc Endpoint '${ResourceId}' waits for no acceptance`
        : `The Vpc Endpoint Id '${ResourceId}' does not exist`,
  },
});
