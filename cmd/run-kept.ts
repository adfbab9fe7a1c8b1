import { randomUUID } from "node:crypto";
import { hostname } from "node:os";
import type { Gate } from "../src/aws/gate.ts";
import { boundElsewhere, otherTable } from "../src/daemon/binding.ts";
import type { Settings } from "../src/daemon/config/settings.ts";
import type { CommitMemory, DesiredStateOptions } from "../src/daemon/desired-state.ts";
import { type Leadership, withoutLease } from "../src/daemon/leadership.ts";
import { contend } from "../src/daemon/lease/contend.ts";
import type { LeaseKeeper } from "../src/daemon/lease/keeper.ts";
import { type LeaseFacts, leaseFacts, leaseInWords } from "../src/daemon/lease/view.ts";
import { createProcessLosses } from "../src/daemon/losses.ts";
import type { DesiredState, Requests, Rollouts, Witness } from "../src/daemon/ports.ts";
import { noRequests } from "../src/daemon/requests.ts";
import { createRollouts, noRollouts } from "../src/daemon/rollouts.ts";
import { createTableLeadership } from "../src/daemon/table-leadership.ts";
import { createTableMemory } from "../src/daemon/table-memory.ts";
import { tableWitness } from "../src/daemon/table-witness.ts";
import { witness } from "../src/daemon/witnesses.ts";
import { tableIn } from "../src/model/desired/table.ts";
import { valueIn } from "../src/model/failure.ts";
import type { Region } from "../src/model/ids.ts";
import type { Commit } from "../src/model/source/commit.ts";
import type { Status } from "../src/model/status/status.ts";
import type { Definitions } from "../src/operator/definitions.ts";
import type { InventoryStore } from "../src/operator/inventory.ts";
import type { LossStore } from "../src/operator/losses.ts";
import type { Journal } from "../src/operator/open-steps.ts";
import type { Chapter } from "../src/store/history.ts";
import { lastStatus } from "../src/store/last-status.ts";
import { createStore } from "../src/store/store.ts";
import { machineClock } from "./clock.ts";
import { keepLease } from "./lease.ts";
import { ownVpcOf } from "./own-vpc.ts";
import { author, refuseUnusable, tableOptions } from "./table-store.ts";
import { complain, HELD_BY_ANOTHER, UserError } from "./terminal.ts";

/** Who acts, and what is remembered: on a table, or in this process alone. */
export type Kept = {
  readonly leadership: Leadership;
  readonly commits: CommitMemory;
  /** Why documents are not for this instance, if so. */
  readonly stranger: NonNullable<DesiredStateOptions["stranger"]>;
  readonly requests: Requests;
  readonly inventory?: InventoryStore;
  readonly losses: LossStore;
  readonly journal?: Journal;
  readonly definitions?: Definitions;
  readonly rollouts: Rollouts;
  readonly witness: Witness;
  readonly gate?: Gate;
  /** As this process sees it; undefined where there is no table. */
  readonly lease: () => LeaseFacts | undefined;
  /** For how long changes waited for the lease, all together. */
  readonly gateWaitedMs: () => number;
  /** Asks the holder of the lease for a pass. Throws Error where the table does not take it. */
  readonly askHolder: (id: string) => Promise<void>;
  /** How things stood when the holder last wrote it down; undefined where nobody did, or it cannot be read. */
  readonly lastStatus: () => Promise<Status | undefined>;
  /** What passes did since then; undefined where there is no table, or it does not answer. */
  readonly chapters: (since: number) => Promise<readonly Chapter[] | undefined>;
  /** Writes it down where something has changed since: a refusal, a pause, a pass. */
  readonly writeStatus: () => void;
};

type Told = {
  readonly source: string;
  readonly status: () => Status;
  readonly recall: NonNullable<DesiredState["recall"]>;
  /** How things stood before a term that begins. */
  readonly recalled: (status: Status | undefined) => void;
};

