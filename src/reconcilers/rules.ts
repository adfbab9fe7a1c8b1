import {
  AssociateResolverRuleCommand,
  CreateResolverRuleCommand,
  DeleteResolverRuleCommand,
  DisassociateResolverRuleCommand,
  GetResolverRuleCommand,
  type ResolverRule,
  type Route53ResolverClient,
  TagResourceCommand,
  UpdateResolverRuleCommand,
} from "@aws-sdk/client-route53resolver";
import { FailureError, failureOf } from "../aws/failure.ts";
import type { RuleRef } from "../model/action/refs.ts";
import type { Forward, RuleAction } from "../model/action/rule.ts";
import type { RuleId } from "../model/ids.ts";
import type { Tags } from "../model/ownership.ts";
import { unlessGone } from "./gone.ts";
import { madeOnce } from "./request-ids.ts";
import { listAssociations, listRules } from "./resolver.ts";
import { tagList } from "./tags.ts";

export type MadeRule = { readonly id: RuleId; readonly arn: string };

/** A list may show a rule a little after its creation. */
const LOOKS = 3;

/** Makes the rule, or finds the one that an earlier attempt made by its request id (semantics 55). */
export async function createRule(
  resolver: Route53ResolverClient,
  { rule, creatorRequestId, forward, tags }: Extract<RuleAction, { kind: "createRule" }>,
  pause: () => Promise<void>,
): Promise<MadeRule> {
  return madeOnce(creatorRequestId, {
    async make(CreatorRequestId) {
      const answer = await resolver.send(
        new CreateResolverRuleCommand({
          CreatorRequestId,
          RuleType: rule.type,
          DomainName: rule.name,
          Name: ruleName(rule),
          Tags: tagList(tags),
          ...(forward && forwardInput(forward)),
        }),
      );
      return madeFrom(answer.ResolverRule, rule);
    },
    async find(requestId) {
      const there = await listed(resolver, requestId, pause);
      return there && madeFrom(there, rule);
    },
    of: `rule ${rule.name}`,
    by: "rules",
    operation: "CreateResolverRule",
  });
}

async function listed(
  resolver: Route53ResolverClient,
  requestId: string,
  pause: () => Promise<void>,
): Promise<ResolverRule | undefined> {
  for (let look = 1; ; look++) {
    const there = (await listRules(resolver)).find((one) => one.CreatorRequestId === requestId);
    if (there || look === LOOKS) return there;
    await pause();
  }
}

/** The whole list of targets is replaced; a member that is left out keeps its value (UpdateResolverRule). */
export async function updateRule(
  resolver: Route53ResolverClient,
  id: RuleId,
  forward: Forward,
): Promise<void> {
  const Config = forwardInput(forward);
  await resolver.send(new UpdateResolverRuleCommand({ ResolverRuleId: id, Config }));
}

export async function ruleStatus(resolver: Route53ResolverClient, id: RuleId): Promise<string> {
  const { ResolverRule: rule } = await resolver.send(new GetResolverRuleCommand({ ResolverRuleId: id }));
  return rule?.Status ?? "";
}

export async function tagRule(resolver: Route53ResolverClient, arn: string, tags: Tags): Promise<void> {
  await resolver.send(new TagResourceCommand({ ResourceArn: arn, Tags: tagList(tags) }));
}

/** Refused for a pair that is there, and for another rule of that name: the list tells which (semantics 55). */
export async function associateRule(
  resolver: Route53ResolverClient,
  id: RuleId,
  vpc: string,
  mark: string,
): Promise<void> {
  try {
    await resolver.send(new AssociateResolverRuleCommand({ ResolverRuleId: id, VPCId: vpc, Name: mark }));
  } catch (error) {
    const { kind } = failureOf(error);
    if (kind !== "exists" && kind !== "invalid" && kind !== "conflict") throw error;
    const there = (await listAssociations(resolver)).some((one) => one.rule === id && one.vpc === vpc);
    if (!there) throw error;
  }
}

export async function disassociateRule(
  resolver: Route53ResolverClient,
  id: RuleId,
  vpc: string,
): Promise<void> {
  await unlessGone(() =>
    resolver.send(new DisassociateResolverRuleCommand({ ResolverRuleId: id, VPCId: vpc })),
  );
}

export async function deleteRule(resolver: Route53ResolverClient, id: RuleId): Promise<void> {
  await unlessGone(() => resolver.send(new DeleteResolverRuleCommand({ ResolverRuleId: id })));
}

function madeFrom(made: ResolverRule | undefined, { name }: RuleRef): MadeRule {
  if (made?.Id && made.Arn) return { id: made.Id as RuleId, arn: made.Arn };
  throw new FailureError({
    kind: "transient",
    error: "AnswerIncomplete",
    message: `the answer for rule ${name} names no rule`,
    operation: "CreateResolverRule",
  });
}

/** An endpoint may speak several protocols, and then each target has to say which (RSLVR-00726). */
function forwardInput({ endpoint, targets }: Forward) {
  const target = (ip: string) => ({
    ...(ip.includes(":") ? { Ipv6: ip } : { Ip: ip }),
    Port: 53,
    Protocol: "Do53" as const,
  });
  return { ResolverEndpointId: endpoint, TargetIps: targets.map(target) };
}

/** At most 64 letters, digits, dashes, underscores and spaces; no dot (CreateResolverRule, Name). */
function ruleName({ name, type }: RuleRef): string {
  return `vpce-operator ${type === "SYSTEM" ? "system " : ""}${name.replaceAll(".", "-")}`.slice(0, 64);
}
