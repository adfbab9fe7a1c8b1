import { randomUUID } from "node:crypto";
import { accessSync, constants, readFileSync } from "node:fs";
import { hostname } from "node:os";
import type { Accounts } from "../src/aws/accounts.ts";
import { type Resolved, resolveConfig, shownConfig, type Unfit } from "../src/daemon/config/resolve.ts";
import type { Settings } from "../src/daemon/config/settings.ts";
import { type Daemon, startDaemon } from "../src/daemon/daemon.ts";
import { createDesiredState } from "../src/daemon/desired-state.ts";
import { resultOf } from "../src/daemon/pass-result.ts";
import type { PassEnd } from "../src/daemon/ports.ts";
import { createPulse } from "../src/daemon/pulse.ts";
import { createRecentChanges } from "../src/daemon/recent-changes.ts";
import { exchangeStatus } from "../src/daemon/status-exchange.ts";
import { createStatusKeeper } from "../src/daemon/status-keeper.ts";
import { allOf, witness } from "../src/daemon/witnesses.ts";
import { parseRates, type RateOverrides } from "../src/model/cost/rates.ts";
import { formatRefusal, type Refusal } from "../src/model/source/refusal.ts";
import { createMetrics } from "../src/web/metrics/metrics.ts";
import { connect } from "./aws.ts";
import { machineClock } from "./clock.ts";
import { readSecretFile } from "./desired.ts";
import { systemWords } from "./failure-words.ts";
import { createLogger, logOf } from "./log.ts";
import type { AwsFlags } from "./options.ts";
import { ownVpcOf, tellOwnVpc } from "./own-vpc.ts";
import { passCounter } from "./run-counts.ts";
import { startEmf } from "./run-emf.ts";
import { type Kept, keptFor } from "./run-kept.ts";
import { logWitness, refusalTeller } from "./run-log.ts";
import { startNotifying } from "./run-notify.ts";
import { sourceFor } from "./run-source.ts";
import { listen } from "./run-web.ts";
import { type SettingFlags, settingsIn } from "./settings.ts";
import { complain, logTo, print, UserError } from "./terminal.ts";
import { VERSION } from "./version.ts";

const WITHOUT_LEASE =
  "lease: none: nothing keeps a second instance, or an apply, from acting at once with this one";

export type RunFlags = SettingFlags & { readonly config?: string; readonly printConfig?: boolean };

/** Passes under the lease until it is told to stop. With `once`, 0 only when everything is as desired. */
export async function run(flags: RunFlags): Promise<number> {
  const config = configFrom(flags);
  if (flags.printConfig) print(shownConfig("problems" in config ? config.set : config));
  if ("problems" in config)
    throw new UserError(
      [...config.problems, "nothing was started; --print-config shows what is set"].join("\n"),
    );
  return flags.printConfig ? 0 : serve(config);
}

/** What is remembered beyond AWS and Git, where there is a table. */
function rememberedBy({ inventory, journal, definitions }: Kept) {
  return {
    ...(inventory && { inventory }),
    ...(journal && { journal }),
    ...(definitions && { definitions }),
  };
}

