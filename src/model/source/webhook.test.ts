import { describe, expect, it } from "vitest";
import { type Headers, isWebhookFrom } from "./webhook.ts";

// GitHub's own example: docs.github.com, "Validating webhook deliveries".
const SECRET = "It's a Secret to Everybody";
const BODY = Buffer.from("Hello, World!");
const SIGNATURE = "sha256=757107ea0eb2509fc211221cce984b8a37570b6d7586c22c46f4379c8b043e17";

describe("a Git host's webhook", () => {
  it.each<[string, Headers, boolean]>([
    ["GitHub's signature", { "x-hub-signature-256": SIGNATURE }, true],
    ["GitLab's token", { "x-gitlab-token": SECRET }, true],
    ["nothing", {}, false],
    ["another signature", { "x-hub-signature-256": SIGNATURE.replace("7", "8") }, false],
    ["a signature without its algorithm", { "x-hub-signature-256": SIGNATURE.slice(7) }, false],
    ["a part of it", { "x-hub-signature-256": SIGNATURE.slice(0, -1) }, false],
    [
      "the older SHA-1 signature",
      { "x-hub-signature": "sha1=3dca279e731c97c38e3019a075dee9ebbd0a99f0" },
      false,
    ],
    ["several signatures", { "x-hub-signature-256": [SIGNATURE, SIGNATURE] }, false],
    ["another token", { "x-gitlab-token": `${SECRET}!` }, false],
    ["an empty token", { "x-gitlab-token": "" }, false],
    [
      "a false signature beside the token",
      { "x-hub-signature-256": "sha256=", "x-gitlab-token": SECRET },
      false,
    ],
  ])("with %s", (_, headers, isFrom) => {
    expect(isWebhookFrom(SECRET, headers, BODY)).toBe(isFrom);
  });

  it("with another body is refused", () => {
    expect(isWebhookFrom(SECRET, { "x-hub-signature-256": SIGNATURE }, Buffer.from("Hello, World?"))).toBe(
      false,
    );
  });

  it("is refused when there is no secret, whatever it says", () => {
    const empty = "sha256=b613679a0814d9ec772f95d778c35fc5ff1697c493715653c6c712144292c5ad";
    expect(isWebhookFrom("", { "x-hub-signature-256": empty, "x-gitlab-token": "" }, Buffer.alloc(0))).toBe(
      false,
    );
  });
});
