import type { ResolverRule } from "@aws-sdk/client-route53resolver";
import { type Estate, lasting } from "../estate.ts";
import { plainName } from "../route53/names.ts";
import type { Call } from "../service.ts";
import { arnOf, timeOf } from "./access.ts";
import { rememberReference } from "./references.ts";
import type { Forwarding, Loose, Rule } from "./state.ts";
import { ruleStatus } from "./status.ts";
import { isSharedOut } from "./usable-rule.ts";

export type NewRule = Pick<Rule, "type" | "domainName" | "targets" | "endpointId"> &
  Loose<Pick<Rule, "id" | "name" | "creatorRequestId" | "held" | "tags">>;

/** A rule is COMPLETE at once (recorded). What it asks for was found right. */
export function addRule(estate: Estate, wanted: NewRule, call: Pick<Call, "account" | "region">): Rule {
  const { hex, clock } = estate.surroundings;
  const id = wanted.id ?? `rslvr-rr-${hex(17)}`;
  const now = clock.now();
  const rule: Rule = {
    id,
    arn: arnOf(estate, call, "resolver-rule", id),
    account: call.account,
    region: call.region,
    creatorRequestId: wanted.creatorRequestId ?? "",
    name: wanted.name,
    type: wanted.type,
    domainName: plainName(wanted.domainName),
    targets: wanted.targets,
    endpointId: wanted.endpointId,
    createdAt: now,
    modifiedAt: now,
    update: undefined,
    held: wanted.held,
    policy: undefined,
    tags: wanted.tags ?? new Map(),
    goneAt: undefined,
  };
  estate.resolver.rules.set(id, rule);
  rememberReference(estate, "Resolver rule", rule.creatorRequestId, call);
  return rule;
}

/** It is UPDATING while the change spreads over the endpoint's interfaces; some send as before until the end. */
export function updateForwarding(estate: Estate, rule: Rule, { targets, endpointId }: Forwarding): void {
  const before = { targets: rule.targets, endpointId: rule.endpointId };
  const until = estate.surroundings.clock.now() + lasting(estate.options.resolverRuleMs);
  Object.assign(rule, { targets, endpointId, update: { until, before } });
}

/** As its owner sees it, or another account that it is shared with. Without a name it has no such member (recorded). */
export function shownRule(estate: Estate, rule: Rule, account: string): ResolverRule {
  const shared = isSharedOut(estate, rule) ? "SHARED_BY_ME" : "NOT_SHARED";
  return {
    Id: rule.id,
    CreatorRequestId: rule.creatorRequestId,
    Arn: rule.arn,
    DomainName: rule.domainName,
    ...(ruleStatus(rule, estate.surroundings.clock.now()) as Pick<ResolverRule, "Status" | "StatusMessage">),
    RuleType: rule.type,
    ...(rule.name ? { Name: rule.name } : {}),
    ...(rule.targets.length > 0 ? { TargetIps: rule.targets } : {}),
    ...(rule.endpointId ? { ResolverEndpointId: rule.endpointId } : {}),
    OwnerId: rule.account,
    ShareStatus: rule.account === account ? shared : "SHARED_WITH_ME",
    CreationTime: timeOf(rule.createdAt),
    ModificationTime: timeOf(rule.modifiedAt),
  };
}
