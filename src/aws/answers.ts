type Members = { readonly [member: string]: unknown };

/** One attempt's answer: as the SDK read it, beside what was asked and the text that came, which few ask for. */
export type Answered = { readonly output: Members; readonly input: Members; readonly body: () => string };

/** What is missing from the answer, as the rest of "answered without …"; undefined when AWS may have said it. */
type Check = (answered: Answered) => string | undefined;

/**
 * Throws (IncompleteAnswer: transient, tried again, then unknown) when AWS cannot have answered so: an SDK makes an
 * empty result of an empty body, of a proxy's page, and of an answer that was cut short.
 */
export function refuseIncomplete(operation: string, answered: Answered): void {
  const check = ANSWERS[operation];
  if (!check) throw new Error(`src/aws/answers.ts does not say what ${operation} must answer`);
  const missing = check(answered);
  if (missing === undefined) return;
  const message = `${operation} was answered without ${missing}: AWS does not answer so, and nothing is concluded from it; is AWS_ENDPOINT_URL right, does a proxy answer in its place?`;
  throw Object.assign(new Error(message), { name: "IncompleteAnswer" });
}

/**
 * What each operation that this program calls must answer: the members that AWS's API reference calls required, and
 * those that it always sends. Of a list: the list itself, though it be empty, and what each item must have.
 */
