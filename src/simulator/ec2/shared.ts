import type { Estate } from "../estate.ts";
import { reachOf } from "../ram/reach.ts";
import type { Call } from "../service.ts";
import { covers } from "../spans.ts";
import type { Resource } from "./resource.ts";

/** How RAM and IAM name it: `transit-gateway`, `prefix-list`. */
export const ec2Arn = (
  { surroundings }: Estate,
  kind: string,
  { id, account, region }: Pick<Resource, "id" | "account" | "region">,
): string => `arn:${surroundings.partition(region)}:ec2:${region}:${account}:${kind}/${id}`;

/** Whether it is the caller's, or RAM shares it with the caller: then the caller sees and uses it, and changes nothing. */
export function isOwnOrShared(
  estate: Estate,
  kind: string,
  resource: Resource,
  { account, region }: Pick<Call, "account" | "region">,
): boolean {
  if (resource.region !== region) return false;
  if (resource.account === account) return true;
  const spans = reachOf(estate, ec2Arn(estate, kind, resource), account, "service");
  return covers(spans, estate.surroundings.clock.now());
}
