import type { Estate } from "../../../src/simulator/estate.ts";
import type { Attempt } from "../../../src/simulator/gateway.ts";
import type { IamQuestion } from "./evaluate.ts";

/** A call as it arrives at AWS, and what was there when it did. */
export type Arrival = { readonly call: Attempt; readonly input: Input; readonly estate: Estate };
// biome-ignore lint/suspicious/noExplicitAny: whatever the operation takes
type Input = { readonly [member: string]: any };
type Context = NonNullable<IamQuestion["context"]>;
type Tags = Iterable<readonly [string, string]>;

/**
 * What AWS asks of a call's principal, with the keys that it gives: EC2 once for each resource that is involved, Route 53 and
 * RAM for another service's permission too. After the "Service Authorization Reference", and Route 53's and RAM's guides.
 */
export function questionsOf(arrival: Arrival): IamQuestion[] {
  const { service } = arrival.call;
  if (service === "route53") return route53Questions(arrival);
  if (service === "ec2") return ec2Questions(arrival);
  if (service === "route53resolver") return resolverQuestions(arrival);
  return service === "ram" ? ramQuestions(arrival) : [];
}

function route53Questions({ call: { operation }, input }: Arrival): IamQuestion[] {
  const action = `route53:${operation}`;
  if (operation === "GetChange") return [{ action, resource: `arn:aws:route53:::change/${input.Id}` }];
  const { VPCId, VPCRegion } = input.VPC ?? input;
  const context: Context = {
    ...(VPCId && { "route53:VPCs": [`VPCId=${VPCId},VPCRegion=${VPCRegion}`] }),
    ...(input.ChangeBatch && recordKeys(input.ChangeBatch.Changes)),
  };
  const zones: string[] = [
    input.HostedZoneId ?? input.ResourceIds ?? input.ResourceId ?? input.Id ?? [],
  ].flat();
  const takesNone = zones.length === 0 || /^(CreateHostedZone|ListHostedZones)/.test(operation);
  const resources = takesNone ? ["*"] : zones.map((id) => `arn:aws:route53:::hostedzone/${id}`);
  // "Permissions for the Amazon Route 53 console and API": these need it too.
  const looksAtVpc = /^(CreateHostedZone|(A|Disa)ssociateVPC|ListHostedZonesByVPC)/.test(operation);
  return [
    ...resources.map((resource) => ({ action, resource, context })),
    ...(looksAtVpc ? [{ action: "ec2:DescribeVpcs", resource: "*" }] : []),
  ];
}

type Change = { Action: string; ResourceRecordSet: { Name: string; Type: string } };

function recordKeys(changes: readonly Change[]): Context {
  const normal = (name: string) => name.toLowerCase().replace(/\.$/, "").replace("*", "\\052");
  const distinct = (values: readonly string[]) => [...new Set(values)].sort();
  return {
    "route53:ChangeResourceRecordSetsNormalizedRecordNames": distinct(
      changes.map(({ ResourceRecordSet }) => normal(ResourceRecordSet.Name)),
    ),
    "route53:ChangeResourceRecordSetsRecordTypes": distinct(
      changes.map(({ ResourceRecordSet }) => ResourceRecordSet.Type),
    ),
    "route53:ChangeResourceRecordSetsActions": distinct(changes.map(({ Action }) => Action)),
  };
}

