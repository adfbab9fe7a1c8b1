import { type Estate, quotaOf } from "../estate.ts";
import { tooMany } from "./errors.ts";
import {
  type Association,
  associationStatus,
  currentOf,
  invitationStatus,
  type Share,
  shareStatus,
} from "./state.ts";

// Source: RAM User Guide, "Service quotas for AWS RAM": a resource in two shares counts twice.

const COUNTED = {
  RESOURCE: { perShare: "resourcesPerShare", overall: "sharedResources" },
  PRINCIPAL: { perShare: "principalsPerShare", overall: "sharedPrincipals" },
} as const;

export function refuseTooManyShares(estate: Estate, owner: Pick<Share, "account" | "region">): void {
  if (sharesOf(estate, owner).length >= quotaOf(estate, owner.account).resourceShares)
    throw tooMany("The maximum number of resource shares for your account has been reached.");
}

/** Throws when the share, or all of its owner's in the Region together, may have no so many more. */
export function refuseTooManyIn(estate: Estate, share: Share, type: Association["type"], more: number): void {
  const now = estate.surroundings.clock.now();
  const quotas = quotaOf(estate, share.account);
  const count = (one: Share) =>
    currentOf(one, type).filter((association) => associationStatus(association, now) !== "DISASSOCIATED")
      .length;
  const others = sharesOf(estate, share).filter((one) => one !== share);
  const own = count(share) + more;
  const { perShare, overall } = COUNTED[type];
  if (own > quotas[perShare] || others.reduce((sum, one) => sum + count(one), own) > quotas[overall])
    throw tooMany(
      `The maximum number of ${type.toLowerCase()} associations for your account has been reached.`,
    );
}

export function refuseTooManyInvitations(estate: Estate, owner: string, more: number): void {
  const now = estate.surroundings.clock.now();
  const pending = [...estate.ram.invitations.values()].filter(
    (one) => one.share.account === owner && invitationStatus(one, now) === "PENDING",
  );
  if (pending.length + more > quotaOf(estate, owner).pendingInvitations)
    throw tooMany("The maximum number of pending invitations for your account has been reached.");
}

function sharesOf(estate: Estate, { account, region }: Pick<Share, "account" | "region">): Share[] {
  const now = estate.surroundings.clock.now();
  return [...estate.ram.shares.values()].filter(
    (one) => one.account === account && one.region === region && shareStatus(one, now) !== "DELETED",
  );
}
