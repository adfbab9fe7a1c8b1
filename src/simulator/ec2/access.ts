import type { Estate } from "../estate.ts";
import { AwsError, type Call } from "../service.ts";
import { missing, notFound } from "./errors.ts";
import type { Endpoint, Resource, SecurityGroup, Vpc } from "./state.ts";

/** How AWS says that an id is not there: the error's code and its noun. */
export const ABSENT = {
  vpc: { code: "InvalidVpcID.NotFound", kind: "vpc ID" },
  subnet: { code: "InvalidSubnetID.NotFound", kind: "subnet ID" },
  group: { code: "InvalidGroup.NotFound", kind: "security group" },
  endpoint: { code: "InvalidVpcEndpointId.NotFound", kind: "Vpc Endpoint Id" },
};

type Id = string | undefined;

/**
 * The caller's resource of that id in the call's Region. Throws the `….NotFound` of its kind, and UnauthorizedOperation
 * (403) for what another account shares: "You can't create, describe, modify, or delete VPC endpoints in subnets that
 * are shared with you" (PrivateLink Guide, "Shared subnets").
 */
export const ownVpc = (estate: Estate, id: Id, call: Call): Vpc =>
  own(estate.network.vpcs, id, call, ABSENT.vpc);
/** The VPC as who may describe it sees it: the caller's own, or one with a subnet that is shared with the caller. */
export const seenVpc = (estate: Estate, id: Id, call: Call): Vpc => {
  const vpc = estate.network.vpcs.get(id ?? "");
  return vpc?.region === call.region && vpc.sharedWith?.has(call.account) ? vpc : ownVpc(estate, id, call);
};
export const ownGroup = (estate: Estate, id: Id, call: Call): SecurityGroup =>
  own(estate.network.securityGroups, id, call, ABSENT.group);
export const ownEndpoint = (estate: Estate, id: Id, call: Call): Endpoint =>
  own(estate.network.endpoints, id, call, ABSENT.endpoint);

function own<T extends Resource>(
  all: ReadonlyMap<string, T>,
  id: Id,
  call: Pick<Call, "account" | "region">,
  absent: { code: string; kind: string },
): T {
  if (!id) throw missing(absent.kind);
  const resource = all.get(id);
  const isHere = resource?.region === call.region;
  if (isHere && resource.sharedWith?.has(call.account) && resource.account !== call.account)
    throw new AwsError("UnauthorizedOperation", "You are not authorized to perform this operation.", 403);
  if (!isHere || resource.account !== call.account) throw notFound(absent.code, absent.kind, id);
  return resource;
}
