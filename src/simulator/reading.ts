import { AwsError, type Call, type Handler, type Json } from "./service.ts";

/** A member of the input, with all that is in it, or one below it: `VpcId`, `DnsOptions.DnsRecordIpType`. */
type Path<In> = (keyof In & string) | `${keyof In & string}.${string}`;
type Read<In, P extends string> = Pick<
  In,
  Extract<P extends `${infer Member}.${string}` ? Member : P, keyof In>
>;

/** A handler that says what it reads; the items of a list are not in the path. */
export type ReadingHandler = Handler & { readonly reads: readonly string[] };

export type ReadingService = { readonly [operation: string]: ReadingHandler };

/**
 * An operation that declares which members of the SDK's input shape it reads: the compiler lets it read no others, and
 * a request that gives another one is refused with 501 NotImplemented and that member's name. So nothing that a client
 * asks for is passed over in silence. `DryRun` is every operation's: 412 DryRunOperation, where it is allowed and
 * well-formed. Source: EC2 API reference, "Error codes" and "Common parameters".
 */
export function reading<In, Out>() {
  return <const P extends Path<In>>(
    reads: readonly P[],
    act: (input: Read<In, P>, call: Call) => Out,
  ): ReadingHandler => {
    const read = [...reads, "DryRun"];
    const handler: Handler = (call) => {
      const passedOver = unread(call.input, read);
      if (passedOver) throw notServed(passedOver);
      if (call.input.DryRun)
        throw new AwsError("DryRunOperation", "Request would have succeeded, but DryRun flag is set.", 412);
      return act(call.input as Read<In, P>, call) as Json;
    };
    return Object.assign(handler, { reads });
  };
}

/** The simulator's own limit, said as such: `what` is a member, or a value of one, that AWS would take. */
export const notServed = (what: string): AwsError =>
  new AwsError("NotImplemented", `The simulator does not implement the parameter ${what}.`, 501);

/**
 * The path of the first given member that is not among those read, down to the value; an empty list gives nothing. A
 * structure that is read by its name is read with all that is in it.
 */
export function unread(value: Json, reads: readonly string[], above = ""): string | undefined {
  for (const [name, member] of Object.entries(value)) {
    const path = above + name;
    if (reads.includes(path)) continue;
    const isReadBelow = reads.some((read) => read.startsWith(`${path}.`));
    const given = [member].flat().filter((item) => item !== undefined && item !== null);
    for (const item of given) {
      const below = typeof item === "object" ? unread(item as Json, reads, `${path}.`) : undefined;
      if (below || !isReadBelow) return below ?? path;
    }
  }
  return undefined;
}
