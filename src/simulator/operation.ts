import type { Call, Handler, Json } from "./service.ts";

/**
 * A handler with AWS's own types: `In` and `Out` are the SDK's input and output shapes of the operation.
 * The wire layer gives the input those names; that its values have those types too is its promise.
 */
export function operation<In, Out>(act: (input: In, call: Call) => Out): Handler {
  return (call) => act(call.input as In, call) as Json;
}
