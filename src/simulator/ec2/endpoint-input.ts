import type {
  CreateVpcEndpointRequest,
  DnsOptionsSpecification,
  ModifyVpcEndpointRequest,
} from "@aws-sdk/client-ec2";
import type { Estate } from "../estate.ts";
import { notServed } from "../reading.ts";
import { AwsError, type Call } from "../service.ts";
import { ABSENT, absent, own } from "./access.ts";
import { invalid } from "./errors.ts";
import type { Endpoint, IpAddressType } from "./state.ts";

type TypeInput = Pick<
  CreateVpcEndpointRequest,
  "VpcEndpointType" | "SubnetIds" | "SecurityGroupIds" | "PrivateDnsEnabled" | "RouteTableIds"
>;

/**
 * AWS's default is Gateway, which has route tables and neither subnets, groups nor private DNS. Source: EC2 API
 * reference, CreateVpcEndpoint.
 */
export function endpointTypeOf(input: TypeInput): "Interface" | "Gateway" {
  const type: string = input.VpcEndpointType ?? "Gateway";
  if (["GatewayLoadBalancer", "Resource", "ServiceNetwork"].includes(type))
    throw notServed(`VpcEndpointType=${type}`);
  if (type !== "Interface" && type !== "Gateway")
    throw new AwsError("InvalidVpcEndpointType", `The VPC endpoint type '${type}' is not valid`);
  const { SubnetIds = [], SecurityGroupIds = [], RouteTableIds = [], PrivateDnsEnabled = false } = input;
  if (type === "Interface" && RouteTableIds.length > 0)
    throw invalid("Route tables are not supported for Interface endpoints");
  if (type === "Gateway" && (SubnetIds.length > 0 || SecurityGroupIds.length > 0 || PrivateDnsEnabled))
    throw invalid("Subnets, security groups and private DNS are not supported for Gateway endpoints");
  return type;
}

/** What ModifyVpcEndpoint names must exist and fit the endpoint's type; taking off what is not on it changes nothing. */
export function refuseChanges(
  estate: Estate,
  endpoint: Endpoint,
  input: ModifyVpcEndpointRequest,
  call: Call,
): void {
  const { network } = estate;
  const subnets = input.RemoveSubnetIds ?? [];
  const groups = [...(input.AddSecurityGroupIds ?? []), ...(input.RemoveSecurityGroupIds ?? [])];
  const tables = [...(input.AddRouteTableIds ?? []), ...(input.RemoveRouteTableIds ?? [])];
  endpointTypeOf({
    VpcEndpointType: endpoint.type,
    SubnetIds: [...(input.AddSubnetIds ?? []), ...subnets],
    SecurityGroupIds: groups,
    RouteTableIds: tables,
    PrivateDnsEnabled: input.PrivateDnsEnabled,
  });
  for (const id of subnets) own(network.subnets, id, call, ABSENT.subnet);
  for (const id of groups) own(network.securityGroups, id, call, ABSENT.group);
  routeTablesOf(estate, endpoint.vpcId, tables, call);
}

/** They must be the VPC's. */
export function routeTablesOf(
  estate: Estate,
  vpcId: string,
  ids: string[] | undefined,
  call: Call,
): string[] {
  return (ids ?? []).map((id) => {
    const table = own(estate.network.routeTables, id, call, ABSENT.routeTable);
    if (table.vpcId !== vpcId) throw absent(ABSENT.routeTable, id);
    return table.id;
  });
}

/** Source: EC2 API reference, "Error codes". Only that it is a policy in JSON: who may what is not looked at. */
export function policyOf(text: string | undefined): string | undefined {
  if (text === undefined) return undefined;
  const policy = parsed(text);
  if (typeof policy === "object" && policy !== null && "Statement" in policy) return text;
  throw new AwsError(
    "InvalidPolicyDocument",
    "The specified policy document is not a valid JSON policy document.",
  );
}

const ADDRESS_TYPES: readonly string[] = ["ipv4", "dualstack", "ipv6"];

/** Source: EC2 API reference, CreateVpcEndpoint and DnsOptionsSpecification. */
export function addressTypesOf(input: {
  IpAddressType?: string | undefined;
  DnsOptions?: DnsOptionsSpecification | undefined;
}): { ipAddressType?: IpAddressType; dnsRecordIpType?: Endpoint["dnsRecordIpType"] } {
  const { IpAddressType: address, DnsOptions: { DnsRecordIpType: record } = {} } = input;
  if (address !== undefined && !ADDRESS_TYPES.includes(address))
    throw invalid(`The IP address type '${address}' is not valid`);
  if (record !== undefined && record !== "service-defined" && !ADDRESS_TYPES.includes(record))
    throw invalid(`The DNS record IP type '${record}' is not valid`);
  return {
    ...(address !== undefined && { ipAddressType: address as IpAddressType }),
    ...(record !== undefined && { dnsRecordIpType: record as Endpoint["dnsRecordIpType"] }),
  };
}

function parsed(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}
