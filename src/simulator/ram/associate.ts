import { type Estate, lasting } from "../estate.ts";
import { AwsError, type Call } from "../service.ts";
import { notPermitted, tooMany, unknown } from "./errors.ts";
import { invite, withdraw } from "./invite.ts";
import { isExternal } from "./principals.ts";
import { refuseTooManyIn, refuseTooManyInvitations } from "./quotas.ts";
import { refuseUnshareable } from "./resources.ts";
import {
  type Association,
  type AssociationStatus,
  associationStatus,
  current,
  type Moments,
  type Share,
} from "./state.ts";

export type Entities = { resourceArns?: string[] | undefined; principals?: string[] | undefined };

/** What is to be put into a share, every part of it checked: nothing has been done yet. */
export type Wanted = { type: Association["type"]; entity: string; external: boolean };

/** "You can associate up to 100 resources per call" (ResourceShareLimitExceededException). */
const RESOURCES_PER_CALL = 100;

/** Throws as AWS does when one of them cannot be in the share; then none of them is put in. */
export function wantedIn(estate: Estate, share: Share, given: Entities, call: Call): Wanted[] {
  const { resourceArns = [], principals = [] } = given;
  if (resourceArns.length > RESOURCES_PER_CALL)
    throw tooMany(`You can associate up to ${RESOURCES_PER_CALL} resources per call.`);
  for (const arn of resourceArns) refuseUnshareable(estate, arn, call);
  const wanted = [
    ...asked("RESOURCE", resourceArns, () => false),
    ...asked("PRINCIPAL", principals, (principal) => isExternal(estate, share, principal)),
  ];
  const now = estate.surroundings.clock.now();
  const fresh = wanted.filter(({ entity }) => isFresh(current(share, entity), now));
  for (const type of ["RESOURCE", "PRINCIPAL"] as const)
    refuseTooManyIn(estate, share, type, fresh.filter((one) => one.type === type).length);
  refuseTooManyInvitations(estate, share.account, fresh.filter(({ external }) => external).length);
  return wanted;
}

const asked = (
  type: Association["type"],
  entities: readonly string[],
  external: (one: string) => boolean,
): Wanted[] => [...new Set(entities)].map((entity) => ({ type, entity, external: external(entity) }));

/** What is in the share already stays as it is; what is on its way out cannot come back before it is out. */
function isFresh(there: Association | undefined, now: number): boolean {
  const status = there && associationStatus(there, now);
  if (status === "DISASSOCIATING") throw inTransition(status);
  return !isIn(status);
}

/** What has failed is not in, and can be put in again. */
const isIn = (status: AssociationStatus | undefined): boolean =>
  status !== undefined && status !== "DISASSOCIATED" && status !== "FAILED";

/** In the words of terraform-provider-aws#13458. */
const inTransition = (status: AssociationStatus): AwsError =>
  new AwsError(
    "InvalidStateTransitionException",
    `At least one of the associations in the resource share is in ${status} status.`,
  );

/** Puts them in, from the given moments on or, where none are given, as AWS does: who has to be invited is in when it accepts. */
export function putInto(
  estate: Estate,
  share: Share,
  wanted: readonly Wanted[],
  given?: Moments,
): Association[] {
  const now = estate.surroundings.clock.now();
  return wanted.map(({ type, entity, external }) => {
    const there = current(share, entity);
    if (there && isIn(associationStatus(there, now))) return there;
    const isInvited = external && !given;
    const begins = isInvited ? undefined : (given ?? momentsFrom(estate, now));
    const made: Association = { type, entity, external, createdAt: now, begins, ends: undefined };
    share.associations.set(entity, [...(share.associations.get(entity) ?? []), made]);
    if (isInvited) invite(estate, share, made);
    return made;
  });
}

/**
 * Takes them out of the share; what is on its way out already stays so. What is on its way in cannot be taken out before
 * it is in (terraform-provider-aws#13458), unless it waits for its invitation.
 */
export function takeOut(estate: Estate, share: Share, given: Entities): Association[] {
  const now = estate.surroundings.clock.now();
  const { resourceArns = [], principals = [] } = given;
  const found = [...new Set([...resourceArns, ...principals])].map((entity) => {
    const there = current(share, entity);
    const status = there && associationStatus(there, now);
    if (status === "ASSOCIATING" && there?.begins) throw inTransition(status);
    if (there && status !== "DISASSOCIATED") return there;
    throw unknown(`ResourceShareAssociation between ${share.arn} and ${entity}`);
  });
  for (const association of found) end(estate, association);
  return found;
}

/** Ends an association, unless it has ended or is ending. */
export function end(estate: Estate, association: Association): void {
  const now = estate.surroundings.clock.now();
  if (association.ends && association.ends.asked <= now) return;
  association.ends = momentsFrom(estate, now);
  withdraw(estate, association);
}

/**
 * "You can leave a resource share only if it was shared with you as an individual AWS account and not in the context of
 * an organization" (RAM User Guide, "Leaving a resource share"); Resolver rules are of the types that may be left.
 */
export function leave(estate: Estate, share: Share, given: Entities, { account }: Call): Association[] {
  const own = current(share, account);
  const isItself =
    given.principals?.every((principal) => principal === account) && !given.resourceArns?.length;
  if (!isItself || !own?.external)
    throw notPermitted(`You do not have permission to change the resource share ${share.arn}.`);
  return takeOut(estate, share, given);
}

/** The owner sees it first; RAM's lists and the service of the other account follow, whichever comes first. */
export function momentsFrom(estate: Estate, asked: number): Moments {
  const { sharingMs, sharedSeenMs } = estate.options;
  const status = asked + lasting(sharingMs);
  return { asked, status, ram: status + lasting(sharedSeenMs), service: status + lasting(sharedSeenMs) };
}
