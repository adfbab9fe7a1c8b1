import { inspect } from "node:util";
import fc from "fast-check";
import { expect, it } from "vitest";
import { scrub, scrubError } from "./scrub.ts";

it("leaves no given secret in any text, raw or percent-encoded", () => {
  const secret = fc.string({ minLength: 12, unit: fc.constantFrom(..."abcXYZ012+/=,.@:-") });
  fc.assert(
    fc.property(fc.string(), secret, fc.string(), (before, hidden, after) => {
      expect(scrub(`${before}${hidden}${after}`, [hidden])).not.toContain(hidden);
      expect(scrub(`ExternalId=${encodeURIComponent(hidden)}`, [hidden])).not.toContain(
        encodeURIComponent(hidden),
      );
    }),
  );
});

it("takes out a short secret only where it stands alone", () => {
  expect(scrub("the latest test: ExternalId test", ["test"])).toBe(
    "the latest [redacted]: ExternalId [redacted]",
  );
});

it("finds a session token in the canonical request that AWS quotes", () => {
  const text =
    "The Canonical String should have been\n'POST\n/\nx-amz-security-token:IQoJb3JpZ2luX2Vj+/ab==\n\n'";
  expect(scrub(text)).toBe(
    "The Canonical String should have been\n'POST\n/\nx-amz-security-token:[redacted]\n\n'",
  );
});

it("finds secrets by the name beside them", () => {
  expect(scrub('{"ExternalId": "hush-hush", "SecretAccessKey":"abc/def"}')).toBe(
    '{"ExternalId": "[redacted]", "SecretAccessKey":"[redacted]"}',
  );
});

it("finds a token by its looks", () => {
  const token = `FwoGZXIvYXdzE${"A1b2/C3d4+".repeat(12)}==`;
  expect(scrub(`token ${token} is expired`)).toBe("token [redacted] is expired");
});

it("leaves ordinary messages alone", () => {
  const text =
    "User: arn:aws:sts::111122223333:assumed-role/vpce-operator/x is not authorized to perform: sts:AssumeRole on " +
    "resource: arn:aws:iam::444455556666:role/with/a/path/vpce-operator-spoke";
  expect(scrub(text)).toBe(text);
});

it("cleans an error in place: message, stack, causes and what hangs on it", () => {
  const cause = new Error("because of hush-hush");
  const error = Object.assign(new Error("hush-hush happened", { cause }), {
    Error: { Message: "hush-hush" },
  });
  scrubError(Object.freeze(error.cause), ["hush-hush"]); // what cannot be changed is no reason to fail
  scrubError(Object.assign(error, { cause: new Error("because of hush-hush") }), ["hush-hush"]);
  expect(inspect(error, { depth: 9 })).not.toContain("hush-hush");
});
