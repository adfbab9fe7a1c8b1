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
import { type ReadingService, reading } from "../reading.ts";
import { AwsError, type Call } from "../service.ts";
import { ABSENT, ownEndpoint, ownVpc } from "./access.ts";
import { admits } from "./catalogue.ts";
import { once } from "./client-tokens.ts";
import { listing } from "./describe.ts";
import { dnsEntries } from "./endpoint-domains.ts";
import { addressTypesOf, endpointTypeOf, policyOf, refuseChanges, routeTablesOf } from "./endpoint-input.ts";
import { addEndpoint, POLICY, removeEndpoint } from "./endpoint-lifecycle.ts";
import { switchPrivateDnsOff, switchPrivateDnsOn } from "./endpoint-private-dns.ts";
import { joinSubnets, leaveSubnets, refuseSubnets } from "./endpoint-subnets.ts";
import { type Endpoint, endpointState, type Network, sweep } from "./state.ts";
import { tagList, tagsFor } from "./tag-values.ts";

export function endpointOperations(estate: Estate): ReadingService {
  const { network, surroundings, options } = estate;
  const now = () => surroundings.clock.now();

  return {
    CreateVpcEndpoint: reading<CreateVpcEndpointRequest, CreateVpcEndpointResult>()(
      [
        "VpcId",
        "VpcEndpointType",
        "ServiceName",
        "ServiceRegion",
        "PolicyDocument",
        "RouteTableIds",
        "SubnetIds",
        "SecurityGroupIds",
        "IpAddressType",
        "DnsOptions.DnsRecordIpType",
        "ClientToken",
        "PrivateDnsEnabled",
        "TagSpecifications",
      ],
      (input, call) =>
        answered(estate, input, call, () => {
          const type = endpointTypeOf(input);
          const vpc = ownVpc(estate, input.VpcId, call);
          return addEndpoint(estate, {
            vpc,
            serviceName: input.ServiceName ?? "",
            serviceRegion: input.ServiceRegion,
            allowed: (service) => admits(service.allows, call),
            type,
            privateDns: type === "Interface" && (input.PrivateDnsEnabled ?? true),
            subnetIds: input.SubnetIds ?? [],
            groupIds: input.SecurityGroupIds ?? [],
            routeTableIds: routeTablesOf(estate, vpc.id, input.RouteTableIds, call),
            policy: policyOf(input.PolicyDocument),
            ...addressTypesOf(input),
            tags: tagsFor(input.TagSpecifications, "vpc-endpoint", "InvalidParameter"),
            asksProvider: true,
            pendingMs: type === "Gateway" ? 0 : lasting(options.endpointPendingMs),
          });
        }),
    ),

    DescribeVpcEndpoints: listing<DescribeVpcEndpointsRequest, DescribeVpcEndpointsResult>()(
      "VpcEndpointIds",
      "VpcEndpoints",
      {
        all() {
          sweep(network, now());
          return network.endpoints;
        },
        fields: {
          "vpc-id": (endpoint) => endpoint.vpcId,
          "service-name": (endpoint) => endpoint.serviceName,
          "vpc-endpoint-id": (endpoint) => endpoint.id,
          "vpc-endpoint-type": (endpoint) => endpoint.type,
          "vpc-endpoint-state": (endpoint) => endpointState(endpoint, now()),
          "ip-address-type": (endpoint) => endpoint.ipAddressType,
          "service-region": (endpoint) => endpoint.serviceRegion,
        },
        ids: ABSENT.endpoint,
        unknownFilter: "InvalidFilter",
        pageMin: 1,
        shown: (endpoint) => shown(estate, endpoint),
      },
    ),

    ModifyVpcEndpoint: reading<ModifyVpcEndpointRequest, ModifyVpcEndpointResult>()(
      [
        "VpcEndpointId",
        "ResetPolicy",
        "PolicyDocument",
        "AddRouteTableIds",
        "RemoveRouteTableIds",
        "AddSubnetIds",
        "RemoveSubnetIds",
        "AddSecurityGroupIds",
        "RemoveSecurityGroupIds",
        "IpAddressType",
        "DnsOptions.DnsRecordIpType",
        "PrivateDnsEnabled",
      ],
      (input, call) => {
        sweep(network, now());
        const endpoint = ownEndpoint(estate, input.VpcEndpointId, call);
        refuseChanges(estate, endpoint, input, call);
        const policy = policyOf(input.PolicyDocument);
        const addressTypes = addressTypesOf(input);
        const staying = without(endpoint.subnetIds, input.RemoveSubnetIds);
        refuseSubnets(estate, endpoint.vpcId, input.AddSubnetIds ?? [], staying);
        switchPrivateDns(estate, endpoint, input.PrivateDnsEnabled);
        leaveSubnets(estate, endpoint, input.RemoveSubnetIds ?? []);
        joinSubnets(estate, endpoint, input.AddSubnetIds ?? []);
        regroup(network, endpoint, input);
        if (policy) endpoint.policy = policy;
        if (input.ResetPolicy) endpoint.policy = POLICY;
        endpoint.ipAddressType = addressTypes.ipAddressType ?? endpoint.ipAddressType;
        endpoint.dnsRecordIpType = addressTypes.dnsRecordIpType ?? endpoint.dnsRecordIpType;
        return { Return: true };
      },
    ),

    DeleteVpcEndpoints: reading<DeleteVpcEndpointsRequest, DeleteVpcEndpointsResult>()(
      ["VpcEndpointIds"],
      (input, call) => {
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
      },
    ),
  };
}

/**
 * The same ClientToken with the same parameters answers the endpoint that it made, in its present state, and makes no
 * other, also when that one is gone. (EC2 Developer Guide, "Ensuring idempotency in Amazon EC2 API requests": the retry
 * succeeds without performing any further actions. That a token outlives what it made by 24 hours is said of RunInstances;
 * of endpoints AWS does not say, so this is the harder of the two cases.)
 */
function answered(
  estate: Estate,
  input: Pick<CreateVpcEndpointRequest, "ClientToken">,
  call: Call,
  make: () => Endpoint,
): CreateVpcEndpointResult {
  const { made, token } = once(estate, "CreateVpcEndpoint", input, call, make);
  return { VpcEndpoint: shown(estate, made), ...token };
}

function switchPrivateDns(estate: Estate, endpoint: Endpoint, wanted: boolean | undefined): void {
  if (wanted === undefined || wanted === endpoint.privateDns) return;
  const { options, surroundings } = estate;
  const now = surroundings.clock.now();
  if (!wanted) {
    switchPrivateDnsOff(endpoint, now + lasting(options.privateDnsReleaseMs));
    return;
  }
  switchPrivateDnsOn(estate, endpoint);
  endpoint.readyAt = now + lasting(options.privateDnsReadyMs);
}

/** Security groups, on its interfaces too, and route tables. */
function regroup(network: Network, endpoint: Endpoint, input: ModifyVpcEndpointRequest): void {
  const groups = [...endpoint.groupIds, ...(input.AddSecurityGroupIds ?? [])];
  endpoint.groupIds = without(groups, input.RemoveSecurityGroupIds);
  const tables = [...endpoint.routeTableIds, ...(input.AddRouteTableIds ?? [])];
  endpoint.routeTableIds = without(tables, input.RemoveRouteTableIds);
  for (const id of endpoint.interfaceIds) {
    const attached = network.interfaces.get(id);
    if (attached) attached.groupIds = endpoint.groupIds;
  }
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
