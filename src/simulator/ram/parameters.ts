import type { Constraint, Parameters } from "../parameters.ts";
import { AwsError } from "../service.ts";

const PAGE = ["nextToken", "maxResults"];
const ENTITIES = ["resourceShareArn", "resourceArns", "principals", "clientToken"];
const ANSWER = ["resourceShareInvitationArn", "clientToken"];

/**
 * What RAM's operations read here (each operation's page of the API reference). Sources of service principals, versions
 * of permissions and tags of permissions are not among it: nothing here would show them.
 */
export const RAM_PARAMETERS: Parameters = {
  taken: {
    CreateResourceShare: [
      "name",
      "resourceArns",
      "principals",
      "tags",
      "allowExternalPrincipals",
      "clientToken",
      "permissionArns",
      "resourceShareConfiguration.retainSharingOnAccountLeaveOrganization",
    ],
    UpdateResourceShare: ["resourceShareArn", "name", "allowExternalPrincipals", "clientToken"],
    DeleteResourceShare: ["resourceShareArn", "clientToken"],
    GetResourceShares: [
      "resourceShareArns",
      "resourceShareStatus",
      "resourceOwner",
      "name",
      "tagFilters",
      ...PAGE,
    ],
    AssociateResourceShare: ENTITIES,
    DisassociateResourceShare: ENTITIES,
    GetResourceShareAssociations: [
      "associationType",
      "resourceShareArns",
      "resourceArn",
      "principal",
      "associationStatus",
      ...PAGE,
    ],
    ListPrincipals: [
      "resourceOwner",
      "resourceArn",
      "principals",
      "resourceType",
      "resourceShareArns",
      ...PAGE,
    ],
    ListResources: [
      "resourceOwner",
      "principal",
      "resourceType",
      "resourceArns",
      "resourceShareArns",
      "resourceRegionScope",
      ...PAGE,
    ],
    GetResourceShareInvitations: ["resourceShareInvitationArns", "resourceShareArns", ...PAGE],
    AcceptResourceShareInvitation: ANSWER,
    RejectResourceShareInvitation: ANSWER,
    ListPendingInvitationResources: ["resourceShareInvitationArn", "resourceRegionScope", ...PAGE],
    TagResource: ["resourceShareArn", "tags"],
    UntagResource: ["resourceShareArn", "tagKeys"],
    EnableSharingWithAwsOrganization: [],
  },
  constraintOf: (_operation, path) => CONSTRAINTS[path],
  invalid: (message, operation) =>
    new AwsError(
      operation === "GetResourceShareInvitations"
        ? "InvalidMaxResultsException"
        : "InvalidParameterException",
      message,
    ),
};

const CONSTRAINTS: { readonly [place: string]: Constraint | undefined } = {
  maxResults: { range: [1, 500] },
  resourceShareStatus: { oneOf: ["PENDING", "ACTIVE", "FAILED", "DELETING", "DELETED"] },
  associationStatus: {
    oneOf: [
      "ASSOCIATING",
      "ASSOCIATED",
      "FAILED",
      "DISASSOCIATING",
      "DISASSOCIATED",
      "SUSPENDED",
      "SUSPENDING",
      "RESTORING",
    ],
  },
  resourceRegionScope: { oneOf: ["ALL", "REGIONAL", "GLOBAL"] },
};
