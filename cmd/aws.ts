import { type Accounts, createAccounts, credentialChain } from "../src/aws/accounts.ts";
import type { OwnCredentials } from "../src/aws/credentials.ts";
import type { Gate } from "../src/aws/gate.ts";
import { createHttpHandler } from "../src/aws/http-handler.ts";
import type { RequestHandler } from "../src/aws/request-handler.ts";
import type { Desired } from "../src/model/desired/types.ts";
import { machineClock } from "./clock.ts";
import { networkFrom } from "./network.ts";
import type { AwsFlags } from "./options.ts";
import { write } from "./streams.ts";
import { complain, logging } from "./terminal.ts";

/** Real accounts, or whatever AWS_ENDPOINT_URL points to: the SDK's own rules find credentials and endpoints. */
export function connect(
  desired: Desired | undefined,
  flags: AwsFlags,
  signal: AbortSignal,
  gate?: Gate,
): Accounts {
  const fallback = process.env.AWS_REGION ?? process.env.AWS_DEFAULT_REGION ?? desired?.hubs[0]?.region;
  const requestHandler = createHttpHandler(networkFrom(process.env));
  return createAccounts({
    clock: machineClock,
    random: Math.random,
    signal,
    requestHandler,
    concurrency: flags.concurrency,
    ...(fallback && { region: fallback }),
    credentials: ownCredentialsOf(fallback, requestHandler),
    ...(flags.rates && { rates: flags.rates }),
    ...(gate && { gate }),
  });
}

/** The operator's own, as the environment and the shared files say. */
export function ownCredentialsOf(region: string | undefined, requestHandler: RequestHandler): OwnCredentials {
  const chain = credentialChain(region, requestHandler);
  const profile = process.env.AWS_PROFILE;
  return profile ? ofProfile(profile, chain) : chain;
}

/** The SDK's own chain, which does not say which profile was of no help. */
function ofProfile(profile: string, chain: ReturnType<typeof credentialChain>): OwnCredentials {
  return async (options) => {
    try {
      return await chain(options);
    } catch (cause) {
      if ((cause as Error).message !== "Could not load credentials from any providers") throw cause;
      const message = `Could not resolve credentials using profile: [${profile}]`;
      throw Object.assign(new Error(message, { cause }), { name: "CredentialsProviderError" });
    }
  };
}

export type Interruptible = {
  readonly signal: AbortSignal;
  readonly exitCode: () => number | undefined;
  /** What a signal makes it say while the work runs; silent where the words are empty. */
  saying<T>(words: string, work: () => Promise<T>): Promise<T>;
};

/** The first SIGINT or SIGTERM lets the calls in flight finish; a second SIGINT ends the process. */
export function interruptible(
  said = "stopping: calls in flight finish, nothing more is started (again: stop at once)",
): Interruptible {
  const controller = new AbortController();
  let code: number | undefined;
  let words = said;
  const stop = (signalCode: number) => () => {
    if (code !== undefined) process.exit(signalCode);
    code = signalCode;
    const line = process.stderr.isTTY && !logging() ? "\n" : ""; // the bar's, or ^C, stands before
    if (words === "") write(process.stderr, line);
    else complain(`${line}${words}`);
    controller.abort();
  };
  process.on("SIGINT", stop(130));
  process.on("SIGTERM", stop(143));
  return {
    signal: controller.signal,
    exitCode: () => code,
    async saying(other, work) {
      words = other;
      return work().finally(() => {
        words = said;
      });
    },
  };
}
