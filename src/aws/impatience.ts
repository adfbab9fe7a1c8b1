import { AsyncLocalStorage } from "node:async_hooks";
import type { Failure } from "../model/failure.ts";
import { isShielded } from "./critical-section.ts";
import { isTimeout } from "./deadline.ts";
import { FailureError } from "./failure.ts";
import type { PaceRequest } from "./pacer.ts";

/**
 * What one piece of work knows of operations that give no answer: silent is one of an account that answered nobody while
 * an attempt of it ran out. One lost packet among answers silences nothing.
 */
class Silences {
  readonly #answers = new Map<string, number>();
  readonly #silent = new Map<string, Failure>();

  /** Throws FailureError: what gives no answer is not asked again by this work. */
  refuse(call: PaceRequest): void {
    const failure = this.#silent.get(keyOf(call));
    if (failure) throw new FailureError(failure);
  }

  /** An attempt is sent; the answer is told how it ended. */
  sent(call: PaceRequest): (error?: unknown) => void {
    const key = keyOf(call);
    const before = this.#answersTo(key);
    return (error) => {
      if (!isTimeout(error)) this.#answers.set(key, this.#answersTo(key) + 1);
      else if (this.#answersTo(key) === before && call.service !== "sts") this.#silent.set(key, silent(call));
    };
  }

  #answersTo(key: string): number {
    return this.#answers.get(key) ?? 0;
  }
}

const here = new AsyncLocalStorage<Silences>();

export type Impatience = <T>(work: () => Promise<T>) => Promise<T>;

/**
 * Calls that such works make are not repeated when no answer comes in time, and what gives none at all is not called by
 * any of them any more: one account that hangs costs a pass one attempt's time, however much there is to ask of it
 * (semantics 43).
 */
export function createImpatience(): Impatience {
  const silences = new Silences();
  return (work) => here.run(silences, work);
}

/** Of a call made here; undefined where it is patient: what must go through is repeated whatever comes. */
export function silencesHere(): Silences | undefined {
  return isShielded() ? undefined : here.getStore();
}

/** As it is told of a call that was made, or of one that was not for the silence of others. */
export function isUnanswered({ error }: Failure): boolean {
  return error === "TimeoutError";
}

function keyOf({ account, service, region, operation }: PaceRequest): string {
  return [account, service, region, operation].join(" ");
}

function silent({ account, operation }: PaceRequest): Failure {
  const message = `account ${account} does not answer ${operation}: not asked again by this pass`;
  return { kind: "transient", error: "TimeoutError", message, operation };
}
