import { canBridge, takesGap } from "../../../desired/rule-mode.ts";
import type { Desired, Endpoint, Spoke } from "../../../desired/types.ts";
import type { ZoneName } from "../../../ids.ts";
import type { Observed } from "../../../observed/observed.ts";
import { type Estate, vpcsIn } from "../../estate/estate.ts";
import type { Draft } from "../../wanted/draft.ts";
import { exemptionOf } from "./exempt.ts";
import { type Owned, ownedIn } from "./owned.ts";

/**
 * Documents as this pass plans them. A zone and private DNS of one name cannot both be in a VPC: AWS refuses whichever comes second.
 * So a spoke of zone mode has rules for what an endpoint of its own holds, as a second spoke of rule mode beside it
 * (`isBridge`), until that is switched off, or on again; by what was read, so that a pass that died is gone on with
 * (semantics 59):
 *
 * | its own endpoint | meanwhile |
 * |---|---|
 * | is to be handed over | rules in, private DNS off |
 * | lingers | no bridge any more: zones in, rules out as in every switch |
 * | is taken back | rules in, zones out, private DNS on; when its tag is gone, rules out |
 *
 * Where no rules can stand in, and the document accepts a gap, what is taken back is as if the spoke did not share it (`gaps.ts`).
 * The same documents where nothing is on its way.
 */
export function bridged(
  desired: Desired,
  drafts: readonly Draft[],
  observed: Partial<Pick<Observed, "ownEndpoints">>,
): Desired {
  if (!observed.ownEndpoints) return desired;
  const bridges = new Map<Spoke, readonly Endpoint[]>();
  const returning = new Map<Spoke, readonly Endpoint[]>();
  for (const draft of drafts) {
    const owned = ownedIn(draft, desired.spokes, observed);
    const put = (map: typeof bridges, isMeant: (one: Owned) => boolean) => {
      for (const [spoke, all] of Map.groupBy(owned.filter(isMeant), (one) => one.spoke))
        map.set(spoke, [...new Set(all.flatMap((one) => endpointsFor(draft, one)))]);
    };
    put(bridges, (one) => isBridged(draft, one));
    put(
      returning,
      ({ spoke, becomes }) => takesGap(spoke) && (becomes === "takenBack" || becomes === "returned"),
    );
  }
  if (bridges.size + returning.size === 0) return desired;
  const known = new Set(desired.spokes);
  const gone = [...bridges.keys()].filter((spoke) => !known.has(spoke));
  return {
    ...desired,
    spokes: [...desired.spokes, ...gone].flatMap((spoke) => {
      const left = returning.get(spoke);
      return left ? [{ ...spoke, endpoints: without(spoke, left) }] : partsOf(spoke, bridges);
    }),
  };
}

function without({ endpoints }: Spoke, some: readonly Endpoint[]): Endpoint[] {
  return endpoints.filter((one) => !some.includes(one));
}

/** Of one whose document is gone nobody knows the mode: it is in zones, or it is not. */
function isBridged(draft: Draft, owned: Owned): boolean {
  const { spoke, view, becomes } = owned;
  if (!canBridge(spoke)) return false;
  if (spoke.mode === "resolver-rule")
    return spoke.isGone === true && becomes === "takenBack" && isInZone(draft, owned);
  if (becomes === "handedOver") return !exemptionOf(view, spoke.region);
  return becomes !== "lingers";
}

function isInZone({ zones, leftovers }: Draft, { spoke, names }: Owned): boolean {
  const live = [...zones, ...leftovers].flatMap((row) => row.live ?? []);
  return live.some((zone) => names.includes(zone.name) && vpcsIn(zone).some(({ id }) => id === spoke.vpc));
}

/** Its own endpoint's private DNS was switched off for our zone: AWS may hold the name for a while yet, and a conflict means "not yet". */
export function isLettingGo({ drafts, observed }: Estate, spoke: Spoke, name: ZoneName): boolean {
  if (spoke.ownEndpoints.redundant !== "remove" || spoke.mode !== "phz-association") return false;
  return drafts
    .filter(({ hub }) => hub === spoke.hub)
    .flatMap((draft) => ownedIn(draft, [spoke], observed))
    .some((one) => one.spoke === spoke && one.becomes === "lingers" && one.names.includes(name));
}

/** For each of its names what the spoke shares; of one that it no longer shares, whatever the hub has. */
function endpointsFor({ endpoints }: Draft, { names, shared }: Owned): Endpoint[] {
  return names.flatMap((name) => {
    const has = (one: (typeof endpoints)[number]) => one.names.some(({ zone }) => zone === name);
    const one = shared.find(has) ?? endpoints.find(has);
    return one ? [one.document] : [];
  });
}

function partsOf(spoke: Spoke, bridges: ReadonlyMap<Spoke, readonly Endpoint[]>): Spoke[] {
  const endpoints = bridges.get(spoke);
  if (!endpoints || endpoints.length === 0) return [spoke];
  const bridge: Spoke = { ...spoke, mode: "resolver-rule", endpoints, isBridge: true };
  const rest = without(spoke, endpoints);
  return rest.length > 0 ? [{ ...spoke, endpoints: rest }, bridge] : [bridge];
}
