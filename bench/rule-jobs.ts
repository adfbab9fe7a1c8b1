import { type FleetSize, fleet } from "../test/support/fleet.ts";
import type { Files } from "../test/support/stage.ts";

/** Names, spoke VPCs, spoke accounts and the kind of rules: N, M, A of the formulas. */
export type RuleCase = Pick<FleetSize, "zones" | "vpcs" | "accounts"> & {
  readonly rules: NonNullable<FleetSize["rules"]>;
};

const SIZES = [{ zones: 20, vpcs: 50, accounts: 25 }];
/** Fifty thousand associations: on request only. */
const LARGE_SIZES = [{ zones: 50, vpcs: 1000, accounts: 500 }];

export const RULE_CASES: readonly RuleCase[] = ofBothKinds(SIZES);
export const LARGE_RULE_CASES: readonly RuleCase[] = ofBothKinds(LARGE_SIZES);

function ofBothKinds(sizes: typeof SIZES): RuleCase[] {
  return sizes.flatMap((size) => [
    { ...size, rules: "per-endpoint" as const },
    { ...size, rules: "regional" as const },
  ]);
}

/** The first spoke of a hub goes alone; the others with the next pass. */
export const RULE_JOBS = [
  "first spoke",
  "other spokes",
  "drift check",
  "one spoke added",
  "one spoke removed",
] as const;
export type RuleJob = (typeof RULE_JOBS)[number];

/** One spoke more than the case says exists from the start. */
export function ruleWorldOf(size: RuleCase): string {
  return fleet({ ...size, vpcs: size.vpcs + 1 }).world;
}

export function ruleFilesOf(size: RuleCase, job: RuleJob): Files {
  return fleet(job === "one spoke added" ? { ...size, vpcs: size.vpcs + 1 } : size).files;
}

/** By account, of those that have any: how many of the first `spokes` VPCs, but for the first `but`, are its. */
export function vpcsByAccount({ accounts }: RuleCase, spokes: number, but = 0): number[] {
  const counts = Array.from({ length: accounts }, () => 0);
  for (let i = but; i < spokes; i++) counts[i % accounts] = (counts[i % accounts] ?? 0) + 1;
  return counts;
}
