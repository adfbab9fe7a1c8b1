import { type Estate, type Quotas, quotaOf } from "../estate.ts";
import { AwsError, type Call } from "../service.ts";
import type { Owned } from "./state.ts";

/** Quotas are of an account in a Region (Developer Guide, "Quotas on Route 53 Resolver"); of its names, max-rules. */
const NAMES = {
  resolverEndpoints: "max-endpoints",
  resolverRules: "max-rules",
  resolverRuleAssociations: "max-rule-association",
} as const satisfies Partial<Record<keyof Quotas, string>>;

/** Throws LimitExceededException (400) when the account may have no more of them in the Region. */
export function refuseTooMany(
  estate: Estate,
  quota: keyof typeof NAMES,
  all: ReadonlyMap<string, Owned<unknown>>,
  { account, region }: Pick<Call, "account" | "region">,
): void {
  let count = 0;
  for (const one of all.values()) if (one.account === account && one.region === region) count++;
  if (count >= quotaOf(estate, account)[quota])
    throw new AwsError("LimitExceededException", `Account '${account}' has exceeded '${NAMES[quota]}'`);
}
