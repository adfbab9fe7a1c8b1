import { runSimulation } from "@cloud-copilot/iam-simulate";
import type { Action } from "../../src/model/action.ts";
import type { Attempt } from "../../src/simulator/gateway.ts";

/** One call as IAM sees it. */
export type IamQuestion = {
  /** `route53:GetHostedZone` */
  readonly action: string;
  /** An ARN, or `*` for actions that take none. */
  readonly resource: string;
  readonly context?: Readonly<Record<string, string | string[]>>;
};

/** A principal with the policies of its own, and the trust policy when the resource is a role. */
export type IamParties = {
  readonly principal: string;
  readonly policies: readonly unknown[];
  readonly trust?: unknown;
};

/**
 * What AWS would answer, evaluated offline. Throws when the question is none: an unknown action, a resource of another
 * kind, a context key that the action does not have.
 */
export async function isAllowed(question: IamQuestion, parties: IamParties): Promise<boolean> {
  const accountId = question.resource.split(":")[4] || parties.principal.split(":")[4] || "";
  const answer = await runSimulation(
    {
      request: {
        action: question.action,
        principal: parties.principal,
        resource: { resource: question.resource, accountId },
        contextVariables: { ...question.context },
      },
      identityPolicies: parties.policies.map((policy, i) => ({ name: `policy-${i}`, policy })),
      serviceControlPolicies: [],
      resourceControlPolicies: [],
      ...(parties.trust !== undefined && { resourcePolicy: parties.trust }),
    },
    {},
  );
  if (answer.resultType === "error")
    throw new Error(`${question.action} on ${question.resource}: ${JSON.stringify(answer.errors)}`);
  const results = answer.resultType === "single" ? [answer.result] : answer.results;
  const ignored = results.flatMap((r) => r.ignoredContextKeys ?? []);
  if (ignored.length > 0) throw new Error(`${question.action} has no context key ${ignored.join(", ")}`);
  return answer.overallResult === "Allowed";
}

/** A call, and the tags that each VPC endpoint had when it was made. */
export type Witnessed = { readonly call: Attempt; readonly tags: ReadonlyMap<string, Tags> };
type Tags = ReadonlyMap<string, string>;

/** What AWS asks about a call, with the keys that it gives: EC2 asks once for each resource that is involved. */
export function questionsOf({ call, tags }: Witnessed, actions: readonly Action[]): IamQuestion[] {
  const { service, operation, params } = call;
  const action = `${service}:${operation}`;
  switch (operation) {
    case "CreateVpcEndpoint":
      return creationQuestions(call, actions);
    case "ModifyVpcEndpoint":
      return [claimed(action, call, params.VpcEndpointId, tags), ...networkQuestions(call, IN_HUB_VPC)];
    case "DeleteVpcEndpoints":
      return (params.VpcEndpointIds?.split(",") ?? []).map((id) => claimed(action, call, id, tags));
    case "CreateTags":
      return taggingQuestions(call, actions, tags);
  }
  if (service === "route53resolver") return [resolverQuestion(call)];
  if (service === "ram") return [ramQuestion(call)];
  const { VPCId, VPCRegion } = params;
  const context = {
    ...(VPCId && { "route53:VPCs": [`VPCId=${VPCId},VPCRegion=${VPCRegion}`] }),
    ...(operation === "ChangeResourceRecordSets" && recordKeys(actions)),
  };
  return [{ action, resource: resourceOf(call), context }];
}

const OURS = "network-platform";
const OF_THE_HUB = "111111111111";

/** Rules are the hub's, whoever associates them. What bears our tag was made with it. */
function resolverQuestion({ operation, region, params }: Attempt): IamQuestion {
  const action = `route53resolver:${operation}`;
  if (operation.startsWith("ListResolver")) return { action, resource: "*" };
  const rule = `arn:aws:route53resolver:${region}:${OF_THE_HUB}:resolver-rule/${params.ResolverRuleId ?? "rslvr-rr-0"}`;
  return { action, resource: rule, context: ownership(operation) };
}

function ramQuestion({ operation, region }: Attempt): IamQuestion {
  const action = `ram:${operation}`;
  if (/^(Get|Create)/.test(operation)) return { action, resource: "*", context: ownership(operation) };
  const share = `arn:aws:ram:${region}:${OF_THE_HUB}:resource-share/00000000-0000-0000-0000-000000000001`;
  return { action, resource: share, context: ownership(operation) };
}

