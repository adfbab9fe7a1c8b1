import type { Constraint, Parameters } from "../parameters.ts";
import { AwsError } from "../service.ts";

const ZONE = "HostedZoneId";
const PAIR = [ZONE, "VPC.VPCId", "VPC.VPCRegion"];
const RECORD = "ChangeBatch.Changes.ResourceRecordSet";

/** Record types of the API's RRType. */
const RECORD_TYPES = [
  "SOA",
  "A",
  "TXT",
  "NS",
  "CNAME",
  "MX",
  "NAPTR",
  "PTR",
  "SRV",
  "SPF",
  "AAAA",
  "CAA",
  "DS",
  "TLSA",
  "SSHFP",
  "SVCB",
  "HTTPS",
];

/**
 * What Route 53's operations read here, and what its API reference asks of it (each operation's page, "URI Request
 * Parameters" and "Request Body"; the data types ResourceRecordSet, AliasTarget, GeoLocation, Tag, VPC).
 */
export const ROUTE53_PARAMETERS: Parameters = {
  taken: {
    CreateHostedZone: ["Name", "CallerReference", "VPC", "HostedZoneConfig", "DelegationSetId"],
    GetHostedZone: ["Id"],
    DeleteHostedZone: ["Id"],
    UpdateHostedZoneComment: ["Id", "Comment"],
    ListHostedZones: ["Marker", "MaxItems", "DelegationSetId", "HostedZoneType"],
    ListHostedZonesByName: ["DNSName", ZONE, "MaxItems"],
    ListHostedZonesByVPC: ["VPCId", "VPCRegion", "MaxItems", "NextToken"],
    GetHostedZoneCount: [],
    ChangeResourceRecordSets: [
      ZONE,
      "ChangeBatch.Comment",
      "ChangeBatch.Changes.Action",
      ...[
        "Name",
        "Type",
        "TTL",
        "ResourceRecords",
        "AliasTarget",
        "SetIdentifier",
        "Weight",
        "Region",
        "Failover",
        "GeoLocation",
        "GeoProximityLocation",
        "MultiValueAnswer",
        "HealthCheckId",
      ].map((member) => `${RECORD}.${member}`),
    ],
    ListResourceRecordSets: [ZONE, "StartRecordName", "StartRecordType", "StartRecordIdentifier", "MaxItems"],
    AssociateVPCWithHostedZone: [...PAIR, "Comment"],
    DisassociateVPCFromHostedZone: [...PAIR, "Comment"],
    CreateVPCAssociationAuthorization: PAIR,
    DeleteVPCAssociationAuthorization: PAIR,
    ListVPCAssociationAuthorizations: [ZONE, "NextToken", "MaxResults"],
    GetChange: ["Id"],
    ChangeTagsForResource: ["ResourceType", "ResourceId", "AddTags", "RemoveTagKeys"],
    ListTagsForResource: ["ResourceType", "ResourceId"],
    ListTagsForResources: ["ResourceType", "ResourceIds"],
    GetHostedZoneLimit: ["Type", ZONE],
    GetAccountLimit: ["Type"],
  },
  constraintOf: (operation, path) =>
    CONSTRAINTS[`${operation} ${path}`] ?? CONSTRAINTS[path.slice(path.lastIndexOf(".") + 1)],
  invalid: (message) => new AwsError("InvalidInput", message),
};

const id: Constraint = { length: [0, 32], prefix: /^\/?(hostedzone|delegationset)\// };
const name: Constraint = { length: [0, 1024] };
const recordType: Constraint = { oneOf: RECORD_TYPES };
const resourceType: Constraint = { oneOf: ["healthcheck", "hostedzone"] };
const region: Constraint = { length: [1, 64], pattern: /^[a-z]{2,4}(-[a-z]+)+-\d$/ };
const free: Constraint = {};

/** By member, or by operation and path where a member of that name is another thing there. */
const CONSTRAINTS: { readonly [place: string]: Constraint | undefined } = {
  HostedZoneId: id,
  DelegationSetId: id,
  Id: id,
  "GetChange Id": { length: [1, 6500] },
  Name: name,
  DNSName: name,
  StartRecordName: name,
  Type: recordType,
  StartRecordType: recordType,
  "GetHostedZoneLimit Type": { oneOf: ["MAX_RRSETS_BY_ZONE", "MAX_VPCS_ASSOCIATED_BY_ZONE"] },
  "GetAccountLimit Type": {
    oneOf: [
      "MAX_HEALTH_CHECKS_BY_OWNER",
      "MAX_HOSTED_ZONES_BY_OWNER",
      "MAX_TRAFFIC_POLICY_INSTANCES_BY_OWNER",
      "MAX_REUSABLE_DELEGATION_SETS_BY_OWNER",
      "MAX_TRAFFIC_POLICIES_BY_OWNER",
    ],
  },
  Action: { oneOf: ["CREATE", "DELETE", "UPSERT"] },
  CallerReference: { length: [1, 128] },
  Comment: { length: [0, 256] },
  "AssociateVPCWithHostedZone Comment": free,
  "DisassociateVPCFromHostedZone Comment": free,
  VPCId: name,
  VPCRegion: region,
  Region: region,
  HostedZoneType: { oneOf: ["PrivateHostedZone"] },
  Marker: { length: [0, 64] },
  NextToken: { length: [0, 1024] },
  SetIdentifier: { length: [1, 128] },
  StartRecordIdentifier: { length: [1, 128] },
  Weight: { range: [0, 255] },
  TTL: { range: [0, 2_147_483_647] },
  Failover: { oneOf: ["PRIMARY", "SECONDARY"] },
  ContinentCode: { oneOf: ["AF", "AN", "AS", "EU", "OC", "NA", "SA"] },
  CountryCode: { length: [1, 2] },
  SubdivisionCode: { length: [1, 3] },
  Bias: { range: [-99, 99] },
  HealthCheckId: { length: [0, 64] },
  ResourceRecords: { count: [1, Number.POSITIVE_INFINITY] },
  Value: { length: [0, 4000] },
  ResourceType: resourceType,
  ResourceId: { length: [0, 64] },
  Key: { length: [0, 128] },
  "ChangeTagsForResource AddTags": { count: [1, 10] },
  "ChangeTagsForResource AddTags.Value": { length: [0, 256] },
  "ChangeTagsForResource RemoveTagKeys": { count: [1, 10], length: [0, 128] },
  "ListTagsForResources ResourceIds": { count: [1, 10], length: [0, 64] },
};
