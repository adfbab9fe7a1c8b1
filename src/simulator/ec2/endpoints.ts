import type {
  CreateVpcEndpointRequest,
  CreateVpcEndpointResult,
  DeleteVpcEndpointsRequest,
  DeleteVpcEndpointsResult,
  DescribeVpcEndpointsRequest,
  DescribeVpcEndpointsResult,
  ModifyVpcEndpointRequest,
  ModifyVpcEndpointResult,
  VpcEndpoint,
} from "@aws-sdk/client-ec2";
import { type Estate, lasting } from "../estate.ts";
import { operation } from "../operation.ts";
import { AwsError, type Call, type Service } from "../service.ts";
import { ABSENT, ownEndpoint, ownGroup, ownVpc } from "./access.ts";
import { admits } from "./catalogue.ts";
import { select, tagList, tagsFor } from "./describe.ts";
import { dnsEntries } from "./endpoint-domains.ts";
import { addEndpoint, POLICY, removeEndpoint } from "./endpoint-lifecycle.ts";
import { switchPrivateDnsOff, switchPrivateDnsOn } from "./endpoint-private-dns.ts";
import { joinSubnets, leaveSubnets, refuseSubnets } from "./endpoint-subnets.ts";
import { type Endpoint, endpointState, sweep } from "./state.ts";

export function endpointOperations(estate: Estate): Service {
  const { network, surroundings, options } = estate;
  const now = () => surroundings.clock.now();

  return {
    CreateVpcEndpoint: operation<CreateVpcEndpointRequest, CreateVpcEndpointResult>((input, call) =>
      once(estate, input, call, () => {
        const type = input.VpcEndpointType === "Interface" ? "Interface" : "Gateway";
        return addEndpoint(estate, {
          vpc: ownVpc(estate, input.VpcId, call),
          serviceName: input.ServiceName ?? "",
          serviceRegion: input.ServiceRegion,
          allowed: (service) => admits(service.allows, call),
          type,
          privateDns: type === "Interface" && (input.PrivateDnsEnabled ?? true),
          subnetIds: input.SubnetIds ?? [],
          groupIds: input.SecurityGroupIds ?? [],
          routeTableIds: input.RouteTableIds ?? [],
          policy: input.PolicyDocument,
          ipAddressType: input.IpAddressType as Endpoint["ipAddressType"],
          dnsRecordIpType: input.DnsOptions?.DnsRecordIpType as Endpoint["dnsRecordIpType"],
          tags: tagsFor(input.TagSpecifications, "vpc-endpoint"),
          pendingMs: type === "Gateway" ? 0 : lasting(options.endpointPendingMs),
        });
      }),
    ),

    DescribeVpcEndpoints: operation<DescribeVpcEndpointsRequest, DescribeVpcEndpointsResult>(
      (input, call) => {
        sweep(network, now());
        const { items, ...token } = select(
          call,
          network.endpoints,
          { ...input, ids: input.VpcEndpointIds },
          {
            "vpc-id": (endpoint) => endpoint.vpcId,
            "service-name": (endpoint) => endpoint.serviceName,
            "vpc-endpoint-id": (endpoint) => endpoint.id,
            "vpc-endpoint-type": (endpoint) => endpoint.type,
            "vpc-endpoint-state": (endpoint) => endpointState(endpoint, now()),
            "ip-address-type": (endpoint) => endpoint.ipAddressType,
            "service-region": (endpoint) => endpoint.serviceRegion,
          },
          ABSENT.endpoint,
        );
        return { VpcEndpoints: items.map((endpoint) => shown(estate, endpoint)), ...token };
      },
    ),

    ModifyVpcEndpoint: operation<ModifyVpcEndpointRequest, ModifyVpcEndpointResult>((input, call) => {
      sweep(network, now());
      const endpoint = ownEndpoint(estate, input.VpcEndpointId, call);
      const groups = input.AddSecurityGroupIds?.map((id) => ownGroup(estate, id, call).id) ?? [];
      const staying = without(endpoint.subnetIds, input.RemoveSubnetIds);
      refuseSubnets(estate, endpoint.vpcId, input.AddSubnetIds ?? [], staying);
      switchPrivateDns(estate, endpoint, input.PrivateDnsEnabled);
      leaveSubnets(estate, endpoint, input.RemoveSubnetIds ?? []);
      joinSubnets(estate, endpoint, input.AddSubnetIds ?? []);
      endpoint.groupIds = without([...endpoint.groupIds, ...groups], input.RemoveSecurityGroupIds);
      endpoint.routeTableIds = without(
        [...endpoint.routeTableIds, ...(input.AddRouteTableIds ?? [])],
        input.RemoveRouteTableIds,
      );
      for (const id of endpoint.interfaceIds) {
        const attached = network.interfaces.get(id);
        if (attached) attached.groupIds = endpoint.groupIds;
      }
      if (input.PolicyDocument) endpoint.policy = input.PolicyDocument;
      if (input.ResetPolicy) endpoint.policy = POLICY;
      setAddressTypes(endpoint, input);
      return { Return: true };
    }),

    DeleteVpcEndpoints: operation<DeleteVpcEndpointsRequest, DeleteVpcEndpointsResult>((input, call) => {
      sweep(network, now());
      const Unsuccessful = (input.VpcEndpointIds ?? []).flatMap((id) => {
        try {
          removeEndpoint(estate, ownEndpoint(estate, id, call));
          return [];
        } catch (error) {
          if (!(error instanceof AwsError)) throw error;
          return [{ ResourceId: id, Error: { Code: error.code, Message: error.message } }];
        }
      });
      return { Unsuccessful };
    }),
  };
}

