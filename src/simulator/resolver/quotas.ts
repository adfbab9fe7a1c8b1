import { type Estate, type Quotas, quotaOf } from "../estate.ts";
import type { Call } from "../service.ts";
import { isOwn, refused } from "./access.ts";
import { placeOf } from "./state.ts";

/** Quotas are of an account in a Region (Developer Guide, "Quotas on Route 53 Resolver"); of its names, max-rules. */
const NAMES = {
  resolverEndpoints: "max-endpoints",
  resolverRules: "max-rules",
  resolverRuleAssociations: "max-rule-association",
} as const satisfies Partial<Record<keyof Quotas, string>>;

type Quota = keyof typeof NAMES;

/** Throws LimitExceededException (400) when the account may have no more of them in the Region. */
export function refuseTooMany(estate: Estate, quota: Quota, place: Pick<Call, "account" | "region">): void {
  const { account } = place;
  if (countOf(estate, quota, place) >= quotaOf(estate, account)[quota])
    throw refused("LimitExceededException", `Account '${account}' has exceeded '${NAMES[quota]}'`);
}

/** AWS's own rule and associations count for nobody; a rule counts for its owner, an association for the VPC's account. */
function countOf({ resolver }: Estate, quota: Quota, place: Pick<Call, "account" | "region">): number {
  if (quota === "resolverRuleAssociations") return resolver.associationsOf.get(placeOf(place))?.size ?? 0;
  const all = quota === "resolverRules" ? resolver.rules : resolver.endpoints;
  return [...all.values()].filter((one) => isOwn(one, place)).length;
}
