import type { Clock } from "../model/clock.ts";
import type { FailureKind } from "../model/failure.ts";
import { unlessShielded } from "./critical-section.ts";
import { isTimeout } from "./deadline.ts";
import { FailureError, failureOf, isExpired, isSkewed } from "./failure.ts";
import { silencesHere } from "./impatience.ts";

export type RetryOptions = {
  readonly clock: Clock;
  /** Uniform in [0, 1). */
  readonly random: () => number;
  /** Makes the next attempt use fresh credentials. */
  readonly renew: () => void;
  /** Stops waiting: the call fails with what it last met. */
  readonly signal?: AbortSignal;
};

type Token = {
  readonly attempts: Readonly<Partial<Record<FailureKind, number>>>;
  readonly renewed: boolean;
  readonly resigned: boolean;
  getRetryCount(): number;
  getRetryDelay(): number;
};

/**
 * The three functions of the SDK's retry strategy, on our clock and decided by the failure's kind: throttled, busy
 * and transient are tried again after full jitter (a random part of a doubling wait), credentials that ran out once
 * with fresh ones, what the machine's clock made AWS refuse once with the same ones, nothing else at all. There is no
 * retry quota: the SDK's own runs dry when many calls are throttled at once, and ours never are for long, because every
 * attempt waits for the pacer.
 */
export function createRetryStrategy({ clock, random, renew, signal }: RetryOptions) {
  return {
    acquireInitialRetryToken: async () => newToken(0, {}, NEITHER),

    /** The SDK throws the call's own error when this rejects. */
    async refreshRetryTokenForRetry(previous: unknown, { error }: { error?: unknown }) {
      const token = previous as Token;
      const count = token.getRetryCount() + 1;
      if (isSkewed(error) && !token.resigned)
        return newToken(count, token.attempts, { ...token, resigned: true });
      if (isExpired(error) && !token.renewed) {
        renew();
        return newToken(count, token.attempts, { ...token, renewed: true });
      }
      const kind = retriedKind(error);
      const attempt = (kind && token.attempts[kind]) ?? 1;
      const rule = kind && RULES[kind];
      if (rule === undefined || attempt >= rule.attemptsMax)
        throw new Error("not tried again", { cause: error });
      const stop = unlessShielded(signal);
      await clock.sleep(random() * Math.min(WAIT_MAX_MS, rule.waitMs * 2 ** (attempt - 1)), stop);
      if (stop?.aborted) throw new Error("stopped", { cause: error });
      return newToken(count, { ...token.attempts, [kind as FailureKind]: attempt + 1 }, token);
    },

    recordSuccess: () => {},
  };
}

/**
 * The SDK's retry loop for a client of the older generation, whose own one always sleeps on the machine's timers
 * between attempts, be it for 0 ms: then not only our clock would say when the next attempt starts.
 */
export function retrying(strategy: ReturnType<typeof createRetryStrategy>) {
  return <A, R>(next: (args: A) => Promise<R>) =>
    async (args: A): Promise<R> => {
      let token = await strategy.acquireInitialRetryToken();
      for (;;) {
        try {
          return await next(args);
        } catch (error) {
          const again = strategy.refreshRetryTokenForRetry(token, { error });
          token = await again.catch(() => {
            throw error;
          });
        }
      }
    };
}

/** What our own code threw was decided already: it is not tried again here. Nor is, by the impatient, what gave no answer. */
function retriedKind(error: unknown): FailureKind | undefined {
  if (isTimeout(error) && silencesHere()) return undefined;
  if (error instanceof FailureError) return undefined;
  const { kind, operation } = failureOf(error);
  return kind === "transient" && NOT_REPEATED.has(operation ?? "") ? undefined : kind;
}

/** Without an answer AWS may have done it, and would do it a second time: it has no token, and chooses an address itself. */
const NOT_REPEATED: ReadonlySet<string> = new Set(["AssociateResolverEndpointIpAddress"]);

/** Attempts are counted for each kind, the first included. */
const RULES: Readonly<
  Partial<Record<FailureKind, { readonly attemptsMax: number; readonly waitMs: number }>>
> = {
  throttled: { attemptsMax: 10, waitMs: 500 },
  busy: { attemptsMax: 10, waitMs: 200 },
  transient: { attemptsMax: 4, waitMs: 200 },
};
const WAIT_MAX_MS = 5000;

const NEITHER = { renewed: false, resigned: false };

/** The delay is 0 because the wait, on our clock, is over. */
function newToken(
  count: number,
  attempts: Token["attempts"],
  { renewed, resigned }: Pick<Token, "renewed" | "resigned">,
): Token {
  return { attempts, renewed, resigned, getRetryCount: () => count, getRetryDelay: () => 0 };
}