async function serve(config: Resolved): Promise<number> {
  const { settings } = config;
  const log = createLogger(settings.logLevel);
  if (settings.logLevel !== "silent") logTo(logOf(log));
  if (settings.lease === "none" && !settings.dryRun) complain(WITHOUT_LEASE);
  const stop = stopSignal();
  const last: { end?: PassEnd; refusal?: Refusal | undefined } = {};
  const tell = refusalTeller(log);
  const source = sourceFor(config);
  tellOwnVpc(log, settings, process.env);
  const kept = await keptFor(settings, {
    source: source.name,
    status: () => keeper.status(),
    recall: async (commit, signal) => desiredState.recall?.(commit, signal),
    recalled: (status) => keeper.recall(status),
  });
  const desiredState = createDesiredState({
    source,
    secrets: { env: process.env, file: readSecretFile },
    memory: kept.commits,
    stranger: kept.stranger,
    clock: machineClock,
    told(attempted, refusal) {
      if (refusal && last.refusal?.message !== refusal.message) metrics.refused(refusal.reason);
      last.refusal = refusal;
      keeper.sourced(attempted, refusal, desiredState.ruling());
      tell(attempted, refusal);
    },
  });
  const accounts = onFirstUse(() =>
    connect(desiredState.ruling()?.desired, awsFlags(settings), stop, kept.gate),
  );
  const keeper = createStatusKeeper({
    now: machineClock.now,
    label: settings.label ?? hostname(),
    version: VERSION,
    source: source.name,
    lease: kept.lease,
    requests: kept.requests,
    ...rateOverrides(settings),
  });
  const recent = createRecentChanges({ now: machineClock.now, onTable: kept.chapters });
  const pulse = createPulse(machineClock.now);
  const metrics = createMetrics({
    now: machineClock.now,
    status: keeper.status,
    callsMade: accounts.callsMade,
    gateWaitedMs: kept.gateWaitedMs,
  });
  const counted = passCounter();
  const passEnds = (end: PassEnd) => {
    last.end = end;
    metrics.passEnded(counted(end));
  };
  let daemon: Daemon | undefined;
  const reconcile = async () => {
    const id = randomUUID();
    if (keeper.status().process.state === "standby") await kept.askHolder(id);
    else daemon?.ask("requested");
    keeper.asked(id);
    return id;
  };
  // First of all: an instance that nobody can look at, or a second one by mistake, must not act.
  const server = await listen(settings, { keeper, pulse, metrics, changes: recent.of, reconcile });
  daemon = startDaemon({
    clock: machineClock,
    random: Math.random,
    accounts,
    leadership: kept.leadership,
    desiredState,
    requests: kept.requests,
    rollouts: kept.rollouts,
    ...ownVpcOf(settings),
    ...rememberedBy(kept),
    losses: kept.losses,
    known: keeper.known,
    witness: allOf(
      logWitness(log),
      pulse.witness,
      keeper.witness,
      recent.witness,
      kept.witness,
      witness({ passEnds }),
    ),
    stop,
    once: settings.once,
    dryRun: settings.dryRun,
    pollMs: settings.poll,
    intervalMs: settings.interval,
    concurrency: settings.concurrency,
  });
  const { puzzle } = kept.requests;
  startNotifying(settings, { status: keeper.status, ...(puzzle && { puzzle }) }, stop);
  const endEmf = startEmf(settings, metrics, source.name);
  process.on("SIGHUP", () => daemon?.ask("signal"));
  const over = new AbortController();
  void exchangeStatus({ clock: machineClock, keeper, ...kept }, over.signal);
  try {
    if ((await daemon.ended) === "unfinished") {
      complain("calls were still in flight after 20 s; the lease runs out by itself");
      process.exit(1); // the lease's thread would go on
    }
  } catch (error) {
    await kept.leadership.release();
    if (error instanceof UserError) throw error;
    throw new UserError(error instanceof Error ? error.message : String(error), { cause: error });
  } finally {
    over.abort();
    await endEmf();
    server?.close();
    accounts.close();
  }
  return settings.once ? onceCode(last) : 0;
}

function configFrom({ config: path, ...given }: RunFlags): Resolved | Unfit {
  const flags = settingsIn(given);
  const named = path ?? process.env.VPCE_OPERATOR_CONFIG;
  const file = named === undefined ? {} : { file: { path: named, text: readConfig(named) } };
  const { env } = process;
  return resolveConfig({ flags, env, readSecret: readSecretFile, isReadable, ...file });
}

function isReadable(path: string): boolean {
  try {
    accessSync(path, constants.R_OK);
    return true;
  } catch {
    return false;
  }
}

function readConfig(path: string): string {
  try {
    return readFileSync(path, "utf8");
  } catch (cause) {
    throw new UserError(`${path}: ${systemWords(cause)}`, { cause });
  }
}

function awsFlags(settings: Settings): AwsFlags {
  return { concurrency: settings.concurrency, ...rateOverrides(settings) };
}

function rateOverrides({ rates }: Settings): { rates?: RateOverrides } {
  return rates === undefined ? {} : { rates: parseRates(rates) };
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
    together: (step, work) => accounts().together(step, work),
    callsMade: () => made?.callsMade() ?? [],
    clockOffMs: () => made?.clockOffMs() ?? 0,
    close: () => made?.close(),
  };
}

/** 0: all is as desired; 1: it is not, or nobody knows. */
function onceCode({ end, refusal }: { end?: PassEnd; refusal?: Refusal | undefined }): number {
  if (refusal) complain(formatRefusal(refusal));
  return !refusal && end && resultOf(end) === "converged" ? 0 : 1;
}
