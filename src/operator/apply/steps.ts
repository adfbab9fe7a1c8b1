import type { Accounts } from "../../aws/accounts.ts";
import { type CriticalSection, criticalSection } from "../../aws/critical-section.ts";
import type { StepCall } from "../../aws/step.ts";
import type { OpenStep } from "../../model/open-step.ts";
import type { Journal } from "../open-steps.ts";

export type DarkStep<T> = CriticalSection<T> & {
  /** What would put it back, should this process die in between. */
  readonly open: OpenStep;
  /** Those of the work and of the undo: their tokens are taken before it begins. */
  readonly calls: readonly StepCall[];
};

/** Makes a step that darkens a name between two calls. */
export type Steps = <T>(step: DarkStep<T>) => Promise<T>;

/** Without a table: undone by this process alone. */
export const unremembered: Steps = (step) => criticalSection(step);

/** With a table: what would put it back stands there for as long as it is not certain that nothing is dark (semantics 36). */
export function rememberedSteps(accounts: Pick<Accounts, "together">, journal: Journal): Steps {
  return async (step) => {
    let opened: string | undefined;
    let isDark = false;
    const prepare = async () => {
      opened = await journal.open(step.open);
    };
    const section = {
      ...step,
      async undo() {
        isDark = true;
        await step.undo();
        isDark = false;
      },
    };
    try {
      return await accounts.together({ calls: step.calls, prepare }, () => criticalSection(section));
    } finally {
      if (opened !== undefined && !isDark) await journal.close(opened);
    }
  };
}
