import type { ResourceRegionScopeFilter } from "@aws-sdk/client-ram";
import { AwsError } from "../service.ts";
import { RULE_TYPE } from "./arns.ts";
import { invalid } from "./errors.ts";

export function oneOfOwners(owner: string | undefined): "SELF" | "OTHER-ACCOUNTS" {
  if (owner === "SELF" || owner === "OTHER-ACCOUNTS") return owner;
  throw invalid(
    `${owner} is not a valid resource owner. Specify either SELF or OTHER-ACCOUNTS and try again.`,
  );
}

/** Whether Resolver rules are among what is asked for: the type's letter case does not matter, and they are Regional. */
export function asksForRules(
  type: string | undefined,
  scope: ResourceRegionScopeFilter | undefined = "ALL",
): boolean {
  if (type !== undefined && !/^[a-z0-9-]+:[a-z0-9-]+$/i.test(type))
    throw new AwsError("InvalidResourceTypeException", `Invalid resource type: ${type}`);
  const isType = type === undefined || type.toLowerCase() === RULE_TYPE.toLowerCase();
  return isType && scope !== "GLOBAL";
}
