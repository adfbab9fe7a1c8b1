import type { Estate } from "../estate.ts";
import { AwsError, type Call } from "../service.ts";
import { isAutodefined } from "./autodefined.ts";
import type { ResolverEndpoint, Resource, Rule } from "./state.ts";
import { standingOf } from "./usable-rule.ts";

type Place = Pick<Call, "account" | "region">;

/**
 * An error of Resolver. It numbers many of its reasons; where no number was seen there is none here. All are HTTP 400,
 * "not found" too (recorded).
 */
export function refused(code: string, reason: string, number?: string): AwsError {
  return new AwsError(code, number ? `[RSLVR-${number}] ${reason}` : reason, 400);
}

/** The caller's own, in the call's Region; another account's does not exist for it. */
export function ownEndpoint(estate: Estate, id: string | undefined, call: Place): ResolverEndpoint {
  const found = estate.resolver.endpoints.get(id ?? "");
  if (found && isOwn(found, call)) return found;
  throw refused(
    "ResourceNotFoundException",
    `Resolver endpoint with ID "${id}" does not exist.`,
    ABSENT_NUMBER,
  );
}

/** The caller's own rule, or one that is shared with it; any other does not exist for it. */
export function usableRule(estate: Estate, id: string | undefined, call: Place): Rule {
  const rule = estate.resolver.rules.get(id ?? "");
  if (rule?.region === call.region && standingOf(estate, rule, call.account) !== "none") return rule;
  throw refused("ResourceNotFoundException", `Resolver rule with ID "${id}" does not exist.`, ABSENT_NUMBER);
}

/** A rule to change: its owner's. A share lets others see, associate and disassociate it (RAM's default permission). */
export function ownRule(estate: Estate, id: string | undefined, call: Call): Rule {
  if (isAutodefined(id)) throw refused("InvalidRequestException", `Resolver rule "${id}" cannot be changed.`);
  const rule = usableRule(estate, id, call);
  if (rule.account === call.account) return rule;
  throw new AwsError(
    "AccessDeniedException",
    `User: ${call.principalArn} is not authorized to access this resource: ${rule.arn}`,
  );
}

/** Recorded for rules; taken for endpoints and associations too. */
const ABSENT_NUMBER = "00703";

export const isOwn = (one: Omit<Resource, "id">, { account, region }: Place): boolean =>
  one.account === account && one.region === region;

export const arnOf = (estate: Estate, { account, region }: Place, type: string, id: string): string =>
  `arn:${estate.surroundings.partition(region)}:route53resolver:${region}:${account}:${type}/${id}`;

/** ISO 8601, as Resolver's JSON has times. */
export const timeOf = (ms: number): string => new Date(ms).toISOString();
