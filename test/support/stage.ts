import { type Accounts, createAccounts } from "../../src/aws/accounts.ts";
import { parseDesired } from "../../src/model/desired/parse.ts";
import { formatProblem } from "../../src/model/desired/problems.ts";
import type { Desired } from "../../src/model/desired/types.ts";
import type { Plan, PlanOptions } from "../../src/model/plan/plan.ts";
import type { Report } from "../../src/model/report.ts";
import type { ObserveOptions } from "../../src/operator/observe/observe.ts";
import { applyPlan, type PassContext, planPass } from "../../src/operator/pass.ts";
import { administrator } from "../../src/simulator/client-settings.ts";
import { type Cloud, type CloudOptions, createCloud } from "../../src/simulator/cloud.ts";
import { seededRandom } from "../../src/simulator/random.ts";
import { VirtualClock } from "../../src/simulator/virtual-clock.ts";
import { parseWorld } from "../../src/simulator/world.ts";
import { OPERATOR } from "./fleet.ts";

export type Files = readonly { readonly path: string; readonly text: string }[];

/** The operator and a simulated cloud on one virtual clock: the real SDK clients, no sockets, no real time. */
export type Stage = {
  readonly clock: VirtualClock;
  readonly cloud: Cloud;
  /** A process of the operator: its memory, its clients, its way of being killed. */
  operator(options?: OperatorOptions): Operator;
};

export type OperatorOptions = Partial<Pick<PassContext, "memory" | "concurrency">>;

export type Operator = {
  readonly accounts: Accounts;
  readonly abort: AbortController;
  plan(files: Files, options?: PlanOptions & ObserveOptions): Promise<Plan>;
  apply(files: Files, options?: PlanOptions & ObserveOptions): Promise<Report>;
};

export function createStage(world: string, options: Partial<CloudOptions> = {}): Stage {
  const clock = new VirtualClock();
  const cloud = createCloud({ clock, latencyMs: 40, world: parseWorld(world), ...options });
  return { clock, cloud, operator: (own = {}) => createOperator(clock, cloud, own, options.seed ?? 1) };
}

function createOperator(clock: VirtualClock, cloud: Cloud, options: OperatorOptions, seed: number): Operator {
  const abort = new AbortController();
  const accounts = createAccounts({
    clock,
    random: seededRandom(seed + 77),
    requestHandler: { handle: cloud.handle },
    credentials: administrator(OPERATOR),
    region: "eu-west-1",
    endpoint: "https://simulated.amazonaws.com",
    touchNothing: true,
    signal: abort.signal,
  });
  const context: PassContext = { accounts, clock, signal: abort.signal, ...options };
  return {
    accounts,
    abort,
    plan: (files, planOptions) => clock.run(planPass(desiredFrom(files), context, planOptions)),
    apply(files, planOptions) {
      const desired = desiredFrom(files);
      return clock.run(
        planPass(desired, context, planOptions).then((plan) => applyPlan(desired, plan, context)),
      );
    },
  };
}

export function desiredFrom(files: Files): Desired {
  const parsed = parseDesired(files, () => undefined);
  if (!parsed.desired) throw new Error(parsed.problems.map(formatProblem).join("\n"));
  return parsed.desired;
}
