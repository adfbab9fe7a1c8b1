import { createTableLosses, type TableLosses } from "../../src/daemon/losses.ts";
import { createTableInventory, type TableInventory } from "../../src/daemon/table-inventory.ts";
import { createTableJournal, type TableJournal } from "../../src/daemon/table-journal.ts";
import { administrator } from "../../src/simulator/client-settings.ts";
import { seededRandom } from "../../src/simulator/random.ts";
import { type TableOptions, tableClient } from "../../src/store/client.ts";
import { createStore, type Store } from "../../src/store/store.ts";
import { createTable } from "../../src/store/table.ts";
import { OPERATOR } from "./fleet.ts";
import type { Stage } from "./stage.ts";

/** The simulator's table on the stage's clock, and what went wrong with it. */
export type Remembered = {
  readonly store: Store;
  readonly problems: string[];
  /** As a holder of that epoch has it. */
  inventory(epoch?: number): TableInventory & { readonly isSuperseded: () => boolean };
  losses(epoch?: number): TableLosses;
  journal(epoch?: number): TableJournal;
};

/** `aheadMs`: how far the clock of the process that uses it is ahead of everybody's. */
export async function tableOn({ clock, cloud }: Stage, aheadMs = 0): Promise<Remembered> {
  const options: TableOptions = {
    table: "vpce-operator",
    region: "eu-west-1",
    clock: { ...clock, now: () => clock.now() + aheadMs, sleep: clock.sleep },
    random: seededRandom(7),
    requestHandler: { handle: cloud.handle },
    credentials: administrator(OPERATOR),
    endpoint: "https://simulated.amazonaws.com",
    touchNothing: true,
  };
  await clock.run(createTable(tableClient(options), options.table, clock));
  const store = createStore(options);
  const problems: string[] = [];
  let ids = 0;
  return {
    store,
    problems,
    journal(epoch = 1) {
      const journal = createTableJournal({
        store,
        problem: (m) => void problems.push(m),
        freshId: () => `step-${++ids}`,
        superseded: () => {},
      });
      journal.begin(epoch);
      return journal;
    },
    losses(epoch = 1) {
      const losses = createTableLosses({
        store,
        problem: (m) => void problems.push(m),
        superseded: () => {},
      });
      losses.begin(epoch);
      return losses;
    },
    inventory(epoch = 1) {
      let isSuperseded = false;
      const superseded = () => {
        isSuperseded = true;
      };
      const inventory = createTableInventory({ store, problem: (m) => void problems.push(m), superseded });
      inventory.begin(epoch);
      return { ...inventory, isSuperseded: () => isSuperseded };
    },
  };
}