function ec2Questions({ call, input, estate }: Arrival): IamQuestion[] {
  const action = `ec2:${call.operation}`;
  const arn = (kind: string, id = "*") => `arn:aws:ec2:${call.region}:${call.account}:${kind}/${id}`;
  const { endpoints, subnets, securityGroups } = estate.network;
  const tagsOf = (id: string) => resourceTags(endpoints.get(id)?.tags ?? []);
  /** In which VPC a subnet or group is; only ModifyVpcEndpoint has the key. */
  const inVpc = (vpcId: string | undefined): Context =>
    vpcId === undefined ? {} : { "ec2:Vpc": arn("vpc", vpcId) };

  switch (call.operation) {
    case "DescribeVpcAttribute":
      return [{ action, resource: arn("vpc", input.VpcId) }];
    case "CreateVpcEndpoint": {
      const tags = requestTags(pairs(input.TagSpecifications?.[0]?.Tags));
      return [
        { action, resource: arn("vpc", input.VpcId) },
        ...ids(input, "SubnetId").map((id) => ({ action, resource: arn("subnet", id) })),
        ...ids(input, "SecurityGroupId").map((id) => ({ action, resource: arn("security-group", id) })),
        {
          action,
          resource: arn("vpc-endpoint"),
          context: { ...tags, "ec2:VpceServiceName": input.ServiceName },
        },
        {
          action: "ec2:CreateTags",
          resource: arn("vpc-endpoint"),
          context: { ...tags, "ec2:CreateAction": "CreateVpcEndpoint" },
        },
      ];
    }
    case "ModifyVpcEndpoint":
      return [
        { action, resource: arn("vpc-endpoint", input.VpcEndpointId), context: tagsOf(input.VpcEndpointId) },
        ...ids(input, "SubnetId").map((id) => ({
          action,
          resource: arn("subnet", id),
          context: inVpc(subnets.get(id)?.vpcId),
        })),
        ...ids(input, "SecurityGroupId").map((id) => ({
          action,
          resource: arn("security-group", id),
          context: inVpc(securityGroups.get(id)?.vpcId),
        })),
      ];
    case "DeleteVpcEndpoints":
      return ids(input, "VpcEndpointId").map((id) => ({
        action,
        resource: arn("vpc-endpoint", id),
        context: tagsOf(id),
      }));
    case "CreateTags":
    case "DeleteTags":
      return ids(input, "Resource").map((id) => ({
        action,
        resource: arn("vpc-endpoint", id),
        context: {
          ...tagsOf(id),
          ...(call.operation === "CreateTags" && requestTags(pairs(input.Tags))),
          "aws:TagKeys": pairs(input.Tags).map(([key]) => key),
        },
      }));
    default:
      return [{ action, resource: "*" }];
  }
}

function resolverQuestions({ call, input, estate }: Arrival): IamQuestion[] {
  const action = `route53resolver:${call.operation}`;
  if (call.operation.startsWith("ListResolver")) return [{ action, resource: "*" }];
  const requested = requestTags(pairs(input.Tags));
  if (call.operation === "CreateResolverRule") {
    const resource = `arn:aws:route53resolver:${call.region}:${call.account}:resolver-rule/*`;
    const asked = [action, "route53resolver:TagResource"];
    return asked.map((one) => ({ action: one, resource, context: requested }));
  }
  if (/ResolverEndpoint/.test(call.operation)) return resolverEndpointQuestions({ call, input, estate });
  const rules = [...estate.resolver.rules.values()];
  const rule = rules.find(({ id, arn }) => id === input.ResolverRuleId || arn === input.ResourceArn);
  if (!rule) return []; // gone meanwhile: AWS has nothing to ask about
  const isTagged = /^(Update|DeleteResolverRule)/.test(call.operation);
  const context = { ...(isTagged && resourceTags(rule.tags)), ...requested };
  return [{ action, resource: rule.arn, context }];
}

/**
 * Resolver makes and deletes network interfaces with the caller's permissions. Sources: Developer Guide, "Identity-based
 * policies for Route 53 Resolver"; AWS's managed policy AmazonRoute53ResolverFullAccess.
 */
