import type { Estate } from "../estate.ts";
import { withParameters } from "../parameters.ts";
import type { Service } from "../service.ts";
import { resolverEndpointOperations } from "./endpoints.ts";
import { RESOLVER_PARAMETERS } from "./parameters.ts";
import { ruleAssociationOperations } from "./rule-associations.ts";
import { resolverRuleOperations } from "./rules.ts";

/** Route 53 Resolver over the estate: its endpoints, rules and their associations, without sharing. */
export function createResolver(estate: Estate): { service: Service } {
  return { service: withParameters(resolverHandlers(estate), RESOLVER_PARAMETERS) };
}

/** Every operation, before its parameters are checked. */
export const resolverHandlers = (estate: Estate): Service => ({
  ...resolverEndpointOperations(estate),
  ...resolverRuleOperations(estate),
  ...ruleAssociationOperations(estate),
});
