import type { ResourceRegionScopeFilter } from "@aws-sdk/client-ram";
import { AwsError } from "../service.ts";
import { invalid } from "./errors.ts";

export function oneOfOwners(owner: string | undefined): "SELF" | "OTHER-ACCOUNTS" {
  if (owner === "SELF" || owner === "OTHER-ACCOUNTS") return owner;
  throw invalid(
    `${owner} is not a valid resource owner. Specify either SELF or OTHER-ACCOUNTS and try again.`,
  );
}

/** Whether a type is the one that is asked for; its letter case does not matter. */
export function typeAsked(type: string | undefined): (one: string) => boolean {
  if (type !== undefined && !/^[a-z0-9-]+:[a-z0-9-]+$/i.test(type))
    throw new AwsError("InvalidResourceTypeException", `Invalid resource type: ${type}`);
  return (one) => type === undefined || one.toLowerCase() === type.toLowerCase();
}

/** All that can be shared here is Regional. */
export const asksForRegional = (scope: ResourceRegionScopeFilter | undefined): boolean => scope !== "GLOBAL";
