import { DynamoDBClient } from "@aws-sdk/client-dynamodb";
import { TOUCH_NOTHING } from "../aws/clients.ts";
import type { OwnCredentials } from "../aws/credentials.ts";
import { withDeadline } from "../aws/deadline.ts";
import type { RequestHandler } from "../aws/request-handler.ts";
import { createRetryStrategy } from "../aws/retry.ts";
import type { Clock } from "../model/clock.ts";

export type TableOptions = {
  readonly table: string;
  readonly region: string;
  readonly clock: Clock;
  /** Uniform in [0, 1): the jitter of retries. */
  readonly random: () => number;
  readonly requestHandler: RequestHandler;
  /** The operator's own: the table is in its account. */
  readonly credentials: OwnCredentials;
  /** Absent: the SDK's own rules (AWS_ENDPOINT_URL_DYNAMODB, AWS). */
  readonly endpoint?: string;
  /** Read no shared configuration file. */
  readonly touchNothing?: boolean;
  readonly signal?: AbortSignal;
};

const ATTEMPT_MS = 5000;

/** For everything but the lease: failed attempts are made again, as with all of AWS. */
export function tableClient(options: TableOptions): DynamoDBClient {
  const { clock, random, signal, credentials } = options;
  let forceRefresh = false;
  const renew = () => {
    forceRefresh = true;
  };
  const provide = async () => {
    if (typeof credentials !== "function") return credentials;
    const how = { forceRefresh };
    forceRefresh = false;
    return credentials(how);
  };
  return new DynamoDBClient({
    ...common(options),
    credentials: provide,
    maxAttempts: 10, // shown in a header only: the strategy decides
    requestHandler: withDeadline(options.requestHandler, clock, ATTEMPT_MS),
    retryStrategy: createRetryStrategy({ clock, random, renew, ...(signal && { signal }) }),
  });
}

/** For the lease: one attempt, and whoever sends it decides how long it may take. */
export function leaseClient(options: TableOptions): DynamoDBClient {
  return new DynamoDBClient({
    ...common(options),
    credentials: options.credentials,
    maxAttempts: 1,
    requestHandler: options.requestHandler,
  });
}

function common({ region, endpoint, touchNothing }: TableOptions) {
  return {
    region,
    customUserAgent: "vpce-operator",
    ...(endpoint !== undefined && { endpoint }),
    ...(touchNothing && { ...TOUCH_NOTHING, accountIdEndpointMode: "disabled" as const }),
  };
}
