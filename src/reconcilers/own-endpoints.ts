import {
  DeleteTagsCommand,
  type EC2Client,
  ModifyVpcEndpointCommand,
  type VpcEndpoint,
} from "@aws-sdk/client-ec2";
import { failureOf } from "../aws/failure.ts";
import { HANDED_OVER } from "../model/handed-over.ts";
import type { EndpointId, VpcId } from "../model/ids.ts";
import type { OwnEndpointView } from "../model/observed/endpoint.ts";
import { endpointState } from "../model/observed/endpoint-state.ts";
import { describe, heldNames, viewOf } from "./endpoints.ts";
import { filterValues } from "./filter-values.ts";

/** The interface endpoints of these VPCs, all of one account; deleted ones left out. */
export async function listOwnEndpoints(ec2: EC2Client, vpcs: readonly VpcId[]): Promise<OwnEndpointView[]> {
  const parts = filterValues(vpcs);
  const pages = await Promise.all(parts.map((part) => describe(ec2, "vpc-id", ...part)));
  return pages.flat().filter(isThere).map(ownViewOf);
}

/** One of them as it is now; undefined when AWS no longer shows it. */
export async function getOwnEndpoint(ec2: EC2Client, id: EndpointId): Promise<OwnEndpointView | undefined> {
  const endpoints = await describe(ec2, "vpc-endpoint-id", id);
  return endpoints
    .filter(isThere)
    .map(ownViewOf)
    .find((one) => one.id === id);
}

/** Its VPC resolves the names by it again, as soon as AWS has made their zones. */
export async function turnOnPrivateDns(ec2: EC2Client, id: EndpointId): Promise<void> {
  await ec2.send(new ModifyVpcEndpointCommand({ VpcEndpointId: id, PrivateDnsEnabled: true }));
}

/**
 * Whether the role may: EC2 refuses a dry run by `DryRunOperation`, or as denied. Which comes first, that or the zone of a name
 * that is in the way yet, it does not say.
 */
export async function tryTurnOnPrivateDns(ec2: EC2Client, id: EndpointId): Promise<void> {
  const input = { VpcEndpointId: id, PrivateDnsEnabled: true, DryRun: true };
  try {
    await ec2.send(new ModifyVpcEndpointCommand(input));
  } catch (error) {
    const { kind, error: code } = failureOf(error);
    if (code !== "DryRunOperation" && kind !== "invalid" && kind !== "conflict") throw error;
  }
}

export async function untagHandedOver(ec2: EC2Client, id: EndpointId): Promise<void> {
  await ec2.send(new DeleteTagsCommand({ Resources: [id], Tags: [{ Key: HANDED_OVER }] }));
}

function isThere({ VpcEndpointType, State }: VpcEndpoint): boolean {
  return VpcEndpointType === "Interface" && endpointState(State) !== "deleted";
}

function ownViewOf(endpoint: VpcEndpoint): OwnEndpointView {
  return {
    ...viewOf(endpoint),
    vpc: (endpoint.VpcId ?? "") as VpcId,
    isRequesterManaged: endpoint.RequesterManaged ?? false,
    ...(endpoint.PrivateDnsEnabled ? heldNames(endpoint) : { names: [], wildcards: [] }),
    isSettled: !(endpoint.DnsEntries ?? []).some(({ HostedZoneId }) => HostedZoneId === "ZONEIDPENDING"),
  };
}
