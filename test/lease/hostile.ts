import type { RequestHandler } from "../../src/aws/request-handler.ts";

/** What a network does to requests; each a probability. */
export type Hostility = {
  readonly dropped: number;
  readonly answerLost: number;
  readonly twice: number;
  readonly late: number;
  readonly throttled: number;
  /** Longest delay of an ordinary message, and of one that is forwarded when nobody waits for it any more. */
  readonly delayMs: number;
  readonly lateMs: number;
};

export const FRIENDLY: Hostility = {
  dropped: 0,
  answerLost: 0,
  twice: 0,
  late: 0,
  throttled: 0,
  delayMs: 20,
  lateMs: 0,
};

export type Waiting = { sleep(ms: number): Promise<void> };

/** A proxy between a client and the table, which delays, drops, doubles, throttles, and forwards late. */
export function hostile(
  inner: RequestHandler,
  clock: Waiting,
  random: () => number,
  hostility: () => Hostility,
): RequestHandler {
  return {
    async handle(request, options = {}) {
      const { dropped, answerLost, twice, late, throttled, delayMs, lateMs } = hostility();
      const chance = (p: number) => random() < p;
      const forward = () => inner.handle(copyOf(request));
      const never = untilAborted(options.abortSignal);
      if (chance(throttled)) return THROTTLED();
      if (chance(dropped)) return never;
      const [isLate, isLost, isDoubled] = [chance(late), chance(answerLost), chance(twice)];
      if (isDoubled) void clock.sleep(random() * lateMs).then(() => forward().catch(() => {}));
      await clock.sleep(random() * (isLate ? lateMs : delayMs));
      const answer = await forward();
      if (isLost) return never;
      await clock.sleep(random() * delayMs);
      return answer;
    },
  };
}

function untilAborted(signal: AbortSignal | undefined): Promise<never> {
  const { promise, reject } = Promise.withResolvers<never>();
  const abort = () => reject(Object.assign(new Error("aborted"), { name: "AbortError" }));
  signal?.addEventListener("abort", abort, { once: true });
  promise.catch(() => {});
  return promise;
}

/** A request may be sent twice: the handler must not find the first one's body read. */
function copyOf<T extends object>(request: T): T {
  return Object.assign(Object.create(Object.getPrototypeOf(request)), request);
}

const THROTTLED = () => ({
  response: {
    statusCode: 400,
    headers: { "content-type": "application/x-amz-json-1.0" },
    body: Buffer.from('{"__type":"ThrottlingException","message":"too fast"}'),
  },
});
