import type { Constraint, Parameters } from "../parameters.ts";
import { AwsError } from "../service.ts";

const LIST = ["MaxResults", "NextToken", "Filters"];

const CREATED_ENDPOINT = [
  "CreatorRequestId",
  "Name",
  "SecurityGroupIds",
  "Direction",
  "IpAddresses",
  "ResolverEndpointType",
  "Protocols",
  "Tags",
  "RniEnhancedMetricsEnabled",
  "TargetNameServerMetricsEnabled",
];
const CREATED_RULE = [
  "CreatorRequestId",
  "Name",
  "RuleType",
  "DomainName",
  "TargetIps",
  "ResolverEndpointId",
  "Tags",
];

/**
 * What Resolver's operations read here, and what its API reference asks of it (each operation's page, "Request
 * Parameters"; the data types IpAddressRequest, TargetAddress, Filter). Outposts, DNS64 and delegation are not among it.
 */
export const RESOLVER_PARAMETERS: Parameters = {
  taken: {
    CreateResolverEndpoint: CREATED_ENDPOINT,
    GetResolverEndpoint: ["ResolverEndpointId"],
    ListResolverEndpoints: LIST,
    UpdateResolverEndpoint: [
      "ResolverEndpointId",
      "Name",
      "ResolverEndpointType",
      "UpdateIpAddresses",
      "Protocols",
      "RniEnhancedMetricsEnabled",
      "TargetNameServerMetricsEnabled",
    ],
    DeleteResolverEndpoint: ["ResolverEndpointId"],
    AssociateResolverEndpointIpAddress: [
      "ResolverEndpointId",
      "IpAddress.SubnetId",
      "IpAddress.Ip",
      "IpAddress.Ipv6",
    ],
    DisassociateResolverEndpointIpAddress: ["ResolverEndpointId", "IpAddress"],
    ListResolverEndpointIpAddresses: ["ResolverEndpointId", "MaxResults", "NextToken"],
    CreateResolverRule: CREATED_RULE,
    GetResolverRule: ["ResolverRuleId"],
    ListResolverRules: LIST,
    UpdateResolverRule: ["ResolverRuleId", "Config"],
    DeleteResolverRule: ["ResolverRuleId"],
    PutResolverRulePolicy: ["Arn", "ResolverRulePolicy"],
    GetResolverRulePolicy: ["Arn"],
    AssociateResolverRule: ["ResolverRuleId", "VPCId", "Name"],
    GetResolverRuleAssociation: ["ResolverRuleAssociationId"],
    ListResolverRuleAssociations: LIST,
    DisassociateResolverRule: ["ResolverRuleId", "VPCId"],
    TagResource: ["ResourceArn", "Tags"],
    UntagResource: ["ResourceArn", "TagKeys"],
    ListTagsForResource: ["ResourceArn", "MaxResults", "NextToken"],
  },
  required: {
    CreateResolverEndpoint: ["CreatorRequestId", "SecurityGroupIds", "Direction", "IpAddresses"],
    GetResolverEndpoint: ["ResolverEndpointId"],
    UpdateResolverEndpoint: ["ResolverEndpointId"],
    DeleteResolverEndpoint: ["ResolverEndpointId"],
    AssociateResolverEndpointIpAddress: ["ResolverEndpointId", "IpAddress"],
    DisassociateResolverEndpointIpAddress: ["ResolverEndpointId", "IpAddress"],
    ListResolverEndpointIpAddresses: ["ResolverEndpointId"],
    CreateResolverRule: ["CreatorRequestId", "RuleType"],
    GetResolverRule: ["ResolverRuleId"],
    UpdateResolverRule: ["ResolverRuleId", "Config"],
    DeleteResolverRule: ["ResolverRuleId"],
    PutResolverRulePolicy: ["Arn", "ResolverRulePolicy"],
    GetResolverRulePolicy: ["Arn"],
    AssociateResolverRule: ["ResolverRuleId", "VPCId"],
    GetResolverRuleAssociation: ["ResolverRuleAssociationId"],
    DisassociateResolverRule: ["ResolverRuleId", "VPCId"],
    TagResource: ["ResourceArn", "Tags"],
    UntagResource: ["ResourceArn", "TagKeys"],
    ListTagsForResource: ["ResourceArn"],
  },
  constraintOf: (_operation, path) => CONSTRAINTS[path] ?? CONSTRAINTS[path.slice(path.lastIndexOf(".") + 1)],
  invalid: (message) => new AwsError("ValidationException", message),
};

const id: Constraint = { length: [1, 64] };
const arn: Constraint = { length: [1, 255] };
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
  Tags: { count: [0, 200] },
  "Tags.Key": { length: [1, 128] },
  "Tags.Value": { length: [0, 256] },
  TagKeys: { count: [0, 200], length: [1, 128] },
  ResourceArn: arn,
  Arn: arn,
  IpId: id,
  ResolverRulePolicy: { length: [0, 30_000] },
};
