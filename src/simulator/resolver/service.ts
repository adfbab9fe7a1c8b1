import type { Estate } from "../estate.ts";
import { withParameters } from "../parameters.ts";
import type { Handler, Service } from "../service.ts";
import { endpointAddressOperations } from "./endpoint-addresses.ts";
import { resolverEndpointOperations } from "./endpoints.ts";
import { sweep } from "./leaving.ts";
import { RESOLVER_PARAMETERS } from "./parameters.ts";
import { ruleAssociationOperations } from "./rule-associations.ts";
import { rulePolicyOperations } from "./rule-policies.ts";
import { resolverRuleOperations } from "./rules.ts";
import { tagOperations } from "./tags.ts";

/** Route 53 Resolver over the estate: endpoints, rules and associations; who else may use a rule, `usable-rule` says. */
export function createResolver(estate: Estate): { service: Service } {
  return { service: withParameters(resolverHandlers(estate), RESOLVER_PARAMETERS) };
}

/** Every operation, before its parameters are checked. */
export function resolverHandlers(estate: Estate): Service {
  const operations = {
    ...resolverEndpointOperations(estate),
    ...endpointAddressOperations(estate),
    ...resolverRuleOperations(estate),
    ...rulePolicyOperations(estate),
    ...ruleAssociationOperations(estate),
    ...tagOperations(estate),
  };
  const swept = ([name, act]: [string, Handler]): [string, Handler] => [
    name,
    (call) => {
      sweep(estate);
      return act(call);
    },
  ];
  return Object.fromEntries(Object.entries(operations).map(swept));
}
