import { alpha, beta, endpoint, SSM } from "../support/scenario.ts";
import { RULE_HUB, resolverView, VPC } from "./rule-views.ts";
import { vpcView } from "./views.ts";
import { zone } from "./zone.ts";

/** The healthy fleet of mode `resolver-rule`: alpha is served by ssm's rule, and beta is to be. */
export const SHARED = endpoint("ssm", { hubPrivateDns: "off" });
export const DOCUMENTS = [RULE_HUB, SHARED, alpha(), beta()];
export const HEALTHY = {
  resolver: resolverView(),
  zones: [zone(SSM, { members: [VPC.anchor, VPC.hub] })],
};

/** What a plan does and says that gives beta the rule. */
export const JOINS = ["awaitInsync", "associateRule"] as const;
export const NOTES = ["note ResolverCapacity hub"] as const;

/** A spoke's VPC, spoilt. */
export const view = (account: string, spoilt: Parameters<typeof vpcView>[2]) =>
  vpcView(account, "10.2.0.0/16", spoilt);
