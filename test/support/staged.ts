import { createRollouts } from "../../src/daemon/rollouts.ts";
import type { RolloutState } from "../../src/model/rollout/state.ts";
import { type DaemonRun, daemonOn, type Repository, repository } from "./daemon.ts";
import { type Fleet, type FleetSize, fleet, HUB, HUB_VPC, REGION } from "./fleet.ts";
import { createStage, type Files, type Stage } from "./stage.ts";
import { tableOn } from "./table.ts";

export const MINUTE = 60_000;
/** The fleet's hub as the table knows it. */
const PLACE = `${HUB} ${HUB_VPC}@${REGION}`;

/** A fleet whose hub has a rollout, a repository of its documents, and a table on which daemons remember how far it is. */
export type StagedFleet = {
  readonly own: Fleet;
  readonly files: Files;
  readonly stage: Stage;
  readonly source: Repository;
  /** A process, of a later epoch than those before it. */
  start(given?: Partial<Parameters<typeof daemonOn>[1]>): DaemonRun;
  /** What stands on the table. */
  rollout(): Promise<RolloutState | undefined>;
};

/** `rollout`: as the Hub document writes it. Five spokes of which `spoke-0` is the canary where nothing else is said. */
export async function stagedFleet(
  rollout = "{ canary: { matchLabels: { stage: test } }, pauseMinutes: 15 }",
  size: Partial<FleetSize> = {},
): Promise<StagedFleet> {
  const own = fleet({ zones: 2, vpcs: 5, accounts: 3, ...size });
  const files = withRollout(own.files, rollout);
  const stage = createStage(own.world, { insyncMs: 5_000 });
  const { store } = await tableOn(stage);
  const source = repository(stage, own.files);
  let epoch = 0;
  return {
    own,
    files,
    stage,
    source,
    start(given = {}) {
      const term = { epoch: ++epoch, lost: new AbortController().signal, quietUntil: 0 };
      const { ownVpc } = given;
      return daemonOn(stage, {
        desiredState: source,
        pollMs: 10_000,
        rollouts: createRollouts({
          store,
          clock: stage.clock,
          desiredState: source,
          ...(ownVpc && { ownVpc }),
        }),
        leadership: { acquire: async () => term, drain: () => {}, release: async () => {} },
        ...given,
      });
    },
    async rollout() {
      const seen = await stage.clock.run(store.get("rollout", PLACE));
      return seen.kind === "seen" ? seen.value : undefined;
    },
  };
}

/** Of a fleet's documents: the hub with a rollout, and a label on its first spoke. */
export function withRollout(files: Files, rollout: string): Files {
  return files.map(({ path, text }) => {
    if (path === "hub.yaml") return { path, text: `${text}  rollout: ${rollout}\n` };
    if (path !== "spokes/spoke-0.yaml") return { path, text };
    return { path, text: text.replace("name: spoke-0", "name: spoke-0, labels: { stage: test }") };
  });
}
