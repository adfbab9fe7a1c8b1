import type { AwsError, Json } from "../service.ts";
import type { Operation } from "./schema.ts";

/** A request as the SDK's request handlers get it: path encoded, query decoded, header names in lower case. */
export type WireRequest = {
  method: string;
  path: string;
  query: { readonly [name: string]: string | string[] | null };
  headers: { readonly [name: string]: string };
  body: string;
};
export type WireReply = { statusCode: number; headers: { [name: string]: string }; body: string };

/** The operation of a request; its input is read, and its required members checked, only when asked for. */
export type Routed = { operation: Operation; input: () => Json };

/** One AWS protocol bound to one service. `route` and `input` throw AwsError for what they cannot read. */
export type Wire = {
  route(request: WireRequest): Routed;
  reply(operation: Operation, output: Json, requestId: string): WireReply;
  error(error: AwsError, requestId: string): WireReply;
};
