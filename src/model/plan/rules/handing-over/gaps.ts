import { canBridge, takesGap } from "../../../desired/rule-mode.ts";
import type { Spoke } from "../../../desired/types.ts";
import { depthOf } from "../../../dns-name.ts";
import { valueIn } from "../../../failure.ts";
import type { Why } from "../../../finding.ts";
import { type EndpointId, type VpcId, vpcRef } from "../../../ids.ts";
import { type Estate, isMember, isOwnRule, seenVpc } from "../../estate/estate.ts";
import { holderAbove } from "../../resolution/carriers.ts";
import { silenced } from "../../resolution/silenced.ts";
import type { Draft } from "../../wanted/draft.ts";
import type { LiveRow } from "../../wanted/zones/zone-row.ts";
import { type Owned, ownedIn } from "../own/owned.ts";
import { fifthOf } from "../switching/wave.ts";
import { type HandOverOrder, inTurn, type Lead, leadOf, placesOf, turnOf } from "./hand-over-wave.ts";
import { type Stay, stayOf, stays } from "./stays.ts";

/**
 * What a plan does with spokes' own endpoints between which and zones no rules can stand in: their names are public for a while,
 * which their documents accept, and which the plan names (semantics 59). By what was read, so that a pass that died is gone on
 * with:
 *
 * | document | private DNS | our zones of its names | |
 * |---|---|---|---|
 * | `remove` | on | ready, and the VPC may join all of them | `opening`: private DNS off, and the VPC joins them at once |
 * | `remove` | off | without the VPC | `pending`: the VPC joins, first of all |
 * | anything else | off | with the VPC | `closing`: the VPC leaves them, and private DNS comes on |
 * | anything else | off | without the VPC | comes on, first of all (`hand-overs.ts`) |
 */
export type Gaps = {
  readonly opening: readonly Owned[];
  readonly pending: readonly Owned[];
  readonly closing: readonly Owned[];
  /** Of those that are to be handed over, or to come back, and are not by this plan: why. */
  readonly stays: ReadonlyMap<EndpointId, Stay>;
};

/** `failed`: of those that could be opened, what turned out to be in the way of their VPC's joining. */
export type GapsOf = (failed: ReadonlyMap<EndpointId, Why>) => Gaps;

export const NO_GAPS: Gaps = { opening: [], pending: [], closing: [], stays: new Map() };

export function gapsOf(estate: Estate, documents: readonly Spoke[], order: HandOverOrder): GapsOf {
  const { drafts, observed } = estate;
  if (!observed.ownEndpoints) return () => NO_GAPS;
  const hubs = drafts.map((draft) => sortOut(estate, draft, ownedIn(draft, documents, observed), order));
  if (hubs.every(({ owned, pending }) => owned.length + pending.length === 0)) return () => NO_GAPS;
  return (failed) => {
    const all = hubs.map((one) => inWaves(one, failed));
    return {
      opening: all.flatMap(({ opening }) => opening),
      pending: all.flatMap(({ pending }) => pending),
      closing: all.flatMap(({ closing }) => closing),
      stays: new Map(all.flatMap((one) => [...one.stays])),
    };
  };
}

/** Our zones of its names that its VPC is in: AWS switches no private DNS on beside them. */
export function zonesBeside(estate: Estate, { spoke, view, names }: Owned): readonly LiveRow[] {
  if (view.privateDnsEnabled) return [];
  const vpc = vpcRef(spoke.vpc, spoke.region);
  return estate.existing.filter((row) => names.includes(row.live.name) && isMember(row, vpc));
}

/** Those whose VPC is not in all zones of their names: public. */
export function darkOf(estate: Estate, owned: readonly Owned[]): Owned[] {
  return owned.filter((one) => {
    const zones = zonesBeside(estate, one);
    return (
      one.names.some((name) => !zones.some(({ live }) => live.name === name)) && !mayBeRuled(estate, one)
    );
  });
}

type OfHub = {
  readonly draft: Draft;
  readonly owned: readonly Owned[];
  /** What speaks against each that is to be handed over. */
  readonly against: ReadonlyMap<Owned, Stay | undefined>;
  readonly pending: readonly Owned[];
  /** Whose VPC is in all of its zones, or has left some of them already. */
  readonly back: readonly { readonly one: Owned; readonly isBegun: boolean }[];
  /** Somebody's names went this way before, and are served. */
  readonly lead: Lead;
};

function sortOut(estate: Estate, draft: Draft, all: readonly Owned[], order: HandOverOrder): OfHub {
  const owned = ownedInTurn(
    all.filter(({ spoke }) => takesGap(spoke)),
    order,
  );
  const off = owned.map((one) => ({ one, zones: zonesBeside(estate, one) }));
  const lacks = ({ one, zones }: (typeof off)[number]) =>
    one.names.some((name) => !zones.some(({ live }) => live.name === name));
  const lingering = off.filter(({ one }) => one.becomes === "lingers");
  /** Whatever documents say by now of how it was to go. */
  const handed = all.filter(
    ({ spoke, becomes }) => becomes === "lingers" && spoke.mode === "phz-association",
  );
  return {
    draft,
    owned,
    against: new Map(
      owned.flatMap((one) =>
        one.becomes === "handedOver" ? [[one, againstIt(estate, owned, one)] as const] : [],
      ),
    ),
    pending: ownedInTurn(darkOf(estate, handed), order),
    back: off
      .filter(({ one, zones }) => one.becomes === "takenBack" && zones.length > 0)
      .map((one) => ({ one: one.one, isBegun: lacks(one) })),
    lead: leadOf(
      draft.hub,
      lingering.filter((one) => !lacks(one)).map(({ one }) => one),
      estate.observed.ownEndpoints,
    ),
  };
}