/** The same ClientToken with the same parameters answers the endpoint that it made, and makes no other. */
function once(
  estate: Estate,
  input: CreateVpcEndpointRequest,
  call: Call,
  make: () => Endpoint,
): CreateVpcEndpointResult {
  const { clientTokens, endpoints } = estate.network;
  const { ClientToken, ...rest } = input;
  const key = `${call.account} ${call.region} ${ClientToken}`;
  const earlier = ClientToken ? clientTokens.get(key) : undefined;
  const parameters = JSON.stringify(Object.entries(rest).sort());
  if (earlier && earlier.parameters !== parameters)
    throw new AwsError(
      "IdempotentParameterMismatch",
      "The request uses the same client token as a previous, but non-identical request.",
    );
  const endpoint = (earlier && endpoints.get(earlier.endpointId)) ?? make();
  if (!ClientToken) return { VpcEndpoint: shown(estate, endpoint) };
  clientTokens.set(key, { parameters, endpointId: endpoint.id });
  return { VpcEndpoint: shown(estate, endpoint), ClientToken };
}

function setAddressTypes(endpoint: Endpoint, input: ModifyVpcEndpointRequest): void {
  endpoint.ipAddressType = (input.IpAddressType as Endpoint["ipAddressType"]) ?? endpoint.ipAddressType;
  const recordType = input.DnsOptions?.DnsRecordIpType as Endpoint["dnsRecordIpType"];
  endpoint.dnsRecordIpType = recordType ?? endpoint.dnsRecordIpType;
}

function switchPrivateDns(estate: Estate, endpoint: Endpoint, wanted: boolean | undefined): void {
  if (wanted === undefined || wanted === endpoint.privateDns) return;
  const { options, surroundings } = estate;
  if (wanted) switchPrivateDnsOn(estate, endpoint);
  else switchPrivateDnsOff(endpoint, surroundings.clock.now() + lasting(options.privateDnsReleaseMs));
}

const without = (ids: string[], removed: string[] | undefined): string[] =>
  [...new Set(ids)].filter((id) => !removed?.includes(id));

function shown(estate: Estate, endpoint: Endpoint): VpcEndpoint {
  const { network } = estate;
  const now = estate.surroundings.clock.now();
  const common: VpcEndpoint = {
    CreationTimestamp: new Date(endpoint.createdAt),
    DnsEntries: dnsEntries(network, endpoint, now),
    Groups: endpoint.groupIds.map((id) => ({
      GroupId: id,
      GroupName: network.securityGroups.get(id)?.name,
    })),
    NetworkInterfaceIds: endpoint.interfaceIds,
    OwnerId: endpoint.account,
    PolicyDocument: endpoint.policy,
    PrivateDnsEnabled: endpoint.privateDns,
    RequesterManaged: false,
    RouteTableIds: endpoint.routeTableIds,
    ServiceName: endpoint.serviceName,
    ServiceRegion: endpoint.serviceRegion,
    State: endpointState(endpoint, now) as never,
    SubnetIds: endpoint.subnetIds,
    Tags: tagList(endpoint.tags),
    VpcEndpointId: endpoint.id,
    VpcEndpointType: endpoint.type,
    VpcId: endpoint.vpcId,
  };
  if (endpoint.type === "Gateway") return common;
  const DnsOptions = { DnsRecordIpType: endpoint.dnsRecordIpType };
  const { code: Code, message: Message } = endpoint.held?.lastError ?? {};
  const LastError = Message === undefined ? {} : { LastError: { Code, Message } };
  return { ...common, DnsOptions, IpAddressType: endpoint.ipAddressType, ...LastError };
}