export const ANSWERS: Readonly<Record<string, Check>> = {
  AssumeRole: has(
    "Credentials.AccessKeyId",
    "Credentials.SecretAccessKey",
    "Credentials.SessionToken",
    "Credentials.Expiration",
    "AssumedRoleUser.Arn",
  ),
  GetCallerIdentity: has("Account", "Arn"),

  ListHostedZones: all(
    has("IsTruncated"),
    each("HostedZones", has("Id", "Name", "CallerReference", "Config.PrivateZone")),
    continues("NextMarker"),
  ),
  GetHostedZone: all(
    has("HostedZone.Id", "HostedZone.Name", "HostedZone.CallerReference"),
    of("HostedZone.Id", "Id"),
    inSomeVpc,
  ),
  GetHostedZoneLimit: has("Limit.Value"),
  ListTagsForResources: all(each("ResourceTagSets", has("ResourceId", "Tags")), tagsOfAll),
  ListResourceRecordSets: all(
    has("IsTruncated"),
    each("ResourceRecordSets", has("Name", "Type")),
    continues("NextRecordName", "NextRecordType"),
    startsWithSoa,
  ),
  ListHostedZonesByVPC: each("HostedZoneSummaries", has("HostedZoneId", "Name", "Owner")),
  ListVPCAssociationAuthorizations: all(
    of("HostedZoneId", "HostedZoneId"),
    each("VPCs", has("VPCId", "VPCRegion")),
  ),
  GetChange: all(of("ChangeInfo.Id", "Id"), has("ChangeInfo.Status")),

  CreateHostedZone: has("HostedZone.Id", "HostedZone.CallerReference"),
  ChangeResourceRecordSets: has("ChangeInfo.Id", "ChangeInfo.Status"),
  AssociateVPCWithHostedZone: has("ChangeInfo.Id", "ChangeInfo.Status"),
  DisassociateVPCFromHostedZone: has("ChangeInfo.Id", "ChangeInfo.Status"),
  DeleteHostedZone: has("ChangeInfo.Id", "ChangeInfo.Status"),
  CreateVPCAssociationAuthorization: all(of("HostedZoneId", "HostedZoneId"), has("VPC.VPCId")),
  DeleteVPCAssociationAuthorization: nothing,
  ChangeTagsForResource: nothing,

  DescribeVpcEndpointServices: each("ServiceDetails", has("ServiceName")),
  DescribeVpcEndpoints: each(
    "VpcEndpoints",
    all(has("VpcEndpointId", "VpcEndpointType", "VpcId", "ServiceName", "State", "Tags"), saysPrivateDns),
  ),
  DescribeVpcs: each("Vpcs", has("VpcId", "OwnerId")),
  DescribeDhcpOptions: each("DhcpOptions", has("DhcpOptionsId", "DhcpConfigurations")),
  DescribeVpcAttribute: asked,
  DescribeNetworkInterfaces: each("NetworkInterfaces", has("NetworkInterfaceId")),
  DescribeSubnets: each("Subnets", has("SubnetId", "VpcId", "AvailabilityZoneId")),
  DescribeRouteTables: each("RouteTables", has("RouteTableId", "VpcId", "Associations", "Routes")),
  DescribeNetworkAcls: each("NetworkAcls", has("NetworkAclId", "VpcId", "Associations", "Entries")),
  DescribeVpcPeeringConnections: each(
    "VpcPeeringConnections",
    has("VpcPeeringConnectionId", "Status.Code", "RequesterVpcInfo", "AccepterVpcInfo"),
  ),
  DescribeTransitGatewayVpcAttachments: each(
    "TransitGatewayVpcAttachments",
    has("TransitGatewayAttachmentId", "TransitGatewayId", "VpcId", "State", "SubnetIds"),
  ),
  DescribeTransitGatewayAttachments: each(
    "TransitGatewayAttachments",
    has("TransitGatewayAttachmentId", "TransitGatewayOwnerId"),
  ),
  SearchTransitGatewayRoutes: all(has("AdditionalRoutesAvailable"), each("Routes", has("State"))),
  GetManagedPrefixListEntries: each("Entries", has("Cidr")),
  DescribeSecurityGroups: each("SecurityGroups", has("GroupId", "IpPermissions")),

  CreateVpcEndpoint: has("VpcEndpoint.VpcEndpointId"),
  ModifyVpcEndpoint: has("Return"),
  DeleteVpcEndpoints: has("Unsuccessful"),
  DeleteTags: nothing,
  CreateTags: nothing,

  ListResolverRules: each("ResolverRules", has("Id", "RuleType", "DomainName")),
  ListResolverRuleAssociations: each("ResolverRuleAssociations", has("ResolverRuleId", "VPCId")),
  GetResourceShares: each("resourceShares", has("resourceShareArn", "owningAccountId", "status")),
  GetResourceShareAssociations: each(
    "resourceShareAssociations",
    has("resourceShareArn", "associatedEntity", "associationType", "status", "lastUpdatedTime"),
  ),
  ListResolverEndpoints: each("ResolverEndpoints", has("Id", "Direction", "Status", "HostVPCId")),
  ListResolverEndpointIpAddresses: each("IpAddresses", has("SubnetId", "Status")),
  GetResolverEndpoint: all(of("ResolverEndpoint.Id", "ResolverEndpointId"), has("ResolverEndpoint.Status")),
  CreateResolverEndpoint: has("ResolverEndpoint.Id"),
  UpdateResolverEndpoint: all(has("ResolverEndpoint.Id"), of("ResolverEndpoint.Id", "ResolverEndpointId")),
  DeleteResolverEndpoint: all(has("ResolverEndpoint.Id"), of("ResolverEndpoint.Id", "ResolverEndpointId")),
  AssociateResolverEndpointIpAddress: all(
    has("ResolverEndpoint.Id"),
    of("ResolverEndpoint.Id", "ResolverEndpointId"),
  ),
  DisassociateResolverEndpointIpAddress: all(
    has("ResolverEndpoint.Id"),
    of("ResolverEndpoint.Id", "ResolverEndpointId"),
  ),
  ListTagsForResource: each("Tags", has("Key")),
  GetResolverRule: all(of("ResolverRule.Id", "ResolverRuleId"), has("ResolverRule.Status")),

  CreateResolverRule: has("ResolverRule.Id", "ResolverRule.Arn"),
  UpdateResolverRule: all(has("ResolverRule.Id"), of("ResolverRule.Id", "ResolverRuleId")),
  DeleteResolverRule: all(has("ResolverRule.Id"), of("ResolverRule.Id", "ResolverRuleId")),
  TagResource: nothing,
  AssociateResolverRule: has("ResolverRuleAssociation.Id", "ResolverRuleAssociation.Status"),
  DisassociateResolverRule: has("ResolverRuleAssociation.Id", "ResolverRuleAssociation.Status"),

  CreateResourceShare: has("resourceShare.resourceShareArn"),
  AssociateResourceShare: has("resourceShareAssociations"),
  DisassociateResourceShare: has("resourceShareAssociations"),
  DeleteResourceShare: has("returnValue"),
};

