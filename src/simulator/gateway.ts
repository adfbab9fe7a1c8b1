import type { Throttle } from "./buckets.ts";
import { type CallLog, idsOf, isWrite, type LoggedCall } from "./calls.ts";
import type { FaultRule, Faults } from "./faults.ts";
import { type Identity, isDenied, type Principal } from "./identity.ts";
import { lagsBehind, type Past } from "./past.ts";
import { denied, refusal } from "./refusals.ts";
import { AwsError, type Clock, type Json, type Service } from "./service.ts";
import type { Routed, Wire, WireReply, WireRequest } from "./wire/wire.ts";

/** One AWS service behind the gateway, under its signing name. */
export type Served = {
  wire: Wire;
  handlers: Service;
  /** Called while a request is under way; throws AwsError for one that conflicts, else answers how to leave. */
  enter?: (operation: string, input: Json) => () => void;
};

/**
 * What an observer of the traffic sees; the input may hold secrets. Throwing in `before` keeps AWS from acting, in `after`
 * loses the answer.
 */
export type CallEvent = { phase: "before" | "after"; call: Attempt; input: Json };
export type Attempt = Omit<LoggedCall, "tookMs" | "status" | "throttled" | "errorCode">;

type GatewayParts = {
  clock: Clock;
  services: { readonly [signingName: string]: Served };
  identity: Identity;
  throttle: Throttle;
  faults: Faults;
  calls: CallLog;
  past: Past;
  /** The code with which Resolver throttles. Absent: as other services do. */
  resolverThrottling?: string;
  /** Drawn once a request and slept before AWS acts. */
  latencyMs: () => number;
  observe: (event: CallEvent) => void;
};

/** The connection broke: no answer, whether or not AWS acted. SDK clients take it for a transient error. */
export class BrokenConnection extends Error {
  readonly code = "ECONNRESET";
  constructor() {
    super("socket hang up");
    this.name = "TimeoutError"; // what NodeHttpHandler makes of a reset connection
  }
}

/** One request in, one reply out: who calls, may it, is it too fast, what goes wrong, then the service. */
export function createGateway(parts: GatewayParts): (request: WireRequest) => Promise<WireReply> {
  let requests = 0;

  return async (request) => {
    const requestId = `00000000-0000-4000-8000-${String(++requests).padStart(12, "0")}`;
    const scope = scopeOf(request);
    const served = parts.services[scope?.service ?? ""];
    if (!scope || !served) return dated(withoutService(scope?.service, requestId));

    const { service, region } = scope;
    const agent = request.headers["user-agent"] ?? "";
    const attempt = { ...UNKNOWN, at: parts.clock.now(), service, region, agent };
    const settle = (status: number, errorCode?: string) => log(parts, attempt, status, errorCode);
    try {
      const { operation, output } = await serve(parts, served, request, scope, attempt);
      settle(operation.status);
      return dated(served.wire.reply(operation, output, requestId));
    } catch (error) {
      if (!(error instanceof AwsError)) {
        settle(0);
        throw error;
      }
      settle(error.status, error.code);
      return dated(served.wire.error(error, requestId));
    }
  };

  function dated(reply: WireReply): WireReply {
    reply.headers.date = new Date(parts.clock.now()).toUTCString();
    return reply;
  }
}

/** Fills the attempt in as it learns more, so that a refused request is logged with what was known of it. */
async function serve(
  parts: GatewayParts,
  served: Served,
  request: WireRequest,
  scope: Scope,
  attempt: Attempt,
) {
  const { service, region } = scope;
  const routed = served.wire.route(request);
  const { operation } = routed;
  attempt.operation = operation.name;
  attempt.write = isWrite(operation.name);
  const handler = served.handlers[operation.name];
  if (!handler) {
    throw refusal(
      service,
      "notImplemented",
      `The simulator does not implement ${service}:${operation.name}.`,
    );
  }
  const caller = callerOf(parts.identity, scope, request);
  attempt.account = caller.account;
  attempt.principalArn = caller.arn;
  const input = inputOf(routed);
  attempt.params = idsOf(input);

  if (!parts.throttle.admit({ ...attempt, input })) throw throttled(parts, service);
  const faults = parts.faults.strike(attempt);
  for (const fault of faults) refuseBy(parts, fault, attempt);
  if (faults.some(({ fault }) => fault === "hang")) await new Promise(() => {});
  if (parts.identity.isClosed(caller.account) || isDenied(caller.role, `${service}:${operation.name}`)) {
    throw denied(service, operation.name, caller.arn);
  }
  const call = { account: caller.account, region, principalArn: caller.arn, input };
  const leave = served.enter?.(operation.name, input);
  try {
    const waitMs = parts.latencyMs() + delayOf(faults);
    if (waitMs > 0) await parts.clock.sleep(waitMs);
    parts.observe({ phase: "before", call: attempt, input });
    const output = act(parts, faults, attempt, () => handler(call));
    parts.observe({ phase: "after", call: attempt, input });
    if (faults.some(({ fault }) => fault === "loseAnswer")) throw new BrokenConnection();
    return { operation, output };
  } finally {
    leave?.();
  }
}

