import { describe, expect, it } from "vitest";
import { FailureError, failureOf, isExpired, isSkewed, note } from "./failure.ts";

/** An error as the SDK throws it. */
const awsError = (name: string, httpStatusCode = 400, message = "words of AWS") =>
  Object.assign(new Error(message), { name, $metadata: { httpStatusCode } });

describe("a failure is decided by the error's name", () => {
  it.each([
    ["Throttling", 400, "throttled"],
    ["RequestLimitExceeded", 503, "throttled"],
    ["ThrottlingException", 429, "throttled"],
    ["PriorRequestNotComplete", 400, "busy"],
    ["ConcurrentModification", 400, "busy"],
    ["ServiceUnavailable", 503, "transient"],
    ["InternalFailure", 500, "transient"],
    ["AccessDenied", 403, "denied"],
    ["UnauthorizedOperation", 403, "denied"],
    ["ExpiredToken", 403, "denied"],
    ["UnrecognizedClientException", 400, "denied"],
    ["InvalidClientTokenId", 403, "denied"],
    ["NoSuchHostedZone", 404, "gone"],
    ["VPCAssociationNotFound", 404, "gone"],
    ["VPCAssociationAuthorizationNotFound", 404, "gone"],
    ["InvalidVPCId", 400, "gone"],
    ["InvalidVpcID.NotFound", 400, "gone"],
    ["InvalidVpcEndpointId.NotFound", 400, "gone"],
    ["HostedZoneAlreadyExists", 409, "exists"],
    ["ConflictingDomainExists", 400, "conflict"],
    ["NotAuthorizedException", 401, "unauthorized"],
    ["LastVPCAssociation", 400, "lastVpc"],
    ["HostedZoneNotEmpty", 400, "notEmpty"],
    ["LimitsExceeded", 400, "limit"],
    ["TooManyVPCAssociationAuthorizations", 400, "limit"],
    ["VpcEndpointLimitExceeded", 400, "limit"],
    ["ServerInternalException", 500, "transient"],
    ["InvalidStateTransitionException", 400, "busy"],
    ["OperationNotPermittedException", 400, "denied"],
    ["UnknownResourceException", 400, "gone"],
    ["ResourceShareInvitationArnNotFoundException", 400, "gone"],
    ["IdempotentParameterMismatchException", 400, "exists"],
    ["ResourceShareInvitationAlreadyAcceptedException", 400, "exists"],
    ["ResourceShareLimitExceededException", 400, "limit"],
    ["TagLimitExceededException", 400, "limit"],
    ["MalformedArnException", 400, "invalid"],
    ["ResourceShareInvitationExpiredException", 400, "invalid"],
    ["InvalidInput", 400, "invalid"],
    ["InvalidChangeBatch", 400, "invalid"],
  ])("%s (%i) is %s", (name, status, kind) => {
    expect(failureOf(awsError(name, status))).toEqual({ kind, error: name, message: "words of AWS" });
  });
});

