import { AwsError, type Json } from "../service.ts";
import { readScalar } from "./scalar.ts";
import type { Operation, Shape } from "./schema.ts";
import type { Routed, WireRequest } from "./wire.ts";

/** Finds the operation by method, path and fixed query names; reads labels, query, headers and the body. */
export function restRouter(operations: Operation[], readBody: (shape: Shape, body: string) => Json) {
  // The most literal route first: `/hostedzone/{Id}/rrset` and `/hostedzone/{Id}` both match loosely.
  const routes = operations.sort(
    (a, b) => b.fixed.length - a.fixed.length || a.labels.length - b.labels.length,
  );
  return (request: WireRequest): Routed => {
    for (const operation of routes) {
      if (operation.method !== request.method) continue;
      const labels = operation.path.exec(request.path);
      if (!labels || !operation.fixed.every((name) => name in request.query)) continue;
      return { operation, input: () => readInput(operation, labels, request, readBody) };
    }
    throw new AwsError("UnknownOperationException", `${request.method} ${request.path}`, 404);
  };
}

function readInput(
  operation: Operation,
  labels: RegExpExecArray,
  request: WireRequest,
  readBody: (shape: Shape, body: string) => Json,
): Json {
  const shape = operation.input();
  const input = request.body ? readBody(shape, request.body) : {};
  for (const [name, member] of shape.members) {
    const { httpLabel, httpQuery, httpHeader } = member.traits;
    let raw: string | string[] | null | undefined;
    if (httpLabel) raw = decodeURIComponent(labels[1 + operation.labels.indexOf(name)] as string);
    else if (httpQuery) raw = request.query[httpQuery as string];
    else if (httpHeader) raw = request.headers[(httpHeader as string).toLowerCase()];
    if (raw != null) input[name] = readText(member, raw);
  }
  return input;
}

function readText(member: Shape, raw: string | string[]): unknown {
  const texts = [raw].flat();
  if (member.kind === "list") return texts.map((text) => readScalar(member.item, text));
  return readScalar(member, texts[0] as string);
}
