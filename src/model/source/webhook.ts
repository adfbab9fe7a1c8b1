import { createHash, createHmac, timingSafeEqual } from "node:crypto";

/** Of a request, by names in lower case. */
export type Headers = Readonly<Record<string, string | readonly string[] | undefined>>;

/**
 * Whether a webhook is from somebody who knows the secret. GitHub signs the body (`X-Hub-Signature-256`, "Validating
 * webhook deliveries"); GitLab sends the secret itself (`X-Gitlab-Token`), so only over TLS. Nothing of the body is
 * believed besides: a webhook says that it is time to look, not what there is to be seen.
 */
export function isWebhookFrom(secret: string, headers: Headers, body: Uint8Array): boolean {
  if (secret === "") return false;
  const signature = headers["x-hub-signature-256"];
  if (typeof signature === "string") {
    const expected = `sha256=${createHmac("sha256", secret).update(body).digest("hex")}`;
    return isEqual(signature, expected);
  }
  const token = headers["x-gitlab-token"];
  return typeof token === "string" && isEqual(token, secret);
}

/** In a time that tells nothing of where they differ, nor of how long the secret is. */
function isEqual(given: string, expected: string): boolean {
  const [a, b] = [given, expected].map((text) => createHash("sha256").update(text).digest()) as [
    Buffer,
    Buffer,
  ];
  return timingSafeEqual(a, b);
}
