import { type Accounts, createAccounts } from "../src/aws/accounts.ts";
import type { Desired } from "../src/model/desired/types.ts";
import { machineClock } from "./clock.ts";
import type { AwsFlags } from "./options.ts";

/** Real accounts, or whatever AWS_ENDPOINT_URL points to: the SDK's own rules find credentials and endpoints. */
export function connect(desired: Desired, flags: AwsFlags, signal: AbortSignal): Accounts {
  const fallback = process.env.AWS_REGION ?? process.env.AWS_DEFAULT_REGION ?? desired.hubs[0]?.region;
  return createAccounts({
    clock: machineClock,
    random: Math.random,
    signal,
    concurrency: flags.concurrency,
    ...(fallback && { region: fallback }),
    ...(flags.rates && { rates: flags.rates }),
  });
}

/** The first SIGINT or SIGTERM lets the calls in flight finish; a second SIGINT ends the process. */
export function interruptible(
  words = "stopping: calls in flight finish, nothing more is started (again: stop at once)",
): { signal: AbortSignal; exitCode: () => number | undefined } {
  const controller = new AbortController();
  let code: number | undefined;
  const stop = (signalCode: number) => () => {
    if (code !== undefined) process.exit(signalCode);
    code = signalCode;
    process.stderr.write(`\n${words}\n`);
    controller.abort();
  };
  process.on("SIGINT", stop(130));
  process.on("SIGTERM", stop(143));
  return { signal: controller.signal, exitCode: () => code };
}