/** A write leaves its past behind while somebody may ask for it; a read that a rule says so for looks into the past. */
function act(
  { past, faults }: GatewayParts,
  striking: FaultRule[],
  { service, write }: Attempt,
  handle: () => Json,
): Json {
  if (!lagsBehind(service)) return handle();
  const isAsked = faults.list().some(({ fault }) => fault === "stale");
  if (!isAsked) past.forget();
  else if (write) past.remember(service);
  const stale = write ? undefined : striking.find((rule) => rule.fault === "stale");
  return stale ? past.before(service, stale.writes, handle) : handle();
}

type Scope = { accessKeyId: string; region: string; service: string };

/** The SigV4 credential scope says who calls which service where; signatures are not verified. */
function scopeOf({ headers }: WireRequest): Scope | undefined {
  const match = /Credential=([^/\s]+)\/\d+\/([\w-]+)\/([\w-]+)\/aws4_request/.exec(
    headers.authorization ?? "",
  );
  if (!match) return undefined;
  const [, accessKeyId = "", region = "", service = ""] = match;
  return { accessKeyId, region, service };
}

const UNKNOWN = { account: "", principalArn: "", operation: "", write: false, params: {} };

function callerOf(
  identity: Identity,
  { accessKeyId, service, region }: Scope,
  { headers }: WireRequest,
): Principal {
  const caller = identity.authenticate(accessKeyId, headers["x-amz-security-token"], region);
  if (typeof caller === "string") throw refusal(service, caller);
  return caller;
}

function inputOf(routed: Routed): Json {
  try {
    return routed.input();
  } catch (error) {
    if (error instanceof AwsError) throw error;
    const unreadable = new AwsError(
      "SerializationException",
      `Unreadable request: ${(error as Error).message}`,
    );
    unreadable.cause = error;
    throw unreadable;
  }
}

/** Resolver's guide has one code, its API's model another. */
function throttled({ resolverThrottling }: GatewayParts, service: string): AwsError {
  const { code, message, status } = refusal(service, "throttled");
  return new AwsError((service === "route53resolver" && resolverThrottling) || code, message, status);
}

function refuseBy(parts: GatewayParts, rule: FaultRule, { service, operation, principalArn }: Attempt): void {
  if (rule.fault === "throttle") throw throttled(parts, service);
  if (rule.fault === "deny") throw denied(service, operation, principalArn);
  if (rule.fault === "error") throw new AwsError(rule.code, rule.message, rule.status);
  if (rule.fault === "loseRequest") throw new BrokenConnection();
}

const delayOf = (faults: FaultRule[]) =>
  faults.reduce((sum, rule) => sum + (rule.fault === "delay" ? rule.ms : 0), 0);

const THROTTLED = ["Throttling", "ThrottlingException", "RequestLimitExceeded"];

function log({ calls, clock }: GatewayParts, attempt: Attempt, status: number, errorCode?: string): void {
  const outcome = {
    tookMs: clock.now() - attempt.at,
    status,
    throttled: errorCode !== undefined && THROTTLED.includes(errorCode),
  };
  calls.add({ ...attempt, ...outcome, ...(errorCode !== undefined && { errorCode }) });
}

/** An answer that every protocol's client makes a name and a message of. */
function withoutService(service: string | undefined, requestId: string): WireReply {
  const code = service === undefined ? "MissingAuthenticationToken" : "NotImplemented";
  const message =
    service === undefined
      ? "The request has no SigV4 Authorization header."
      : `The simulator does not serve ${service}.`;
  return {
    statusCode: service === undefined ? 403 : 501,
    headers: { "content-type": "application/json", "x-amzn-requestid": requestId, "x-amzn-errortype": code },
    body: JSON.stringify({ __type: code, message }),
  };
}