/** Members by their paths; `false`, 0 and an empty list are there. */
function has(...paths: readonly string[]): Check {
  return ({ output }) => paths.find((path) => isMissing(at(output, path)));
}

function each(list: string, item: Check): Check {
  return ({ output, input, body }) => {
    const items = output[list];
    if (!Array.isArray(items)) return list;
    for (const one of items) {
      const missing = item({ output: one ?? {}, input, body });
      if (missing) return `${missing} in ${list}`;
    }
    return undefined;
  };
}

function all(...checks: readonly Check[]): Check {
  return (answered) => {
    for (const check of checks) {
      const missing = check(answered);
      if (missing) return missing;
    }
    return undefined;
  };
}

/** A list that goes on says where. */
function continues(...next: readonly string[]): Check {
  return (answered) => (answered.output.IsTruncated === true ? has(...next)(answered) : undefined);
}

/** AWS documents an empty body; a page in its place comes from somebody else. */
function nothing({ body }: Answered): string | undefined {
  return /^\s*(<\?xml[^>]*>\s*)?<(!doctype\s+)?html[\s>]/i.test(body())
    ? "AWS's form (it is a web page)"
    : undefined;
}

/** About the very thing that was asked about; Route 53 writes some ids as `/hostedzone/Z…` and `/change/C…`. */
function of(path: string, asked: string): Check {
  const bare = (id: unknown) => String(id ?? "").replace(/^\/\w+\//, "");
  return ({ output, input }) =>
    bare(at(output, path)) === bare(input[asked]) ? undefined : bare(input[asked]);
}

/** "A private hosted zone is associated with at least one VPC": the last one cannot be taken out. */
function inSomeVpc(answered: Answered): string | undefined {
  if (at(answered.output, "HostedZone.Config.PrivateZone") === false) return undefined;
  const vpcs = answered.output.VPCs;
  if (!Array.isArray(vpcs) || vpcs.length === 0) return "VPCs";
  return each("VPCs", has("VPCId", "VPCRegion"))(answered);
}

/** One set for each zone that was asked for, tags or none. */
function tagsOfAll({ output, input }: Answered): string | undefined {
  const given = new Set((output.ResourceTagSets as readonly Members[]).map((set) => set.ResourceId));
  const left = (input.ResourceIds as readonly string[]).find((id) => !given.has(id));
  return left && `the tags of ${left}`;
}

/** Every zone has its SOA at the apex, which comes before all other names. */
function startsWithSoa({ output, input }: Answered): string | undefined {
  if (input.StartRecordName !== undefined || output.IsTruncated === true) return undefined;
  const records = output.ResourceRecordSets as readonly Members[];
  return records.some(({ Type }) => Type === "SOA") ? undefined : "the zone's SOA record";
}

/** Gateway endpoints have no private DNS to speak of. */
function saysPrivateDns({ output }: Answered): string | undefined {
  return output.VpcEndpointType === "Interface" && isMissing(output.PrivateDnsEnabled)
    ? "PrivateDnsEnabled"
    : undefined;
}

/** The answer has the attribute that was asked for, and no other. */
function asked({ output, input }: Answered): string | undefined {
  const attribute = String(input.Attribute);
  const path = `${attribute.charAt(0).toUpperCase()}${attribute.slice(1)}.Value`;
  return isMissing(at(output, path)) ? path : undefined;
}

function at(output: Members, path: string): unknown {
  return path.split(".").reduce<unknown>((value, member) => (value as Members | undefined)?.[member], output);
}

function isMissing(value: unknown): boolean {
  return value === undefined || value === null || value === "";
}
