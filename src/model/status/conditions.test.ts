import { expect, test } from "vitest";
import type { Failure, FailureKind } from "../failure.ts";
import { type Finding, finding } from "../finding.ts";
import type { Outcome } from "../outcome.ts";
import type { Reason } from "../reasons.ts";
import { conditionsOf, type Standing } from "./conditions.ts";

const held = (reason: Reason): Finding =>
  finding("withheld", { hub: "hub" as never }, { reason, message: "so it is" });
const failed = (kind: FailureKind): Outcome => {
  const failure: Failure = { kind, error: "ErrorOfAws", message: "refused" };
  return { key: "k" as never, result: "failed", failure };
};

function told(standing: Partial<Standing>): string[] {
  const whole = { findings: [], told: [], failed: [], pending: 0, held: 0, ...standing };
  const conditions = conditionsOf(whole, [], { at: 0, revision: "one" });
  return conditions.map(({ type, status, reason }) => `${type} ${status} ${reason}`);
}

test.each<[string, Partial<Standing>, string[]]>([
  ["nothing to say", {}, ["Ready True AsDesired"]],
  ["steps to do", { pending: 2 }, ["Ready False StepsToDo", "Reconciling True StepsToDo"]],
  [
    "what a person has to mend",
    { findings: [held("Shadows")] },
    ["Ready False Shadows", "Stalled True Shadows"],
  ],
  [
    "what the next pass does by itself",
    { findings: [held("NextPass")] },
    ["Ready False NextPass", "Reconciling True NextPass"],
  ],
  [
    "a switch that goes on by itself",
    { findings: [held("SwitchWaits"), held("NextWave"), held("FirstUse")] },
    ["Ready False SwitchWaits", "Reconciling True SwitchWaits"],
  ],
  [
    "rules that are on their way to another Resolver endpoint",
    { findings: [held("ResolverMoves")] },
    ["Ready False ResolverMoves", "Reconciling True ResolverMoves"],
  ],
  [
    "a zone that stays until documents change",
    { findings: [held("KeptFromRule")] },
    ["Ready False KeptFromRule", "Stalled True KeptFromRule"],
  ],
  [
    "both, and steps",
    { findings: [held("NextPass"), held("Shadows")], pending: 1 },
    ["Ready False NextPass", "Reconciling True StepsToDo", "Stalled True Shadows"],
  ],
  [
    "a canary that others wait for, with steps of its own",
    { findings: [held("RolloutCanary")], pending: 1 },
    ["Ready False RolloutCanary", "Reconciling True RolloutCanary"],
  ],
  ["nothing but steps that its hub holds back", { held: 2 }, ["Ready False StepsHeldBack"]],
  [
    "a step that AWS throttled and a later pass tries again",
    { failed: [failed("throttled")] },
    ["Ready False ErrorOfAws", "Reconciling True ErrorOfAws"],
  ],
  [
    "a step that AWS refuses",
    { failed: [failed("denied")] },
    ["Ready False ErrorOfAws", "Stalled True ErrorOfAws"],
  ],
])("%s", (_, standing, conditions) => expect(told(standing)).toEqual(conditions));
