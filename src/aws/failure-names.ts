import type { FailureKind } from "../model/failure.ts";

/** What an error's name says: AWS's service models and recorded answers, and the SDK's own names. */
export function kindByName(name: string): FailureKind | undefined {
  return KINDS.get(name) ?? kindBySuffix(name);
}

/** EC2's families of names: `InvalidVpcID.NotFound`, `VpcEndpointLimitExceeded`. */
function kindBySuffix(name: string): FailureKind | undefined {
  if (name.endsWith(".NotFound")) return "gone";
  if (name.endsWith("LimitExceeded")) return "limit";
  return undefined;
}

/** Credentials that ran out. */
export const EXPIRED: ReadonlySet<string> = new Set([
  "ExpiredToken",
  "ExpiredTokenException",
  "RequestExpired",
]);

/** A signature that AWS does not take: a wrong key, or a date that is too far from its own. */
export const BADLY_SIGNED: ReadonlySet<string> = new Set([
  "AuthFailure",
  "InvalidSignatureException",
  "RequestTimeTooSkewed",
  "SignatureDoesNotMatch",
]);

/** By what to do next about them: `FailureKind`. */
export const NAMES: Readonly<Partial<Record<FailureKind, readonly string[]>>> = {
  throttled: [
    "Throttling",
    "ThrottlingException",
    "ThrottledException",
    "RequestThrottled",
    "RequestThrottledException",
    "RequestLimitExceeded",
    "ProvisionedThroughputExceededException",
    "TooManyRequestsException",
    "SlowDown",
  ],
  transient: [
    "IncompleteAnswer",
    "AbortError",
    "TimeoutError",
    "RequestTimeout",
    "RequestTimeoutException",
    "InternalError",
    "InternalFailure",
    "InternalServiceErrorException",
    "ServerInternalException",
    "ServiceUnavailable",
    "ServiceUnavailableException",
    "Unavailable",
  ],
  busy: [
    "PriorRequestNotComplete",
    "ConcurrentModification",
    "ConcurrentModificationException",
    "InvalidStateTransitionException", // RAM: what is being taken out of a share cannot be put in
  ],
  denied: [
    ...EXPIRED,
    "AccessDenied",
    "AccessDeniedException",
    "UnauthorizedOperation",
    ...BADLY_SIGNED,
    "Blocked",
    "CredentialsProviderError",
    "TokenProviderError",
    "IncompleteSignature",
    "InvalidAccessKeyId",
    "InvalidClientTokenId",
    "MissingAuthenticationToken",
    "MissingAuthenticationTokenException",
    "OperationNotPermittedException", // RAM: an organization that does not share
    "OptInRequired",
    "PendingVerification",
    "RegionDisabledException",
    "UnrecognizedClientException",
  ],
  gone: [
    "NoSuchHostedZone",
    "NoSuchChange",
    "VPCAssociationNotFound",
    "VPCAssociationAuthorizationNotFound",
    "InvalidVPCId", // Route 53's word for a VPC that is not there (any more)
    "ResourceNotFoundException",
    "UnknownResourceException",
    "ResourceArnNotFoundException",
    "ResourceShareInvitationArnNotFoundException",
  ],
  exists: [
    "HostedZoneAlreadyExists",
    "ResourceExistsException",
    "IdempotentParameterMismatch",
    "IdempotentParameterMismatchException",
    "ResourceShareInvitationAlreadyAcceptedException",
  ],
  conflict: ["ConflictingDomainExists"],
  unauthorized: ["NotAuthorizedException"],
  lastVpc: ["LastVPCAssociation"],
  notEmpty: ["HostedZoneNotEmpty"],
  limit: [
    "LimitsExceeded",
    "LimitExceededException",
    "ResourceShareLimitExceededException",
    "TagLimitExceededException",
    "TooManyHostedZones",
    "TooManyVPCAssociationAuthorizations",
  ],
  unsupported: ["NotImplemented", "InvalidAction", "UnknownOperationException"],
};

const KINDS: ReadonlyMap<string, FailureKind> = new Map(
  Object.entries(NAMES).flatMap(([kind, names]) => names.map((name) => [name, kind as FailureKind] as const)),
);
