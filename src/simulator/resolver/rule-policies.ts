import type {
  GetResolverRulePolicyRequest,
  GetResolverRulePolicyResponse,
  PutResolverRulePolicyRequest,
  PutResolverRulePolicyResponse,
} from "@aws-sdk/client-route53resolver";
import type { Estate } from "../estate.ts";
import { operation } from "../operation.ts";
import type { Call, Service } from "../service.ts";
import { isOwn, refused } from "./access.ts";
import type { Rule } from "./state.ts";

/** What another account may do with a rule by a policy. Source: API reference, PutResolverRulePolicy. */
const ALLOWED = [
  "GetResolverRule",
  "AssociateResolverRule",
  "DisassociateResolverRule",
  "ListResolverRules",
  "ListResolverRuleAssociations",
].map((operation) => `route53resolver:${operation}`);

/** The policy that RAM writes on a rule, kept as text: here it is RAM's shares that decide who may use a rule. */
export function rulePolicyOperations(estate: Estate): Service {
  return {
    PutResolverRulePolicy: operation<PutResolverRulePolicyRequest, PutResolverRulePolicyResponse>(
      ({ Arn, ResolverRulePolicy = "" }, call) => {
        const rule = ruleOf(estate, Arn, call);
        refuseUnreadable(ResolverRulePolicy);
        rule.policy = ResolverRulePolicy;
        return { ReturnValue: true };
      },
    ),

    GetResolverRulePolicy: operation<GetResolverRulePolicyRequest, GetResolverRulePolicyResponse>(
      ({ Arn }, call) => ({ ResolverRulePolicy: ruleOf(estate, Arn, call).policy ?? "" }),
    ),
  };
}

function ruleOf({ resolver }: Estate, arn: string | undefined, call: Call): Rule {
  const rule = resolver.rules.get(arn?.split("/").at(-1) ?? "");
  if (rule?.arn === arn && rule && isOwn(rule, call)) return rule;
  throw refused("UnknownResourceException", `The resource "${arn}" does not exist.`);
}

function refuseUnreadable(text: string): void {
  const invalid = (why: string) => refused("InvalidPolicyDocument", why);
  const actions = actionsIn(text);
  if (!actions) throw invalid("The policy is no JSON policy document.");
  const foreign = actions.find((action) => !ALLOWED.includes(action));
  if (foreign) throw invalid(`The action ${foreign} is not allowed in the policy of a Resolver rule.`);
}

function actionsIn(text: string): string[] | undefined {
  try {
    const { Statement } = JSON.parse(text) as { Statement?: { Action?: string | string[] }[] };
    return [Statement ?? []].flat().flatMap(({ Action }) => Action ?? []);
  } catch {
    return undefined;
  }
}
