import { createTableInventory, type TableInventory } from "../../src/daemon/table-inventory.ts";
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
};

export async function tableOn({ clock, cloud }: Stage): Promise<Remembered> {
  const options: TableOptions = {
    table: "vpce-operator",
    region: "eu-west-1",
    clock,
    random: seededRandom(7),
    requestHandler: { handle: cloud.handle },
    credentials: administrator(OPERATOR),
    endpoint: "https://simulated.amazonaws.com",
    touchNothing: true,
  };
  await clock.run(createTable(tableClient(options), options.table, clock));
  const store = createStore(options);
  const problems: string[] = [];
  return {
    store,
    problems,
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
