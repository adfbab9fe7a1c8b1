import type { AddressType } from "../../desired/types.ts";
import type { SecurityGroupId, SubnetId } from "../../ids.ts";
import type { Draft } from "../wanted/draft.ts";
import type { HubEndpoint } from "../wanted/endpoints/endpoint.ts";
import { TYPES } from "../wanted/endpoints/existing.ts";

/** The groups and subnets that matter to a hub's plan: those of live endpoints, and what managed ones ask for. */
export function networkNeeded({ endpoints }: Draft): { groups: SecurityGroupId[]; subnets: SubnetId[] } {
  const groups = endpoints.flatMap(groupsOf);
  const subnets = endpoints.flatMap(({ spec }) => spec?.subnets ?? []);
  return { groups: [...new Set(groups)].sort(), subnets: [...new Set(subnets)].sort() };
}

export function groupsOf({ spec, live }: HubEndpoint): readonly SecurityGroupId[] {
  const asked = spec?.securityGroups ?? [];
  return asked.length > 0 ? asked : (live?.view?.securityGroups ?? []);
}

/** Clients connect by the addresses that the names have. */
export function typesOf({ live, spec }: HubEndpoint): readonly AddressType[] {
  return live?.types ?? (spec ? TYPES[spec.dnsRecordIpType] : []);
}
