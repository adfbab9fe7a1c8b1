import type { Forecast } from "../cost/forecast.ts";
import { onlyText } from "../plan/only.ts";
import type { Plan } from "../plan/plan.ts";
import { converged, type Report } from "../report.ts";
import type { TableFacts } from "../table-facts.ts";

/** The plan for machines. `version` changes when a member changes its meaning or goes. */
export function planJson(plan: Plan, forecast: Forecast, table?: TableFacts): object {
  const { actions, held, names, findings, hubCounts, partial } = plan;
  return {
    version: 2,
    actions,
    held,
    names,
    findings,
    hubs: hubCounts.map(({ hub, ...counts }) => ({ hub: hub.name, ...counts })),
    ...(partial && {
      partial: {
        only: partial.only.map(onlyText),
        actionsLeftOut: partial.leftOut.actions.length,
        findingsLeftOut: partial.leftOut.findings.length,
      },
    }),
    ...(table && { table }),
    forecast,
  };
}

/** What an apply did, for machines. `interrupted`: a signal stopped it, and what remains is among the outcomes. */
export function reportJson(report: Report, forecast: Forecast, interrupted = false): object {
  const { plan, outcomes, unconfirmed } = report;
  return {
    ...planJson(plan, forecast),
    converged: converged(report),
    interrupted,
    outcomes,
    unconfirmed,
  };
}
