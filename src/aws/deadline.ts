import type { Clock } from "../model/clock.ts";
import { gatedAttemptMs } from "./gate.ts";
import type { RequestHandler } from "./request-handler.ts";

/**
 * Gives every attempt so long and no longer, on our clock: a connection that hangs is cut, its slot is free again,
 * and the attempt fails with a TimeoutError. The body is read to its end inside the deadline. A change under a gate has no
 * more time than the gate reckons with.
 */
export function withDeadline(inner: RequestHandler, clock: Clock, timeoutMs: number): RequestHandler {
  return {
    async handle(request, options) {
      const cut = new AbortController();
      const done = new AbortController();
      const callers: AbortSignal[] = options?.abortSignal ? [options.abortSignal] : [];
      const abortSignal = AbortSignal.any([cut.signal, ...callers]);
      const answer = inner.handle(request, { ...options, abortSignal }).then(readBody);
      const limitMs = Math.min(timeoutMs, gatedAttemptMs() ?? timeoutMs);
      const expiry = clock.sleep(limitMs, done.signal).then(() => {
        if (done.signal.aborted) return answer;
        cut.abort();
        throw timeout(`no answer from ${request.hostname} within ${limitMs / 1000} s`);
      });
      answer.catch(() => {}); // whoever lost the race has been answered for
      return Promise.race([answer, expiry]).finally(() => done.abort());
    },
  };
}

// biome-ignore lint/suspicious/noExplicitAny: see RequestHandler
async function readBody(answer: { response: any }): Promise<{ response: any }> {
  const { body } = answer.response;
  if (body instanceof Uint8Array || typeof body?.[Symbol.asyncIterator] !== "function") return answer;
  const chunks: Uint8Array[] = [];
  for await (const chunk of body as AsyncIterable<Uint8Array>) chunks.push(chunk);
  answer.response.body = new Uint8Array(Buffer.concat(chunks));
  return answer;
}

/** No answer came in time: whether AWS acted is not known. The SDK gives that name to a connection that broke, too. */
export function isTimeout(error: unknown): boolean {
  return error instanceof Error && error.name === "TimeoutError" && !("code" in error);
}

function timeout(message: string): Error {
  const error = new Error(message);
  error.name = "TimeoutError";
  return error;
}
