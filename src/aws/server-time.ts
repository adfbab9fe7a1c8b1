import type { Clock } from "../model/clock.ts";
import type { RequestHandler } from "./request-handler.ts";

/** AWS's clock beside the machine's. What AWS dates (when credentials run out) counts by its own clock. */
export type ServerTime = {
  /** How far AWS's clock is ahead of the machine's, by the last answer's Date header; 0 when they agree. */
  offMs(): number;
  /** Epoch milliseconds by AWS's clock. */
  now(): number;
  /** The same handler; the Date header of each answer is looked at. */
  watching(inner: RequestHandler): RequestHandler;
};

/** `negligibleMs`: less than that is no difference, for the header has whole seconds, and the answer was under way. */
export function createServerTime(clock: Clock, negligibleMs = 30_000): ServerTime {
  let last = 0;
  const see = (date: unknown) => {
    const off = typeof date === "string" ? Date.parse(date) - clock.now() : Number.NaN;
    if (!Number.isNaN(off)) last = Math.abs(off) < negligibleMs ? 0 : off;
  };
  return {
    offMs: () => last,
    now: () => clock.now() + last,
    watching: (inner) => ({
      async handle(request, options) {
        const answer = await inner.handle(request, options);
        const { headers = {} } = answer.response as { headers?: Record<string, string> };
        see(headers.date ?? headers.Date);
        return answer;
      },
    }),
  };
}
