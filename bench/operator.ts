import { type AccountsOptions, createAccounts } from "../src/aws/accounts.ts";
import type { PlanOptions } from "../src/model/plan/plan.ts";
import type { Report } from "../src/model/report.ts";
import type { Memory } from "../src/operator/observe/memory.ts";
import type { ObserveOptions } from "../src/operator/observe/observe.ts";
import { applyPlan, planPass } from "../src/operator/pass.ts";
import { administrator } from "../src/simulator/client-settings.ts";
import { seededRandom } from "../src/simulator/random.ts";
import { OPERATOR } from "../test/support/fleet.ts";
import { desiredFrom, type Files } from "../test/support/stage.ts";

/** A process of the operator with settings that the tests' stage does not have: rates, a wire of its own, real time. */
export function operatorWith(
  options: Pick<AccountsOptions, "clock"> & Partial<AccountsOptions>,
  abort = new AbortController(),
  memory?: Memory,
) {
  const { clock } = options;
  const accounts = createAccounts({
    random: seededRandom(78),
    credentials: administrator(OPERATOR),
    region: "eu-west-1",
    endpoint: "https://simulated.amazonaws.com",
    touchNothing: true,
    signal: abort.signal,
    ...options,
  });
  const context = { accounts, clock, signal: abort.signal, ...(memory && { memory }) };
  return {
    accounts,
    abort,
    async apply(files: Files, given: PlanOptions & ObserveOptions = {}): Promise<Report> {
      const desired = desiredFrom(files);
      return applyPlan(desired, await planPass(desired, context, given), context);
    },
  };
}
