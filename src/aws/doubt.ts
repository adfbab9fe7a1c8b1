import { AsyncLocalStorage } from "node:async_hooks";

/** What is known of the attempts of one call. */
type Attempts = { mayHaveActed: boolean; isBegun: boolean };

const attempts = new AsyncLocalStorage<Attempts>();
const doubtful = new WeakSet<object>();

/** The call with all its attempts: an error that leaves it says whether one of them may have acted all the same. */
export async function withDoubt<T>(call: () => Promise<T>): Promise<T> {
  const own: Attempts = { mayHaveActed: false, isBegun: false };
  try {
    return await attempts.run(own, call);
  } catch (error) {
    if (own.mayHaveActed && typeof error === "object" && error !== null) doubtful.add(error);
    throw error;
  }
}

/** Of the attempt under way nobody knows whether it was done: no answer came, or none that can be read. */
export function noteDoubt(): void {
  const own = attempts.getStore();
  if (own) own.mayHaveActed = true;
}

/** Whether this is the first time that the call asks. */
export function isFirstAttempt(): boolean {
  const own = attempts.getStore();
  if (!own || own.isBegun) return false;
  own.isBegun = true;
  return true;
}

/** Whether an attempt of the call that threw this may have acted, whatever the last one was answered. */
export function mayHaveActed(error: unknown): boolean {
  return typeof error === "object" && error !== null && doubtful.has(error);
}
