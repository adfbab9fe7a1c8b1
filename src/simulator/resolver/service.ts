import type { Estate } from "../estate.ts";
import type { Service } from "../service.ts";
import { resolverEndpointOperations } from "./endpoints.ts";
import { ruleAssociationOperations } from "./rule-associations.ts";
import { resolverRuleOperations } from "./rules.ts";

/** Route 53 Resolver over the estate: its endpoints, rules and their associations, without sharing. */
export function createResolver(estate: Estate): { service: Service } {
  return {
    service: {
      ...resolverEndpointOperations(estate),
      ...resolverRuleOperations(estate),
      ...ruleAssociationOperations(estate),
    },
  };
}
