import type { Clock } from "../model/clock.ts";
import {
  type Costs,
  chargesOf,
  laneOf,
  type RateOverrides,
  rateOf,
  type Service,
} from "../model/cost/rates.ts";
import { FailureError } from "./failure.ts";
import { type Draw, Lane } from "./lane.ts";
import { TokenBucket } from "./token-bucket.ts";

/** One attempt of one call. Larger `priority` goes first. `account`: whoever's buckets AWS charges. */
export type PaceRequest = {
  readonly account: string;
  readonly service: Service;
  readonly region: string;
  readonly operation: string;
  readonly costs?: Costs;
  readonly priority: number;
};

export type Pacer = {
  /**
   * Resolves when every bucket of the call has given its tokens; rejects (FailureError) when the signal aborts. What it
   * answers is to be called when the attempt has ended, be it well or not: how long they take is measured.
   */
  take(request: PaceRequest, signal?: AbortSignal): Promise<() => void>;
  /** AWS throttled an attempt of this call: the account's calls to that service go slower for a while. */
  throttled(request: PaceRequest): void;
  /** Attempts that were let out so far, by account. */
  sent(service: Service): ReadonlyMap<string, number>;
};

/**
 * Keeps every account's calls within AWS's token buckets, so that there is nothing to throttle. How those who wait
 * are served is the lane's business (`lane.ts`), how much room is left to AWS the bucket's (`token-bucket.ts`).
 */
export function createPacer(clock: Clock, overrides: RateOverrides = new Map()): Pacer {
  const lanes = new Map<string, Lane>();
  const sent = new Map<Service, Map<string, number>>();

  function count({ account, service }: PaceRequest): void {
    const counts = sent.get(service) ?? new Map<string, number>();
    sent.set(service, counts.set(account, (counts.get(account) ?? 0) + 1));
  }

  function laneFor({ account, service, region }: PaceRequest): Lane {
    const key = laneOf(account, service, region);
    const lane = lanes.get(key) ?? new Lane(clock);
    lanes.set(key, lane);
    return lane;
  }

  function drawsOf({ service, operation, costs }: PaceRequest, lane: Lane): readonly Draw[] {
    return chargesOf(service, operation, costs).map(({ bucket, tokens }) => ({
      bucket: lane.bucket(bucket, () => new TokenBucket(rateOf(service, bucket, overrides), clock.now())),
      tokens,
    }));
  }

  return {
    async take(request, signal) {
      if (signal?.aborted) throw interrupted();
      const lane = laneFor(request);
      const draws = drawsOf(request, lane);
      const line = [request.operation, request.priority, ...draws.map(({ tokens }) => tokens)].join(" ");
      const turn = Promise.withResolvers<void>();
      const leave = lane.wait(line, draws, request.priority, turn.resolve);
      const stop = () => {
        leave();
        turn.reject(interrupted());
      };
      signal?.addEventListener("abort", stop, { once: true });
      await turn.promise.finally(() => signal?.removeEventListener("abort", stop));
      count(request);
      const since = clock.now();
      return () => lane.answered(clock.now() - since);
    },
    throttled(request) {
      const lane = laneFor(request);
      lane.slowDown(drawsOf(request, lane).map(({ bucket }) => bucket));
    },
    sent: (service) => new Map(sent.get(service)),
  };
}

/** The call was not sent; a later pass makes it. */
export function interrupted(): FailureError {
  return new FailureError({
    kind: "transient",
    error: "Interrupted",
    message: "stopped before the call was sent",
  });
}
