import type { EC2Client } from "@aws-sdk/client-ec2";
import type { RAMClient } from "@aws-sdk/client-ram";
import type { Route53Client } from "@aws-sdk/client-route-53";
import type { Route53ResolverClient } from "@aws-sdk/client-route53resolver";
import { GetCallerIdentityCommand, type STSClient } from "@aws-sdk/client-sts";
import { fromNodeProviderChain } from "@aws-sdk/credential-providers";
import type { CallTally } from "../model/cost/rates.ts";
import type { Role } from "../model/desired/types.ts";
import type { Seen } from "../model/failure.ts";
import type { AccountId, Region } from "../model/ids.ts";
import { type ClientOptions, type Clients, createClientFactory } from "./clients.ts";
import { assumedRole, type OwnCredentials, ownCredentials, wrongAccount } from "./credentials.ts";
import { FailureError, failureOf } from "./failure.ts";
import { createHttpHandler } from "./http-handler.ts";
import { createPacer } from "./pacer.ts";
import type { RequestHandler } from "./request-handler.ts";
import { createServerTime } from "./server-time.ts";
import { inStep, type StepOptions } from "./step.ts";

export type AccountsOptions = ClientOptions & {
  /** In place of HTTP without a proxy: another way (`createHttpHandler`), or a function in this process. */
  readonly requestHandler?: RequestHandler;
  /** The operator's own; absent: the SDK's default chain (environment, profile, container, instance). */
  readonly credentials?: OwnCredentials;
};

/** The clients of one account, acting with one role. */
export type Session = {
  readonly account: AccountId;
  /** Who the credentials are, asked of AWS once; unreadable (wrongAccount) when they belong to another account. */
  identity(): Promise<Seen<{ readonly account: AccountId; readonly arn: string }>>;
  readonly route53: Route53Client;
  ec2(region: Region): EC2Client;
  resolver(region: Region): Route53ResolverClient;
  ram(region: Region): RAMClient;
};

export type Accounts = {
  /** The same session for the same account and role; without a role the operator's own credentials act. */
  session(account: AccountId, role: Role | undefined): Session;
  /**
   * Calls that belong together because a name is dark between them (`step.ts`); without a lease just the work, for nobody
   * else acts, or everybody may.
   */
  together<T>(options: StepOptions, work: () => Promise<T>): Promise<T>;
  /** Calls that were made so far, every attempt counted. */
  callsMade(): readonly CallTally[];
  /** How far AWS's clock is ahead of the machine's, by its answers so far; 0 when they agree. */
  clockOffMs(): number;
  /** Closes the connections. */
  close(): void;
};

/**
 * Everything between the reconcilers and AWS: one set of clients for each account (a client with changing credentials
 * keeps the first account's identity), one HTTP handler for all of them, one pacer.
 */
export function createAccounts(options: AccountsOptions): Accounts {
  const handler = options.requestHandler ?? createHttpHandler();
  const pacer = createPacer(options.clock, options.rates);
  const serverTime = createServerTime(options.clock);
  const clientsOf = createClientFactory(options, handler, pacer, serverTime);
  const own = ownCredentials(options.credentials ?? credentialChain(options.region, handler));
  const ownSts = clientsOf(OWN_ACCOUNT, own).sts();
  const sessions = new Map<string, Session>();
  return {
    session(account, role) {
      const key = [account, role?.arn, role?.externalId?.reveal()].join(" ");
      let session = sessions.get(key);
      if (session === undefined) {
        const credentials = role ? assumedRole(serverTime.now, ownSts, role, account) : own;
        session = createSession(account, clientsOf(account, credentials));
        sessions.set(key, session);
      }
      return session;
    },
    async together(step, work) {
      const { gate, clock, signal } = options;
      if (gate) return inStep({ pacer, gate, clock }, { ...step, ...(signal && { signal }) }, work);
      await step.prepare();
      return work();
    },
    callsMade: () => pacer.sent(),
    clockOffMs: serverTime.offMs,
    close: () => handler.destroy?.(),
  };
}

/** The SDK's default chain. A profile that names a role, or signs in by SSO, asks AWS by itself: in this Region, this way. */
export function credentialChain(region: string | undefined, requestHandler: RequestHandler) {
  return fromNodeProviderChain({ clientConfig: { requestHandler, ...(region !== undefined && { region }) } });
}

/** AssumeRole is charged to the operator's own account, whose id nobody has asked for yet. */
const OWN_ACCOUNT = "own";

function createSession(account: AccountId, clients: Clients): Session {
  const sts = clients.sts();
  const identity = onceSeen(() => readIdentity(account, sts));
  const verified = async () => {
    const seen = await identity();
    if (seen.kind === "unreadable") throw new FailureError(seen.failure);
  };
  const route53 = clients.route53(verified);
  const ec2 = perRegion((region) => clients.ec2(region, verified));
  const resolver = perRegion((region) => clients.resolver(region, verified));
  const ram = perRegion((region) => clients.ram(region, verified));
  return { account, identity, route53, ec2, resolver, ram };
}

async function readIdentity(
  account: AccountId,
  sts: STSClient,
): Promise<Seen<{ readonly account: AccountId; readonly arn: string }>> {
  try {
    const { Account = "", Arn = "" } = await sts.send(new GetCallerIdentityCommand({}));
    if (Account !== account) throw wrongAccount(account, Account, Arn);
    return { kind: "seen", value: { account, arn: Arn } };
  } catch (error) {
    return { kind: "unreadable", failure: failureOf(error) };
  }
}

/** Keeps an answer, and the one failure that no waiting mends; asks again after every other. */
function onceSeen<T>(read: () => Promise<Seen<T>>): () => Promise<Seen<T>> {
  let kept: Promise<Seen<T>> | undefined;
  return () => {
    kept ??= read().then((seen) => {
      if (seen.kind === "unreadable" && seen.failure.kind !== "wrongAccount") kept = undefined;
      return seen;
    });
    return kept;
  };
}

function perRegion<T>(make: (region: Region) => T): (region: Region) => T {
  const made = new Map<Region, T>();
  return (region) => {
    const client = made.get(region) ?? make(region);
    made.set(region, client);
    return client;
  };
}
