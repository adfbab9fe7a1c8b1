import type { Span } from "../spans.ts";

/**
 * When a change that was asked for is done: by the status that the owner sees, by the lists of RAM that the other
 * account sees, and for the service whose resource it is. They are not one moment (terraform-provider-aws#11902, #12729).
 */
export type Moments = { asked: number; status: number; ram: number; service: number };

export type View = "ram" | "service";

/** A resource or a principal in a share. Those that ended stay, for what was then. */
export type Association = {
  type: "PRINCIPAL" | "RESOURCE";
  /** ARN of the resource; account id, or ARN of an organization or of a unit. */
  entity: string;
  /** The principal is an account that has to be invited. */
  external: boolean;
  createdAt: number;
  /** Undefined while its invitation is open. */
  begins: Moments | undefined;
  /** Undefined while nothing has been said of its end. */
  ends: Moments | undefined;
  /** Why it came to nothing: RAM's statusMessage. */
  failed?: string;
};

export type Share = {
  arn: string;
  /** The owner. */
  account: string;
  region: string;
  name: string;
  allowExternalPrincipals: boolean;
  /** `retainSharingOnAccountLeaveOrganization`, when it was said. */
  retains: boolean | undefined;
  tags: Map<string, string>;
  createdAt: number;
  updatedAt: number;
  ends: Moments | undefined;
  /** Entity → its associations, the last of which is today's. */
  associations: Map<string, Association[]>;
};

export type Invitation = {
  arn: string;
  share: Share;
  association: Association;
  account: string;
  sentAt: number;
  answer: "ACCEPTED" | "REJECTED" | undefined;
};

export type RamState = {
  shares: Map<string, Share>;
  invitations: Map<string, Invitation>;
  /** "account region operation token" → what it was used for, and what was answered. */
  clientTokens: Map<string, { parameters: string; answer: object }>;
};

export const createRamState = (): RamState => ({
  shares: new Map(),
  invitations: new Map(),
  clientTokens: new Map(),
});

/** "Deleted resource shares remain visible for two hours" (RAM User Guide, "Deleting a resource share"). */
const SHOWN_AFTER_DELETION_MS = 2 * 3600_000;

/** Seven days for Resolver rules (RAM User Guide, "Accepting and rejecting resource share invitations"). */
export const INVITATION_MS = 7 * 24 * 3600_000;

export type ShareStatus = "ACTIVE" | "DELETING" | "DELETED";

export function shareStatus({ ends }: Share, now: number): ShareStatus {
  if (!ends) return "ACTIVE";
  return now >= ends.status ? "DELETED" : "DELETING";
}

export const isListed = ({ ends }: Share, now: number): boolean =>
  !ends || now < ends.status + SHOWN_AFTER_DELETION_MS;

export type AssociationStatus = "FAILED" | "ASSOCIATING" | "ASSOCIATED" | "DISASSOCIATING" | "DISASSOCIATED";

export function associationStatus({ begins, ends, failed }: Association, now: number): AssociationStatus {
  if (ends && now >= ends.status) return "DISASSOCIATED";
  if (ends && now >= ends.asked) return "DISASSOCIATING";
  if (failed !== undefined) return "FAILED";
  return begins && now >= begins.status ? "ASSOCIATED" : "ASSOCIATING";
}

/** When its status became what it is. */
export function lastUpdated({ createdAt, begins, ends }: Association, now: number): number {
  const moments = [begins?.status, ends?.asked, ends?.status];
  return Math.max(createdAt, ...moments.filter((at) => at !== undefined && at <= now).map(Number));
}

/** When it has effect, as seen from there. */
export const spanOf = ({ begins, ends }: Association, view: View): Span => ({
  from: begins?.[view] ?? Number.POSITIVE_INFINITY,
  to: ends?.[view] ?? Number.POSITIVE_INFINITY,
});

export const current = (share: Share, entity: string): Association | undefined =>
  share.associations.get(entity)?.at(-1);

/** Today's associations of a kind, in the order in which they were made. */
export const currentOf = (share: Share, type: Association["type"]): Association[] =>
  [...share.associations.keys()].flatMap((entity) => {
    const last = current(share, entity);
    return last?.type === type ? [last] : [];
  });

export type InvitationStatus = "PENDING" | "ACCEPTED" | "REJECTED" | "EXPIRED";

export function invitationStatus({ answer, sentAt }: Invitation, now: number): InvitationStatus {
  return answer ?? (now >= sentAt + INVITATION_MS ? "EXPIRED" : "PENDING");
}
