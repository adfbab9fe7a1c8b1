import { createAccounts } from "../../src/aws/accounts.ts";
import type { RequestHandler } from "../../src/aws/request-handler.ts";
import { startDaemon } from "../../src/daemon/daemon.ts";
import { createDesiredState } from "../../src/daemon/desired-state.ts";
import type { Witness } from "../../src/daemon/ports.ts";
import { exchangeStatus } from "../../src/daemon/status-exchange.ts";
import { createStatusKeeper } from "../../src/daemon/status-keeper.ts";
import { createTableLeadership } from "../../src/daemon/table-leadership.ts";
import { createTableMemory } from "../../src/daemon/table-memory.ts";
import { tableWitness } from "../../src/daemon/table-witness.ts";
import { allOf } from "../../src/daemon/witnesses.ts";
import type { Clock } from "../../src/model/clock.ts";
import { leaseTimes } from "../../src/model/lease/times.ts";
import type { Source } from "../../src/operator/sources/source.ts";
import { administrator } from "../../src/simulator/client-settings.ts";
import type { TableOptions } from "../../src/store/client.ts";
import { lastStatus } from "../../src/store/last-status.ts";
import { leaseTable } from "../../src/store/lease-table.ts";
import { createStore } from "../../src/store/store.ts";
import { keeperOn } from "../lease/contest.ts";
import { OPERATOR } from "../support/fleet.ts";
import type { Stage } from "../support/stage.ts";
import { lifeOn } from "./life.ts";

const ENDPOINT = "https://simulated.amazonaws.com";

/** One process of the daemon, with a table and a lease, wired as `run` does it. */
export type Instance = {
  isHolder(): boolean;
  /** At once and for ever: what is on the wire still acts, and nobody hears of it. */
  kill(): void;
  /** SIGSTOP, and SIGCONT after so long. */
  freeze(ms: number): void;
  isFrozen(): boolean;
  /** SIGTERM. */
  stop(): void;
  /** When the process is gone, and what it died of, if of anything. */
  readonly ended: Promise<unknown>;
};

export type Beginning = {
  readonly stage: Stage;
  readonly label: string;
  readonly source: Source;
  readonly random: () => number;
  readonly witness: Witness;
};

export const TABLE = "vpce-operator";

export function tableOptions(
  clock: Clock,
  requestHandler: RequestHandler,
  random: () => number,
): TableOptions {
  return {
    table: TABLE,
    region: "eu-west-1",
    clock,
    random,
    requestHandler,
    credentials: administrator(OPERATOR),
    endpoint: ENDPOINT,
    touchNothing: true,
  };
}

export function startInstance({ stage, label, source, random, witness }: Beginning): Instance {
  const life = lifeOn(stage);
  const { clock, requestHandler } = life;
  const times = leaseTimes();
  const options = tableOptions(clock, requestHandler, random);
  const store = createStore(options);
  const readings = () => ({ monotonic: clock.now(), sinceBoot: clock.now(), wall: clock.now() });
  let ids = 0;
  const freshId = () => `${label}-${++ids}`;
  const ground = {
    clock,
    leaseClock: { readings, sleep: clock.sleep },
    times,
    random,
    freshId,
    table: () => leaseTable(options, times.requestMs),
  };
  const lease = keeperOn(ground, label);
  const problem = () => {};
  const memory = createTableMemory({
    store,
    clock,
    source: source.name,
    problem,
    recall: (status) => keeper.recall(status),
  });
  const keeper = createStatusKeeper({
    now: clock.now,
    label,
    version: "1",
    source: source.name,
    lease: () => undefined,
    requests: memory.requests,
  });
  const written = tableWitness({ store, now: clock.now, status: keeper.status, problem });
  const { leadership, keepers } = createTableLeadership({
    store,
    problem,
    freshId,
    lease,
    acquire: lease.acquire,
    memory,
    written,
  });
  const stopping = new AbortController();
  const daemon = startDaemon({
    clock,
    random,
    accounts: createAccounts({
      clock,
      random,
      requestHandler,
      credentials: administrator(OPERATOR),
      region: "eu-west-1",
      endpoint: ENDPOINT,
      touchNothing: true,
      gate: lease.gate,
    }),
    leadership,
    desiredState: createDesiredState({
      source,
      secrets: { env: {}, file: () => undefined },
      memory: memory.commits,
      stranger: memory.stranger,
      clock,
      told: keeper.sourced,
    }),
    requests: memory.requests,
    inventory: keepers.inventory,
    losses: keepers.losses,
    journal: keepers.journal,
    known: keeper.known,
    witness: allOf(keeper.witness, written, witness),
    stop: stopping.signal,
  });
  const read = async () => {
    const seen = await lastStatus(store);
    return seen.kind === "seen" ? seen.value : undefined;
  };
  const ended = new AbortController();
  void exchangeStatus({ clock, keeper, lastStatus: read, writeStatus: written.changed }, ended.signal);
  const over = daemon.ended
    .then(
      () => undefined,
      (error: unknown) => lease.release().then(() => error),
    )
    .finally(() => ended.abort());
  return {
    kill: life.kill,
    freeze: life.freeze,
    isFrozen: life.isFrozen,
    isHolder: () => lease.view().phase === "holding",
    stop: () => stopping.abort(),
    ended: Promise.race([over, life.killed]),
  };
}
