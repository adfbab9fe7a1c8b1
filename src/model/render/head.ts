import type { Forecast } from "../cost/forecast.ts";
import { plural } from "../counted.ts";
import type { Desired } from "../desired/types.ts";
import { isOpen } from "../finding.ts";
import type { FindingKind } from "../finding-kind.ts";
import type { NameState } from "../plan/estate/name-states.ts";
import { onlyText } from "../plan/only.ts";
import type { Plan } from "../plan/plan.ts";
import { accountLines } from "./account-lines.ts";
import { causesOf } from "./causes.ts";
import { signOf } from "./sign.ts";
import { type Step, stepsOf } from "./steps.ts";
import { duration } from "./words.ts";

type Sign = ReturnType<typeof signOf>;

export const STYLE_OF = { "+": "green", "~": "yellow", "-": "red", "…": "dim" } as const;

const VERBS: Record<Sign, string> = { "+": "add", "~": "change", "-": "remove", "…": "wait for" };

/** A plan's reader looks for these, and for their being none. */
const CHANGES: readonly Sign[] = ["+", "~", "-"];

/** `5 to add, 1 to remove`; a step counts as its main action does. `always`: said of these even when there are none. */
export function kindsOf(steps: readonly Step[], always: readonly Sign[] = []): string {
  const bySign = Map.groupBy(steps, ({ main }) => signOf(main));
  const signs = (Object.keys(VERBS) as Sign[]).filter((sign) => bySign.has(sign) || always.includes(sign));
  return signs.map((sign) => `${bySign.get(sign)?.length ?? 0} to ${VERBS[sign]}`).join(", ");
}

/** What the plan is and what it takes; the last line counts. */
export function headOf(plan: Plan, forecast: Forecast, desired: Desired): string[] {
  const size = `${plural(desired.hubs.length, "hub")}, ${plural(desired.endpoints.length, "endpoint")}, ${plural(desired.spokes.length, "spoke")}`;
  const names = namesText(plan.names);
  const partial = partialText(plan);
  if (plan.actions.length === 0)
    return [...partial, `${verdict(plan)} for ${size}; ${openText(plan)}.${names}`];
  const reads = forecast.reads > 0 ? `with the ${plural(forecast.reads, "read")} before them ` : "";
  const accounts = accountLines(forecast);
  return [
    `${plural(plan.actions.length, "action")}, ${plural(forecast.calls, "API call")}, ${plural(forecast.writes, "write")}; ${reads}about ${duration(forecast.seconds)} at AWS's rates.`,
    ...(accounts.length > 1 ? accounts.map((line) => `  ${line}`) : []),
    ...partial,
    `${plan.partial ? "Partial plan" : "Plan"} for ${size}: ${kindsOf(stepsOf(plan.actions), CHANGES)}; ${openText(plan)}.${names}`,
  ];
}

/** A part says of what it is one, and how much more there is. */
function partialText({ partial }: Plan): string[] {
  if (!partial) return [];
  const { only, leftOut } = partial;
  const rest = [
    ...(leftOut.actions.length > 0 ? [kindsOf(stepsOf(leftOut.actions))] : []),
    ...(leftOut.findings.length > 0 ? [plural(leftOut.findings.length, "finding")] : []),
  ];
  const out = rest.length > 0 ? `left out: ${rest.join(", ")}` : "nothing is left out";
  return [`Only ${only.map(onlyText).join(", ")}, and what that waits for; ${out}.`];
}

/**
 * Not of a plan that could not see, that holds something back, or that leaves out what there is to do: "Nothing to
 * change" is the end of somebody's work.
 */
function verdict({ findings, held, partial }: Plan): string {
  if (partial && partial.leftOut.actions.length > 0) return "Nothing of this part is to be done";
  const open = held.length > 0 || findings.some(isOpen);
  return open ? "Nothing is done" : "Nothing to change";
}

/** The guard holds removals back; a rollout, a policy or the operator's own VPC anything. */
export function heldWord(held: Plan["held"]): "removal" | "step" {
  return held.every((action) => action.removal) ? "removal" : "step";
}

/** By cause, as they are told; and what is held back. */
function openText({ findings, held }: Plan): string {
  const count = (kind: FindingKind) => causesOf(findings.filter((f) => f.kind === kind)).length;
  return [
    ...(held.length > 0 ? [`${plural(stepsOf(held).length, heldWord(held))} held back`] : []),
    `${count("withheld")} withheld`,
    plural(count("conflict"), "conflict"),
    `${count("unknown")} unknown`,
  ].join(", ");
}

const STATES = ["shared", "planned", "withheld", "unknown", "vanished"] as const;

/** How many names are in each state; each one's state is in the JSON. */
function namesText(names: readonly NameState[]): string {
  const states = STATES.flatMap((state) => {
    const count = names.filter((n) => n.state === state).length;
    return count > 0 ? [`${count} ${state}`] : [];
  });
  return states.length > 0 ? ` Names: ${states.join(", ")}.` : "";
}
