import type { Resource } from "../resource.ts";

export type PeeringSide = { account: string; region: string; vpcId: string };

/** `account` and `region` are the requester's. */
export type Peering = Resource & {
  requester: PeeringSide;
  accepter: PeeringSide;
  requestedAt: number;
  /** Why it could not be: the message of its status. */
  failed: string | undefined;
  /** `provisioning` until then; undefined while nobody has accepted. */
  activeAt: number | undefined;
  ended: { how: "rejected" | "deleted"; by: string; at: number } | undefined;
};

export type PeeringStatus =
  | "pending-acceptance"
  | "provisioning"
  | "active"
  | "rejected"
  | "failed"
  | "expired"
  | "deleted";

const HOUR = 3600_000;
const DAY = 24 * HOUR;

/** "If neither accepts nor rejects within 7 days, it expires" (VPC Peering Guide, "VPC peering connection lifecycle"). */
export const expiresAt = ({ requestedAt }: Peering): number => requestedAt + 7 * DAY;

export function peeringStatus(peering: Peering, now: number): PeeringStatus {
  const { failed, activeAt, ended } = peering;
  if (failed !== undefined) return "failed";
  if (ended) return ended.how;
  if (activeAt !== undefined) return now >= activeAt ? "active" : "provisioning";
  return now >= expiresAt(peering) ? "expired" : "pending-acceptance";
}

/**
 * Whether the account still sees it, in that Region. A failed request is seen by its requester for two hours, an expired one by
 * both for two days; one that was rejected or deleted for two hours by who did it and for two days by the other, when
 * that is another account. Source: VPC Peering Guide, "VPC peering connection lifecycle".
 */
export function isSeenBy(
  peering: Peering,
  { account, region }: Omit<PeeringSide, "vpcId">,
  now: number,
): boolean {
  const { requester, accepter, ended } = peering;
  const isAt = (side: PeeringSide) => side.account === account && side.region === region;
  const status = peeringStatus(peering, now);
  if (status === "failed") return isAt(requester) && now < peering.requestedAt + 2 * HOUR;
  if (!isAt(requester) && !isAt(accepter)) return false;
  if (status === "expired") return now < expiresAt(peering) + 2 * DAY;
  if (!ended) return true;
  const isWithin = requester.account === accepter.account;
  return now < ended.at + (isWithin || ended.by === account ? 2 * HOUR : 2 * DAY);
}

/** The other end, as seen from a VPC of the two. */
export function otherSide({ requester, accepter }: Peering, vpcId: string): PeeringSide | undefined {
  if (requester.vpcId === vpcId) return accepter;
  return accepter.vpcId === vpcId ? requester : undefined;
}
