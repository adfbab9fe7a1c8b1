import { FailureError, failureOf } from "../aws/failure.ts";
import { nextRequestId } from "../model/rule-ownership.ts";

/** What was deleted may keep its request id: as many are passed over, and no more. */
const GENERATIONS_MAX = 20;

type Making<T> = {
  readonly make: (requestId: string) => Promise<T>;
  /** What an earlier attempt made by the id; undefined where AWS lists nothing of it. */
  readonly find: (requestId: string) => Promise<T | undefined>;
  /** In words: whose ids they are, and what would have used them up. */
  readonly of: string;
  readonly by: string;
  readonly operation: string;
};

/** Makes something of Resolver's, or finds the one that an earlier attempt made by its request id (semantics 55). */
export async function madeOnce<T>(first: string, { make, find, of, by, operation }: Making<T>): Promise<T> {
  let id = first;
  for (let generation = 0; generation < GENERATIONS_MAX; generation++) {
    try {
      return await make(id);
    } catch (error) {
      if (failureOf(error).kind !== "exists") throw error;
      const there = await find(id);
      if (there) return there;
      id = nextRequestId(id);
    }
  }
  throw new FailureError({
    kind: "exists",
    error: "ResourceExistsException",
    message: `${GENERATIONS_MAX} request ids of ${of} are used up by ${by} that are not listed`,
    operation,
  });
}
