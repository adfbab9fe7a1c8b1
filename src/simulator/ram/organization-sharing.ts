import type {
  EnableSharingWithAwsOrganizationRequest,
  EnableSharingWithAwsOrganizationResponse,
} from "@aws-sdk/client-ram";
import type { Estate } from "../estate.ts";
import { operation } from "../operation.ts";
import type { Organization } from "../organization.ts";
import type { Service } from "../service.ts";
import { end } from "./associate.ts";
import { notPermitted } from "./errors.ts";

export function organizationOperations(estate: Estate): Service {
  return {
    /**
     * "You must call this operation from an IAM role or user in the organization's management account." Where trusted
     * access is on without RAM's service-linked role, it has to be switched off first (RAM User Guide, "Can't see shared
     * resources in the destination account").
     */
    EnableSharingWithAwsOrganization: operation<
      EnableSharingWithAwsOrganizationRequest,
      EnableSharingWithAwsOrganizationResponse
    >((_input, { account }) => {
      const { organization } = estate;
      if (!organization)
        throw unable("AWSOrganizationsNotInUseException", "Your account is not a member of an organization.");
      if (account !== organization.managementAccount)
        throw unable("AccessDeniedException", "You don't have permissions to access this resource.");
      if (organization.sharing === "disabled") organization.sharing = "enabled";
      return { returnValue: true };
    }),
  };
}

/** As AWS words it, with what Organizations told RAM. */
const unable = (code: string, words: string) =>
  notPermitted(
    `Unable to enable sharing with AWS Organizations. Received ${code} from AWSOrganizations with the following error message: ${words}`,
  );

/**
 * As Organizations' "Disable trusted access" does, or its enabling. "When you disable trusted access, principals within
 * your organization are removed from all resource shares and lose access to those shared resources" (the same page).
 */
export function setOrganizationSharing(
  estate: Estate,
  organization: Organization,
  sharing: Organization["sharing"],
): void {
  organization.sharing = sharing;
  if (sharing === "enabled") return;
  for (const share of estate.ram.shares.values())
    for (const association of [...share.associations.values()].flat())
      if (association.type === "PRINCIPAL" && !association.external) end(estate, association);
}
