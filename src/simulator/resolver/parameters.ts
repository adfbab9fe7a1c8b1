import type { Constraint, Parameters } from "../parameters.ts";
import { AwsError } from "../service.ts";

const LIST = ["MaxResults", "NextToken", "Filters"];

/**
 * What Resolver's operations read here, and what its API reference asks of it (each operation's page, "Request
 * Parameters"; the data types IpAddressRequest, TargetAddress, Filter). Tags, Outposts, metrics and DNS64 are not among
 * it: nothing here would show them.
 */
export const RESOLVER_PARAMETERS: Parameters = {
  taken: {
    CreateResolverEndpoint: [
      "CreatorRequestId",
      "Name",
      "SecurityGroupIds",
      "Direction",
      "IpAddresses.SubnetId",
      "IpAddresses.Ip",
      "ResolverEndpointType",
      "Protocols",
    ],
    GetResolverEndpoint: ["ResolverEndpointId"],
    ListResolverEndpoints: LIST,
    DeleteResolverEndpoint: ["ResolverEndpointId"],
    CreateResolverRule: [
      "CreatorRequestId",
      "Name",
      "RuleType",
      "DomainName",
      "TargetIps",
      "ResolverEndpointId",
    ],
    GetResolverRule: ["ResolverRuleId"],
    ListResolverRules: LIST,
    DeleteResolverRule: ["ResolverRuleId"],
    AssociateResolverRule: ["ResolverRuleId", "VPCId", "Name"],
    GetResolverRuleAssociation: ["ResolverRuleAssociationId"],
    ListResolverRuleAssociations: LIST,
    DisassociateResolverRule: ["ResolverRuleId", "VPCId"],
  },
  constraintOf: (_operation, path) => CONSTRAINTS[path] ?? CONSTRAINTS[path.slice(path.lastIndexOf(".") + 1)],
  invalid: (message) => new AwsError("ValidationException", message),
};

const id: Constraint = { length: [1, 64] };
const protocol: Constraint = { oneOf: ["DoH", "Do53", "DoH-FIPS"] };

/** By member, or by path where a member of that name is another thing there. */
const CONSTRAINTS: { readonly [place: string]: Constraint | undefined } = {
  ResolverEndpointId: id,
  ResolverRuleId: id,
  ResolverRuleAssociationId: id,
  SecurityGroupIds: id,
  VPCId: id,
  CreatorRequestId: { length: [1, 255] },
  Name: { length: [0, 64], pattern: /^(?!^[0-9]+$)([a-zA-Z0-9\-_' ']+)$/ },
  "Filters.Name": id,
  "Filters.Values": { length: [1, 600] },
  Direction: { oneOf: ["INBOUND", "OUTBOUND", "INBOUND_DELEGATION"] },
  IpAddresses: { count: [2, 20] },
  SubnetId: { length: [1, 32] },
  Ip: { length: [7, 36] },
  Ipv6: { length: [7, 39] },
  Port: { range: [0, 65_535] },
  Protocol: protocol,
  Protocols: { ...protocol, count: [1, 2] },
  ServerNameIndication: { length: [0, 255] },
  ResolverEndpointType: { oneOf: ["IPV6", "IPV4", "DUALSTACK"] },
  RuleType: { oneOf: ["FORWARD", "SYSTEM", "RECURSIVE", "DELEGATE"] },
  DomainName: { length: [1, 256] },
  TargetIps: { count: [1, Number.POSITIVE_INFINITY] },
  MaxResults: { range: [1, 100] },
};