function ownership(operation: string): Record<string, string> {
  if (operation.startsWith("Create")) return { "aws:RequestTag/vpce-operator/owner": OURS };
  const isOfOwn = /^(Update|DeleteResolverRule|(Dis)?[Aa]ssociateResourceShare|DeleteResourceShare)/.test(
    operation,
  );
  return isOfOwn ? { "aws:ResourceTag/vpce-operator/owner": OURS } : {};
}

function resourceOf(call: Attempt): string {
  const { operation, params } = call;
  const zone = params.HostedZoneId ?? params.ResourceId ?? params.ResourceIds?.split(",")[0];
  if (operation === "GetChange") return `arn:aws:route53:::change/${params.Id}`;
  if (operation === "DescribeVpcAttribute") return arn(call, "vpc", params.VpcId);
  if (/^(Get|Delete)HostedZone$/.test(operation)) return `arn:aws:route53:::hostedzone/${params.Id}`;
  return zone ? `arn:aws:route53:::hostedzone/${zone}` : "*";
}

/** Of all the aliases in the plans: the log does not say which of them were in one batch. */
function recordKeys(actions: readonly Action[]): Record<string, string[]> {
  const upserts = actions.flatMap((a) => (a.kind === "changeRecords" ? a.upserts : []));
  const deletes = actions.flatMap((a) => (a.kind === "deleteZone" ? a.deletes : []));
  const aliases = [...upserts, ...deletes];
  return {
    "route53:ChangeResourceRecordSetsNormalizedRecordNames": aliases.map((a) => a.name.replace("*", "\\052")),
    "route53:ChangeResourceRecordSetsRecordTypes": aliases.map((a) => a.type),
    "route53:ChangeResourceRecordSetsActions": ["CREATE", "UPSERT", "DELETE"],
  };
}

/** The VPC, subnets and groups that it goes into, the endpoint itself, and the tags that it is made with. */
function creationQuestions(call: Attempt, actions: readonly Action[]): IamQuestion[] {
  const { VpcId, ServiceName = "" } = call.params;
  const creations = actions.flatMap((a) => (a.kind === "createEndpoint" ? a : []));
  const asked = creations.find(({ target }) => target.service === ServiceName);
  if (!asked) throw new Error(`no plan creates an endpoint of ${ServiceName}`);
  const endpoint = arn(call, "vpc-endpoint", "*");
  const requested = requestTags(asked.tags);
  return [
    { action: "ec2:CreateVpcEndpoint", resource: arn(call, "vpc", VpcId) },
    ...networkQuestions(call, {}),
    {
      action: "ec2:CreateVpcEndpoint",
      resource: endpoint,
      context: { ...requested, "ec2:VpceServiceName": ServiceName },
    },
    {
      action: "ec2:CreateTags",
      resource: endpoint,
      context: { ...requested, "ec2:CreateAction": "CreateVpcEndpoint" },
    },
  ];
}

const IN_HUB_VPC = { "ec2:Vpc": "arn:aws:ec2:ap-southeast-2:111111111111:vpc/vpc-0a11ce0000000000a" };

/** Every subnet and group that the call names, to be added or removed. */
function networkQuestions(call: Attempt, context: Record<string, string>): IamQuestion[] {
  const named = Object.entries(call.params).flatMap(([name, ids]) => {
    const kind = /SubnetIds$/.test(name) ? "subnet" : /SecurityGroupIds$/.test(name) ? "security-group" : "";
    return kind ? ids.split(",").map((id) => arn(call, kind, id)) : [];
  });
  return named.map((resource) => ({ action: `ec2:${call.operation}`, resource, context }));
}

/** The log does not say which endpoint was tagged: all that the plans tag are asked about. */
function taggingQuestions(call: Attempt, actions: readonly Action[], tags: Witnessed["tags"]): IamQuestion[] {
  return actions.flatMap((a) => {
    if (a.kind !== "tagEndpoint") return [];
    const { context, ...question } = claimed("ec2:CreateTags", call, a.target.id, tags);
    return { ...question, context: { ...context, ...requestTags(a.tags) } };
  });
}

function claimed(
  action: string,
  call: Attempt,
  id: string | undefined,
  tags: Witnessed["tags"],
): IamQuestion {
  const own = [...(tags.get(id ?? "") ?? [])].map(([key, value]) => [`aws:ResourceTag/${key}`, value]);
  return { action, resource: arn(call, "vpc-endpoint", id), context: Object.fromEntries(own) };
}

function requestTags(tags: Readonly<Record<string, string>>): Record<string, string> {
  return Object.fromEntries(Object.entries(tags).map(([key, value]) => [`aws:RequestTag/${key}`, value]));
}

function arn({ account, region }: Attempt, kind: string, id = ""): string {
  return `arn:aws:ec2:${region}:${account}:${kind}/${id}`;
}