function ownedInTurn(owned: readonly Owned[], order: HandOverOrder): Owned[] {
  const spokes = inTurn(
    owned.map(({ spoke }) => spoke),
    order,
  );
  return owned.toSorted((a, b) => spokes.indexOf(a.spoke) - spokes.indexOf(b.spoke));
}

/** A fifth of a hub's spokes in one pass, the first one alone, and nobody while somebody's window is open (semantics 62). */
function inWaves({ draft, against, pending, back, lead }: OfHub, failed: ReadonlyMap<EndpointId, Why>): Gaps {
  const fifth = fifthOf(draft.spokes);
  const [begun, fresh] = [true, false].map((is) =>
    back.flatMap(({ one, isBegun }) => (isBegun === is ? [one] : [])),
  ) as [Owned[], Owned[]];
  const returning = new Set(vpcsOf(fresh).slice(0, fifth));
  const refused = refusals(against, failed);
  const ready = [...against.keys()].filter(({ view }) => !refused.has(view.id));
  const places = pending.length > 0 ? 0 : Math.max(0, placesOf(lead, draft.spokes) - returning.size);
  const now = new Set(vpcsOf(ready).slice(0, places));
  const later = [
    ...ready
      .filter(({ spoke }) => !now.has(spoke.vpc))
      .map((one) => nextWave(one, whyLater(draft, pending, lead))),
    ...fresh
      .filter(({ spoke }) => !returning.has(spoke.vpc))
      .map((one) => nextWave(one, turnOf(draft.hub, { hasLed: true, until: undefined }))),
  ];
  return {
    opening: ready.filter(({ spoke }) => now.has(spoke.vpc)).sort(bySpokeThenDepth),
    pending,
    closing: [...begun, ...fresh.filter(({ spoke }) => returning.has(spoke.vpc))],
    stays: new Map([...refused, ...later]),
  };
}

function refusals(against: OfHub["against"], failed: ReadonlyMap<EndpointId, Why>): Map<EndpointId, Stay> {
  return new Map(
    [...against].flatMap(
      ([
        {
          view: { id },
        },
        stay,
      ]): [EndpointId, Stay][] => {
        const why = failed.get(id);
        if (stay) return [[id, stay]];
        return why ? [[id, { kind: "withheld", why }]] : [];
      },
    ),
  );
}

function whyLater({ hub }: Draft, [open]: readonly Owned[], lead: Lead): string {
  return open
    ? `${open.spoke.vpc} of spoke ${open.spoke.name} has not joined its zones yet`
    : turnOf(hub, lead);
}

function vpcsOf(some: readonly Owned[]): VpcId[] {
  return [...new Set(some.map(({ spoke }) => spoke.vpc))];
}

/** Of one VPC's endpoints names above are switched off first: they would hide those beneath. */
function bySpokeThenDepth(a: Owned, b: Owned): number {
  const depth = ({ names }: Owned) => Math.min(...names.map(depthOf));
  return a.spoke === b.spoke ? depth(a) - depth(b) : 0;
}

function againstIt(estate: Estate, owned: readonly Owned[], one: Owned): Stay | undefined {
  const stay = stayOf(estate, one);
  if (stay) return stay;
  const hider = hiderOf(estate, owned, one);
  return hider === undefined ? undefined : { kind: "withheld", why: wouldBeHidden(one, hider) };
}

/** Public is what the document accepts, and not NXDOMAIN, which resolvers remember for a quarter of an hour. */
function hiderOf({ observed }: Estate, owned: readonly Owned[], { spoke, names }: Owned): string | undefined {
  const view = seenVpc(observed, spoke);
  if (!view) return undefined; // then it joins nothing
  const going = new Set<EndpointId>(
    owned.flatMap((one) => (one.becomes === "handedOver" && one.spoke === spoke ? one.view.id : [])),
  );
  const left = silenced(view, going);
  for (const name of names) {
    const hider = holderAbove(name, left);
    if (hider && hider.kind !== "rule") return `${hider.kind} ${hider.id} (${hider.name})`;
  }
  return undefined;
}

/** Rules bridge, and answer still; where they may, and were not seen, nobody knows. */
function mayBeRuled(estate: Estate, { spoke, names }: Owned): boolean {
  const view = seenVpc(estate.observed, spoke);
  const rules = valueIn(view?.rules);
  if (!rules) return canBridge(spoke);
  return names.every((name) => rules.some((rule) => rule.name === name && isOwnRule(estate, rule.id)));
}

function wouldBeHidden(owned: Owned, hider: string): Why {
  return stays(
    owned,
    `between the switch and our zones ${hider} would answer NXDOMAIN for its names there`,
    "take the VPC out of what hides them until they are handed over",
  );
}

function nextWave({ spoke, view, becomes }: Owned, because: string): [EndpointId, Stay] {
  const what = becomes === "handedOver" ? "switched off" : "switched on again";
  const why = {
    reason: "NextWave",
    message: `private DNS of ${spoke.vpc}'s own endpoint ${view.id} is ${what} by a later pass: ${because}`,
    todo: "run again (the daemon goes on by itself)",
  } as const;
  return [view.id, { kind: "withheld", why }];
}

/** It is to come back, and neither rules nor a window that its document accepts let it. */
export function isStuck({ spoke }: Owned): boolean {
  return !canBridge(spoke) && !takesGap(spoke);
}
