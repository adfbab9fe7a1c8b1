import type { Estate } from "../estate.ts";
import { organizationArn, staysTogether } from "../organization.ts";
import { common, covers, type Span } from "../spans.ts";
import { type Association, associationStatus, current, type Share, spanOf, type View } from "./state.ts";

/** When the account could use the resource by shares of its owner: as RAM's lists show it, or as its service heeds it. */
export function reachOf(estate: Estate, resource: string, account: string, view: View): Span[] {
  return [...estate.ram.shares.values()].flatMap((share) => {
    const held = (share.associations.get(resource) ?? []).filter(({ type }) => type === "RESOURCE");
    return held.flatMap((one) => common(sharedWith(estate, share, account, view), spanOf(one, view)));
  });
}

/** Whether a share of its owner has the resource in it, whomever it is shared with. */
export const isInShare = (estate: Estate, resource: string): boolean =>
  [...estate.ram.shares.values()].some((share) => {
    const there = current(share, resource);
    return there && associationStatus(there, estate.surroundings.clock.now()) === "ASSOCIATED";
  });

/** When the account was among the share's principals: by itself, by its organization, or by a unit that it was in. */
function sharedWith(estate: Estate, share: Share, account: string, view: View): Span[] {
  return entitiesOf(estate, share, account).flatMap(({ entity, inside }) =>
    (share.associations.get(entity) ?? []).flatMap((association) => {
      const span = spanOf(association, view);
      return needsNoOrganization(association) ? common([span], span) : common(inside, span);
    }),
  );
}

export const isSharedWith = (estate: Estate, share: Share, account: string): boolean =>
  share.account !== account &&
  covers(sharedWith(estate, share, account, "ram"), estate.surroundings.clock.now());

/**
 * "If the account through which you receive access is later removed from the organization, then any principals in that
 * account automatically lose access" (RAM User Guide, "Accepting and rejecting resource share invitations"). Who came by an
 * invitation has nothing to lose so.
 */
const needsNoOrganization = ({ external }: Association): boolean => external;

/** Every principal that may mean the account, and when it was inside the organization for it. */
function entitiesOf(estate: Estate, { account: owner, region }: Share, account: string) {
  const { organization } = estate;
  if (!organization) return [{ entity: account, inside: [] as Span[] }];
  const arn = (unit?: string) => organizationArn(organization, estate.surroundings.partition(region), unit);
  const whole = staysTogether(organization, owner, account);
  return [
    { entity: account, inside: whole },
    { entity: arn(), inside: whole },
    ...[...organization.units.keys()].map((unit) => ({
      entity: arn(unit),
      inside: staysTogether(organization, owner, account, unit),
    })),
  ];
}
