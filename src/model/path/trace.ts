import type { Seen } from "../failure.ts";
import type { AccountId } from "../ids.ts";

/** One thing that packets pass, and what it does with them. */
export type Step = { readonly object: string; readonly account?: AccountId; readonly says: string };

/** Where they pass no further, or where nobody can tell. */
export type Stop = Step & {
  readonly kind: "blocked" | "unknown";
  readonly todo: string;
  /** IAM action whose denial is why nobody can tell. */
  readonly permission?: string;
};

/** What was passed, in order, and what ended it. No `stop`: they arrive. */
export type Trace = { readonly steps: readonly Step[]; readonly stop?: Stop };

/** A walk yields what it meets; whoever follows it ends with the first stop. */
export type Walk = Generator<Step | Stop, void>;

export function follow(walk: Walk): Trace {
  const steps: Step[] = [];
  for (const one of walk) {
    if ("kind" in one) return { steps, stop: one };
    steps.push(one);
  }
  return { steps };
}

export function isBlocked({ stop }: Trace): boolean {
  return stop?.kind === "blocked";
}

/** What cannot be told for want of a read. */
export function unread(
  { failure }: Extract<Seen<unknown>, { kind: "unreadable" }>,
  { object, account, permission }: { object: string; account?: AccountId; permission: string },
): Stop {
  return {
    kind: "unknown",
    object,
    ...(account && { account }),
    permission,
    says: `could not be read: ${failure.message}`,
    todo: `allow ${permission}${account ? ` in account ${account}` : ""} (docs/iam.md, hub-policy-path.json and spoke-policy-path.json)`,
  };
}
