import { common, type Span } from "./spans.ts";

/** An account's being in one unit of the organization; undefined: in its root. */
type Stay = Span & { unit: string | undefined };

/**
 * The organization of a world: its tree, and who was where when, so that what follows from it can be asked of every
 * moment. Source: AWS Organizations User Guide, "Terminology and concepts".
 */
export type Organization = {
  /** `o-…` */
  id: string;
  managementAccount: string;
  /**
   * Whether RAM may share in it without invitations; `trustedAccessOnly`: switched on in Organizations and not in RAM,
   * so that RAM's service-linked role is missing (RAM User Guide, "Can't see shared resources in the destination account").
   */
  sharing: "enabled" | "disabled" | "trustedAccessOnly";
  /** `ou-…` → the unit that it is in; undefined: the root. */
  units: Map<string, string | undefined>;
  /** Account → where it has been, in order. */
  stays: Map<string, Stay[]>;
};

export const createOrganization = (
  { id, managementAccount, sharing }: Pick<Organization, "id" | "managementAccount" | "sharing">,
  now: number,
): Organization => {
  const organization = { id, managementAccount, sharing, units: new Map(), stays: new Map() };
  moveAccount(organization, managementAccount, { to: "root" }, now);
  return organization;
};

/** Joins the account to the root or to a unit, moves it there, or takes it out of the organization. */
export function moveAccount(
  { stays }: Organization,
  account: string,
  { to }: { to: string | "root" | "outside" },
  now: number,
): void {
  const own = stays.get(account) ?? [];
  const last = own.at(-1);
  if (last) last.to = Math.min(last.to, now);
  if (to !== "outside")
    own.push({ unit: to === "root" ? undefined : to, from: now, to: Number.POSITIVE_INFINITY });
  stays.set(account, own);
}

/** When the account was in the organization, or in one unit of it or below that. */
function staysIn({ stays, units }: Organization, account: string, unit?: string): Span[] {
  const isBelow = (place: string | undefined): boolean =>
    place !== undefined && (place === unit || isBelow(units.get(place)));
  const own = stays.get(account) ?? [];
  return unit === undefined ? own : own.filter((stay) => isBelow(stay.unit));
}

/** When both were in the organization, the second one in that unit of it. */
export function staysTogether(
  organization: Organization,
  owner: string,
  account: string,
  unit?: string,
): Span[] {
  const theirs = staysIn(organization, account, unit);
  return staysIn(organization, owner).flatMap((span) => common(theirs, span));
}

export function organizationArn(
  { id, managementAccount }: Pick<Organization, "id" | "managementAccount">,
  partition: string,
  unit?: string,
): string {
  const what = unit === undefined ? `organization/${id}` : `ou/${id}/${unit}`;
  return `arn:${partition}:organizations::${managementAccount}:${what}`;
}
