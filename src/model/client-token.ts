import { createHash } from "node:crypto";

/**
 * EC2 answers a request with the token and the parameters of an earlier one without doing anything, and refuses one with
 * other parameters ("Ensuring idempotency in Amazon EC2 API requests"). Whether it does so when what the earlier one made
 * is gone, AWS says of instances only (for 24 hours at least). So a token is the digest of everything that is asked, and
 * of what earlier requests made. At most 64 characters.
 */
export function clientToken(asked: readonly unknown[]): string {
  return createHash("sha256").update(JSON.stringify(asked)).digest("hex").slice(0, 64);
}

/** For the same request, when EC2 answers the token with something of the past. */
export function laterToken(token: string, generation: number): string {
  return clientToken([token, generation]);
}
