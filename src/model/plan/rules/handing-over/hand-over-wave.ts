import type { Hub, Spoke } from "../../../desired/types.ts";
import { valueIn } from "../../../failure.ts";
import { type Finding, finding } from "../../../finding.ts";
import { vpcRef } from "../../../ids.ts";
import type { Observed } from "../../../observed/observed.ts";
import { isOwnVpc, type OwnVpc } from "../../../own-vpc.ts";
import { lingersOf, type Owned } from "../own/owned.ts";
import { othersFollowAt } from "../rows/first-use.ts";
import { type RuleDraft, vpcsOf } from "../rows/rule-draft.ts";
import { canaryFirst, fifthOf } from "../switching/wave.ts";

/** Who comes before others, and who comes last. */
export type HandOverOrder = {
  readonly ownVpc?: OwnVpc | undefined;
  /** By `vpcKey`: rollouts' canaries. */
  readonly first: ReadonlySet<string>;
};

type Beside = HandOverOrder & {
  readonly rules: RuleDraft;
  readonly observed: Pick<Observed, "ownEndpoints">;
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
  const all = inTurn(leaving, { first, ownVpc });
  const lingering = owned.filter(({ becomes }) => becomes === "lingers");
  const begun = new Set(lingering.map(({ spoke }) => spoke.vpc)); // goes on, should it have another one
  const lead = leadOf(hub, lingering, ownEndpoints);
  const now = [
    ...all.filter(({ vpc }) => begun.has(vpc)),
    ...all.filter(({ vpc }) => !begun.has(vpc)).slice(0, placesOf(lead, vpcsOf(rules))),
  ];
  const waiting = all.filter((spoke) => !now.includes(spoke));
  return { wave: new Set(now), later: nextWave(rules, waiting, turnOf(hub, lead)), hasLed: lead.hasLed };
}

/** Whether an endpoint of some spoke of the hub was handed over long enough ago; `until`: when the first one's time is over. */
export type Lead = { readonly hasLed: boolean; readonly until: number | undefined };

export function leadOf(hub: Hub, lingering: readonly Owned[], ownEndpoints: Observed["ownEndpoints"]): Lead {
  const gone = (valueIn(ownEndpoints?.definitions) ?? []).some(
    (one) => one.isDeleted && one.hub === (hub.name as string),
  );
  const since = lingering.flatMap((one) => lingersOf(one)?.since ?? []);
  if (since.length === 0 && lingering.length > 0) since.push(ownEndpoints?.at ?? 0); // a pass died before it wrote that down
  const until = since.length > 0 ? othersFollowAt(hub, Math.min(...since)) : undefined;
  return { hasLed: gone || (until !== undefined && until <= (ownEndpoints?.at ?? 0)), until };
}

/** How many of a hub's spokes may go in one pass: the first one alone, and then a fifth of all. */
export function placesOf({ hasLed, until }: Lead, spokes: number): number {
  if (hasLed) return fifthOf(spokes);
  return until === undefined ? 1 : 0;
}

/** A canary before others, for these are held back meanwhile, and the operator's own VPC last. */
export function inTurn(spokes: readonly Spoke[], { first, ownVpc }: HandOverOrder): Spoke[] {
  const isOwn = ({ vpc, region }: Spoke) => isOwnVpc(ownVpc, vpcRef(vpc, region));
  return canaryFirst([...new Set(spokes)], first).sort((a, b) => Number(isOwn(a)) - Number(isOwn(b)));
}

/** Why somebody waits for a later pass, in words. */
export function turnOf({ name }: Hub, { hasLed, until }: Lead): string {
  if (hasLed) return `a fifth of the spokes of hub ${name} at a time`;
  return until === undefined
    ? `the first one of hub ${name} goes alone`
    : `the first one of hub ${name} is to be seen switched off until ${new Date(until).toISOString()}`;
}

function nextWave({ hub }: RuleDraft, waiting: readonly Spoke[], why: string): Finding[] {
  const [first] = waiting;
  if (!first) return [];
  const others = waiting.length === 1 ? "" : ` and ${waiting.length - 1} more`;
  const message = `the own endpoints of spoke ${first.name}${others} are switched off by a later pass: ${why}`;
  const todo = "run again (the daemon goes on by itself)";
  return [finding("withheld", { hub: hub.name }, { reason: "NextWave", message, todo })];
}
