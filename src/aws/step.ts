import { AsyncLocalStorage } from "node:async_hooks";
import type { Clock } from "../model/clock.ts";
import type { Costs } from "../model/cost/rates.ts";
import type { AccountId } from "../model/ids.ts";
import { isFirstAttempt } from "./doubt.ts";
import { FailureError } from "./failure.ts";
import type { Gate } from "./gate.ts";
import type { PaceRequest, Pacer, Permit } from "./pacer.ts";

/** A call to Route 53 that a step may make. */
export type StepCall = { readonly account: AccountId; readonly operation: string; readonly costs?: Costs };

export type StepOptions = {
  readonly calls: readonly StepCall[];
  /** When the tokens are there: writes down what would put it back. */
  readonly prepare: () => Promise<void>;
  readonly signal?: AbortSignal;
};

type Running = { readonly permits: Permit[]; readonly gate: Gate; readonly isOver: () => boolean };

const running = new AsyncLocalStorage<Running>();
/** Above everything that `priorityOf` knows: others wait a second longer, and nobody stays dark. */
const PRIORITY = 7;

/**
 * A step that darkens a name between two calls, under a lease (semantics 36): the tokens of all its calls, its undo's too,
 * are taken before; it begins under a renewal that was sent less than a second ago; its attempts take two seconds, and
 * all of it eight. Throws FailureError when it was not begun.
 */
export async function inStep<T>(
  { pacer, gate, clock }: { readonly pacer: Pacer; readonly gate: Gate; readonly clock: Clock },
  { calls, prepare, signal }: StepOptions,
  work: () => Promise<T>,
): Promise<T> {
  const permits = [...(await pacer.reserve(calls.map(requestOf), signal))];
  try {
    await prepare();
    await gate.step?.begins(signal);
    const { ms = Number.POSITIVE_INFINITY, attemptMs = gate.attemptMs } = gate.step ?? {};
    const endsAt = clock.now() + ms;
    const isOver = () => clock.now() + attemptMs > endsAt;
    return await running.run({ permits, gate: { ...gate, attemptMs }, isOver }, work);
  } finally {
    for (const permit of permits) permit.giveBack();
  }
}

/**
 * Of the step that the call belongs to, if any: the tokens that were taken for its first attempt. One that is made again draws
 * anew, for the others' are the undo's. Throws when the step's time is over.
 */
export function permitFor({ account, operation }: PaceRequest, isChange: boolean): Permit | undefined {
  const step = running.getStore();
  if (!step) return undefined;
  if (isChange && step.isOver()) throw new FailureError(OVER);
  if (!isFirstAttempt()) return undefined;
  const at = step.permits.findIndex(
    ({ request }) => request.account === account && request.operation === operation,
  );
  return at === -1 ? undefined : step.permits.splice(at, 1)[0];
}

/** Whether the call belongs to a step that is under way. */
export function isInStep(): boolean {
  return running.getStore() !== undefined;
}

/** The gate, with the time that an attempt of a step has. */
export function gateInStep(gate: Gate | undefined): Gate | undefined {
  return gate && (running.getStore()?.gate ?? gate);
}

const OVER = {
  kind: "transient",
  error: "StepOver",
  message:
    "the time of a step that must not last is over; what is left of it is done first of all by the next pass",
} as const;

function requestOf({ account, operation, costs }: StepCall): PaceRequest {
  const none = { creates: 0, deletes: 0, upserts: 0 };
  return { account, service: "route53", region: "", operation, costs: costs ?? none, priority: PRIORITY };
}
