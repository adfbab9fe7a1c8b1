import type { Failure, FailureKind } from "../model/failure.ts";
import { scrub } from "./scrub.ts";

/** A failure that is already classified: thrown by our own code, never retried, and found unchanged by `failureOf`. */
export class FailureError extends Error {
  readonly failure: Failure;
  constructor(failure: Failure, options?: ErrorOptions) {
    super(`${failure.error}: ${failure.message}`, options);
    this.name = "FailureError";
    this.failure = failure;
  }
}

/**
 * What to do next about anything that an SDK call threw. Decided by the error's name, else by Node's error code,
 * else by the HTTP status; never by the text of a message. Messages are scrubbed.
 *
 * Names: the service models and the recorded answers of AWS. `Unknown` and `Error` are what the SDK calls an answer
 * it cannot read (an HTML 502, XML cut short): there the status decides. A 501 is an emulator without the operation.
 */
export function failureOf(error: unknown): Failure {
  if (error instanceof FailureError) return error.failure;
  const facts = factsOf(error);
  const { kind, message } = verdict(facts);
  return {
    kind,
    error: facts.code ?? facts.name,
    message: scrub(message).slice(0, MESSAGE_MAX),
    ...(facts.operation === undefined ? {} : { operation: facts.operation }),
  };
}

/** Credentials that ran out, or a clock that the SDK has set right since: worth one more try. */
export function isExpired(error: unknown): boolean {
  if (error instanceof FailureError) return false;
  const { $metadata } = (error ?? {}) as { $metadata?: { clockSkewCorrected?: boolean } };
  const { name } = factsOf(error);
  return EXPIRED.has(name) || (BADLY_SIGNED.has(name) && $metadata?.clockSkewCorrected === true);
}

/** What the middleware knows and the SDK's errors do not say: the API call, and the host it went to. */
export function note(error: unknown, facts: { operation?: string; host?: string }): void {
  if (!(error instanceof Error) || error instanceof FailureError) return;
  Object.assign(error, { ...facts, ...error }); // what the error says itself stays
}

const MESSAGE_MAX = 1000;

type Facts = {
  name: string;
  code?: string;
  status?: number;
  message: string;
  operation?: string;
  host?: string;
};

type Raw = {
  name?: string;
  message?: string;
  code?: unknown;
  errors?: readonly { code?: unknown; address?: string; port?: number }[];
  $metadata?: { httpStatusCode?: number };
  operation?: string;
  host?: string;
};

function factsOf(error: unknown): Facts {
  if (typeof error !== "object" || error === null) return { name: "Error", message: String(error) };
  const { name = "Error", message = "", code, errors, $metadata, operation, host } = error as Raw;
  const inner = code ?? errors?.[0]?.code; // a refused connection to both ::1 and 127.0.0.1 is an AggregateError
  return {
    name,
    message,
    ...(typeof inner === "string" && isNodeCode(inner) ? { code: inner } : {}),
    ...($metadata?.httpStatusCode === undefined ? {} : { status: $metadata.httpStatusCode }),
    ...(operation === undefined ? {} : { operation }),
    ...(host === undefined ? {} : { host }),
  };
}

function verdict(facts: Facts): { kind: FailureKind; message: string } {
  const { name, status, message, host = "the endpoint" } = facts;
  if (status === 501)
    return { kind: "unsupported", message: message || `${host} does not implement this call` };
  if (facts.code !== undefined) return unreachable(host, facts.code, message);
  const known = KINDS.get(name) ?? kindBySuffix(name);
  if (known === "denied" && name === "CredentialsProviderError")
    return { kind: known, message: withoutCredentials(message) };
  if (known !== undefined) return { kind: known, message };
  if (status === undefined) return { kind: "invalid", message };
  const unread = UNREAD.has(name);
  return { kind: kindByStatus(status, unread), message: unread ? foreign(host, status) : message };
}

