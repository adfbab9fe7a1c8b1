import { AwsError } from "./service.ts";

/** Why the gateway itself refuses a request, before any service sees it. */
type Refusal = "unknownKey" | "expired" | "denied" | "throttled" | "notImplemented";

type Code = readonly [code: string, status: number];

/**
 * The words in which each service answers what all services may answer ("Common Errors" of their API references;
 * Route 53's and EC2's own codes as clients were seen to receive them).
 */
const COMMON: { readonly [refusal in Refusal]: Code } = {
  unknownKey: ["InvalidClientTokenId", 403],
  expired: ["ExpiredToken", 403],
  denied: ["AccessDenied", 403],
  throttled: ["Throttling", 400],
  notImplemented: ["NotImplemented", 501],
};
const JSON_SERVICE: Partial<{ readonly [refusal in Refusal]: Code }> = {
  unknownKey: ["UnrecognizedClientException", 400],
  expired: ["ExpiredTokenException", 400],
  denied: ["AccessDeniedException", 400],
};
const SERVICES: { readonly [service: string]: Partial<{ readonly [refusal in Refusal]: Code }> } = {
  ec2: {
    unknownKey: ["AuthFailure", 401],
    expired: ["RequestExpired", 400],
    denied: ["UnauthorizedOperation", 403],
    throttled: ["RequestLimitExceeded", 503],
  },
  route53resolver: JSON_SERVICE,
  dynamodb: { ...JSON_SERVICE, throttled: ["ThrottlingException", 400] },
  ram: { ...JSON_SERVICE, denied: ["AccessDeniedException", 403], throttled: ["ThrottlingException", 429] },
};

export function refusal(service: string, kind: Refusal, message = MESSAGES[kind]): AwsError {
  const [code, status] = SERVICES[service]?.[kind] ?? COMMON[kind];
  return new AwsError(code, message, status);
}

/** As AWS words it when a policy denies explicitly. */
export function denied(service: string, operation: string, principalArn: string): AwsError {
  const action = `${service}:${operation}`;
  return refusal(
    service,
    "denied",
    `User: ${principalArn} is not authorized to perform: ${action} with an explicit deny`,
  );
}

const MESSAGES: { readonly [refusal in Refusal]: string } = {
  unknownKey: "The security token included in the request is invalid.",
  expired: "The security token included in the request is expired",
  denied: "Access denied",
  throttled: "Rate exceeded",
  notImplemented: "The simulator does not implement this operation.",
};
