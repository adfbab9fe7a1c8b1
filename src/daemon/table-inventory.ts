import { FailureError } from "../aws/failure.ts";
import type { Seen } from "../model/failure.ts";
import type { ZoneId } from "../model/ids.ts";
import type { Inventory, ZoneInventory } from "../model/inventory/entries.ts";
import type { InventoryStore } from "../operator/inventory.ts";
import { type Written, whyUnwritten } from "../store/items.ts";
import type { Store } from "../store/store.ts";
import type { TableTerm } from "./table-term.ts";

export type TableInventoryOptions = TableTerm & {
  readonly store: Pick<Store, "list" | "put" | "remove">;
};

export type TableInventory = InventoryStore & { begin(epoch: number): void };

/** The inventory on the table: read once in a term, for nobody else writes it meanwhile, and written with the epoch. */
export function createTableInventory({ store, problem, superseded }: TableInventoryOptions): TableInventory {
  let epoch = 0;
  let known: Map<ZoneId, ZoneInventory> | undefined;

  async function readAll(): Promise<Seen<Inventory>> {
    const listed = await store.list("zone");
    if (listed.kind === "unreadable") {
      problem(`what we added to zones of others could not be read: ${listed.failure.message}`);
      return listed;
    }
    known = new Map(listed.value.map(({ key, value }) => [key as ZoneId, value]));
    return { kind: "seen", value: known };
  }

  return {
    begin(term) {
      epoch = term;
      known = undefined;
    },
    read: async () => (known ? { kind: "seen", value: new Map(known) } : readAll()),
    async write(zone, inventory) {
      const isEmpty = Object.keys(inventory.entries).length === 0;
      const written = isEmpty
        ? await store.remove("zone", zone, epoch)
        : await store.put("zone", zone, { ...inventory, services: [...inventory.services] }, epoch);
      if (written.kind === "superseded") superseded();
      if (written.kind !== "written") {
        known = undefined; // perhaps it stands there all the same
        throw unwritten(zone, written, problem);
      }
      if (isEmpty) known?.delete(zone);
      else known?.set(zone, inventory);
    },
  };
}

function unwritten(zone: ZoneId, written: Written, problem: TableTerm["problem"]): FailureError {
  const message = `what is added to zone ${zone}, which somebody else made, could not be written down: ${whyUnwritten(written)}`;
  problem(message);
  return new FailureError({ kind: "transient", error: "InventoryNotWritten", message });
}
