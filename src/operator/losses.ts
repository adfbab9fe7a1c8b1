import type { Hub } from "../model/desired/types.ts";
import type { Failure, Seen } from "../model/failure.ts";
import type { PastAt, PastLossesOf } from "../model/plan/guard/guard.ts";
import type { Plan } from "../model/plan/plan.ts";
import type { Report } from "../model/report.ts";

/** What hubs lost lately, and which losses somebody allowed (semantics 41). Absent: each plan is weighed by itself. */
export type LossStore = {
  /** Before a plan is made. */
  read(hubs: readonly Hub[]): Promise<PastLossesOf>;
  /** Before the first removal. Answers the hubs of which it could not be written down: nothing may be taken from them. */
  claim(plan: Plan): Promise<ReadonlyMap<Hub, Failure>>;
  /** By what became of what was claimed. */
  correct(report: Report): Promise<void>;
};

/** The same, but of hubs whose losses could not be written down nothing is known. */
export function unknownOf(past: PastLossesOf, failures: ReadonlyMap<Hub, Failure>): PastLossesOf {
  return (hub): Seen<PastAt> => {
    const failure = failures.get(hub);
    return failure ? { kind: "unreadable", failure } : past(hub);
  };
}