describe("where the name says nothing, the status decides", () => {
  it.each([
    ["Unknown", 502, "transient"],
    ["Unknown", 503, "transient"],
    ["Error", 500, "transient"],
    ["Error", 200, "transient"],
    ["Unknown", 429, "throttled"],
    ["Unknown", 403, "denied"],
    ["Unknown", 400, "invalid"],
  ])("%s (%i) is %s", (name, status, kind) => {
    const failure = failureOf(awsError(name, status));
    expect(failure.kind).toBe(kind);
    expect(failure.message).toMatch(new RegExp(`(HTTP|answered) ${status}\\b`));
  });

  it.each(["Unknown", "Error", "NotFound"])(
    "a 404 of nobody at AWS (%s) names the host and the way out",
    (name) => {
      const error = awsError(name, 404, "@aws-sdk XML parse error: mismatched tags");
      note(error, { operation: "GetCallerIdentity", host: "127.0.0.1:8080" });
      expect(failureOf(error)).toMatchObject({
        kind: "invalid",
        message: "127.0.0.1:8080 answered 404 and is not an AWS endpoint; is AWS_ENDPOINT_URL right?",
      });
    },
  );

  it.each([
    ["moto's web page", "Error", 404],
    ["moto's web page to a JSON client", "SyntaxError", 404],
    ["an empty 404", "NotFound", 404],
    ["LocalStack's words", "InternalFailure", 501],
    ["no words at all", "Unknown", 501],
  ])("a call that an emulator lacks is the same failure whatever it answers: %s", (_what, name, status) => {
    const error = awsError(name, status);
    note(error, { operation: "ListVPCAssociationAuthorizations", host: "127.0.0.1:4566" });
    expect(failureOf(error)).toEqual({
      kind: "unsupported",
      error: "NotImplemented",
      message: "not supported by this endpoint, 127.0.0.1:4566",
      operation: "ListVPCAssociationAuthorizations",
    });
  });

  it.each([
    ["AWS names what it does not find", "NoSuchHostedZone", "127.0.0.1:4566", "gone"],
    ["AWS names a page that it does not know", "NoSuchGeoLocation", "127.0.0.1:4566", "invalid"],
    ["a page at AWS's own address is a proxy's", "Error", "route53.amazonaws.com:443", "invalid"],
    ["in China too", "Error", "ec2.cn-north-1.amazonaws.com.cn", "invalid"],
  ])("a 404 is not a missing call: %s", (_what, name, host, kind) => {
    const error = awsError(name, 404);
    note(error, { operation: "GetHostedZone", host });
    expect(failureOf(error).kind).toBe(kind);
  });

  it("a denial is not a missing call", () => {
    const error = awsError("Unknown", 403);
    note(error, { operation: "ListHostedZones", host: "127.0.0.1:4566" });
    expect(failureOf(error).kind).toBe("denied");
  });
});

describe("the network", () => {
  it.each(["ECONNREFUSED", "ECONNRESET", "ETIMEDOUT", "ENOTFOUND", "EAI_AGAIN", "EPIPE"])(
    "%s is transient and names the host and what to look at",
    (code) => {
      const error = Object.assign(new Error("connect"), { code });
      note(error, { operation: "GetHostedZone", host: "localhost:4566" });
      expect(failureOf(error)).toEqual({
        kind: "transient",
        error: code,
        operation: "GetHostedZone",
        message: `cannot reach localhost:4566 (${code}): is AWS_ENDPOINT_URL right, is there a network?`,
      });
    },
  );

  it("a refusal by both addresses of localhost is found inside the AggregateError", () => {
    const refused = Object.assign(new Error("connect"), { code: "ECONNREFUSED" });
    expect(failureOf(new AggregateError([refused, refused])).error).toBe("ECONNREFUSED");
  });

  it("an untrusted certificate is told as such", () => {
    const error = Object.assign(new Error("self-signed certificate"), {
      code: "DEPTH_ZERO_SELF_SIGNED_CERT",
    });
    expect(failureOf(error).message).toContain("NODE_EXTRA_CA_CERTS");
  });

  it("a timeout is transient", () => {
    expect(failureOf(awsError("TimeoutError")).kind).toBe("transient");
  });
});

it("missing credentials are denied, with words about AWS_PROFILE", () => {
  const error = Object.assign(new Error("Could not load credentials from any providers"), {
    name: "CredentialsProviderError",
  });
  expect(failureOf(error)).toMatchObject({ kind: "denied", message: expect.stringContaining("AWS_PROFILE") });
});

it("a profile that does not exist is named", () => {
  const error = Object.assign(new Error("Could not resolve credentials using profile: [nope]"), {
    name: "CredentialsProviderError",
  });
  expect(failureOf(error)).toMatchObject({
    kind: "denied",
    message: expect.stringMatching(/^the profile "nope" gives no credentials: is AWS_PROFILE right/),
  });
});

