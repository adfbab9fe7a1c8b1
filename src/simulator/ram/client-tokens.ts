import type { Estate } from "../estate.ts";
import { AwsError, type Call, type Handler, type Json } from "../service.ts";

/**
 * The operation with its `clientToken`: the same token and parameters get the same answer and do nothing, other
 * parameters are refused; what failed may be tried again. How long AWS remembers one is not documented: here for ever.
 * Source: RAM API reference, "clientToken" of each operation.
 */
export function onceForToken(estate: Estate, operation: string, act: Handler): Handler {
  return (call) => {
    const { clientToken, ...parameters } = call.input as Json & { clientToken?: string };
    if (clientToken === undefined) return act(call);
    const key = keyOf(call, operation, clientToken);
    const known = estate.ram.clientTokens.get(key);
    const text = JSON.stringify(parameters);
    if (known && known.parameters !== text)
      throw new AwsError(
        "IdempotentParameterMismatchException",
        "The request has the same client token as a previous one, but other parameters.",
      );
    const answer = known?.answer ?? { ...act(call), clientToken };
    estate.ram.clientTokens.set(key, { parameters: text, answer });
    return structuredClone(answer) as Json;
  };
}

const keyOf = ({ account, region }: Call, operation: string, token: string): string =>
  `${account} ${region} ${operation} ${token}`;
