import { AwsError, type Call, type Handler, type Json } from "../../src/simulator/service.ts";

/** The members of its input that a handler reads, lists' items as their own: `VPC.VPCId`; also when it refuses. */
export function readsOf(handler: Handler, call: Call): Set<string> {
  const reads = new Set<string>();
  try {
    handler({ ...call, input: watched(call.input, "", (path) => reads.add(path)) as Json });
  } catch (error) {
    if (!(error instanceof AwsError)) throw error;
  }
  return reads;
}

function watched(value: object, path: string, note: (path: string) => void): object {
  return new Proxy(value, {
    get(target, name, receiver) {
      const member: unknown = Reflect.get(target, name, receiver);
      const below = placeOf(target, path, name);
      if (below === undefined) return member;
      note(below);
      return typeof member === "object" && member !== null ? watched(member, below, note) : member;
    },
  });
}

/** Undefined for what is no member: symbols, and a list's own methods. */
function placeOf(target: object, path: string, name: string | symbol): string | undefined {
  if (typeof name === "symbol") return undefined;
  if (Array.isArray(target)) return /^\d+$/.test(name) ? path : undefined;
  return path ? `${path}.${name}` : name;
}
