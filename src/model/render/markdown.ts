import type { Forecast } from "../cost/forecast.ts";
import type { Desired } from "../desired/types.ts";
import type { FindingKind } from "../finding.ts";
import type { Plan } from "../plan/plan.ts";
import { groupActions } from "./groups.ts";
import { type Detail, gathered } from "./text.ts";
import { accountLines, describe, duration, plural } from "./words.ts";

const HEADINGS: Record<FindingKind, string> = {
  unknown: "Could not be seen",
  conflict: "Conflicts",
  withheld: "Withheld",
  window: "Short windows that these actions open",
  note: "Notes",
};

/** The plan for a pull request's comment: the summary first, details folded. */
export function planMarkdown(
  plan: Plan,
  forecast: Forecast,
  desired: Desired,
  detail: Detail = "full",
): string {
  const reads = forecast.reads > 0 ? ` and the ${plural(forecast.reads, "Route 53 read")} before them` : "";
  const summary =
    plan.actions.length === 0
      ? "**Nothing to change.**"
      : `**${plural(plan.actions.length, "action")}**, ${plural(forecast.calls, "API call")}${reads}, about ${duration(forecast.seconds)} at AWS's rates.`;
  const groups = groupActions(plan.actions, desired).map(({ title, actions }) => {
    if (detail === "summary") return `- ${cell(title)}: ${plural(actions.length, "action")}`;
    const rows = actions.map((a) => `| ${cell(describe(a))} | ${cell(a.because)} |`);
    const table = ["| action | because |", "|---|---|", ...rows].join("\n");
    return `<details><summary>${cell(title)}: ${plural(actions.length, "action")}</summary>\n\n${table}\n\n</details>`;
  });
  const findings = (Object.keys(HEADINGS) as FindingKind[]).flatMap((kind) => {
    const rows = gathered(plan.findings.filter((f) => f.kind === kind)).map(
      ([place, f]) => `| ${cell(place)} | ${cell(f.message)} | ${cell(f.todo ?? "")} |`,
    );
    return rows.length === 0
      ? []
      : [[`### ${HEADINGS[kind]}`, "", "| where | what | what to do |", "|---|---|---|", ...rows].join("\n")];
  });
  const held =
    plan.held.length === 0
      ? []
      : [["### Removals held back", "", ...plan.held.map((a) => `- ${cell(describe(a))}`)].join("\n")];
  const lists = detail === "summary" ? [groups.join("\n")].filter((list) => list !== "") : groups;
  const accounts = accountLines(forecast).map((line) => `- ${line}`);
  const pace = accounts.length > 1 ? [accounts.join("\n")] : [];
  return `${["## vpce-operator plan", summary, ...pace, ...lists, ...held, ...findings].join("\n\n")}\n`;
}

function cell(text: string): string {
  return text.replaceAll("|", "\\|").replaceAll("<", "&lt;");
}
