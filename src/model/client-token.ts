import { createHash } from "node:crypto";

/**
 * EC2 answers a request with the token and the parameters of an earlier one as it answered that one, also when what that
 * made is gone, and refuses one with other parameters ("Ensuring idempotency in Amazon EC2 API requests"). So a token is
 * the digest of everything that is asked, and of what earlier requests made. At most 64 characters.
 */
export function clientToken(asked: readonly unknown[]): string {
  return createHash("sha256").update(JSON.stringify(asked)).digest("hex").slice(0, 64);
}

/** For the same request, when EC2 answers the token with something of the past. */
export function laterToken(token: string, generation: number): string {
  return clientToken([token, generation]);
}
