import { FailureError } from "../aws/failure.ts";
import type { OpenStep } from "../model/open-step.ts";
import type { Journal } from "../operator/open-steps.ts";
import { whyUnwritten } from "../store/items.ts";
import type { RecordOf } from "../store/records.ts";
import type { Store } from "../store/store.ts";
import type { TableTerm } from "./table-term.ts";

export type TableJournalOptions = TableTerm & {
  readonly store: Pick<Store, "list" | "put" | "remove">;
  readonly freshId: () => string;
};

export type TableJournal = Journal & { begin(epoch: number): void };

/** Open items on the table. They are read when a term begins, and after a step of this process that did not end well. */
export function createTableJournal(options: TableJournalOptions): TableJournal {
  const { store, freshId, problem, superseded } = options;
  let epoch = 0;
  /** Nobody else writes in this term, and no pass begins while a step is under way: what is not left here is not there. */
  let mayBeLeft = true;

  return {
    problem,
    begin(term) {
      epoch = term;
      mayBeLeft = true;
    },
    async open(step) {
      const id = freshId();
      mayBeLeft = true;
      const written = await store.put("open", id, recordOf(step), epoch);
      if (written.kind === "written") return id;
      if (written.kind === "superseded") superseded();
      const message = `a step that darkens a name was not begun: what would put it back could not be written down (${whyUnwritten(written)})`;
      throw new FailureError({ kind: "transient", error: "StepNotWritten", message });
    },
    async close(id) {
      const { kind } = await store.remove("open", id, epoch);
      if (kind !== "written") problem(`the end of a step that darkened a name was not written (${kind})`);
    },
    async left() {
      if (!mayBeLeft) return { kind: "seen", value: [] };
      const listed = await store.list("open");
      if (listed.kind === "unreadable") return listed;
      mayBeLeft = listed.value.length > 0;
      return { kind: "seen", value: listed.value.map(({ key: id, value }) => ({ id, step: stepOf(value) })) };
    },
  };
}

function recordOf(step: OpenStep): RecordOf<"open"> {
  const undo = step.undo.map((call) =>
    call.operation === "writeAliases" ? { ...call, aliases: [...call.aliases] } : call,
  );
  return { ...step, undo };
}

/** Ids are strings as AWS prints them, here and there. */
function stepOf(record: RecordOf<"open">): OpenStep {
  return record as unknown as OpenStep;
}
