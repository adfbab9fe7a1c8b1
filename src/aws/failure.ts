import type { Failure, FailureKind } from "../model/failure.ts";
import { BADLY_SIGNED, EXPIRED, kindByName } from "./failure-names.ts";
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
 * it cannot read (an HTML 502, XML cut short): there the status decides.
 */
export function failureOf(error: unknown): Failure {
  if (error instanceof FailureError) return error.failure;
  const facts = factsOf(error);
  const { kind, message, error: called } = verdict(facts);
  return {
    kind,
    error: called ?? facts.code ?? facts.name,
    message: scrub(message).slice(0, MESSAGE_MAX),
    ...(facts.operation === undefined ? {} : { operation: facts.operation }),
    ...requestIdOf(error),
  };
}

/** As any endpoint may answer what it likes, only what looks like an id. */
function requestIdOf(error: unknown): Pick<Failure, "requestId"> {
  const { requestId } = (error as Raw | undefined)?.$metadata ?? {};
  return typeof requestId === "string" && /^[\w-]{8,64}$/.test(requestId) ? { requestId } : {};
}

/** Credentials that ran out: worth one more try with fresh ones. */
export function isExpired(error: unknown): boolean {
  return !(error instanceof FailureError) && EXPIRED.has(factsOf(error).name) && !isSkewed(error);
}

/**
 * Refused for the machine's clock: worth one more try with the same credentials, for the SDK signs by AWS's clock from
 * then on. It tells so of the first such error only; others may have been under way.
 */
export function isSkewed(error: unknown): boolean {
  if (error instanceof FailureError) return false;
  const { $metadata } = (error ?? {}) as { $metadata?: { clockSkewCorrected?: boolean } };
  const { name, clockOffMs = 0 } = factsOf(error);
  const isOff = $metadata?.clockSkewCorrected === true || Math.abs(clockOffMs) >= SKEW_MAX_MS;
  return isOff && (name === "RequestExpired" || BADLY_SIGNED.has(name));
}

/**
 * What the middleware knows and the SDK's errors do not say: the API call, the host it went to, how far AWS's clock is
 * ahead of the machine's, and whether the operator's own credentials signed it.
 */
export function note(
  error: unknown,
  facts: { operation?: string; host?: string; clockOffMs?: number; own?: true },
): void {
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
  clockOffMs?: number;
  own?: true;
};

type Raw = {
  name?: string;
  message?: string;
  code?: unknown;
  errors?: readonly { code?: unknown; address?: string; port?: number }[];
  $metadata?: { httpStatusCode?: number; requestId?: unknown };
  /** Hung on by the SDK where it could not read an answer. */
  $response?: { statusCode?: number };
  operation?: string;
  host?: string;
  clockOffMs?: number;
  own?: true;
};

function factsOf(error: unknown): Facts {
  if (typeof error !== "object" || error === null) return { name: "Error", message: String(error) };
  const { name = "Error", message = "", code, errors, $metadata, $response, ...noted } = error as Raw;
  const { operation, host, clockOffMs, own } = noted;
  const inner = code ?? errors?.[0]?.code; // a refused connection to both ::1 and 127.0.0.1 is an AggregateError
  const status = $metadata?.httpStatusCode ?? $response?.statusCode;
  return {
    name,
    message,
    ...(typeof inner === "string" && isNodeCode(inner) ? { code: inner } : {}),
    ...(status === undefined ? {} : { status }),
    ...(operation === undefined ? {} : { operation }),
    ...(host === undefined ? {} : { host }),
    ...(clockOffMs === undefined ? {} : { clockOffMs }),
    ...(own && { own }),
  };
}

type Verdict = { kind: FailureKind; message: string; error?: string };

