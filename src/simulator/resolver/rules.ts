import type {
  CreateResolverRuleRequest,
  CreateResolverRuleResponse,
  DeleteResolverRuleRequest,
  DeleteResolverRuleResponse,
  GetResolverRuleRequest,
  GetResolverRuleResponse,
  ListResolverRulesRequest,
  ListResolverRulesResponse,
  ResolverRule,
  UpdateResolverRuleRequest,
  UpdateResolverRuleResponse,
} from "@aws-sdk/client-route53resolver";
import type { Estate } from "../estate.ts";
import { operation } from "../operation.ts";
import type { Service } from "../service.ts";
import { ownRule, refused, usableRule } from "./access.ts";
import { internetRule, isAutodefined } from "./autodefined.ts";
import { type Fields, list } from "./lists.ts";
import { refuseTooMany } from "./quotas.ts";
import { refuseReused } from "./references.ts";
import { refuseDomain, refuseForwarding, refuseIncomplete, ruleTypeOf } from "./rule-input.ts";
import { addRule, shownRule, updateForwarding } from "./rule-lifecycle.ts";
import { removeRule } from "./rule-removal.ts";
import type { Rule } from "./state.ts";
import { ruleStatus } from "./status.ts";
import { tagsFrom } from "./tag-values.ts";
import { standingOf } from "./usable-rule.ts";

export function resolverRuleOperations(estate: Estate): Service {
  const answer = (rule: Rule, account: string) => ({ ResolverRule: shownRule(estate, rule, account) });
  return {
    CreateResolverRule: operation<CreateResolverRuleRequest, CreateResolverRuleResponse>((input, call) => {
      refuseReused(estate, "Resolver rule", input.CreatorRequestId, call);
      const type = ruleTypeOf(input.RuleType);
      refuseDomain(input.DomainName);
      const forwarding = { targets: input.TargetIps ?? [], endpointId: input.ResolverEndpointId };
      refuseIncomplete(estate, type, forwarding);
      refuseForwarding(estate, type, forwarding, call);
      refuseTooMany(estate, "resolverRules", call);
      const { DomainName: domainName = "", CreatorRequestId: creatorRequestId = "", Name: name } = input;
      const tags = tagsFrom(input.Tags);
      const rule = addRule(estate, { type, domainName, creatorRequestId, name, tags, ...forwarding }, call);
      return answer(rule, call.account);
    }),

    GetResolverRule: operation<GetResolverRuleRequest, GetResolverRuleResponse>((input, call) =>
      isAutodefined(input.ResolverRuleId)
        ? { ResolverRule: internetRule(estate, call.region) }
        : answer(usableRule(estate, input.ResolverRuleId, call), call.account),
    ),

    ListResolverRules: operation<ListResolverRulesRequest, ListResolverRulesResponse>((input, call) => {
      const seen = [...estate.resolver.rules.values()].filter(
        (rule) => rule.region === call.region && standingOf(estate, rule, call.account) !== "none",
      );
      const shown = [
        internetRule(estate, call.region),
        ...seen.map((rule) => answer(rule, call.account).ResolverRule),
      ];
      const { items, ...page } = list(estate, shown, (shape) => shape.Id, input, FIELDS);
      return { ResolverRules: items, ...page };
    }),

    UpdateResolverRule: operation<UpdateResolverRuleRequest, UpdateResolverRuleResponse>((input, call) => {
      const rule = ownRule(estate, input.ResolverRuleId, call);
      const { Name, TargetIps, ResolverEndpointId } = input.Config ?? {};
      const now = estate.surroundings.clock.now();
      refuseUnready(rule, now);
      if (TargetIps || ResolverEndpointId) {
        const forwarding = {
          targets: TargetIps ?? rule.targets,
          endpointId: ResolverEndpointId ?? rule.endpointId,
        };
        refuseForwarding(estate, rule.type, forwarding, call);
        updateForwarding(estate, rule, forwarding);
      }
      rule.name = Name ?? rule.name;
      rule.modifiedAt = now;
      return answer(rule, call.account);
    }),

    DeleteResolverRule: operation<DeleteResolverRuleRequest, DeleteResolverRuleResponse>((input, call) => {
      const rule = ownRule(estate, input.ResolverRuleId, call);
      removeRule(estate, rule);
      return answer(rule, call.account);
    }),
  };
}

const FIELDS: Fields<ResolverRule> = {
  CreatorRequestId: (shape) => shape.CreatorRequestId,
  DomainName: (shape) => shape.DomainName,
  Name: (shape) => shape.Name,
  ResolverEndpointId: (shape) => shape.ResolverEndpointId,
  Status: (shape) => shape.Status,
  Type: (shape) => shape.RuleType,
};

/** The text as users have published it (cdk-real-drift#467). */
function refuseUnready(rule: Rule, now: number): void {
  const { Status } = ruleStatus(rule, now);
  if (Status === "UPDATING")
    throw refused(
      "InvalidRequestException",
      "Cannot update Resolver Rule because it's currently updating.",
      "00705",
    );
  if (Status === "DELETING")
    throw refused("ResourceUnavailableException", `Resolver rule "${rule.id}" is being deleted.`);
}
