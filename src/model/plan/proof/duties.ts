import type { Action } from "../../action/action.ts";
import type { ActionKey } from "../../action/common.ts";
import type { VpcRef, ZoneName } from "../../ids.ts";
import { type Carrier, type Change, DEAD, type Grade, PRIVATE, PUBLIC } from "./carrier.ts";
import { type Ground, opensOwnGap } from "./ground.ts";
import { isWantedByRule } from "./rule-ground.ts";

/** What the plan does not prove: one of `before` must have succeeded before one of `until` is sent, or `by` answers worse. */
export type Duty = {
  readonly by: Carrier;
  readonly before: readonly Change[];
  readonly until: readonly Change[];
};

/**
 * Semantics 61, for one name in one VPC and its carriers in their order: the answer never falls below the threshold. A carrier of a
 * lower grade that is there, or comes, is hidden throughout by those before it that are good enough, or that documents accept.
 */
export function unproved(
  ground: Ground,
  vpc: VpcRef,
  name: ZoneName,
  carriers: readonly Carrier[],
): Duty | undefined {
  const q = thresholdOf(ground, vpc, name, carriers);
  for (const [i, by] of carriers.entries()) {
    if (by.grade >= q || by.accepted || (by.present === "no" && !by.gain)) continue;
    const good = carriers.slice(0, i).filter((one) => one.grade >= q || (one.accepted && !one.loss));
    const duty = dutyOf(ground, vpc, by, good);
    if (duty && !isMet(duty)) return duty;
  }
  return undefined;
}

/** Today's grade; no more than public where the name is taken away, or while a window says so. */
function thresholdOf(ground: Ground, vpc: VpcRef, name: ZoneName, carriers: readonly Carrier[]): Grade {
  const today = carriers.find(({ present }) => present === "seen")?.grade ?? DEAD;
  const lost = carriers.flatMap(({ grade, loss }) => (loss && grade === PRIVATE ? [loss] : []));
  if (lost.length === 0) return today;
  const isWanted = ground.estate.claimant(vpc, name) !== undefined || isWantedByRule(ground.rules, vpc, name);
  const grades = lost.map(({ action }): Grade => {
    if (action.kind === "turnOffPrivateDns") return ground.gaps.has(action.endpoint ?? "") ? DEAD : PUBLIC;
    if (opensOwnGap(ground, vpc, action)) return PUBLIC;
    return action.removal && (!isWanted || ground.windows.has(action.key)) ? PUBLIC : PRIVATE;
  });
  return Math.min(today, ...grades) as Grade;
}

function dutyOf(ground: Ground, vpc: VpcRef, by: Carrier, good: readonly Carrier[]): Duty | undefined {
  if (good.some((one) => stays(one) && !(by.gain && one.listed))) return undefined;
  const gains = good.flatMap(({ gain }) => gain ?? []);
  const listed = good.flatMap((one) =>
    by.gain && stays(one) && one.listed ? [{ action: by.gain.action, sure: one.listed }] : [],
  );
  const isTold = ({ action }: Change) =>
    ground.windows.has(action.key) &&
    mayBeDark(action) &&
    !opensOwnGap(ground, vpc, action) &&
    gains.length > 0;
  const losses = good.flatMap(({ loss }) => (loss && !isTold(loss) ? [loss] : []));
  const until = [...losses, ...(by.gain ? [by.gain] : [])];
  if (until.length === 0) return undefined; // what answers worse does so today
  return { by, before: [...gains, ...listed, ...(by.loss ? [by.loss] : [])], until };
}

/** Other windows are of public answers: the threshold knows them. */
function mayBeDark({ kind }: Action): boolean {
  return kind !== "turnOffPrivateDns" && kind !== "handOver" && kind !== "disassociate";
}

function stays({ present, loss }: Carrier): boolean {
  return present === "seen" && !loss;
}

/** By edges that only success passes: `after`, straight or over one wait; what takes longer ways counts as unproved. */
function isMet({ before, until }: Duty): boolean {
  return until.some(({ action }) => before.some(({ sure }) => waitsForOne(action, sure)));
}

function waitsForOne({ after }: Action, keys: readonly ActionKey[]): boolean {
  return keys.some((key) => after.includes(key));
}
