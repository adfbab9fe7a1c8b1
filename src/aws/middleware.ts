import { AsyncLocalStorage } from "node:async_hooks";
import type PQueue from "p-queue";
import { type CallOutcome, type Costs, isRead, type Service } from "../model/cost/rates.ts";
import { type Answered, refuseIncomplete } from "./answers.ts";
import type { Credentials } from "./credentials.ts";
import { unlessShielded } from "./critical-section.ts";
import { noteDoubt, withDoubt } from "./doubt.ts";
import { FailureError, failureOf, note } from "./failure.ts";
import { type Gate, GateClosed, isLost, markAgent, underGate } from "./gate.ts";
import { silencesHere } from "./impatience.ts";
import { interrupted, type PaceRequest, type Pacer } from "./pacer.ts";
import { priorityOf } from "./priority.ts";
import { scrubError } from "./scrub.ts";
import { gateInStep, isInStep, permitFor } from "./step.ts";

/** What the middleware of one client knows. */
export type ClientContext = {
  readonly account: string;
  readonly service: Service;
  readonly region: string;
  readonly pacer: Pacer;
  readonly credentials: Credentials;
  /** Most calls of one operation under way or waiting for their tokens, for this account. */
  readonly queueFor: (operation: string) => PQueue;
  /** Rejects (FailureError) when the client must not be used: credentials of another account. */
  readonly verified: () => Promise<void>;
  /** Asked before every attempt of a change, and once more when it is sent. */
  readonly gate?: Gate;
  readonly signal?: AbortSignal;
  /** How far AWS's clock is ahead of the machine's. */
  readonly clockOffMs: () => number;
};

type Args = { readonly input: object; readonly request?: unknown };
type Context = { readonly commandName?: string };
type Middleware = <A extends Args, R>(
  next: (args: A) => Promise<R>,
  context: Context,
) => (args: A) => Promise<R>;
/** The part of the SDK's middleware stack that is used here; it has one shape in both generations of clients. */
type Stack = {
  add(middleware: Middleware, options: { name: string; step: "initialize" }): void;
  addRelativeTo(
    middleware: Middleware,
    options: { name: string; relation: "before"; toMiddleware: "httpSigningMiddleware" },
  ): void;
};

/**
 * What every call of a client passes through:
 *
 *     call ─▶ queue ─▶ verify ─▶ (serialise) ─▶ retry ─▶ gate ─▶ pace ─▶ sign ─▶ gate ─▶ send, within the deadline
 *              │         │                        │        │        │
 *         concurrency  not in this account        └────────┴────────┴── once for each attempt: a long wait for tokens
 *                      at all                                           lets neither a signature nor credentials run
 *                                                                       out, and an answer that AWS cannot give is none
 */
export function instrument(stack: Stack, client: ClientContext): void {
  // The old Resolver client and the current ones alike call the signing step by this name.
  const beforeSigning = { relation: "before", toMiddleware: "httpSigningMiddleware" } as const;
  stack.add(queued(client), { name: "vpceOperatorQueue", step: "initialize" });
  stack.addRelativeTo(paced(client), { name: "vpceOperatorPacer", ...beforeSigning });
}

/**
 * One queue for each operation, so that calls waiting for a slow bucket take no place from others; among operations
 * the pacer decides. Errors leave with the operation's name and without secrets.
 */
function queued(client: ClientContext): Middleware {
  return (next, context) => async (args) => {
    const operation = operationOf(context);
    const work = async () => {
      if (unlessShielded(client.signal)?.aborted) throw interrupted();
      await client.verified();
      return next(args);
    };
    try {
      // A queue starts its work from wherever the last one ended: the caller's priority comes along.
      // A step that darkens a name waits for nobody between its calls.
      return await withDoubt(() =>
        isInStep() ? work() : client.queueFor(operation).add(AsyncLocalStorage.bind(work)),
      );
    } catch (error) {
      scrubError(error, client.credentials.secrets());
      note(error, { operation });
      throw error;
    }
  };
}

