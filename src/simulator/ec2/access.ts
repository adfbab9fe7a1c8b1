import type { Estate } from "../estate.ts";
import type { Call } from "../service.ts";
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

/** The caller's resource of that id in the call's Region. Throws the `….NotFound` of its kind. */
export const ownVpc = (estate: Estate, id: Id, call: Call): Vpc =>
  own(estate.network.vpcs, id, call, ABSENT.vpc);
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
  if (!resource || resource.account !== call.account || resource.region !== call.region)
    throw notFound(absent.code, absent.kind, id);
  return resource;
}
