import type { Forecast } from "../cost/forecast.ts";
import type { Desired } from "../desired/types.ts";
import type { Finding, FindingKind } from "../finding.ts";
import type { Plan } from "../plan/plan.ts";
import { type Group, groupActions } from "./groups.ts";
import { accountLines, describe, duration, plural, signOf } from "./words.ts";

/** Paints words; the identity where there is no terminal to paint on. */
export type Paint = (style: "bold" | "dim" | "red" | "green" | "yellow" | "cyan", text: string) => string;
export const plain: Paint = (_style, text) => text;

const HEADINGS: Record<FindingKind, { title: string; style: "red" | "yellow" | "cyan" | "dim" }> = {
  unknown: { title: "Could not be seen", style: "red" },
  conflict: { title: "Conflicts", style: "red" },
  withheld: { title: "Withheld", style: "yellow" },
  window: { title: "Short windows that these actions open", style: "yellow" },
  note: { title: "Notes", style: "dim" },
};

/** `summary`: of each spoke only how many actions it has; what is held back, unknown or in conflict is told in full. */
export type Detail = "full" | "summary";

/** The whole plan for a person: actions by spoke, then everything that was not done and why, then what it will take. */
export function planText(
  plan: Plan,
  forecast: Forecast,
  desired: Desired,
  paint: Paint = plain,
  detail: Detail = "full",
): string {
  const groups = groupActions(plan.actions, desired);
  const counts = groups.map(
    ({ title, actions }) => `${paint("bold", title)}: ${plural(actions.length, "action")}`,
  );
  const blocks = [
    ...(detail === "full" ? groups.map((group) => groupText(group, paint)) : []),
    ...(detail === "summary" && counts.length > 0 ? [counts.join("\n")] : []),
    ...heldText(plan, paint),
    ...(Object.keys(HEADINGS) as FindingKind[]).flatMap((kind) => findingsText(kind, plan.findings, paint)),
    summaryText(plan, forecast, desired),
  ];
  return `${blocks.join("\n\n")}\n`;
}

function groupText({ title, actions }: Group, paint: Paint): string {
  const lines = actions.map((a) => {
    const sign = signOf(a);
    const style = sign === "+" ? "green" : sign === "-" ? "red" : sign === "~" ? "yellow" : "dim";
    return `  ${paint(style, `${sign} ${describe(a)}`)}\n      ${paint("dim", a.because)}`;
  });
  return [paint("bold", title), ...lines].join("\n");
}

/** Removals are named one by one before anybody lets them go ahead. */
function heldText({ held }: Plan, paint: Paint): string[] {
  if (held.length === 0) return [];
  const lines = held.map((a) => `  ${paint("yellow", `${signOf(a)} ${describe(a)}`)}`);
  return [[paint("bold", "Removals held back"), ...lines].join("\n")];
}

function findingsText(kind: FindingKind, all: readonly Finding[], paint: Paint): string[] {
  const findings = all.filter((f) => f.kind === kind);
  if (findings.length === 0) return [];
  const { title, style } = HEADINGS[kind];
  const lines = gathered(findings).flatMap(([place, { message, reason, todo }]) => [
    `  ${paint(style, "!")} ${place}: ${message} ${paint("dim", `[${reason}]`)}`,
    ...(todo ? [`      → ${todo}`] : []),
  ]);
  return [[paint("bold", title), ...lines].join("\n")];
}

/** The same words about several zones of one spoke or hub are said once. */
export function gathered(findings: readonly Finding[]): [string, Finding][] {
  const same = Map.groupBy(findings, (f) => [f.hub, f.spoke, f.reason, f.message, f.todo].join("\n"));
  return [...same.values()].flatMap((group): [string, Finding][] => {
    const [first] = group;
    if (!first) return [];
    return [[group.length === 1 ? placeOf(first) : `${whose(first)}, ${group.length} zones`, first]];
  });
}

function placeOf(finding: Finding): string {
  const { endpoint, zone } = finding;
  const inside = zone ?? (endpoint && `endpoint ${endpoint}`);
  return inside ? `${whose(finding)}, ${inside}` : whose(finding);
}

function whose({ spoke, hub }: Finding): string {
  return spoke ? `spoke ${spoke}` : `hub ${hub}`;
}

function summaryText(plan: Plan, forecast: Forecast, desired: Desired): string {
  const count = (kind: FindingKind) => plan.findings.filter((f) => f.kind === kind).length;
  const rest = [
    `${count("withheld")} withheld`,
    plural(count("conflict"), "conflict"),
    `${count("unknown")} unknown`,
  ].join(", ");
  const size = `${plural(desired.hubs.length, "hub")}, ${plural(desired.endpoints.length, "endpoint")}, ${plural(desired.spokes.length, "spoke")}`;
  const seen = count("unknown") > 0 ? ", as far as could be seen" : "";
  if (plan.actions.length === 0) return `Nothing to change for ${size}${seen}; ${rest}.${namesText(plan)}`;
  const reads = forecast.reads > 0 ? `with the ${plural(forecast.reads, "Route 53 read")} before them ` : "";
  const accounts = accountLines(forecast);
  return [
    `Plan for ${size}: ${plural(plan.actions.length, "action")}; ${rest}.${namesText(plan)}`,
    `${plural(forecast.calls, "API call")}, ${plural(forecast.writes, "write")}; ${reads}about ${duration(forecast.seconds)} at AWS's rates.`,
    ...(accounts.length > 1 ? accounts.map((line) => `  ${line}`) : []),
  ].join("\n");
}

/** How many names are shared, planned, withheld, vanished; each one's state is in the JSON. */
function namesText({ names }: Plan): string {
  const states = (["shared", "planned", "withheld", "vanished"] as const).flatMap((state) => {
    const count = names.filter((n) => n.state === state).length;
    return count > 0 ? [`${count} ${state}`] : [];
  });
  return states.length > 0 ? ` Names: ${states.join(", ")}.` : "";
}
