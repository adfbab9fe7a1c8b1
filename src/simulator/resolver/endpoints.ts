import type {
  CreateResolverEndpointRequest,
  CreateResolverEndpointResponse,
  DeleteResolverEndpointRequest,
  DeleteResolverEndpointResponse,
  GetResolverEndpointRequest,
  GetResolverEndpointResponse,
  ListResolverEndpointsRequest,
  ListResolverEndpointsResponse,
} from "@aws-sdk/client-route53resolver";
import { freeAddress } from "../ec2/addresses.ts";
import type { Estate } from "../estate.ts";
import { operation } from "../operation.ts";
import type { Call, Service } from "../service.ts";
import { arnOf, list, own, refused, refuseReused } from "./access.ts";
import { refuseTooMany } from "./quotas.ts";
import type { InboundOrOutbound } from "./state.ts";

const ABSENT = { number: "00703", kind: "Resolver endpoint" };

export function resolverEndpointOperations(estate: Estate): Service {
  const { endpoints, rules } = estate.resolver;
  return {
    CreateResolverEndpoint: operation<CreateResolverEndpointRequest, CreateResolverEndpointResponse>(
      (input, call) => {
        refuseReused(endpoints, input.CreatorRequestId, call, "Resolver endpoint");
        const wrong = input.SecurityGroupIds?.find((id) => !id.startsWith("sg-"));
        if (wrong)
          throw refused(
            "InvalidParameterException",
            "00408",
            `Malformed security group ID: "Invalid id: "${wrong}" (expecting "sg-...")".`,
          );
        refuseTooMany(estate, "resolverEndpoints", endpoints, call);
        const made = addEndpoint(estate, input, call);
        // Asked again, it is there: the simulator has nothing to set up.
        return { ResolverEndpoint: { ...made.shape, Status: "CREATING" } };
      },
    ),

    GetResolverEndpoint: operation<GetResolverEndpointRequest, GetResolverEndpointResponse>(
      (input, call) => ({ ResolverEndpoint: own(endpoints, input.ResolverEndpointId, call, ABSENT).shape }),
    ),

    ListResolverEndpoints: operation<ListResolverEndpointsRequest, ListResolverEndpointsResponse>(
      (input, call) => {
        const { items, ...page } = list(endpoints, call, input, {
          CreatorRequestId: (shape) => shape.CreatorRequestId,
          Direction: (shape) => shape.Direction,
          HostVPCId: (shape) => shape.HostVPCId,
          IpAddressCount: (shape) => String(shape.IpAddressCount),
          Name: (shape) => shape.Name,
          SecurityGroupIds: (shape) => shape.SecurityGroupIds,
          Status: (shape) => shape.Status,
        });
        return { ResolverEndpoints: items, ...page };
      },
    ),

    DeleteResolverEndpoint: operation<DeleteResolverEndpointRequest, DeleteResolverEndpointResponse>(
      (input, call) => {
        const endpoint = own(endpoints, input.ResolverEndpointId, call, ABSENT);
        if ([...rules.values()].some((rule) => rule.shape.ResolverEndpointId === endpoint.id))
          throw refused(
            "InvalidRequestException",
            "00600",
            `Cannot delete resolver endpoint "${endpoint.id}": it still has rules associated with it.`,
          );
        endpoints.delete(endpoint.id);
        return { ResolverEndpoint: { ...endpoint.shape, Status: "DELETING" } };
      },
    ),
  };
}

function addEndpoint(estate: Estate, input: CreateResolverEndpointRequest, call: Call): InboundOrOutbound {
  const { hex, clock } = estate.surroundings;
  const wanted = input.IpAddresses ?? [];
  const subnets = wanted.map(({ SubnetId }) => {
    const subnet = estate.network.subnets.get(SubnetId ?? "");
    if (subnet?.account === call.account && subnet.region === call.region) return subnet;
    throw refused("InvalidParameterException", "00411", `Subnet "${SubnetId}" does not exist.`);
  });
  const ips = wanted.map(({ Ip }, index) => {
    const subnet = subnets[index];
    const ip = Ip ?? (subnet && freeAddress(subnet.cidr, subnet.taken)) ?? "";
    subnet?.taken.add(ip);
    return ip;
  });
  const now = new Date(clock.now()).toISOString();
  const id = `rslvr-${input.Direction === "INBOUND" ? "in" : "out"}-${hex(17)}`;
  const vpcId = subnets[0]?.vpcId ?? "";
  const endpoint: InboundOrOutbound = {
    id,
    account: call.account,
    region: call.region,
    ips,
    vpcId,
    shape: {
      Id: id,
      CreatorRequestId: input.CreatorRequestId ?? "",
      Arn: arnOf(estate, call, "resolver-endpoint", id),
      ...(input.Name ? { Name: input.Name } : {}),
      SecurityGroupIds: input.SecurityGroupIds ?? [],
      Direction: input.Direction ?? "OUTBOUND",
      IpAddressCount: ips.length,
      HostVPCId: vpcId,
      Status: "OPERATIONAL",
      StatusMessage: "This Resolver Endpoint is operational.",
      CreationTime: now,
      ModificationTime: now,
      ResolverEndpointType: input.ResolverEndpointType ?? "IPV4",
      ...(input.Protocols ? { Protocols: input.Protocols } : {}),
    },
  };
  estate.resolver.endpoints.set(id, endpoint);
  return endpoint;
}