function verdict(facts: Facts): Verdict {
  const { name, status, message, host = "the endpoint" } = facts;
  if (isMissing(facts))
    return {
      kind: "unsupported",
      error: "NotImplemented",
      message: `not supported by this endpoint, ${host}`,
    };
  if (facts.code !== undefined) return unreachable(host, facts.code, message);
  const known = kindByName(name);
  if (known === "denied") return { kind: known, ...denied(facts) };
  if (known !== undefined) return { kind: known, message };
  if (status === undefined) return { kind: "invalid", message };
  const unread = isUnread(name);
  return { kind: kindByStatus(status, unread), message: unread ? foreign(host, status) : message };
}

/**
 * An emulator without the operation: LocalStack answers 501, moto a 404 of its web server. AWS itself names what it does
 * not find; and who answers STS so is no emulator, but somebody else.
 */
function isMissing({ name, status, host, operation = "" }: Facts): boolean {
  if (status !== 404 || !isUnread(name)) return status === 501;
  return host !== undefined && !AWS_HOST.test(host) && !STS.has(operation);
}

const AWS_HOST =
  /(^|\.)(amazonaws\.(com|eu)(\.cn)?|api\.aws|api\.amazonwebservices\.com\.cn|s?c2s\.s?i?gov)(:\d+)?$/;
const STS = new Set(["AssumeRole", "GetCallerIdentity"]);

/** Whom or what to blame: the clock, the operator's own credentials, or what AWS says. */
function denied({ name, message, clockOffMs = 0, own }: Facts): { message: string; error?: string } {
  if (name === "CredentialsProviderError") return { message: withoutCredentials(message) };
  if ((BADLY_SIGNED.has(name) || name === "RequestExpired") && Math.abs(clockOffMs) >= SKEW_MAX_MS)
    return { error: "ClockSkewed", message: skewInWords(clockOffMs) };
  if (own && EXPIRED.has(name))
    return {
      message: `the operator's own credentials ran out (${message}): sign in again (aws sso login), or renew what the environment or AWS_PROFILE gives`,
    };
  return { message };
}

/** AWS takes signatures that are at most five minutes off ("Elements of an AWS API request signature"). */
export const SKEW_MAX_MS = 5 * 60_000;

/** `offMs`: how far AWS's clock is ahead of the machine's. */
export function skewInWords(offMs: number): string {
  const minutes = Math.round(Math.abs(offMs) / 60_000);
  return `this machine's clock is ${minutes} minutes ${offMs > 0 ? "behind" : "ahead of"} AWS's`;
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
  if (code.startsWith("ERR_PROXY"))
    return {
      kind: "transient",
      message: `the proxy does not let us through to ${host} (${message}): is HTTPS_PROXY right, does it allow ${host}?`,
    };
  const words = CERTIFICATE.test(code)
    ? `${host} shows a certificate that is not trusted (${message}): is AWS_CA_BUNDLE or NODE_EXTRA_CA_CERTS set?`
    : `cannot reach ${host} (${code}): is AWS_ENDPOINT_URL right, is there a network?`;
  return { kind: "transient", message: words };
}

const CERTIFICATE = /CERT|SELF_SIGNED|UNABLE_TO_VERIFY|^ERR_TLS/;

function isNodeCode(code: string): boolean {
  return /^(E[A-Z]+(_[A-Z]+)*|UND_ERR_\w+)$/.test(code) || CERTIFICATE.test(code);
}

/** Names that the SDK gives to an answer it could not read; to an empty one `NotFound`, or the status itself. */
const UNREAD = new Set(["Unknown", "UnknownError", "Error", "SyntaxError", "NotFound"]);

function isUnread(name: string): boolean {
  return UNREAD.has(name) || /^\d{3}$/.test(name);
}

function kindByStatus(status: number, unread: boolean): FailureKind {
  if (status === 429) return "throttled";
  if (status === 401 || status === 403) return "denied";
  // A success that cannot be read is a lost answer: the call may or may not have acted.
  if (status >= 500 || (unread && status < 400)) return "transient";
  return "invalid";
}
