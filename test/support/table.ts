import type { LeaseKeeper } from "../../src/daemon/lease/keeper.ts";
import { leaseTimes } from "../../src/model/lease/times.ts";
import { administrator } from "../../src/simulator/client-settings.ts";
import { seededRandom } from "../../src/simulator/random.ts";
import { type TableOptions, tableClient } from "../../src/store/client.ts";
import { leaseTable } from "../../src/store/lease-table.ts";
import { createStore, type Store } from "../../src/store/store.ts";
import { createTable } from "../../src/store/table.ts";
import { keeperOn } from "../lease/contest.ts";
import { OPERATOR } from "./fleet.ts";
import type { Stage } from "./stage.ts";

/** A table in the stage's cloud, in the operator's account, on its clock. */
export type TableStage = {
  readonly store: Store;
  readonly options: TableOptions;
  /** A process that takes part in its lease, by that label. */
  keeper(label: string): LeaseKeeper;
};

export async function tableOn({ clock, cloud }: Stage, table = "vpce-operator"): Promise<TableStage> {
  const times = leaseTimes();
  const random = seededRandom(3);
  let ids = 0;
  const options: TableOptions = {
    table,
    region: "eu-west-1",
    clock,
    random,
    requestHandler: { handle: cloud.handle },
    credentials: administrator(OPERATOR),
    endpoint: "https://simulated.amazonaws.com",
    touchNothing: true,
  };
  await clock.run(createTable(tableClient(options), table, clock));
  const readings = () => ({ monotonic: clock.now(), sinceBoot: clock.now(), wall: clock.now() });
  const ground = {
    clock,
    leaseClock: { readings, sleep: clock.sleep },
    times,
    random,
    freshId: () => `${++ids}`,
    table: () => leaseTable(options, times.requestMs),
  };
  return { store: createStore(options), options, keeper: (label) => keeperOn(ground, label) };
}
