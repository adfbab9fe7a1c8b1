import { readFileSync } from "node:fs";
import type { Accounts } from "../src/aws/accounts.ts";
import { type Resolved, resolveConfig, shownConfig } from "../src/daemon/config/resolve.ts";
import type { Settings } from "../src/daemon/config/settings.ts";
import { startDaemon } from "../src/daemon/daemon.ts";
import { type CommitMemory, createDesiredState } from "../src/daemon/desired-state.ts";
import { withoutLease } from "../src/daemon/leadership.ts";
import type { PassEnd, Witness } from "../src/daemon/ports.ts";
import { noRequests } from "../src/daemon/requests.ts";
import { parseRates } from "../src/model/cost/rates.ts";
import { converged } from "../src/model/report.ts";
import type { Commit } from "../src/model/source/commit.ts";
import { formatRefusal, type Refusal } from "../src/model/source/refusal.ts";
import { connect } from "./aws.ts";
import { machineClock } from "./clock.ts";
import { readSecretFile } from "./desired.ts";
import { systemWords } from "./failure-words.ts";
import { createLogger, logOf } from "./log.ts";
import type { AwsFlags } from "./options.ts";
import { logWitness, refusalTeller } from "./run-log.ts";
import { sourceFor } from "./run-source.ts";
import { type SettingFlags, settingsIn } from "./settings.ts";
import { complain, logTo, print, UserError } from "./terminal.ts";

export type RunFlags = SettingFlags & { readonly config?: string; readonly printConfig?: boolean };

/** Passes under the lease until it is told to stop. With `once`, 0 only when everything is as desired. */
export async function run(flags: RunFlags): Promise<number> {
  const config = configFrom(flags);
  if (flags.printConfig) {
    print(shownConfig(config));
    return 0;
  }
  const { settings } = config;
  const log = createLogger(settings.logLevel);
  if (settings.logLevel !== "silent") logTo(logOf(log));
  const stop = stopSignal();
  const last: { end?: PassEnd; refusal?: Refusal | undefined } = {};
  const tell = refusalTeller(log);
  const desiredState = createDesiredState({
    source: sourceFor(config),
    secrets: { env: process.env, file: readSecretFile },
    memory: inProcess(),
    clock: machineClock,
    told(attempted, refusal) {
      last.refusal = refusal;
      tell(attempted, refusal);
    },
  });
  const accounts = onFirstUse(() =>
    connect(desiredState.ruling()?.desired, awsFlags(settings), new AbortController().signal),
  );
  const daemon = startDaemon({
    clock: machineClock,
    random: Math.random,
    accounts,
    leadership: withoutLease,
    desiredState,
    requests: noRequests,
    witness: also(logWitness(log), (end) => {
      last.end = end;
    }),
    stop,
    once: settings.once,
    dryRun: settings.dryRun,
    pollMs: settings.poll,
    intervalMs: settings.interval,
    concurrency: settings.concurrency,
  });
  process.on("SIGHUP", () => daemon.ask("signal"));
  try {
    await daemon.ended;
  } finally {
    accounts.close();
  }
  return settings.once ? onceCode(last) : 0;
}

function configFrom({ config: path, ...given }: RunFlags): Resolved {
  const flags = settingsIn(given);
  const named = path ?? process.env.VPCE_OPERATOR_CONFIG;
  const file = named === undefined ? {} : { file: { path: named, text: readConfig(named) } };
  const resolved = resolveConfig({ flags, env: process.env, readSecret: readSecretFile, ...file });
  if ("problems" in resolved)
    throw new UserError(
      [...resolved.problems, "nothing was started; --print-config shows what is set"].join("\n"),
    );
  return resolved;
}

function readConfig(path: string): string {
  try {
    return readFileSync(path, "utf8");
  } catch (cause) {
    throw new UserError(`${path}: ${systemWords(cause)}`, { cause });
  }
}

function awsFlags({ rates, concurrency }: Settings): AwsFlags {
  return { concurrency, ...(rates !== undefined && { rates: parseRates(rates) }) };
}

/** SIGTERM and SIGINT end it in order; the second one at once. */
function stopSignal(): AbortSignal {
  const controller = new AbortController();
  const stop = (code: number) => () => {
    if (controller.signal.aborted) process.exit(code);
    controller.abort();
  };
  process.on("SIGINT", stop(130));
  process.on("SIGTERM", stop(143));
  return controller.signal;
}

/** Made when the first hub is known, whose Region serves where the environment names none. */
function onFirstUse(make: () => Accounts): Accounts {
  let made: Accounts | undefined;
  const accounts = () => {
    made ??= make();
    return made;
  };
  return {
    session: (account, role) => accounts().session(account, role),
    callsMade: () => made?.callsMade() ?? [],
    clockOffMs: () => made?.clockOffMs() ?? 0,
    close: () => made?.close(),
  };
}

/** In one process: nothing is known of what ruled before it began. */
function inProcess(): CommitMemory {
  let last: Commit | undefined;
  return {
    last: () => last,
    accepted: () => new Set(),
    async rules(commit) {
      last = commit;
    },
  };
}

function also(witness: Witness, passEnds: (end: PassEnd) => void): Witness {
  return {
    ...witness,
    passEnds(end) {
      witness.passEnds(end);
      passEnds(end);
    },
  };
}

/** 0: all is as desired; 1: it is not, or nobody knows. */
function onceCode({ end, refusal }: { end?: PassEnd; refusal?: Refusal | undefined }): number {
  if (refusal) complain(formatRefusal(refusal));
  return !refusal && end && "report" in end && converged(end.report) ? 0 : 1;
}
