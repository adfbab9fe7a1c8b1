import { startDaemon } from "../../src/daemon/daemon.ts";
import { withoutLease } from "../../src/daemon/leadership.ts";
import { createProcessLosses } from "../../src/daemon/losses.ts";
import type { DaemonOptions } from "../../src/daemon/options.ts";
import type {
  DesiredState,
  PassEnd,
  ProcessState,
  Requests,
  Ruling,
  Witness,
} from "../../src/daemon/ports.ts";
import type { Trigger } from "../../src/daemon/triggers.ts";
import { allOf, witness } from "../../src/daemon/witnesses.ts";
import { seededRandom } from "../../src/simulator/random.ts";
import { documentsRule } from "./iam/suite.ts";
import { desiredFrom, type Files, type Stage } from "./stage.ts";

/** A source that a test commits to; each commit rules at the next look. */
export type Repository = DesiredState & { commit(files: Files): void };

export function repository(stage: Stage, files: Files): Repository {
  const history: Files[] = [];
  function committed(documents: Files): Ruling {
    const desired = desiredFrom(documents);
    documentsRule(stage.cloud, documents, desired);
    const revision = `commit-${history.push(documents) - 1}`;
    const commit = { url: "https://git.example/x", ref: "main", path: ".", commit: revision, tree: revision };
    return { desired, revision, removals: "allowed", commit };
  }
  let head = committed(files);
  let ruling: Ruling | undefined;
  return {
    commit(next) {
      head = committed(next);
    },
    async recall({ commit }) {
      const documents = history[Number(commit.split("-")[1])];
      return documents && desiredFrom(documents);
    },
    async refresh() {
      const isNew = ruling !== head;
      ruling = head;
      return isNew;
    },
    ruling: () => ruling,
    rest: (ms, signal) => stage.clock.sleep(ms, signal),
  };
}

/** What people ask for. */
export type People = Requests & {
  pause(reason: string | undefined): void;
  reconcile(): void;
  forget(...names: string[]): void;
  /** Spokes that are told as forgotten, in order. */
  readonly acknowledged: string[];
};

export function people(): People {
  let asks: string | undefined;
  let reason: string | undefined;
  let isAsked = false;
  let forgotten: ReadonlySet<string> = new Set();
  const acknowledged: string[] = [];
  return {
    acknowledged,
    forget: (...names) => {
      forgotten = new Set(names);
      isAsked = true;
    },
    pause: (given) => {
      asks = given;
    },
    reconcile: () => {
      isAsked = true;
    },
    async refresh() {
      const asked = isAsked;
      isAsked = false;
      reason = asks;
      return asked;
    },
    paused: () => reason,
    forgotten: () => forgotten,
    asked: () => [],
    async acknowledge(_, done) {
      acknowledged.push(...done);
      forgotten = forgotten.difference(done);
    },
  };
}

export type DaemonRun = {
  readonly states: ProcessState[];
  readonly passes: PassEnd[];
  readonly ask: (trigger: Trigger) => void;
  /** Time goes on; what the daemon does meanwhile is done. */
  after(ms: number): Promise<void>;
  /** Told to stop: resolves when it has. */
  stop(): Promise<void>;
};

type Given = Partial<Omit<DaemonOptions, "stop" | "witness">> &
  Pick<DaemonOptions, "desiredState"> & {
    /** Who hears of everything beside the test. */
    readonly others?: readonly Witness[];
  };

/** A daemon on the stage's clock, with clients of its own. */
export function daemonOn(stage: Stage, { others = [], ...given }: Given): DaemonRun {
  const states: ProcessState[] = [];
  const passes: PassEnd[] = [];
  const stopping = new AbortController();
  const { clock } = stage;
  const daemon = startDaemon({
    clock,
    random: seededRandom(5),
    accounts: stage.operator().accounts,
    leadership: withoutLease,
    losses: createProcessLosses(clock),
    requests: people(),
    witness: allOf(
      witness({
        state: (state) => void states.push(state),
        passEnds: (end) => void passes.push(end),
      }),
      ...others,
    ),
    stop: stopping.signal,
    ...given,
  });
  return {
    states,
    passes,
    ask: daemon.ask,
    after: (ms) => clock.run(clock.sleep(ms)),
    async stop() {
      stopping.abort();
      await clock.run(daemon.ended);
    },
  };
}

/** What a pass did: the kinds of its actions that were done, and how often. */
export function doneIn(pass: PassEnd | undefined): Record<string, number> {
  if (!pass || !("report" in pass))
    throw new Error(`no report: ${pass && "error" in pass ? pass.error : ""}`);
  const { plan, outcomes } = pass.report;
  const done = new Set(outcomes.filter(({ result }) => result === "done").map(({ key }) => key));
  const kinds = plan.actions.filter(({ key }) => done.has(key)).map(({ kind }) => kind);
  return Object.fromEntries([...Map.groupBy(kinds, (kind) => kind)].map(([kind, all]) => [kind, all.length]));
}
