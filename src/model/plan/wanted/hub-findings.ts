import type { Failure } from "../../failure.ts";

/**
 * What a person can do about a hub that could not be read, by what kept us from it:
 *
 * | failure | look at |
 * |---|---|
 * | the operator's own credentials are missing, wrong or ran out | AWS_PROFILE, the credential chain |
 * | nobody answers, or somebody who is not AWS | the network, AWS_ENDPOINT_URL |
 * | the role may not be assumed, or not do what is asked | docs/iam.md |
 */
export function todoForHub({ kind, error }: Failure): string {
  if (kind === "denied" && OWN_CREDENTIALS.has(error))
    return "check AWS_PROFILE and the credential chain (aws sts get-caller-identity shows who you are)";
  switch (kind) {
    case "denied":
    case "unauthorized":
      return "check the hub's role, its trust and its permissions: docs/iam.md";
    case "wrongAccount":
      return "correct the account or the role in the Hub document";
    case "throttled":
    case "busy":
      return "run again later: AWS's rate limits were used up";
    default:
      return "check the network and AWS_ENDPOINT_URL";
  }
}

/** What the SDK and AWS call credentials that are missing, unknown or expired. */
const OWN_CREDENTIALS = new Set([
  "CredentialsProviderError",
  "TokenProviderError",
  "ExpiredToken",
  "ExpiredTokenException",
  "RequestExpired",
  "IncompleteSignature",
  "InvalidAccessKeyId",
  "InvalidClientTokenId",
  "InvalidSignatureException",
  "MissingAuthenticationToken",
  "MissingAuthenticationTokenException",
  "SignatureDoesNotMatch",
  "UnrecognizedClientException",
]);
