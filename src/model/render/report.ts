import type { Action } from "../action/action.ts";
import { isZoneAction } from "../action/family.ts";
import { plural } from "../counted.ts";
import type { Failure } from "../failure.ts";
import { isOpen } from "../finding.ts";
import { converged, type Report, type Unconfirmed } from "../report.ts";
import { listed, withoutParticulars } from "./alike.ts";
import { causesOf } from "./causes.ts";
import { describe } from "./describe.ts";
import { visibleIn } from "./escape.ts";
import { type Paint, plain } from "./text.ts";
import { wrap } from "./wrap.ts";

/** What an apply did, in a few lines; every cause of failures once, with AWS's own words. */
export function reportText(raw: Report, paint: Paint = plain, width = 80): string {
  const report = visibleIn(raw);
  const { unconfirmed } = report;
  const failures = failuresOf(report).flatMap(([first, ...others]) =>
    failureLines(first, others.length, paint, width),
  );
  const lines = [
    ...(failures.length > 0 ? [paint("bold", "Failed"), ...failures, ""] : []),
    ...unconfirmedLines(unconfirmed, paint, width),
    ...(unconfirmed.length > 0 ? ["  → plan again: what AWS shows by then counts"] : []),
    verdict(report, paint),
  ];
  return lines.join("\n");
}

const PAIRS_NAMED = 20;

/** Zones that lack the same pairs are one line. */
function unconfirmedLines(unconfirmed: Report["unconfirmed"], paint: Paint, width: number): string[] {
  const alike = Map.groupBy(unconfirmed, (one) =>
    ["rule" in one, ...one.pairs, one.failure?.message].join("\n"),
  );
  return [...alike.values()].flatMap((zones) => {
    const { pairs, failure } = zones[0] as Unconfirmed;
    const names = listed([...new Set(zones.map(({ name }) => name))], PAIRS_NAMED);
    const what = "rule" in (zones[0] as Unconfirmed) ? "rule" : "zone";
    const show = zones.length === 1 ? `${what} ${names} does` : `${zones.length} ${what}s (${names}) do`;
    const why = failure ? ` (${failure.error}: ${failure.message})` : "";
    const text = `${show} not show yet what was written for ${listed(pairs, PAIRS_NAMED)}${why}`;
    return wrap(text, width, "! ").map((line) => paint("yellow", line));
  });
}

type Failed = { readonly action: Action; readonly failure: Failure | undefined };

/** Those of one cause together. */
function failuresOf({ plan, outcomes }: Report): [Failed, ...Failed[]][] {
  const failed = outcomes.flatMap(({ result, failure }, i): Failed[] => {
    const action = plan.actions[i];
    return result === "failed" && action ? [{ action, failure }] : [];
  });
  const alike = Map.groupBy(failed, ({ action, failure }) => {
    const { account, hub, spoke, endpoint } = action;
    const zone = isZoneAction(action) ? { zone: action.zone.name, "zone id": action.zone.id } : {};
    const vpc = "vpc" in action ? action.vpc?.id : undefined;
    const words = withoutParticulars(failure?.message ?? "", { account, hub, spoke, endpoint, vpc, ...zone });
    return [action.kind, failure?.error, words].join("\n");
  });
  return [...alike.values()].flatMap(([first, ...others]) => (first ? [[first, ...others]] : []));
}

const DENIED =
  "allow the role this call (docs/iam.md); if its policy does, a service control policy or a permissions boundary forbids it";

function failureLines({ action, failure }: Failed, others: number, paint: Paint, width: number): string[] {
  const alike = others > 0 ? `, and ${others} more for the same reason` : "";
  return [
    ...wrap(`${describe(action)} (account ${action.account})${alike}`, width, "  ✗ ").map((l) =>
      paint("red", l),
    ),
    ...wrap(`${failure?.error}: ${failure?.message}`, width, "      "),
    ...(failure?.kind === "denied" ? wrap(DENIED, width, "      → ") : []),
  ];
}

const RESULTS = {
  failed: "failed",
  skipped: "skipped, for they wait for what failed",
  remaining: "remaining",
};

function verdict(report: Report, paint: Paint): string {
  const count = (result: string) => report.outcomes.filter((o) => o.result === result).length;
  if (report.outcomes.length === 0 && converged(report))
    return paint("green", report.plan.partial ? "This part is as desired." : "Everything is as desired.");
  const parts = [`${plural(count("done"), "action")} done`];
  for (const result of ["failed", "skipped", "remaining"] as const)
    if (count(result) > 0) parts.push(`${count(result)} ${RESULTS[result]}`);
  const done = parts.join(", ");
  const spreads = report.plan.actions.some((a) => a.kind === "associate" || a.kind === "disassociate");
  const dns = spreads ? " DNS follows within a minute." : "";
  const what = report.plan.partial ? "this part is" : "everything is";
  if (converged(report)) return paint("green", `${done}: ${what} as desired.${dns}`);
  if (count("remaining") > 0) return paint("yellow", `${done}. Run again to complete it.`);
  const held = causesOf(report.plan.findings.filter(isOpen)).length;
  const open =
    held > 0
      ? `; ${plural(held, "thing")} of the plan ${held === 1 ? "is" : "are"} still open (see above)`
      : "";
  return paint("yellow", `${done}${open}.`);
}
