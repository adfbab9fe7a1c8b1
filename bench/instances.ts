import { witness } from "../src/daemon/witnesses.ts";
import { seededRandom } from "../src/simulator/random.ts";
import { tableClient } from "../src/store/client.ts";
import { createTable } from "../src/store/table.ts";
import { type Branch, branch } from "../test/soak/commits.ts";
import { type Instance, startInstance, TABLE, tableOptions } from "../test/soak/instance.ts";
import type { Fleet } from "../test/support/fleet.ts";
import { createStage, type Stage } from "../test/support/stage.ts";
import { LATENCY_SECONDS } from "./limit.ts";

/** Instances of the whole daemon on one table and one branch, in virtual time. */
export type Instances = {
  readonly stage: Stage;
  readonly branch: Branch;
  /** Passes that ended. */
  readonly passes: () => number;
  /** Another one takes part. */
  start(): Instance;
  after(ms: number): Promise<void>;
};

export async function instancesOn({ files, world }: Fleet): Promise<Instances> {
  const stage = createStage(world, { latencyMs: LATENCY_SECONDS * 1000 });
  const { clock, cloud } = stage;
  const random = seededRandom(3);
  const options = tableOptions(clock, { handle: cloud.handle }, random);
  await clock.run(createTable(tableClient(options), TABLE, clock));
  const own = branch(files);
  let [passes, labels] = [0, 0];
  const counting = witness({ passEnds: () => void passes++ });
  return {
    stage,
    branch: own,
    passes: () => passes,
    start: () =>
      startInstance({ stage, label: `i${++labels}`, source: own.source, random, witness: counting }),
    after: (ms) => clock.run(clock.sleep(ms)),
  };
}
