import type { Action } from "../src/model/action.ts";
import type { Outcome } from "../src/model/outcome.ts";
import { visible } from "../src/model/render/escape.ts";
import { describe } from "../src/model/render/words.ts";

/** One line for each cause of failures, as the first of them comes up; the report counts the others. */
export function failureLines(): (action: Action, outcome: Outcome) => string | undefined {
  const said = new Set<string>();
  return (action, { result, failure }) => {
    if (result !== "failed") return undefined;
    const { error, message } = failure ?? { error: "Unknown", message: "" };
    const cause = `${action.kind} ${error}`;
    if (said.has(cause)) return undefined;
    said.add(cause);
    return visible(`${describe(action)}: ${error}: ${message}`);
  };
}
