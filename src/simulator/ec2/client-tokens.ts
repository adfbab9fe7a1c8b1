import type { Estate } from "../estate.ts";
import { AwsError, type Call } from "../service.ts";
import type { Resource } from "./resource.ts";

type Made<T> = { made: T; token: { ClientToken: string } | Record<never, never> };

/**
 * What the operation makes, or has made before of the same client token; `token` is how the answer repeats it. Source: EC2
 * developer guide, "Ensuring idempotency in Amazon EC2 API requests".
 */
export function once<T extends Resource>(
  { network: { clientTokens } }: Estate,
  operation: string,
  { ClientToken, ...rest }: { ClientToken?: string | undefined },
  { account, region }: Call,
  make: () => T,
): Made<T> {
  if (!ClientToken) return { made: make(), token: {} };
  const key = `${account} ${region} ${operation} ${ClientToken}`;
  const earlier = clientTokens.get(key);
  const parameters = JSON.stringify(Object.entries(rest).sort());
  if (earlier && earlier.parameters !== parameters)
    throw new AwsError(
      "IdempotentParameterMismatch",
      "The request uses the same client token as a previous, but non-identical request.",
    );
  const made = (earlier?.made as T | undefined) ?? make();
  clientTokens.set(key, { parameters, made });
  return { made, token: { ClientToken } };
}
