import type { Estate } from "../estate.ts";
import type { Call } from "../service.ts";
import type { Resource } from "./resource.ts";
import type { Subnet } from "./state.ts";

/**
 * Whether a route table or network ACL is there for the caller: its owner, and whoever a subnet is shared with that it
 * applies to. Source: VPC User Guide, "Share your VPC subnets with other accounts": participants see the details of the
 * route tables and network ACLs of the subnets that are shared with them, and change none.
 */
export function isPartSeen(
  { network }: Estate,
  part: Resource & { vpcId: string },
  { account, region }: Pick<Call, "account" | "region">,
  subnets: () => Subnet[],
): boolean {
  if (part.region !== region) return false;
  if (part.account === account) return true;
  const isGuest = network.vpcs.get(part.vpcId)?.sharedWith?.has(account) === true;
  return isGuest && subnets().some(({ sharedWith }) => sharedWith?.has(account));
}
