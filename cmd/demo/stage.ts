import { type Accounts, createAccounts } from "../../src/aws/accounts.ts";
import { etaOf } from "../../src/model/cost/eta.ts";
import { forecastOf } from "../../src/model/cost/forecast.ts";
import type { Desired } from "../../src/model/desired/types.ts";
import type { Plan } from "../../src/model/plan/plan.ts";
import { reportText } from "../../src/model/render/report.ts";
import { planText } from "../../src/model/render/text.ts";
import { converged } from "../../src/model/report.ts";
import { type PassContext, planPass, runPass } from "../../src/operator/pass.ts";
import { machineClock } from "../clock.ts";
import type { Applying } from "../phase.ts";
import { createApplying } from "../progress.ts";
import type { Simulation } from "../simulation.ts";
import { print, UserError, widthOf } from "../terminal.ts";
import { lookUpAll } from "./lookup.ts";
import { paint } from "./paper.ts";

/** A folder of documents, the cloud, and who acts on it. */
export type Stage = { readonly dir: string; readonly simulation: Simulation; readonly accounts: Accounts };

export const NAMES = ["ssm", "ssmmessages", "ec2messages"].map((s) => `${s}.ap-southeast-2.amazonaws.com`);

export function connectTo({ url }: Simulation): Accounts {
  return createAccounts({
    clock: machineClock,
    random: Math.random,
    endpoint: url,
    region: "ap-southeast-2",
    credentials: { accessKeyId: "999999999999", secretAccessKey: "simulated" },
  });
}

export function planNow(stage: Stage, desired: Desired): Promise<Plan> {
  return planPass(desired, contextOf(stage));
}

export async function applyNow(stage: Stage, desired: Desired, show: (plan: Plan) => void): Promise<void> {
  let applying: Applying | undefined;
  const context: PassContext = {
    ...contextOf(stage),
    onOutcome: (action, outcome) => applying?.outcome(action, outcome),
  };
  const report = await runPass(desired, context, {
    review(plan) {
      show(plan);
      const { actions } = plan;
      const eta = etaOf(forecastOf(actions), actions);
      applying = createApplying({ now: machineClock.now, total: actions.length, eta });
      return plan;
    },
  });
  applying?.end();
  print(`  ${reportText(report, paint)}`);
  if (!converged(report)) throw new UserError("the apply did not converge");
  const vpcs = desired.spokes.map((s) => s.vpc);
  await waitUntil(stage, vpcs, true);
}

/** Many more than it takes, for a machine that is busy with other things. */
const LOOKS = 600;

/** DNS follows when the associations are INSYNC, about a second here. */
export async function waitUntil(
  { simulation }: Stage,
  vpcs: readonly string[],
  isPrivate: boolean,
  names = NAMES,
): Promise<void> {
  for (let i = 0; i < LOOKS; i++) {
    const lookups = await lookUpAll(simulation, vpcs, names);
    if (lookups.every((l) => l.isPrivate === isPrivate)) return;
    await machineClock.sleep(100);
  }
}

export function planWords(plan: Plan, desired: Desired): string {
  return planText(plan, forecastOf(plan.actions), desired, paint, { width: widthOf(process.stdout) });
}

function contextOf({ accounts }: Stage): PassContext {
  return { accounts, clock: machineClock, signal: new AbortController().signal };
}
