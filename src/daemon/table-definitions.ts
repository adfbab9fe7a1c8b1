import { FailureError } from "../aws/failure.ts";
import { type Definition, handedOverAt } from "../model/own-definition.ts";
import type { Definitions } from "../operator/definitions.ts";
import { whyUnwritten } from "../store/items.ts";
import type { Store } from "../store/store.ts";
import type { TableTerm } from "./table-term.ts";

export type TableDefinitionsOptions = TableTerm & {
  readonly store: Pick<Store, "list" | "put" | "remove">;
};

export type TableDefinitions = Definitions & { begin(epoch: number): void };

/** On the table, an item for each endpoint; it stays when the endpoint is gone, for whoever wants it again. */
export function createTableDefinitions(options: TableDefinitionsOptions): TableDefinitions {
  const { store, problem, superseded } = options;
  let epoch = 0;
  return {
    begin(term) {
      epoch = term;
    },
    async left() {
      const read = await store.list("definition");
      if (read.kind === "unreadable") return read;
      const value = read.value.map((item) =>
        handedOverAt({ id: item.key, ...item.value } as unknown as Definition),
      );
      return { kind: "seen", value };
    },
    async keep(definition) {
      const { id, ...value } = definition;
      const written = await store.put("definition", id, { ...value, input: { ...value.input } }, epoch);
      if (written.kind === "written") return;
      if (written.kind === "superseded") superseded();
      const message = `${id} is left as it is: what it could be made again by was not written down (${whyUnwritten(written)})`;
      throw new FailureError({ kind: "transient", error: "DefinitionNotWritten", message });
    },
    async forget(id) {
      const { kind } = await store.remove("definition", id, epoch);
      if (kind !== "written")
        problem(`the definition of ${id}, which is as it was, was not taken out (${kind})`);
    },
  };
}
