import { readFile } from "node:fs/promises";
import { createAccounts } from "../../src/aws/accounts.ts";
import type { Clock } from "../../src/model/clock.ts";
import type { Desired } from "../../src/model/desired/types.ts";
import type { Report } from "../../src/model/report.ts";
import { type PassOptions, runPass } from "../../src/operator/pass.ts";
import { administrator } from "../../src/simulator/client-settings.ts";
import { type Cloud, createCloud } from "../../src/simulator/cloud.ts";
import { type DnsListener, listenDns } from "../../src/simulator/dns/listener.ts";
import { VirtualClock } from "../../src/simulator/virtual-clock.ts";
import { parseWorld } from "../../src/simulator/world.ts";
import type { Later } from "./tidily.ts";

/**
 * A simulated cloud and operators in a time of their own: it stands still while anybody works, and jumps over what they
 * wait for. So a minute that must be waited for takes no minute here. DNS listens on real sockets.
 */
export type OwnTime = {
  readonly clock: VirtualClock;
  readonly cloud: Cloud;
  /** By VPC id. */
  readonly resolvers: ReadonlyMap<string, DnsListener>;
  /** A fresh process: it knows nothing of what others did. */
  operator(): Operator;
};

export type Operator = {
  /** Undefined when it was killed meanwhile. */
  apply(desired: Desired, options?: PassOptions): Promise<Report | undefined>;
  /** From now on it hears of no answer, sends nothing, and does not wake. */
  kill(): void;
};

const OPERATORS_ACCOUNT = "999999999999";
const LATENCY_MS = 40;

export async function startOwnTime(worldFile: string, later: Later): Promise<OwnTime> {
  const clock = new VirtualClock();
  const world = parseWorld(await readFile(worldFile, "utf8"), worldFile);
  const cloud = createCloud({ clock, world, latencyMs: LATENCY_MS });
  const resolvers = new Map<string, DnsListener>();
  for (const vpc of cloud.estate.network.vpcs.keys()) {
    const listener = await listenDns(cloud.resolve, vpc);
    later(() => listener.close());
    resolvers.set(vpc, listener);
  }
  return { clock, cloud, resolvers, operator: () => createOperator(clock, cloud) };
}

function createOperator(clock: VirtualClock, cloud: Cloud): Operator {
  const killed = Promise.withResolvers<undefined>();
  let isDead = false;
  const unlessDead = <T>(value: T): T | Promise<never> => (isDead ? new Promise<never>(() => {}) : value);
  const own: Clock = {
    now: clock.now,
    sleep: async (ms, signal) => unlessDead(await clock.sleep(ms, signal)),
  };
  const accounts = createAccounts({
    clock: own,
    random: () => 0.5,
    requestHandler: {
      handle: async (request, options) =>
        isDead ? new Promise<never>(() => {}) : unlessDead(await cloud.handle(request, options)),
    },
    credentials: administrator(OPERATORS_ACCOUNT),
    region: "ap-southeast-2",
    endpoint: "https://simulated.amazonaws.com",
    touchNothing: true,
  });
  const context = { accounts, clock: own, signal: new AbortController().signal };
  return {
    apply: (desired, options) =>
      clock.run(Promise.race([runPass(desired, context, options), killed.promise])),
    kill() {
      isDead = true;
      killed.resolve(undefined);
    },
  };
}
