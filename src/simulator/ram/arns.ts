import type { Estate } from "../estate.ts";
import { notServed } from "../reading.ts";
import type { Call } from "../service.ts";
import { malformedArn, unknown } from "./errors.ts";
import { isListed, type Share, shareStatus } from "./state.ts";

export const RULE_TYPE = "route53resolver:ResolverRule";

const SHARE = /^arn:aws[\w-]*:ram:[a-z0-9-]+:\d{12}:resource-share\/[0-9a-f-]{36}$/;
const RESOURCE = /^arn:aws[\w-]*:[a-z0-9-]+:[a-z0-9-]*:(?:\d{12})?:[^\s]+$/;
const RULE = /^arn:aws[\w-]*:route53resolver:[a-z0-9-]+:\d{12}:resolver-rule\/([\w-]+)$/;

/** The caller's share that is not deleted. Another account's does not exist for it. */
export function ownShare(estate: Estate, arn: string | undefined, call: Call): Share {
  const share = listedShare(estate, arn, call);
  if (shareStatus(share, estate.surroundings.clock.now()) === "ACTIVE") return share;
  throw unknown(`ResourceShare ${arn}`);
}

/** The caller's share, also one that was deleted a short while ago. */
export function listedShare(estate: Estate, arn: string | undefined, call: Call): Share {
  const share = anyShare(estate, arn, call);
  if (share?.account === call.account) return share;
  throw unknown(`ResourceShare ${arn}`);
}

/** A share of whomever in the Region. */
export function anyShare(estate: Estate, arn: string | undefined, { region }: Call): Share | undefined {
  if (!SHARE.test(arn ?? "")) throw malformedArn(arn);
  const share = estate.ram.shares.get(arn ?? "");
  return share?.region === region && isListed(share, estate.surroundings.clock.now()) ? share : undefined;
}

/** Resolver rules are the one kind of resource that can be shared here by a call. */
export function refuseUnshareable(estate: Estate, arn: string, call: Call): void {
  if (!RESOURCE.test(arn)) throw malformedArn(arn);
  if (!RULE.test(arn)) throw notServed(`resourceArns with ${arn}, which is no Resolver rule`);
  const rule = sharedRule(estate, arn);
  if (rule?.account !== call.account || rule.region !== call.region) throw unknown(`Resource ${arn}`);
}

/** The rule of that ARN, until its deletion begins. */
export function sharedRule(estate: Estate, arn: string) {
  const rule = estate.resolver.rules.get(RULE.exec(arn)?.[1] ?? "");
  return rule?.arn === arn && rule.goneAt === undefined ? rule : undefined;
}

/** As an ARN in a filter has to be. */
export function refuseMalformed(arns: readonly (string | undefined)[]): void {
  for (const arn of arns) if (!RESOURCE.test(arn ?? "")) throw malformedArn(arn);
}
