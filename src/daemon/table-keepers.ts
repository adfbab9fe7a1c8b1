import type { Store } from "../store/store.ts";
import { createTableLosses, type TableLosses } from "./losses.ts";
import { createTableDefinitions, type TableDefinitions } from "./table-definitions.ts";
import { createTableInventory, type TableInventory } from "./table-inventory.ts";
import { createTableJournal, type TableJournal } from "./table-journal.ts";
import type { TableTerm } from "./table-term.ts";

/** What the holder keeps on the table of its own acts. */
export type TableKeepers = {
  /** What we added to zones of others. */
  readonly inventory: TableInventory;
  /** What hubs lost, and what was allowed. */
  readonly losses: TableLosses;
  /** What steps that darken a name would put back. */
  readonly journal: TableJournal;
  /** What spokes' own endpoints are made again by. */
  readonly definitions: TableDefinitions;
  begin(epoch: number): void;
};

export type TableKeepersOptions = TableTerm & {
  readonly store: Pick<Store, "get" | "list" | "put" | "remove" | "now">;
  readonly freshId: () => string;
};

export function createTableKeepers(options: TableKeepersOptions): TableKeepers {
  const inventory = createTableInventory(options);
  const losses = createTableLosses(options);
  const journal = createTableJournal(options);
  const definitions = createTableDefinitions(options);
  return {
    inventory,
    losses,
    journal,
    definitions,
    begin(epoch) {
      for (const keeper of [inventory, losses, journal, definitions]) keeper.begin(epoch);
    },
  };
}
