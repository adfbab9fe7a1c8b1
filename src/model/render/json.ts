import type { Forecast } from "../plan/forecast.ts";
import type { Plan } from "../plan/plan.ts";
import type { Report } from "../report.ts";

/** The plan for machines. `version` changes when a member changes its meaning or goes. */
export function planJson(plan: Plan, forecast: Forecast): object {
  const { actions, held, names, findings, census, removalsDigest } = plan;
  return {
    version: 1,
    actions,
    held,
    names,
    findings,
    hubs: census.map(({ hub, ...counts }) => ({ hub: hub.name, ...counts })),
    ...(removalsDigest && { removalsDigest }),
    forecast,
  };
}

/** What an apply did, for machines. */
export function reportJson({ plan, outcomes, unconfirmed }: Report, forecast: Forecast): object {
  return { ...planJson(plan, forecast), outcomes, unconfirmed };
}
