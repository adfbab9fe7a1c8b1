import { AsyncLocalStorage } from "node:async_hooks";
import { FailureError } from "./failure.ts";
import type { RequestHandler } from "./request-handler.ts";

/**
 * Whether changes may be sent: what the holder of a lease asks before each attempt (semantics 36). Without one, nothing
 * is asked.
 */
export type Gate = {
  /** How long an attempt of a change may take: less than the gate reckons with. */
  readonly attemptMs: number;
  /** Resolves when an attempt may be sent; rejects (FailureError) when none may any more, or the signal aborts. */
  opens(signal?: AbortSignal): Promise<void>;
  /** The same, for this turn alone. Throws FailureError when none may be sent any more. */
  isOpen(): boolean;
  /** For steps that darken a name: how long one may take, an attempt of it, and when it may begin, as `opens`. */
  readonly step?: {
    readonly ms: number;
    readonly attemptMs: number;
    begins(signal?: AbortSignal): Promise<void>;
  };
  /** Who sends it, for the user agent: holder and epoch. */
  mark(): string;
};

/** Closed while the attempt was signed: it goes back to waiting, and was no failure. */
export class GateClosed extends Error {
  constructor() {
    super("the gate closed while the attempt was signed");
    this.name = "GateClosed";
  }
}

const asked = new AsyncLocalStorage<Gate | undefined>();

/** What the work sends is asked for once more, in the turn that writes it. A read of its own, for credentials, is not. */
export function underGate<T>(gate: Gate | undefined, work: () => Promise<T>): Promise<T> {
  return asked.run(gate, work);
}

/** How long this attempt may take, where it is one under a gate. */
export function gatedAttemptMs(): number | undefined {
  return asked.getStore()?.attemptMs;
}

/** Nothing comes between the question and the handler's writing but calls of functions: no turn of the loop. */
export function gated(inner: RequestHandler): RequestHandler {
  return {
    async handle(request, options) {
      if (asked.getStore()?.isOpen() === false) throw new GateClosed();
      return inner.handle(request, options);
    },
  };
}

/** The lease is lost: what was not sent is for another pass, and perhaps another instance. */
export function leaseLost(): FailureError {
  const message = "this instance has lost the lease: another one may act now";
  return new FailureError({ kind: "transient", error: "LeaseLost", message });
}

/** Thrown in place of sending, so that nothing can have been done. */
export function isLost(error: unknown): boolean {
  return error instanceof FailureError && error.failure.error === "LeaseLost";
}

/** Appended to the user agent, which is not signed, in place of one of an attempt before. */
export function markAgent(request: unknown, mark: string): void {
  const { headers } = (request ?? {}) as { headers?: Record<string, string> };
  if (!headers) return;
  const agent = (headers["user-agent"] ?? "").replace(/ md\/lease#\S+$/, "");
  headers["user-agent"] = `${agent} md/lease#${mark}`;
}
