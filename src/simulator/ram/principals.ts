import type { Estate } from "../estate.ts";
import { type Organization, organizationArn, staysTogether } from "../organization.ts";
import { covers } from "../spans.ts";
import { inNoOrganization, invalid, onlyWithinOrganization, outsideOrganization, unknown } from "./errors.ts";
import type { Share } from "./state.ts";

/**
 * Whether the principal is outside of the owner's organization, so that it has to be invited. Throws as AWS does for
 * one that the share cannot have. Source: RAM API reference, AssociateResourceShare, "principals"; RAM User Guide,
 * "Accepting and rejecting resource share invitations".
 */
export function isExternal(estate: Estate, share: Share, principal: string): boolean {
  if (/^\d{12}$/.test(principal)) return isExternalAccount(estate, share, principal);
  const [, what, organization = "", unit] = ORGANIZATION_ARN.exec(principal) ?? [];
  if (what) refuseOtherOrganization(estate, share, principal, what === "ou" ? { unit } : { organization });
  else if (IAM_ARN.test(principal))
    throw invalid(`Resolver rules cannot be shared with IAM roles and users such as ${principal}.`);
  else throw invalid(`Principal ID ${principal} is malformed. Verify the ID and try again.`);
  return false;
}

const ORGANIZATION_ARN =
  /^arn:aws[\w-]*:organizations::\d{12}:(organization|ou)\/(o-[a-z0-9]{10,32})(?:\/(ou-[a-z0-9]{4,32}-[a-z0-9]{8,32}))?$/;

/** RAM User Guide, "Shareable AWS resources": of Resolver rules, "Can share with IAM roles and users: No". */
const IAM_ARN = /^arn:aws[\w-]*:iam::\d{12}:(role|user)\/.+$/;

/**
 * With `retainSharingOnAccountLeaveOrganization` "RAM treats organization accounts as external accounts, requiring
 * explicit invitation acceptance" (What's New, February 2026).
 */
function isExternalAccount(estate: Estate, share: Share, account: string): boolean {
  const { organization } = estate;
  const isTogether = organization && areTogether(estate, organization, share.account, account);
  if (isTogether && organization.sharing === "enabled" && !share.retains) return false;
  // "A value of false only has meaning if your account is a member of an organization" (CreateResourceShare).
  const mayBeAny = share.allowExternalPrincipals || !isIn(estate, organization, share.account);
  if (mayBeAny) return true;
  if (isTogether && organization.sharing === "trustedAccessOnly") throw inNoOrganization();
  if (isTogether && estate.options.behaviours.organizationNotShared === "notPermitted")
    throw onlyWithinOrganization();
  throw outsideOrganization(account);
}

function areTogether(estate: Estate, organization: Organization, owner: string, account: string): boolean {
  return covers(staysTogether(organization, owner, account), estate.surroundings.clock.now());
}

const isIn = (estate: Estate, organization: Organization | undefined, account: string): boolean =>
  organization !== undefined && areTogether(estate, organization, account, account);

/** Only the owner's own organization is known, and only where RAM may share in it. */
function refuseOtherOrganization(
  estate: Estate,
  { account, region }: Share,
  principal: string,
  { organization: id, unit }: { organization?: string | undefined; unit?: string | undefined },
): void {
  const { organization } = estate;
  const words = unit === undefined ? `Organization ${id}` : `OrganizationalUnit ${unit}`;
  if (!organization || !isIn(estate, organization, account)) throw unknown(words);
  if (organization.sharing === "trustedAccessOnly") throw inNoOrganization();
  const own = organizationArn(organization, estate.surroundings.partition(region), unit);
  const isKnown = principal === own && (unit === undefined || organization.units.has(unit));
  if (!isKnown || organization.sharing !== "enabled") throw unknown(words);
}
