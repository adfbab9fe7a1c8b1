import { type Estate, lasting } from "../../estate.ts";
import { AwsError } from "../../service.ts";
import { overlap } from "../addresses.ts";
import type { Tags } from "../resource.ts";
import { cidrsOf, ipv6BlocksOf } from "../route-tables/routes.ts";
import type { Vpc } from "../state.ts";
import { otherSide, type Peering, type PeeringSide, peeringStatus } from "./state.ts";

export type NewPeering = {
  id?: string | undefined;
  requester: PeeringSide;
  accepter: PeeringSide;
  tags: Tags;
};

/** A request for a peering connection: it has failed when the two VPCs cannot be connected, or the other is not there. */
export function addPeering(estate: Estate, { id, requester, accepter, tags }: NewPeering): Peering {
  const { surroundings, network } = estate;
  const { account, region } = requester;
  const made: Peering = {
    id: id ?? `pcx-${surroundings.hex(17)}`,
    account,
    region,
    tags,
    requester,
    accepter,
    requestedAt: surroundings.clock.now(),
    failed: failureOf(estate, requester, accepter),
    activeAt: undefined,
    ended: undefined,
  };
  network.peerings.set(made.id, made);
  return made;
}

/** `after`: how long it is provisioning. */
export function accept(estate: Estate, peering: Peering, after = lasting(estate.options.networkMs)): void {
  refuseUnless(estate, peering, ["pending-acceptance"], "provisioning");
  peering.activeAt = estate.surroundings.clock.now() + after;
}

export function end(estate: Estate, peering: Peering, how: "rejected" | "deleted", by: string): void {
  if (how === "deleted" && peeringStatus(peering, estate.surroundings.clock.now()) === "deleted") return;
  const from = ["pending-acceptance", ...(how === "deleted" ? ["active", "provisioning"] : [])];
  refuseUnless(estate, peering, from, how === "deleted" ? "deleting" : how);
  peering.ended = { how, by, at: estate.surroundings.clock.now() };
}

/** "Deleting a VPC that's part of an active VPC peering connection also deletes the connection" (VPC Peering Guide). */
export function endPeerings(estate: Estate, { id, account }: Vpc): void {
  const now = estate.surroundings.clock.now();
  for (const peering of estate.network.peerings.values()) {
    const isOpen = ["pending-acceptance", "provisioning", "active"].includes(peeringStatus(peering, now));
    if (isOpen && otherSide(peering, id)) end(estate, peering, "deleted", account);
  }
}

/** In AWS's words, as in hashicorp/terraform#7465. */
function refuseUnless({ surroundings }: Estate, peering: Peering, from: readonly string[], to: string): void {
  const status = peeringStatus(peering, surroundings.clock.now());
  if (!from.includes(status))
    throw new AwsError(
      "InvalidStateTransition",
      `Invalid state transition for ${peering.id}, attempted to transition from ${status} to ${to}`,
    );
}

/** A VPC that is not there is found out no sooner than one whose ranges overlap. */
function failureOf({ network }: Estate, requester: PeeringSide, accepter: PeeringSide): string | undefined {
  const [one, other] = [network.vpcs.get(requester.vpcId), network.vpcs.get(accepter.vpcId)];
  const isThere = other?.account === accepter.account && other.region === accepter.region;
  if (!one || !isThere || one === other)
    return `Failed due to incorrect VPC-ID, Account ID, or overlapping CIDR range`;
  const overlaps = cidrsOf(one).some((cidr) => cidrsOf(other).some((range) => overlap(cidr, range)));
  const theirs = ipv6BlocksOf(network, other.id);
  if (overlaps || ipv6BlocksOf(network, one.id).some((block) => theirs.includes(block)))
    return `Failed due to incorrect VPC-ID, Account ID, or overlapping CIDR range`;
  return undefined;
}