function resolverEndpointQuestions({ call, input, estate }: Arrival): IamQuestion[] {
  const action = `route53resolver:${call.operation}`;
  const arn = (kind: string, id = "*") => `arn:aws:ec2:${call.region}:${call.account}:${kind}/${id}`;
  const reads = ["Subnets", "SecurityGroups", "Vpcs", "NetworkInterfaces", "AvailabilityZones"];
  const looks = reads.map((what) => ({ action: `ec2:Describe${what}`, resource: "*" }));
  const made = (subnets: readonly string[], groups: readonly string[]): IamQuestion[] => [
    ...looks,
    ...subnets.map((id) => ({ action: "ec2:CreateNetworkInterface", resource: arn("subnet", id) })),
    ...groups.map((id) => ({ action: "ec2:CreateNetworkInterface", resource: arn("security-group", id) })),
    ...["CreateNetworkInterface", "CreateNetworkInterfacePermission", "ModifyNetworkInterfaceAttribute"].map(
      (name) => ({ action: `ec2:${name}`, resource: arn("network-interface") }),
    ),
  ];
  const gone = [...looks, { action: "ec2:DeleteNetworkInterface", resource: arn("network-interface") }];
  if (call.operation === "CreateResolverEndpoint") {
    const resource = `arn:aws:route53resolver:${call.region}:${call.account}:resolver-endpoint/*`;
    const context = requestTags(pairs(input.Tags));
    const places: string[] = (input.IpAddresses ?? []).map(({ SubnetId }: Input) => SubnetId);
    const asked = [action, "route53resolver:TagResource"];
    return [
      ...asked.map((one) => ({ action: one, resource, context })),
      ...made(places, input.SecurityGroupIds ?? []),
    ];
  }
  const endpoint = estate.resolver.endpoints.get(input.ResolverEndpointId);
  if (!endpoint) return []; // gone meanwhile
  const own = { action, resource: endpoint.arn, context: resourceTags(endpoint.tags) };
  if (call.operation.startsWith("Associate"))
    return [own, ...made([input.IpAddress?.SubnetId ?? ""], endpoint.groupIds)];
  return [own, ...(/^D/.test(call.operation) ? gone : [])];
}

function ramQuestions({ call, input, estate }: Arrival): IamQuestion[] {
  const action = `ram:${call.operation}`;
  if (call.operation.startsWith("Get")) return [{ action, resource: "*" }];
  const rules: string[] = input.resourceArns ?? [];
  const kind: Context =
    rules.length > 0 ? { "ram:RequestedResourceType": "route53resolver:ResolverRule" } : {};
  const shared = call.operation.startsWith("Disassociate")
    ? []
    : rules.map((resource) => ({ action: "route53resolver:PutResolverRulePolicy", resource }));
  const requested = requestTags(pairs(input.tags));
  if (call.operation === "CreateResourceShare") {
    const resource = `arn:aws:ram:${call.region}:${call.account}:resource-share/*`;
    return [
      { action, resource: "*", context: { ...requested, ...kind } },
      { action: "ram:TagResource", resource, context: requested },
      ...shared,
    ];
  }
  const tags = resourceTags(estate.ram.shares.get(input.resourceShareArn)?.tags ?? []);
  return [{ action, resource: input.resourceShareArn, context: { ...tags, ...kind } }, ...shared];
}

/** `SubnetIds`, `AddSubnetIds`, `RemoveSubnetIds`; also where the wire has the member's singular. */
function ids(input: Input, member: string): string[] {
  return Object.entries(input).flatMap(([name, value]) =>
    name.replace(/^(Add|Remove)/, "").replace(/s$/, "") === member ? [value].flat() : [],
  );
}

type WrittenTag = { Key?: string; Value?: string; key?: string; value?: string };

function pairs(tags: readonly WrittenTag[] = []): (readonly [string, string])[] {
  return tags.map(({ Key, key = Key ?? "", Value, value = Value ?? "" }) => [key, value]);
}

function requestTags(tags: Tags): Context {
  return Object.fromEntries([...tags].map(([key, value]) => [`aws:RequestTag/${key}`, value]));
}

function resourceTags(tags: Tags): Context {
  return Object.fromEntries([...tags].map(([key, value]) => [`aws:ResourceTag/${key}`, value]));
}