it("a bug of ours is invalid and keeps its words", () => {
  expect(failureOf(new TypeError("x is not a function"))).toEqual({
    kind: "invalid",
    error: "TypeError",
    message: "x is not a function",
  });
  expect(failureOf("thrown text").message).toBe("thrown text");
});

it("an error that carries its failure gives it back unchanged", () => {
  const failure = { kind: "wrongAccount", error: "WrongAccount", message: "one is the other" } as const;
  expect(failureOf(new FailureError(failure))).toBe(failure);
});

it("no secret-looking text is in a message, and no message is endless", () => {
  const failure = failureOf(
    awsError("SignatureDoesNotMatch", 403, `x-amz-security-token:IQoJhush ${"x ".repeat(5000)}`),
  );
  expect(failure.message).not.toContain("IQoJhush");
  expect(failure.message.length).toBeLessThanOrEqual(1000);
});

it("a note does not overwrite what the error says itself", () => {
  const error = Object.assign(new Error("no"), { operation: "AssumeRole" });
  note(error, { operation: "GetHostedZone" });
  expect(failureOf(error).operation).toBe("AssumeRole");
});

it("knows the names for credentials that ran out", () => {
  expect(
    ["ExpiredToken", "ExpiredTokenException", "RequestExpired"].every((name) => isExpired(awsError(name))),
  ).toBe(true);
  expect(isExpired(awsError("AccessDenied"))).toBe(false);
});

describe("a machine's clock that is wrong", () => {
  const off = (name: string, clockOffMs: number) => {
    const error = awsError(name, 403);
    note(error, { clockOffMs });
    return error;
  };

  it.each([
    "SignatureDoesNotMatch",
    "InvalidSignatureException",
    "AuthFailure",
    "RequestExpired",
    "RequestTimeTooSkewed",
  ])("is what %s is about, when AWS's Date header differs", (name) => {
    expect(failureOf(off(name, 3_600_000))).toMatchObject({
      kind: "denied",
      error: "ClockSkewed",
      message: "this machine's clock is 60 minutes behind AWS's",
    });
    expect(failureOf(off(name, -7_200_000)).message).toBe(
      "this machine's clock is 120 minutes ahead of AWS's",
    );
    expect([isSkewed(off(name, 3_600_000)), isExpired(off(name, 3_600_000))]).toEqual([true, false]);
    expect(isSkewed(off(name, 60_000))).toBe(false);
    expect(failureOf(off(name, 60_000)).error).toBe(name);
  });

  it("is not what AccessDenied is about, nor a token that ran out by AWS's own clock", () => {
    for (const name of ["AccessDenied", "ExpiredToken", "NoSuchHostedZone"]) {
      expect(isSkewed(off(name, 3_600_000))).toBe(false);
      expect(failureOf(off(name, 3_600_000)).error).toBe(name);
    }
  });

  it("is noticed when the SDK says that it signs by AWS's clock from now on", () => {
    const error = Object.assign(awsError("SignatureDoesNotMatch"), {
      $metadata: { clockSkewCorrected: true },
    });
    expect(isSkewed(error)).toBe(true);
  });
});

it("credentials of the operator's own that ran out are told in the same words, whatever they were used for", () => {
  const expired = () => {
    const error = awsError("ExpiredToken", 403, "The security token included in the request is expired");
    note(error, { own: true });
    return failureOf(error);
  };
  expect(expired()).toMatchObject({
    kind: "denied",
    error: "ExpiredToken",
    message: expect.stringMatching(/^the operator's own credentials ran out \(.*aws sso login/),
  });
});

it("has AWS's id of the request, where it looks like one", () => {
  const withId = (requestId: unknown) =>
    Object.assign(awsError("AccessDenied"), { $metadata: { requestId } });
  expect(failureOf(withId("0f1e2d3c-4b5a-6978")).requestId).toBe("0f1e2d3c-4b5a-6978");
  for (const other of ["<b>x</b>12345", "x".repeat(65), 7, undefined])
    expect(failureOf(withId(other))).not.toHaveProperty("requestId");
});
