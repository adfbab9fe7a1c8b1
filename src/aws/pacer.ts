import type { Clock } from "../model/clock.ts";
import {
  type CallOutcome,
  type CallTally,
  drawsOf,
  type PacedCall,
  type RateOverrides,
} from "../model/cost/rates.ts";
import { FailureError } from "./failure.ts";
import { type Draw, Lane } from "./lane.ts";
import { TokenBucket } from "./token-bucket.ts";

/** One attempt of one call. Larger `priority` goes first. */
export type PaceRequest = PacedCall & { readonly priority: number };

type Mutable<T> = { -readonly [K in keyof T]: T[K] };

export type Ended = (outcome?: CallOutcome) => void;

/** The tokens of one attempt of one call, taken beforehand. */
export type Permit = {
  readonly request: PaceRequest;
  readonly use: () => Ended;
  readonly giveBack: () => void;
};

export type Pacer = {
  /**
   * Resolves when every bucket of the call has given its tokens; rejects (FailureError) when the signal aborts. What it
   * answers is to be called when the attempt has ended, and how; without an outcome where it was not sent after all.
   */
  take(request: PaceRequest, signal?: AbortSignal): Promise<Ended>;
  /**
   * The tokens of calls that belong together, before the first of them: of one account all at once or none. Rejects as
   * `take` does. What is not used has to be given back.
   */
  reserve(requests: readonly PaceRequest[], signal?: AbortSignal): Promise<readonly Permit[]>;
  /** AWS throttled an attempt of this call: the account's calls to that service go slower for a while. */
  throttled(request: PaceRequest): void;
  /** Attempts that were let out so far. */
  sent(): readonly CallTally[];
};

/**
 * Keeps every account's calls within AWS's token buckets, so that there is nothing to throttle. How those who wait
 * are served is the lane's business (`lane.ts`), how much room is left to AWS the bucket's (`token-bucket.ts`).
 */
export function createPacer(clock: Clock, overrides: RateOverrides = new Map()): Pacer {
  const lanes = new Map<string, Lane>();
  const sent = new Map<string, Mutable<CallTally>>();

  function tallyOf({ account, service, region, operation }: PaceRequest): Mutable<CallTally> {
    const key = [account, service, region, operation].join(" ");
    const none = { count: 0, waitedMs: 0, ok: 0, throttled: 0, failed: 0 };
    const tally = sent.get(key) ?? { account, service, region, operation, ...none };
    sent.set(key, tally);
    return tally;
  }

  function queueFor(request: PaceRequest): { lane: Lane; draws: readonly Draw[] } {
    const { lane: key, charges } = drawsOf(request, overrides);
    const lane = lanes.get(key) ?? new Lane(clock);
    lanes.set(key, lane);
    const draws = charges.map(({ bucket, tokens, rate }) => ({
      bucket: lane.bucket(bucket, () => new TokenBucket(rate, clock.now())),
      tokens,
    }));
    return { lane, draws };
  }

  async function turnIn(
    lane: Lane,
    line: string,
    draws: readonly Draw[],
    { priority }: Pick<PaceRequest, "priority">,
    signal: AbortSignal | undefined,
  ): Promise<void> {
    if (signal?.aborted) throw interrupted();
    const turn = Promise.withResolvers<void>();
    const leave = lane.wait(line, draws, priority, turn.resolve);
    const stop = () => {
      leave();
      turn.reject(interrupted());
    };
    signal?.addEventListener("abort", stop, { once: true });
    await turn.promise.finally(() => signal?.removeEventListener("abort", stop));
  }

  function begun(request: PaceRequest, lane: Lane, cameAt: number): Ended {
    const since = clock.now();
    const tally = tallyOf(request);
    tally.count += 1;
    tally.waitedMs += since - cameAt;
    return (outcome) => {
      if (outcome) tally[outcome] += 1;
      lane.answered(clock.now() - since);
    };
  }

  return {
    async take(request, signal) {
      const cameAt = clock.now();
      const { lane, draws } = queueFor(request);
      const tokens = draws.map((draw) => draw.tokens);
      await turnIn(lane, [request.operation, request.priority, ...tokens].join(" "), draws, request, signal);
      return begun(request, lane, cameAt);
    },
    async reserve(requests, signal) {
      const cameAt = clock.now();
      const wanted = requests.map((request) => ({ request, ...queueFor(request) }));
      const held: { readonly lane: Lane; readonly draws: readonly Draw[] }[] = [];
      for (const [lane, own] of Map.groupBy(wanted, (one) => one.lane)) {
        const draws = joined(own.flatMap((one) => one.draws));
        const name = own.map(({ request }) => request.operation).join("+");
        const first = own[0]?.request ?? { priority: 0 };
        await turnIn(
          lane,
          `${name} ${JSON.stringify(draws.map(({ tokens }) => tokens))}`,
          draws,
          first,
          signal,
        ).catch((error: unknown) => {
          for (const one of held) one.lane.giveBack(one.draws);
          throw error;
        });
        held.push({ lane, draws });
      }
      return wanted.map(({ request, lane, draws }) => ({
        request,
        use: () => begun(request, lane, cameAt),
        giveBack: () => lane.giveBack(draws),
      }));
    },
    throttled(request) {
      const { lane, draws } = queueFor(request);
      lane.slowDown(draws.map(({ bucket }) => bucket));
    },
    sent: () => [...sent.values()].map((tally) => ({ ...tally })),
  };
}

/** Several draws from one bucket as one. */
function joined(draws: readonly Draw[]): readonly Draw[] {
  return [...Map.groupBy(draws, ({ bucket }) => bucket)].map(([bucket, own]) => ({
    bucket,
    tokens: own.reduce((sum, { tokens }) => sum + tokens, 0),
  }));
}

/** The call was not sent; a later pass makes it. */
export function interrupted(): FailureError {
  return new FailureError({
    kind: "transient",
    error: "Interrupted",
    message: "stopped before the call was sent",
  });
}
