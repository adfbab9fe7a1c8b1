import type { Seen } from "../failure.ts";
import type { AccountId } from "../ids.ts";

/** One thing that packets pass, and what it does with them. */
export type Step = { readonly object: string; readonly account?: AccountId; readonly says: string };

/** Where they pass no further, or where nobody can tell. */
export type Stop = Step & {
  readonly kind: "blocked" | "unknown";
  readonly todo: string;
  /** IAM action of the read that would tell. */
  readonly permission?: string;
  /** Why it did not: absent where nobody made it. */
  readonly unread?: "denied" | "unsupported";
  /** Packets that pass it are the same behind it: what stands there may still be what stops them. */
  readonly goesOn?: true;
};

/** What was passed, in order, and what ended it. No `stop`: they arrive. */
export type Trace = { readonly steps: readonly Step[]; readonly stop?: Stop };

/** A walk yields what it meets; whoever follows it ends with the first stop that is one for sure, or hides what is behind it. */
export type Walk = Generator<Step | Stop, void>;

export function follow(walk: Walk): Trace {
  const steps: Step[] = [];
  let unknown: Stop | undefined;
  for (const one of walk) {
    if (!("kind" in one)) steps.push(one);
    else if (one.kind === "blocked") return { steps, stop: one };
    else {
      unknown ??= one;
      if (!one.goesOn) return { steps, stop: unknown };
    }
  }
  return { steps, ...(unknown && { stop: unknown }) };
}

export function isBlocked({ stop }: Trace): boolean {
  return stop?.kind === "blocked";
}

/** What cannot be told for want of a read: `what` of the object. */
export function unread(
  { failure }: Extract<Seen<unknown>, { kind: "unreadable" }>,
  {
    what,
    object,
    account,
    permission,
  }: { what: string; object: string; account: AccountId; permission: string },
): Stop {
  return {
    kind: "unknown",
    object,
    account,
    permission,
    unread: failure.kind === "unsupported" ? "unsupported" : "denied",
    says: `${what} of ${object} could not be read: ${failure.message}`,
    todo:
      failure.kind === "unsupported"
        ? "connect from that subnet to see"
        : `allow ${permission} in account ${account} (docs/iam.md, "The path")`,
  };
}