/**
 * Each attempt waits until changes may be sent, and for its tokens, and tells the pacer when it was throttled all the
 * same. Where the gate closed meanwhile it waits again, and with new tokens: too many of ours never are too many of AWS's.
 */
function paced(client: ClientContext): Middleware {
  return (next, context) => async (args) => {
    const operation = operationOf(context);
    const pace = paceRequest(client, operation, args.input);
    const gate = isRead(operation) ? undefined : gateInStep(client.gate);
    for (;;) {
      await gate?.opens(unlessShielded(client.signal));
      const answer = await attempt(client, pace, gate, args, () => next(args));
      if (answer !== CLOSED) return answer;
    }
  };
}

const CLOSED = Symbol("the gate closed while the attempt was signed");

async function attempt<R>(
  client: ClientContext,
  pace: PaceRequest,
  gate: Gate | undefined,
  args: Args,
  send: () => Promise<R>,
): Promise<R | typeof CLOSED> {
  const silences = silencesHere();
  silences?.refuse(pace);
  await client.credentials.provide(); // an AssumeRole after the tokens were taken would bunch the calls that wait for it
  const permit = permitFor(pace, gate !== undefined);
  const ended = permit ? permit.use() : await client.pacer.take(pace, unlessShielded(client.signal));
  const heard = silences?.sent(pace);
  let outcome: CallOutcome | undefined;
  try {
    silences?.refuse(pace);
    if (gate) markAgent(args.request, gate.mark());
    const answer = await underGate(gate, send);
    refuseIncomplete(pace.operation, answered(args.input, answer));
    outcome = "ok";
    heard?.();
    return answer;
  } catch (error) {
    if (error instanceof GateClosed) return CLOSED;
    if (!(error instanceof FailureError)) heard?.(error);
    noteAttempt(client, args, error);
    note(error, { operation: pace.operation });
    if (failureOf(error).kind === "transient" && !isLost(error)) noteDoubt();
    outcome = isThrottled(error) ? "throttled" : "failed";
    if (outcome === "throttled") client.pacer.throttled(pace);
    throw error;
  } finally {
    ended(outcome);
  }
}

function noteAttempt(client: ClientContext, { request }: Args, error: unknown): void {
  const host = hostOf(request);
  const own = client.credentials.own && { own: client.credentials.own };
  note(error, { clockOffMs: client.clockOffMs(), ...(host !== undefined && { host }), ...own });
}

/** The deserialised answer, and the bytes that the deadline has read to their end. */
function answered(input: object, answer: unknown): Answered {
  const { output = {}, response } = answer as { output?: Answered["output"]; response?: { body?: unknown } };
  const bytes = response?.body;
  const body = () => (bytes instanceof Uint8Array ? Buffer.from(bytes).toString() : "");
  return { output, input: input as Answered["input"], body };
}

/** What our own code threw says nothing about AWS's buckets. */
function isThrottled(error: unknown): boolean {
  return !(error instanceof FailureError) && failureOf(error).kind === "throttled";
}

function paceRequest(
  { account, service, region }: ClientContext,
  operation: string,
  input: object,
): PaceRequest {
  return { account, service, region, operation, costs: costsOf(input), priority: priorityOf(operation) };
}

/** The only call whose cost depends on what it carries is ChangeResourceRecordSets. */
function costsOf(input: { ChangeBatch?: { Changes?: readonly { Action?: string }[] } }): Costs {
  const changes = input.ChangeBatch?.Changes ?? [];
  const count = (action: string) => changes.filter((change) => change.Action === action).length;
  return { creates: count("CREATE"), deletes: count("DELETE"), upserts: count("UPSERT") };
}

function operationOf({ commandName = "" }: Context): string {
  return commandName.replace(/Command$/, "");
}

function hostOf(request: unknown): string | undefined {
  const { hostname, port } = (request ?? {}) as { hostname?: string; port?: number };
  return hostname === undefined || port === undefined ? hostname : `${hostname}:${port}`;
}
