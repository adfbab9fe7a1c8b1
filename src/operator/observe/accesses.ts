import { isUnanswered } from "../../aws/impatience.ts";
import { isOfAccess } from "../../model/access.ts";
import type { BackOff } from "../../model/back-off.ts";
import { type Failure, isUnread, type Seen } from "../../model/failure.ts";

/**
 * How one pass reads by accesses of which some failed a moment ago: what those would show is unreadable still. So is, for
 * the rest of the pass, what one would show that gave no answer in time (semantics 43).
 */
export type Accesses = {
  /** `counts`: which failures are the access's own, and not what was looked for. */
  read<T>(access: string, look: () => Promise<Seen<T>>, counts?: typeof isOfAccess): Promise<Seen<T>>;
  /** After the last read: many failures of one access in a pass are one. */
  end(): void;
};

export function createAccesses(backOff: BackOff | undefined): Accesses {
  const tried = new Map<string, Failure | undefined>();
  return {
    async read(access, look, counts = isOfAccess) {
      const before = tried.get(access);
      const failure = before && isUnanswered(before) ? before : backOff?.holds(access);
      if (failure) return { kind: "unreadable", failure };
      const seen = await look();
      const failed = isUnread(seen) && counts(seen.failure) ? seen.failure : tried.get(access);
      tried.set(access, failed);
      return seen;
    },
    end() {
      for (const [access, failure] of tried) {
        if (failure) backOff?.failed(access, failure);
        else backOff?.succeeded(access);
      }
    },
  };
}
