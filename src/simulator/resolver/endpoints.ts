import type {
  CreateResolverEndpointRequest,
  CreateResolverEndpointResponse,
  DeleteResolverEndpointRequest,
  DeleteResolverEndpointResponse,
  GetResolverEndpointRequest,
  GetResolverEndpointResponse,
  ListResolverEndpointsRequest,
  ListResolverEndpointsResponse,
  ResolverEndpoint as Shape,
  UpdateResolverEndpointRequest,
  UpdateResolverEndpointResponse,
} from "@aws-sdk/client-route53resolver";
import { type Estate, lasting } from "../estate.ts";
import { operation } from "../operation.ts";
import type { Call, Service } from "../service.ts";
import { isOwn, ownEndpoint, refused } from "./access.ts";
import { refuseMalformedGroups } from "./endpoint-input.ts";
import { addEndpoint, removeEndpoint } from "./endpoint-lifecycle.ts";
import { shownEndpoint } from "./endpoint-shown.ts";
import { type EndpointUpdate, updateEndpoint } from "./endpoint-update.ts";
import { type Fields, list } from "./lists.ts";
import { metricsOf, type WithMetrics } from "./metrics.ts";
import { refuseTooMany } from "./quotas.ts";
import { refuseReused } from "./references.ts";
import type { ResolverEndpoint } from "./state.ts";
import { endpointStatus } from "./status.ts";
import { tagsFrom } from "./tag-values.ts";

export function resolverEndpointOperations(estate: Estate): Service {
  const now = () => estate.surroundings.clock.now();
  const answer = (endpoint: ResolverEndpoint) => ({ ResolverEndpoint: shownEndpoint(endpoint, now()) });
  return {
    CreateResolverEndpoint: operation<
      WithMetrics<CreateResolverEndpointRequest>,
      CreateResolverEndpointResponse
    >((input, call) => {
      refuseReused(estate, "Resolver endpoint", input.CreatorRequestId, call);
      refuseMalformedGroups(input.SecurityGroupIds ?? []);
      refuseTooMany(estate, "resolverEndpoints", call);
      const direction = input.Direction ?? "OUTBOUND";
      refuseWhileFirstIsMade(estate, direction, call, now());
      return answer(
        addEndpoint(
          estate,
          {
            creatorRequestId: input.CreatorRequestId ?? "",
            name: input.Name,
            direction,
            groupIds: input.SecurityGroupIds ?? [],
            addresses: input.IpAddresses ?? [],
            type: input.ResolverEndpointType ?? "IPV4",
            protocols: input.Protocols ?? ["Do53"],
            metrics: metricsOf(input, direction),
            tags: tagsFrom(input.Tags),
            afterMs: lasting(estate.options.resolverEndpointMs),
          },
          call,
        ),
      );
    }),

    GetResolverEndpoint: operation<GetResolverEndpointRequest, GetResolverEndpointResponse>((input, call) =>
      answer(ownEndpoint(estate, input.ResolverEndpointId, call)),
    ),

    ListResolverEndpoints: operation<ListResolverEndpointsRequest, ListResolverEndpointsResponse>(
      (input, call) => {
        const own = [...estate.resolver.endpoints.values()].filter((one) => isOwn(one, call));
        const shown = own.map((endpoint) => shownEndpoint(endpoint, now()));
        const { items, ...page } = list(estate, shown, (shape) => shape.Id, input, FIELDS);
        return { ResolverEndpoints: items, ...page };
      },
    ),

    UpdateResolverEndpoint: operation<
      WithMetrics<UpdateResolverEndpointRequest>,
      UpdateResolverEndpointResponse
    >((input, call) => {
      const endpoint = ownEndpoint(estate, input.ResolverEndpointId, call);
      updateEndpoint(estate, endpoint, input as EndpointUpdate);
      return answer(endpoint);
    }),

    DeleteResolverEndpoint: operation<DeleteResolverEndpointRequest, DeleteResolverEndpointResponse>(
      (input, call) => {
        const endpoint = ownEndpoint(estate, input.ResolverEndpointId, call);
        refuseWhileUsed(estate, endpoint);
        removeEndpoint(estate, endpoint);
        return answer(endpoint);
      },
    ),
  };
}

const FIELDS: Fields<Shape> = {
  CreatorRequestId: (shape) => shape.CreatorRequestId,
  Direction: (shape) => shape.Direction,
  HostVPCId: (shape) => shape.HostVPCId,
  IpAddressCount: (shape) => String(shape.IpAddressCount),
  Name: (shape) => shape.Name,
  SecurityGroupIds: (shape) => shape.SecurityGroupIds,
  Status: (shape) => shape.Status,
};

/** "You can't create another outbound endpoint until the first one is done" (Developer Guide, outbound endpoints). */
function refuseWhileFirstIsMade(estate: Estate, direction: string, call: Call, now: number): void {
  if (direction !== "OUTBOUND") return;
  for (const endpoint of estate.resolver.endpoints.values())
    if (isOwn(endpoint, call) && endpoint.direction === "OUTBOUND")
      if (endpointStatus(endpoint, now).Status === "CREATING")
        throw refused(
          "InvalidRequestException",
          `Cannot create another outbound endpoint while "${endpoint.id}" is being created.`,
        );
}

/** The text as users have published it (aws-nuke#586). */
function refuseWhileUsed({ resolver }: Estate, { id }: ResolverEndpoint): void {
  const rules = [...resolver.rules.values()].filter((rule) => rule.endpointId === id);
  if (rules.length > 0)
    throw refused(
      "InvalidRequestException",
      `Cannot delete resolver endpoint unless its related resolver rules are deleted. The following rules still exist for this resolver endpoint: ${rules.map((rule) => rule.id).join(",")}`,
      "00600",
    );
}
