import type {
  ResourceShareAssociation,
  ResourceShareInvitation,
  ResourceShare as ResourceShareShape,
} from "@aws-sdk/client-ram";
import {
  type Association,
  associationStatus,
  type Invitation,
  invitationStatus,
  lastUpdated,
  type Share,
  shareStatus,
} from "./state.ts";

/** A share as its owner sees it, or without its tags as those see it with whom it is shared. */
export function shareShape(share: Share, now: number, viewer: string): ResourceShareShape {
  const { arn, name, account, allowExternalPrincipals, retains, tags, createdAt, updatedAt, ends } = share;
  const isOwner = viewer === account;
  const moments = [ends?.asked, ends?.status].filter((at) => at !== undefined && at <= now).map(Number);
  return {
    resourceShareArn: arn,
    name,
    owningAccountId: account,
    allowExternalPrincipals,
    status: shareStatus(share, now),
    ...(isOwner && { tags: [...tags].map(([key, value]) => ({ key, value })) }),
    creationTime: new Date(createdAt),
    lastUpdatedTime: new Date(Math.max(updatedAt, ...moments)),
    featureSet: "STANDARD",
    ...(retains !== undefined && {
      resourceShareConfiguration: { retainSharingOnAccountLeaveOrganization: retains },
    }),
  };
}

export function associationShape(
  share: Share,
  association: Association,
  now: number,
): ResourceShareAssociation {
  return {
    resourceShareArn: share.arn,
    resourceShareName: share.name,
    associatedEntity: association.entity,
    associationType: association.type,
    status: associationStatus(association, now),
    ...(association.failed !== undefined && { statusMessage: association.failed }),
    creationTime: new Date(association.createdAt),
    lastUpdatedTime: new Date(lastUpdated(association, now)),
    external: association.external,
  };
}

export function invitationShape(invitation: Invitation, now: number): ResourceShareInvitation {
  const { arn, share, account, sentAt } = invitation;
  return {
    resourceShareInvitationArn: arn,
    resourceShareName: share.name,
    resourceShareArn: share.arn,
    senderAccountId: share.account,
    receiverAccountId: account,
    invitationTimestamp: new Date(sentAt),
    status: invitationStatus(invitation, now),
  };
}
