import { EC2Client } from "@aws-sdk/client-ec2";
import { RAMClient } from "@aws-sdk/client-ram";
import { Route53Client } from "@aws-sdk/client-route-53";
import { Route53ResolverClient } from "@aws-sdk/client-route53resolver";
import { STSClient } from "@aws-sdk/client-sts";
import PQueue from "p-queue";
import type { Clock } from "../model/clock.ts";
import type { RateOverrides, Service } from "../model/cost/rates.ts";
import type { Region } from "../model/ids.ts";
import type { Credentials } from "./credentials.ts";
import { withDeadline } from "./deadline.ts";
import { type Gate, gated } from "./gate.ts";
import { type ClientContext, instrument } from "./middleware.ts";
import type { Pacer } from "./pacer.ts";
import type { RequestHandler } from "./request-handler.ts";
import { createRetryStrategy, retrying } from "./retry.ts";
import type { ServerTime } from "./server-time.ts";

export type ClientOptions = {
  readonly clock: Clock;
  /** Uniform in [0, 1): the jitter of retries. */
  readonly random: () => number;
  readonly rates?: RateOverrides;
  /** Absent: the SDK's own rules (AWS_REGION, profile). Also decides the partition. */
  readonly region?: string;
  /** One endpoint for every service; absent: the SDK's own rules (AWS_ENDPOINT_URL, per-service variables, AWS). */
  readonly endpoint?: string;
  /** Most calls of one operation in one account that are under way or wait for their tokens. */
  readonly concurrency?: number;
  readonly attemptTimeoutMs?: number;
  /** Read no shared configuration file; needs region, endpoint and credentials. */
  readonly touchNothing?: boolean;
  /** Asked before every attempt of a change; absent: every change may be sent. */
  readonly gate?: Gate;
  /** Stops what has not been sent; what is under way ends by itself. */
  readonly signal?: AbortSignal;
};

/** Rejects (FailureError) when the client must not be used. */
type Verify = () => Promise<void>;

/** Makes the clients of one account. The STS client needs no verification: it is what verifies. */
export type Clients = {
  sts(): STSClient;
  route53(verified: Verify): Route53Client;
  ec2(region: Region, verified: Verify): EC2Client;
  resolver(region: Region, verified: Verify): Route53ResolverClient;
  ram(region: Region, verified: Verify): RAMClient;
};

/** All clients share the handler and the pacer; those of one account its credentials and queues. */
export function createClientFactory(
  options: ClientOptions,
  handler: RequestHandler,
  pacer: Pacer,
  serverTime: ServerTime,
): (account: string, credentials: Credentials) => Clients {
  const { clock, random, signal, gate, concurrency = 32, attemptTimeoutMs = 10_000 } = options;
  const shared = {
    requestHandler: withDeadline(
      serverTime.watching(gate ? gated(handler) : handler),
      clock,
      attemptTimeoutMs,
    ),
    maxAttempts: ATTEMPTS_SHOWN,
    ...(options.endpoint === undefined ? {} : { endpoint: options.endpoint }),
    ...(options.touchNothing ? TOUCH_NOTHING : {}),
  };
  const home = options.region === undefined ? {} : { region: options.region };

  return (account, credentials) => {
    const queues = new Map<string, PQueue>();
    const queueFor = (operation: string) => {
      const queue = queues.get(operation) ?? new PQueue({ concurrency });
      queues.set(operation, queue);
      return queue;
    };
    const renew = () => credentials.renew();
    const retryStrategy = createRetryStrategy({ clock, random, renew, ...(signal ? { signal } : {}) });
    const config = { ...shared, credentials: () => credentials.provide(), retryStrategy };
    const context = (service: Service, region: string, verified: Verify): ClientContext => ({
      account,
      service,
      region,
      pacer,
      credentials,
      queueFor,
      verified,
      clockOffMs: serverTime.offMs,
      ...(gate ? { gate } : {}),
      ...(signal ? { signal } : {}),
    });

    return {
      sts() {
        const client = new STSClient({ ...config, ...home });
        instrument(
          client.middlewareStack,
          context("sts", options.region ?? "", async () => {}),
        );
        return client;
      },
      route53(verified) {
        const client = new Route53Client({ ...config, ...home });
        instrument(client.middlewareStack, context("route53", "", verified));
        return client;
      },
      ec2(region, verified) {
        const client = new EC2Client({ ...config, region });
        instrument(client.middlewareStack, context("ec2", region, verified));
        return client;
      },
      resolver(region, verified) {
        const client = new Route53ResolverClient({ ...config, region });
        const place = { name: "retryMiddleware", step: "finalizeRequest", override: true } as const;
        client.middlewareStack.add(retrying(retryStrategy), { ...place, priority: "high" });
        instrument(client.middlewareStack, context("resolver", region, verified));
        return client;
      },
      ram(region, verified) {
        const client = new RAMClient({ ...config, region });
        instrument(client.middlewareStack, context("ram", region, verified));
        return client;
      },
    };
  };
}

/** For the request's `amz-sdk-request` header only: the retry strategy decides. */
const ATTEMPTS_SHOWN = 10;

/**
 * With these, the region, the endpoint, credentials and `maxAttempts`, a client has nothing left to look up in the
 * shared configuration files. (The Resolver client, of an older generation, looks all the same, once.)
 */
export const TOUCH_NOTHING = {
  retryMode: "standard",
  useDualstackEndpoint: false,
  useFipsEndpoint: false,
  userAgentAppId: "vpce-operator",
  authSchemePreference: [] as string[],
  disableClockSkewCorrection: false,
};
