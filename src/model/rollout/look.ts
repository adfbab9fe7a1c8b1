import { type Action, isWait } from "../action/action.ts";
import type { Desired, Hub } from "../desired/types.ts";
import { type Finding, isOpen } from "../finding.ts";
import { type VpcRef, vpcKey } from "../ids.ts";
import type { Outcome } from "../outcome.ts";
import type { Plan } from "../plan/plan.ts";
import { keyOf } from "./chosen.ts";
import type { Look } from "./phase.ts";
import type { RolloutState } from "./state.ts";

/** What a pass that acted showed of a hub with a rollout. */
export function lookOf(
  hub: Hub,
  { chosen }: Pick<RolloutState, "chosen">,
  desired: Desired,
  { plan, outcomes }: { readonly plan: Plan; readonly outcomes: readonly Outcome[] },
): Look {
  const isOwn = (of: { readonly hub: string }) => of.hub === hub.name;
  const findings = plan.findings.filter((finding) => isOwn(finding) && isOpen(finding));
  const steps = plan.actions.filter((action) => isOwn(action) && !isWait(action));
  const trouble = troubleOf(canaryOf(hub, chosen, desired), hub, { plan, steps, findings, outcomes });
  return {
    isWhole: outcomes.every(({ result }) => result !== "remaining"),
    isQuiet: steps.length === 0 && findings.length === 0 && !plan.held.some(isOwn),
    holds: findings.some(({ reason }) => reason.startsWith("Rollout")),
    ...(trouble !== undefined && { trouble }),
  };
}

/** The chosen, as steps and findings name them. */
type Canary = { readonly vpcs: ReadonlySet<string>; readonly spokes: ReadonlySet<string> };

function canaryOf(hub: Hub, chosen: readonly string[], desired: Desired): Canary {
  const vpcs = new Set(chosen);
  const spokes = desired.spokes.filter((spoke) => spoke.hub === hub && vpcs.has(keyOf(spoke)));
  return { vpcs, spokes: new Set(spokes.map(({ name }) => name)) };
}

type Seen = {
  readonly plan: Plan;
  readonly steps: readonly Action[];
  readonly findings: readonly Finding[];
  readonly outcomes: readonly Outcome[];
};

/** Why the canary does not count as served, the worst first; undefined: AWS was seen to serve it, and nothing is left to do. */
function troubleOf(canary: Canary, hub: Hub, { plan, steps, findings, outcomes }: Seen): string | undefined {
  const isOf = (of: { readonly spoke?: string; readonly vpc?: VpcRef }) =>
    (of.spoke !== undefined && canary.spokes.has(of.spoke)) ||
    (of.vpc !== undefined && canary.vpcs.has(vpcKey(of.vpc)));
  const own = steps.filter((step) => isOf(step as Parameters<typeof isOf>[0]));
  const keys = new Set(own.map(({ key }) => key));
  const failed = outcomes.find(({ key, result }) => result === "failed" && keys.has(key))?.failure;
  if (failed) return `${failed.error}: ${failed.message}`;
  const finding = findings.find(isOf);
  if (finding) return `${finding.reason}: ${finding.message}`;
  const { lacks = [] } = plan.canaries?.find((seen) => seen.hub === hub.name) ?? {};
  const [first] = lacks;
  const more = lacks.length > 1 ? ` and ${lacks.length - 1} more` : "";
  if (first !== undefined) return `not served: ${first}${more}`;
  return own.length > 0 ? "its steps were not seen done" : undefined;
}
