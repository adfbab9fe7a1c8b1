import { converged, type Report } from "../report.ts";
import { visibleIn } from "./escape.ts";
import { type Paint, plain } from "./text.ts";
import { describe, plural } from "./words.ts";

/** What an apply did, in a few lines; every failure with AWS's own words. */
export function reportText(raw: Report, paint: Paint = plain): string {
  const report = visibleIn(raw);
  const { plan, outcomes, unconfirmed } = report;
  const count = (result: string) => outcomes.filter((o) => o.result === result).length;
  const failures = outcomes.flatMap((o, i) => {
    const action = plan.actions[i];
    if (o.result !== "failed" || !action) return [];
    return [
      `  ${paint("red", "✗")} ${describe(action)} (account ${action.account})\n      ${o.failure?.error}: ${o.failure?.message}`,
    ];
  });
  const lines = [
    ...(failures.length > 0 ? [paint("bold", "Failed"), ...failures, ""] : []),
    ...unconfirmed.map(
      (u) =>
        `${paint("yellow", "!")} zone ${u.zone} does not show yet what was written for ${u.pairs.join(", ")}`,
    ),
    verdict(report, count, paint),
  ];
  return lines.join("\n");
}

function verdict(report: Report, count: (result: string) => number, paint: Paint): string {
  if (report.outcomes.length === 0 && converged(report)) return paint("green", "Everything is as desired.");
  const parts = [`${plural(count("done"), "action")} done`];
  for (const result of ["failed", "skipped", "remaining"])
    if (count(result) > 0) parts.push(`${count(result)} ${result}`);
  const done = parts.join(", ");
  const spreads = report.plan.actions.some((a) => a.kind === "associate" || a.kind === "disassociate");
  const dns = spreads ? " DNS follows within a minute." : "";
  if (converged(report)) return paint("green", `${done}: everything is as desired.${dns}`);
  if (count("remaining") > 0) return paint("yellow", `${done}. Run again to complete it.`);
  const held = report.plan.findings.filter((f) => f.kind !== "note" && f.kind !== "window").length;
  const open =
    held > 0
      ? `; ${plural(held, "thing")} of the plan ${held === 1 ? "is" : "are"} still open (see above)`
      : "";
  return paint("yellow", `${done}${open}.`);
}
