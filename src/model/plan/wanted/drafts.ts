import { compare } from "../../compare.ts";
import type { Desired } from "../../desired/types.ts";
import { type Finding, finding } from "../../finding.ts";
import type { ZoneId } from "../../ids.ts";
import type { Observed } from "../../observed/observed.ts";
import { atOnce, type Turns } from "../../turns.ts";
import { type Draft, draftHub } from "./draft.ts";
import { inOrder } from "./in-order.ts";
import { stalled } from "./zones/disputes.ts";
import type { WantedRow } from "./zones/zone-row.ts";

/** Every hub that could be read, both sides joined. */
export function draftsOf(desired: Desired, observed: ObservedSoFar): Draft[] {
  return atOnce(draftsInTurns(desired, observed));
}

type ObservedSoFar = Pick<Observed, "hubs"> & Partial<Observed>;

export function* draftsInTurns(desired: Desired, observed: ObservedSoFar): Turns<Draft[]> {
  const drafts: Draft[] = [];
  for (const hub of desired.hubs) {
    const seen = observed.hubs.get(hub);
    if (seen?.kind === "seen") drafts.push(yield* draftHub(hub, desired, inOrder(seen.value), observed));
  }
  return wantedOnce(drafts);
}

/**
 * Two hubs of one account, or two sets of a hub, may adopt the same zone, and it can point at one endpoint only. The
 * first by hub and set keeps it; the other endpoint is stalled and told.
 */
function wantedOnce(drafts: readonly Draft[]): Draft[] {
  const zones = drafts.flatMap((d) => d.zones).sort((a, b) => compare(a.ref.key, b.ref.key));
  const keepers = new Map<ZoneId, WantedRow>();
  for (const zone of zones) if (zone.ref.id && !keepers.has(zone.ref.id)) keepers.set(zone.ref.id, zone);
  return drafts.map((draft) => withoutLost(draft, keepers));
}

function withoutLost(draft: Draft, keepers: ReadonlyMap<ZoneId, WantedRow>): Draft {
  const lost = draft.zones.flatMap((zone) => {
    const keeper = zone.ref.id && keepers.get(zone.ref.id);
    return keeper && keeper !== zone ? [{ zone, keeper }] : [];
  });
  if (lost.length === 0) return draft;
  const losers = new Map(lost.map(({ zone }) => [zone.wanted.endpoint, stalled(zone.wanted.endpoint, [])]));
  const dropped = new Set(lost.map(({ zone }) => zone));
  const zones = draft.zones.filter((zone) => !dropped.has(zone));
  return {
    ...draft,
    endpoints: draft.endpoints.map((endpoint) => losers.get(endpoint) ?? endpoint),
    zones: zones.map((zone): WantedRow => {
      const { aliases: _aliases, ...wanted } = zone.wanted;
      const endpoint = losers.get(wanted.endpoint);
      return endpoint ? { ...zone, wanted: { ...wanted, endpoint } } : zone;
    }),
    findings: [...draft.findings, ...lost.map(({ zone, keeper }) => twice(zone, keeper))],
  };
}

function twice({ hub, wanted: { endpoint }, ref }: WantedRow, keeper: WantedRow): Finding {
  return finding(
    "conflict",
    { hub: hub.name, endpoint: endpoint.document.name, zone: ref.name },
    {
      reason: "ZoneWantedTwice",
      message: `zone ${ref.id} (${ref.name}) is adopted by endpoint ${keeper.wanted.endpoint.document.name} of hub ${keeper.hub.name}; it cannot serve ${endpoint.document.name} of hub ${hub.name} too`,
      todo: "give each hub a document of its own, and let one of them adopt the zone",
    },
  );
}
