import type { Action } from "../src/model/action/action.ts";
import { plural } from "../src/model/counted.ts";
import type { Failure } from "../src/model/failure.ts";
import type { Outcome } from "../src/model/outcome.ts";
import { describe } from "../src/model/render/describe.ts";
import { visible } from "../src/model/render/escape.ts";

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

/** That it looks, once, and each reason why it cannot, once. */
export function confirmingLines(): (zones: number, failure?: Failure) => string[] {
  const said = new Set<string>();
  return (zones, failure) => {
    const words = failure
      ? `no answer yet whether AWS shows what was written (${failure.error}: ${failure.message}); asked again for a minute`
      : `looking at ${plural(zones, "zone")} for what was written`;
    if (said.has(words)) return [];
    said.add(words);
    return [visible(words)];
  };
}
