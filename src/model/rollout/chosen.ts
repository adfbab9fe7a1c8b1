import { matches } from "../desired/selector.ts";
import type { Rollout, Spoke } from "../desired/types.ts";
import { vpcKey, vpcRef } from "../ids.ts";

/**
 * The spokes of a hub that a change reaches first. A number takes those whose documents are not as they were, for they
 * have something to try; nobody tries anything for a suspended one.
 */
export function chosenBy(
  { canary }: Rollout,
  spokes: readonly Spoke[],
  before: readonly Spoke[] = [],
): readonly Spoke[] {
  const able = spokes.filter(({ suspend }) => !suspend);
  if (typeof canary !== "number") return able.filter(({ labels }) => matches(canary, labels));
  const known = new Set(before.map(textOf));
  const isOld = (spoke: Spoke) => known.has(textOf(spoke));
  return [...able.filter((spoke) => !isOld(spoke)), ...able.filter(isOld)].slice(0, canary);
}

export function keyOf({ vpc, region }: Spoke): string {
  return vpcKey(vpcRef(vpc, region));
}

/** What a spoke asks for, whatever it is called. */
function textOf(spoke: Spoke): string {
  return [spoke.account, keyOf(spoke), spoke.mode, ...spoke.endpoints.map(({ name }) => name)].join(" ");
}
