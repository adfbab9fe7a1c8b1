import { valueIn } from "../model/failure.ts";
import type { PlanOptions } from "../model/plan/plan.ts";
import type { PassContext } from "../operator/pass.ts";
import type { Store } from "../store/store.ts";
import { knownOnTable } from "./known-spokes.ts";
import { lossesToRead } from "./losses.ts";
import { createTableDefinitions } from "./table-definitions.ts";
import { createTableInventory } from "./table-inventory.ts";
import type { TableTerm } from "./table-term.ts";

export type ReadForPlan = Required<Pick<PassContext, "inventory" | "losses" | "definitions">> &
  Pick<PlanOptions, "known">;

/**
 * What a plan that nobody carries out takes from the table: what we added to zones of others, what hubs lost, which own
 * endpoints were handed over, and which spokes there were. So it shows what an apply would do.
 */
export async function readForPlan(store: Store, problem: TableTerm["problem"]): Promise<ReadForPlan> {
  const term = { store, problem, superseded: () => undefined };
  const known = valueIn(await knownOnTable(store)); // why it cannot be read stands at the plan's head
  return {
    inventory: createTableInventory(term),
    definitions: createTableDefinitions(term),
    losses: lossesToRead(store),
    ...(known && { known }),
  };
}