/** AWS's load balancers answer a 429 or 5xx in HTML at times; anything else that cannot be read is not of AWS. */
function foreign(host: string, status: number): string {
  if (status === 429 || status >= 500) return `HTTP ${status} from ${host}, in a form that cannot be read`;
  return `${host} answered ${status} and is not an AWS endpoint; is AWS_ENDPOINT_URL right?`;
}

/** The SDK puts the name of a profile that does not help into brackets: "… using profile: [dev]". */
function withoutCredentials(message: string): string {
  const profile = /using profile: \[([^\]]+)\]/.exec(message)?.[1];
  return profile === undefined
    ? `${message}: is AWS_PROFILE set, is its session still valid (aws sso login)?`
    : `the profile "${profile}" gives no credentials: is AWS_PROFILE right, is the profile in ~/.aws/config or ~/.aws/credentials?`;
}

function unreachable(host: string, code: string, message: string): { kind: FailureKind; message: string } {
  const words = CERTIFICATE.test(code)
    ? `${host} shows a certificate that is not trusted (${message}): is NODE_EXTRA_CA_CERTS set?`
    : `cannot reach ${host} (${code}): is AWS_ENDPOINT_URL right, is there a network?`;
  return { kind: "transient", message: words };
}

const CERTIFICATE = /CERT|SELF_SIGNED|UNABLE_TO_VERIFY|^ERR_TLS/;

function isNodeCode(code: string): boolean {
  return /^(E[A-Z]+(_[A-Z]+)*|UND_ERR_\w+)$/.test(code) || CERTIFICATE.test(code);
}

/** Names that the SDK gives to an answer it could not read; `NotFound` to an empty 404. */
const UNREAD = new Set(["Unknown", "UnknownError", "Error", "SyntaxError", "NotFound"]);

function kindByStatus(status: number, unread: boolean): FailureKind {
  if (status === 429) return "throttled";
  if (status === 401 || status === 403) return "denied";
  // A success that cannot be read is a lost answer: the call may or may not have acted.
  if (status >= 500 || (unread && status < 400)) return "transient";
  return "invalid";
}

/** EC2's families of names: `InvalidVpcID.NotFound`, `VpcEndpointLimitExceeded`. */
function kindBySuffix(name: string): FailureKind | undefined {
  if (name.endsWith(".NotFound")) return "gone";
  if (name.endsWith("LimitExceeded")) return "limit";
  return undefined;
}

const EXPIRED = new Set(["ExpiredToken", "ExpiredTokenException", "RequestExpired", "RequestTimeTooSkewed"]);

const BADLY_SIGNED = new Set(["AuthFailure", "InvalidSignatureException", "SignatureDoesNotMatch"]);

const NAMES: Readonly<Partial<Record<FailureKind, readonly string[]>>> = {
  throttled: [
    "Throttling",
    "ThrottlingException",
    "ThrottledException",
    "RequestThrottled",
    "RequestThrottledException",
    "RequestLimitExceeded",
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
    "ServiceUnavailable",
    "ServiceUnavailableException",
    "Unavailable",
  ],
  busy: ["PriorRequestNotComplete", "ConcurrentModification", "ConcurrentModificationException"],
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
  ],
  exists: ["HostedZoneAlreadyExists", "ResourceExistsException"],
  conflict: ["ConflictingDomainExists"],
  unauthorized: ["NotAuthorizedException"],
  lastVpc: ["LastVPCAssociation"],
  notEmpty: ["HostedZoneNotEmpty"],
  limit: [
    "LimitsExceeded",
    "LimitExceededException",
    "TooManyHostedZones",
    "TooManyVPCAssociationAuthorizations",
  ],
  unsupported: ["NotImplemented", "InvalidAction", "UnknownOperationException"],
};

const KINDS: ReadonlyMap<string, FailureKind> = new Map(
  Object.entries(NAMES).flatMap(([kind, names]) => names.map((name) => [name, kind as FailureKind] as const)),
);
