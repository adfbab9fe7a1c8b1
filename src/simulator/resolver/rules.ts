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
} from "@aws-sdk/client-route53resolver";
import type { Estate } from "../estate.ts";
import { operation } from "../operation.ts";
import { plainName } from "../route53/names.ts";
import type { Call, Service } from "../service.ts";
import { arnOf, list, own, refused, refuseReused } from "./access.ts";
import { refuseTooMany } from "./quotas.ts";
import type { Owned } from "./state.ts";
import { isSharedOut, standingOf } from "./usable-rule.ts";

const ABSENT_RULE = { number: "00703", kind: "Resolver rule" };

export function resolverRuleOperations(estate: Estate): Service {
  const { rules, endpoints, associations } = estate.resolver;
  return {
    CreateResolverRule: operation<CreateResolverRuleRequest, CreateResolverRuleResponse>((input, call) => {
      refuseReused(rules, input.CreatorRequestId, call, "Resolver rule");
      if (input.ResolverEndpointId) {
        const endpoint = own(endpoints, input.ResolverEndpointId, call, {
          number: "00703",
          kind: "Resolver endpoint",
        });
        if (endpoint.shape.Direction !== "OUTBOUND")
          throw refused(
            "InvalidRequestException",
            "00700",
            "Resolver rules can only be associated to OUTBOUND resolver endpoints.",
          );
      }
      refuseTooMany(estate, "resolverRules", rules, call);
      return { ResolverRule: addRule(estate, input, call).shape };
    }),

    GetResolverRule: operation<GetResolverRuleRequest, GetResolverRuleResponse>((input, call) => ({
      ResolverRule: shownTo(estate, usableRule(estate, input.ResolverRuleId, call), call),
    })),

    ListResolverRules: operation<ListResolverRulesRequest, ListResolverRulesResponse>((input, call) => {
      const seen = [...rules.values()].filter(
        (rule) => standingOf(estate, arnAnd(rule), call.account) !== "none",
      );
      const shown = seen.map((rule) => ({
        ...rule,
        account: call.account,
        shape: shownTo(estate, rule, call),
      }));
      const { items, ...page } = list(new Map(shown.map((rule) => [rule.id, rule])), call, input, {
        CreatorRequestId: (shape) => shape.CreatorRequestId,
        DomainName: (shape) => shape.DomainName,
        Name: (shape) => shape.Name,
        ResolverEndpointId: (shape) => shape.ResolverEndpointId,
        Status: (shape) => shape.Status,
        Type: (shape) => shape.RuleType,
      });
      return { ResolverRules: items, ...page };
    }),

    DeleteResolverRule: operation<DeleteResolverRuleRequest, DeleteResolverRuleResponse>((input, call) => {
      const rule = own(rules, input.ResolverRuleId, call, ABSENT_RULE);
      if ([...associations.values()].some((one) => one.shape.ResolverRuleId === rule.id))
        throw refused(
          "ResourceInUseException",
          "00706",
          `Resolver rule "${rule.id}" cannot be deleted: it is associated with one or more VPCs.`,
        );
      rules.delete(rule.id);
      return { ResolverRule: { ...rule.shape, Status: "DELETING" } };
    }),
  };
}

/** The caller's own rule, or one that is shared with it; any other does not exist for it. */
export function usableRule(estate: Estate, id: string | undefined, call: Call): Owned<ResolverRule> {
  const rule = estate.resolver.rules.get(id ?? "");
  const isThere = rule?.region === call.region && standingOf(estate, arnAnd(rule), call.account) !== "none";
  return isThere ? rule : own(estate.resolver.rules, id, call, ABSENT_RULE);
}

const arnAnd = (rule: Owned<ResolverRule>) => ({ ...rule, arn: rule.shape.Arn ?? "" });

/** As its owner or as another account sees it. */
function shownTo(estate: Estate, rule: Owned<ResolverRule>, { account }: Call): ResolverRule {
  if (rule.account !== account) return { ...rule.shape, ShareStatus: "SHARED_WITH_ME" };
  return isSharedOut(estate, arnAnd(rule)) ? { ...rule.shape, ShareStatus: "SHARED_BY_ME" } : rule.shape;
}

export type NewRule = Pick<
  CreateResolverRuleRequest,
  "CreatorRequestId" | "RuleType" | "DomainName" | "Name" | "TargetIps" | "ResolverEndpointId"
> & { Id?: string | undefined };

export function addRule(
  estate: Estate,
  wanted: Partial<NewRule>,
  call: Pick<Call, "account" | "region">,
): Owned<ResolverRule> {
  const { hex, clock } = estate.surroundings;
  const id = wanted.Id ?? `rslvr-rr-${hex(17)}`;
  const now = new Date(clock.now()).toISOString();
  const rule: Owned<ResolverRule> = {
    id,
    account: call.account,
    region: call.region,
    shape: {
      Id: id,
      CreatorRequestId: wanted.CreatorRequestId ?? "",
      Arn: arnOf(estate, call as Call, "resolver-rule", id),
      DomainName: plainName(wanted.DomainName ?? "."),
      Status: "COMPLETE",
      StatusMessage: "[Trace id: simulated] Successfully created Resolver Rule.",
      RuleType: wanted.RuleType ?? "FORWARD",
      ...(wanted.Name ? { Name: wanted.Name } : {}),
      ...(wanted.TargetIps ? { TargetIps: wanted.TargetIps } : {}),
      ...(wanted.ResolverEndpointId ? { ResolverEndpointId: wanted.ResolverEndpointId } : {}),
      OwnerId: call.account,
      ShareStatus: "NOT_SHARED",
      CreationTime: now,
      ModificationTime: now,
    },
  };
  estate.resolver.rules.set(id, rule);
  return rule;
}
