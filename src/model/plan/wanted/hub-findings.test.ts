import { expect, test } from "vitest";
import type { FailureKind } from "../../failure.ts";
import { todoForHub } from "./hub-findings.ts";

test.each<[string, FailureKind, string, string]>([
  ["credentials of our own", "denied", "CredentialsProviderError", "AWS_PROFILE"],
  ["an expired session", "denied", "ExpiredToken", "AWS_PROFILE"],
  ["the network", "transient", "ECONNREFUSED", "AWS_ENDPOINT_URL"],
  ["somebody who is not AWS", "invalid", "Error", "AWS_ENDPOINT_URL"],
  ["a role that may not be assumed", "denied", "AccessDenied", "docs/iam.md"],
  ["a policy that is too narrow", "denied", "UnauthorizedOperation", "docs/iam.md"],
  ["another account", "wrongAccount", "WrongAccount", "Hub document"],
])("a hub that could not be read because of %s says what to look at", (_, kind, error, words) => {
  expect(todoForHub({ kind, error, message: "" })).toContain(words);
});
