import type { Spoke } from "../../../desired/types.ts";
import { valueIn } from "../../../failure.ts";
import { type Finding, finding } from "../../../finding.ts";
import { vpcRef } from "../../../ids.ts";
import type { Observed } from "../../../observed/observed.ts";
import { isOwnVpc, type OwnVpc } from "../../../own-vpc.ts";
import { othersFollowAt } from "../first-use.ts";
import { lingersOf, type Owned } from "../own/owned.ts";
import { type RuleDraft, vpcsOf } from "../rule-draft.ts";
import { canaryFirst, fifthOf } from "../switching/wave.ts";

type Beside = {
  readonly rules: RuleDraft;
  readonly observed: Pick<Observed, "ownEndpoints">;
  readonly ownVpc?: OwnVpc | undefined;
  readonly first: ReadonlySet<string>;
};

export type HandOverWave = {
  readonly wave: ReadonlySet<Spoke>;
  readonly later: readonly Finding[];
  /** An endpoint of some spoke was handed over, and that long enough ago. */
  readonly hasLed: boolean;
};

/**
 * Whose endpoints are switched off by this plan: the first spoke's alone, as with rules (semantics 46), for beneath the Region's
 * rule nobody has asked the hub for such a name before; a fifth of the spokes at a time when that one has lingered for a while; a
 * canary before others, the operator's own VPC last.
 */
export function handOverWave(
  leaving: readonly Spoke[],
  owned: readonly Owned[],
  { rules, observed: { ownEndpoints }, ownVpc, first }: Beside,
): HandOverWave {
  const { hub } = rules;
  const isOwn = ({ vpc, region }: Spoke) => isOwnVpc(ownVpc, vpcRef(vpc, region));
  const inTurn = canaryFirst([...new Set(leaving)], first).sort(
    (a, b) => Number(isOwn(a)) - Number(isOwn(b)),
  );
  const gone = (valueIn(ownEndpoints?.definitions) ?? []).some(
    (one) => one.isDeleted && one.hub === (hub.name as string),
  );
  const lingering = owned.filter(({ becomes }) => becomes === "lingers");
  const begun = new Set(lingering.map(({ spoke }) => spoke.vpc)); // goes on, should it have another one
  const since = lingering.flatMap((one) => lingersOf(one)?.since ?? []);
  const until = since.length > 0 ? othersFollowAt(hub, Math.min(...since)) : undefined;
  const hasLed = gone || (until !== undefined && until <= (ownEndpoints?.at ?? 0));
  const places = hasLed ? fifthOf(vpcsOf(rules)) : until === undefined ? 1 : 0;
  const now = [
    ...inTurn.filter(({ vpc }) => begun.has(vpc)),
    ...inTurn.filter(({ vpc }) => !begun.has(vpc)).slice(0, places),
  ];
  const waiting = inTurn.filter((spoke) => !now.includes(spoke));
  const why = hasLed
    ? `a fifth of the spokes of hub ${hub.name} at a time`
    : until === undefined
      ? `the first one of hub ${hub.name} goes alone`
      : `the first one of hub ${hub.name} is to be seen switched off until ${new Date(until).toISOString()}`;
  return { wave: new Set(now), later: nextWave(rules, waiting, why), hasLed };
}

function nextWave({ hub }: RuleDraft, waiting: readonly Spoke[], why: string): Finding[] {
  const [first] = waiting;
  if (!first) return [];
  const others = waiting.length === 1 ? "" : ` and ${waiting.length - 1} more`;
  const message = `the own endpoints of spoke ${first.name}${others} are switched off by a later pass: ${why}`;
  const todo = "run again (the daemon goes on by itself)";
  return [finding("withheld", { hub: hub.name }, { reason: "NextWave", message, todo })];
}
