import type { Action } from "../../../action/action.ts";
import type { ActionKey } from "../../../action/common.ts";
import type { RuleRef } from "../../../action/refs.ts";
import { takesGap } from "../../../desired/rule-mode.ts";
import type { Spoke } from "../../../desired/types.ts";
import { valueIn } from "../../../failure.ts";
import { type VpcRef, vpcRef, type ZoneName } from "../../../ids.ts";
import type { VpcView } from "../../../observed/vpc.ts";
import { type Estate, isMember, seenVpc } from "../../estate/estate.ts";
import { serves } from "../../estate/name-states.ts";
import { awaitStep } from "../../order/sequence.ts";
import {
  isLive,
  type LiveRef,
  type LiveRow,
  type WantedRow,
  placeOf as zonePlaceOf,
} from "../../wanted/zones/zone-row.ts";
import type { Owned } from "../own/owned.ts";
import type { RuleDraft } from "../rows/rule-draft.ts";
import type { LiveRule } from "../rows/rule-rows.ts";
import type { RuleFor } from "../switching/covers.ts";
import { awaitSure } from "../switching/exit.ts";
import type { RuleObstacles } from "../switching/obstacles.ts";
import { inForce } from "../switching/obstacles.ts";
import { otherThan } from "../switching/wakes.ts";

/** What answers instead of the endpoint, and what has to have succeeded before it alone does. */
export type Served = {
  readonly rules: readonly RuleRef[];
  /** Of a spoke of zone mode, when no rule is needed any more. */
  readonly zones: readonly LiveRef[];
  readonly after: readonly ActionKey[];
  readonly waits: readonly Action[];
};

export type ServedContext = {
  readonly estate: Estate;
  /** Absent: a hub without any, or whose Resolver was not read. */
  readonly rules: RuleDraft | undefined;
  readonly ruleFor: RuleFor;
  readonly obstacleOf: RuleObstacles;
};

/**
 * Whether rules of the hub, or zones, answer each of its names in the VPC, by what was read, and nobody else would once it is
 * silent; if not, why.
 */
export function servedBy(context: ServedContext, owned: Owned): Served | string {
  const { estate, rules } = context;
  const { view: own, names } = owned;
  const isByZones = takesGap(owned.spoke);
  const spoke = rules ? standingIn(rules, owned.spoke) : owned.spoke;
  const account = rules?.accountOf.get(spoke);
  if (!isByZones && !valueIn(account?.seen))
    return `the associations of account ${spoke.account} could not be read`;
  const view = seenVpc(estate.observed, spoke);
  const unread = view && [view.rules, view.zones, view.privateDns].some(({ kind }) => kind === "unreadable");
  if (!view || unread) return `what else answers in ${spoke.vpc} was not read`;
  const rest = without(view, own.id);
  const serving = new Set<LiveRule>();
  const zones = new Set<LiveRow>();
  for (const name of names) {
    const found = carrierOf(context, owned, spoke, name, rest);
    if (typeof found === "string") return found;
    if ("rule" in found) serving.add(found.rule);
    else zones.add(found.zone);
  }
  return servedIn([...serving], [...zones], vpcRef(spoke.vpc, spoke.region));
}

function servedIn(rules: readonly LiveRule[], zones: readonly LiveRow[], vpc: VpcRef): Served {
  const waits = [
    ...rules.map(awaitSure),
    ...zones.map((zone) => ({ ...awaitStep(vpc, { place: zonePlaceOf(zone) }), sure: true as const })),
  ];
  const after = waits.map(({ key }) => key);
  return { rules: rules.map(({ ref }) => ref), zones: zones.map(({ ref }) => ref), after, waits };
}

type Carrier = { readonly rule: LiveRule } | { readonly zone: LiveRow };

/** What serves the name there; in words, why nothing does. */
function carrierOf(
  context: ServedContext,
  owned: Owned,
  spoke: Spoke,
  name: ZoneName,
  rest: VpcView,
): Carrier | string {
  const { rules } = context;
  const rule = context.ruleFor(spoke, name);
  if (rules && rule) {
    const serving = inForce(rules, rule, spoke.vpc, rules.accountOf.get(spoke), context.obstacleOf);
    if (typeof serving === "string") return serving;
    return otherThan("rule", serving.live, name, rest) ?? { rule: serving };
  }
  const zone = zoneFor(context, owned, name);
  if (zone) {
    if (!isLive(zone) || !isMember(zone, vpcRef(spoke.vpc, spoke.region)) || !serves(zone))
      return `it is not seen to be served by zone ${zone.ref.name} yet`;
    return otherThan("zone", zone.live, name, rest) ?? { zone };
  }
  return `no rule is wanted for ${name}`;
}

/** The rules of a spoke of zone mode are those of what stands in for it (`bridge.ts`). */
function standingIn({ spokes }: RuleDraft, spoke: Spoke): Spoke {
  return spokes.find(({ isBridge, vpc }) => isBridge && vpc === spoke.vpc) ?? spoke;
}

/** None while private DNS is on: AWS associates no zone beside it. */
function zoneFor(
  { estate }: ServedContext,
  { spoke, becomes }: Owned,
  name: ZoneName,
): WantedRow | undefined {
  if (becomes !== "lingers") return undefined;
  return estate.zones.find(({ ref, wanted }) => ref.name === name && wanted.clients.ids.has(spoke.vpc));
}

/** As if it had no private DNS; a zone that AWS keeps for it goes with that. */
function without(view: VpcView, id: string): VpcView {
  const all = valueIn(view.privateDns) ?? [];
  const held = new Set(all.find(({ endpoint }) => endpoint === id)?.names);
  const zones = (valueIn(view.zones) ?? []).filter(
    ({ name, owner }) => owner.service === undefined || !held.has(name),
  );
  return {
    ...view,
    privateDns: { kind: "seen", value: all.filter(({ endpoint }) => endpoint !== id) },
    zones: { kind: "seen", value: zones },
  };
}
