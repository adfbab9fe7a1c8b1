import type { Finding } from "../../finding.ts";
import type { ZoneId } from "../../ids.ts";
import type { Draft } from "./draft.ts";
import { compare } from "./in-order.ts";
import { stalled } from "./zones/disputes.ts";
import type { WantedZone } from "./zones/wanted-zones.ts";

/**
 * Two hubs of one account, or two sets of a hub, may adopt the same zone, and it can point at one endpoint only. The
 * first by hub and set keeps it; the other endpoint is stalled and told.
 */
export function wantedOnce(drafts: readonly Draft[]): Draft[] {
  const zones = drafts.flatMap((d) => d.zones).sort((a, b) => compare(a.ref.key, b.ref.key));
  const keepers = new Map<ZoneId, WantedZone>();
  for (const zone of zones) if (zone.view && !keepers.has(zone.view.id)) keepers.set(zone.view.id, zone);
  return drafts.map((draft) => withoutLost(draft, keepers));
}

function withoutLost(draft: Draft, keepers: ReadonlyMap<ZoneId, WantedZone>): Draft {
  const lost = draft.zones.flatMap((zone) => {
    const keeper = zone.view && keepers.get(zone.view.id);
    return keeper && keeper !== zone ? [{ zone, keeper }] : [];
  });
  if (lost.length === 0) return draft;
  const losers = new Map(lost.map(({ zone }) => [zone.settled, stalled(zone.settled, [])]));
  const dropped = new Set(lost.map(({ zone }) => zone));
  const zones = draft.zones.filter((zone) => !dropped.has(zone));
  return {
    ...draft,
    endpoints: draft.endpoints.map((settled) => losers.get(settled) ?? settled),
    zones: zones.map(({ aliases, ...zone }) => {
      const settled = losers.get(zone.settled);
      return settled ? { ...zone, settled } : { ...zone, ...(aliases && { aliases }) };
    }),
    findings: [...draft.findings, ...lost.map(({ zone, keeper }) => twice(zone, keeper))],
  };
}

function twice({ hub, settled, ref }: WantedZone, keeper: WantedZone): Finding {
  return {
    kind: "conflict",
    reason: "ZoneWantedTwice",
    hub: hub.name,
    endpoint: settled.endpoint.name,
    zone: ref.name,
    message: `zone ${ref.id} (${ref.name}) is adopted by endpoint ${keeper.settled.endpoint.name} of hub ${keeper.hub.name}; it cannot serve ${settled.endpoint.name} of hub ${hub.name} too`,
    todo: "give each hub a document of its own, and let one of them adopt the zone",
  };
}