export async function keptFor(settings: Settings, told: Told): Promise<Kept> {
  const { table, tableRegion: region, label, dryRun } = settings;
  const ownLabel = label ?? hostname();
  if (table === undefined || dryRun) return inProcess(settings);
  const options = tableOptions({ table, ...(region !== undefined && { region }) });
  await refuseUnusable(options);
  const own = { name: table, region: options.region as Region };
  const lease = keepLease({ table, region: options.region, ...(label !== undefined && { label }) });
  const problem = (message: string) => complain(`table ${table}: ${message}`);
  let [said, unread] = ["", ""];
  lease.onView((view) => {
    const words = leaseInWords(view);
    if (words !== said && (view.problem !== undefined || view.newer !== undefined)) problem(words);
    said = words;
  });
  const store = createStore(options);
  const bound = await store.get("binding", "table");
  if (bound.kind === "seen") {
    const words = boundElsewhere(bound.value?.source, told.source);
    if (words !== undefined) throw new UserError(`table ${table}: ${words}`);
  }
  const memory = createTableMemory({
    store,
    clock: machineClock,
    source: told.source,
    problem,
    recall: told.recalled,
    once: settings.once,
  });
  const written = tableWitness({ store, now: machineClock.now, status: told.status, problem });
  const { leadership, keepers } = createTableLeadership({
    store,
    problem,
    freshId: randomUUID,
    lease,
    memory,
    written,
    async acquire(signal) {
      const term = settings.once ? await termInTime(lease, signal, problem) : await lease.acquire(signal);
      if (!term && !signal.aborted) throw new Error(`the lease ended: ${leaseInWords(lease.view())}`);
      return term;
    },
  });
  const rollouts = createRollouts({
    store,
    clock: machineClock,
    desiredState: { recall: told.recall },
    ...ownVpcOf(settings),
  });
  return {
    rollouts,
    commits: memory.commits,
    stranger: async (desired) => otherTable(tableIn(desired), own) ?? (await memory.stranger(desired)),
    requests: memory.requests,
    inventory: keepers.inventory,
    losses: keepers.losses,
    journal: keepers.journal,
    definitions: keepers.definitions,
    witness: written,
    gate: lease.gate,
    writeStatus: written.changed,
    lease: () => leaseFacts(lease.view(), ownLabel),
    gateWaitedMs: lease.gate.waitedMs,
    async askHolder(id) {
      const wish = {
        kind: "reconcile",
        id,
        at: machineClock.now(),
        author: `${author()}, over HTTP`,
      } as const;
      const written = await store.requests.ask(wish);
      if (written.kind === "failed") throw new Error(`table ${table}: ${written.failure.message}`);
    },
    async chapters(since) {
      const seen = await store.history.since(since);
      return seen.kind === "seen" ? seen.value : undefined;
    },
    async lastStatus() {
      const seen = await lastStatus(store);
      const words = seen.kind === "seen" ? "" : seen.failure.message;
      if (words !== "" && words !== unread) problem(`how things stand could not be read: ${words}`);
      unread = words;
      return valueIn(seen);
    },
    leadership,
  };
}

/** One pass waits half a minute for its turn: a pipeline that stands by for ever helps nobody. */
async function termInTime(keeper: LeaseKeeper, signal: AbortSignal, waits: (words: string) => void) {
  const contended = await contend({ keeper, clock: machineClock, signal, waits });
  if (contended.kind === "acquired") return contended.term;
  if (contended.kind === "aborted") return undefined;
  if (contended.kind === "refused") throw new UserError(contended.why);
  throw new UserError(`${contended.by} holds the lease, and makes passes itself: none was made here`, {
    exitCode: HELD_BY_ANOTHER,
  });
}

/** Nothing is known of what ruled before the process began, and nobody can ask but here. */
function inProcess(settings: Settings): Kept {
  let last: Commit | undefined;
  return {
    leadership: withoutLease,
    requests: noRequests,
    losses: createProcessLosses(machineClock),
    rollouts: noRollouts,
    witness: witness({}),
    lastStatus: async () => undefined,
    chapters: async () => undefined,
    writeStatus: () => undefined,
    lease: () => undefined,
    gateWaitedMs: () => 0,
    stranger: async (desired) => (settings.dryRun ? undefined : otherTable(tableIn(desired), undefined)),
    askHolder: async () => {},
    commits: {
      last: () => last,
      accepted: () => new Set(),
      async rules(commit) {
        last = commit;
      },
    },
  };
}
