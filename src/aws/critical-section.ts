import { AsyncLocalStorage } from "node:async_hooks";
import { FailureError, failureOf } from "./failure.ts";

const shield = new AsyncLocalStorage<true>();

export type CriticalSection<T> = {
  /** Between its calls names do not resolve. */
  readonly work: () => Promise<T>;
  /** Makes it as it was, after any part of the work; may be repeated. */
  readonly undo: () => Promise<unknown>;
  /** What is left when that fails too: the end of a sentence. */
  readonly left: string;
};

/**
 * Calls that belong together: what was started goes through, whatever `ClientOptions.signal` says meanwhile, and what
 * fails is undone. Throws the first error; where undoing failed as well, with that in its words (FailureError).
 */
export function criticalSection<T>({ work, undo, left }: CriticalSection<T>): Promise<T> {
  return shielded(async () => {
    try {
      return await work();
    } catch (error) {
      await undo().catch((second: unknown) => {
        const first = failureOf(error);
        const message = `${first.message}; undoing failed too (${failureOf(second).message}): ${left}`;
        throw new FailureError({ ...first, message }, { cause: second });
      });
      throw error;
    }
  });
}

/** The calls that the work makes are sent though `ClientOptions.signal` says stop. */
export function shielded<T>(work: () => Promise<T>): Promise<T> {
  return shield.run(true, work);
}

export function isShielded(): boolean {
  return shield.getStore() === true;
}

/** The signal for a call made here: none where it is shielded. */
export function unlessShielded(signal: AbortSignal | undefined): AbortSignal | undefined {
  return isShielded() ? undefined : signal;
}
