import { type Accounts, type AccountsOptions, createAccounts } from "../../src/aws/accounts.ts";
import { parseDesired } from "../../src/model/desired/parse.ts";
import { formatProblem } from "../../src/model/desired/problems.ts";
import type { Desired } from "../../src/model/desired/types.ts";
import type { Plan, PlanOptions } from "../../src/model/plan/plan.ts";
import { REASONS, type ReasonMeaning } from "../../src/model/reasons.ts";
import type { Report } from "../../src/model/report.ts";
import type { ObserveOptions } from "../../src/operator/observe/observe.ts";
import { type PassContext, planPass, runPass } from "../../src/operator/pass.ts";
import { administrator } from "../../src/simulator/client-settings.ts";
import { type Cloud, type CloudOptions, createCloud } from "../../src/simulator/cloud.ts";
import { seededRandom } from "../../src/simulator/random.ts";
import { VirtualClock } from "../../src/simulator/virtual-clock.ts";
import { parseWorld } from "../../src/simulator/world.ts";
import { OPERATOR } from "./fleet.ts";
import { documentsRule, operatorsHandler, witnessCalls } from "./iam/suite.ts";

export type Files = readonly { readonly path: string; readonly text: string }[];

/** The operator and a simulated cloud on one virtual clock: the real SDK clients, no sockets, no real time. */
export type Stage = {
  readonly clock: VirtualClock;
  readonly cloud: Cloud;
  /** A process of the operator: its memory, its clients, its way of being killed. */
  operator(options?: OperatorOptions): Operator;
};

export type OperatorOptions = Pick<AccountsOptions, "gate"> &
  Partial<Pick<PassContext, "memory" | "concurrency" | "inventory" | "journal" | "definitions">> & {
    /** Where it believes AWS to be; the simulated one when not given. */
    readonly endpoint?: string;
    /** Its own, which tells its partition; eu-west-1 when not given. */
    readonly region?: string;
  };

export type Operator = {
  readonly accounts: Accounts;
  readonly abort: AbortController;
  plan(files: Files, options?: PlanOptions & ObserveOptions): Promise<Plan>;
  apply(files: Files, options?: PlanOptions & ObserveOptions): Promise<Report>;
};

export type StageOptions = Partial<CloudOptions> & Pick<OperatorOptions, "region">;

export function createStage(world: string, { region, ...options }: StageOptions = {}): Stage {
  const clock = new VirtualClock();
  const cloud = createCloud({ clock, latencyMs: 40, world: parseWorld(world), ...options });
  witnessCalls(cloud);
  return {
    clock,
    cloud,
    operator: (own = {}) =>
      createOperator(clock, cloud, { ...(region && { region }), ...own }, options.seed ?? 1),
  };
}

function createOperator(clock: VirtualClock, cloud: Cloud, given: OperatorOptions, seed: number): Operator {
  const { endpoint = "https://simulated.amazonaws.com", region = "eu-west-1", gate, ...options } = given;
  const abort = new AbortController();
  const accounts = createAccounts({
    clock,
    random: seededRandom(seed + 77),
    requestHandler: operatorsHandler(cloud),
    credentials: administrator(OPERATOR),
    region,
    endpoint,
    touchNothing: true,
    signal: abort.signal,
    ...(gate && { gate }),
  });
  const context: PassContext = { accounts, clock, signal: abort.signal, ...options };
  const ruling = (files: Files) => {
    const desired = desiredFrom(files);
    documentsRule(cloud, files, desired);
    return desired;
  };
  return {
    accounts,
    abort,
    plan: async (files, options) => explained(await clock.run(planPass(ruling(files), context, options))),
    async apply(files, options) {
      const report = await clock.run(runPass(ruling(files), context, options));
      explained(report.plan);
      return report;
    },
  };
}

/** Holds for every plan that any test makes: a finding is of a kind that `reasons.ts` knows its reason for. */
function explained(plan: Plan): Plan {
  for (const { kind, reason, message } of plan.findings) {
    const known: ReasonMeaning | undefined = REASONS[reason as keyof typeof REASONS];
    const isExplained = known ? known.kinds.includes(kind) : kind === "unknown";
    if (!isExplained) throw new Error(`reasons.ts does not explain ${kind} ${reason}: ${message}`);
  }
  return plan;
}

export function desiredFrom(files: Files): Desired {
  const parsed = parseDesired(files, () => undefined);
  if (!parsed.desired) throw new Error(parsed.problems.map(formatProblem).join("\n"));
  return parsed.desired;
}
