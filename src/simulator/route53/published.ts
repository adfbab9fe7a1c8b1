import type { DnsChange, Published, Zone, Zones, ZoneView } from "./state.ts";

/**
 * DNS takes the zone's newest change over at `at`, or later, and answers when. AWS promises no order: a later change
 * may be quicker. Only what concerns the same thing keeps its order (the records, one VPC), and nothing is there
 * before its zone.
 */
export function publish(zone: Zone, change: DnsChange, at: number, now: number): number {
  takeOver(zone, now);
  const { pending } = zone.published;
  const awaited = pending.filter((earlier) => follows(change, earlier.change));
  const insyncAt = Math.max(at, ...awaited.map((earlier) => earlier.at));
  const view = { records: new Map(zone.records), vpcs: new Set(zone.vpcs.keys()) };
  pending.push({ at: insyncAt, change, view });
  return insyncAt;
}

/** A zone, as DNS has it. */
type SeenZone = { zone: Zone; view: ZoneView };

/** The zones that the VPC's resolver knows at this moment, each as of what is INSYNC. */
export function zonesInDns(zones: Zones, vpcId: string, now: number): SeenZone[] {
  const known = zones.byVpc.get(vpcId) ?? new Set();
  return inDns(known, now, ({ vpcs }) => vpcs.has(vpcId));
}

/** The public zones that anybody's resolver knows at this moment, likewise. */
export function publicZonesInDns(zones: Zones, now: number): SeenZone[] {
  return inDns(zones.public, now, () => true);
}

/** Of those that are in DNS no more, and will not be, the set is relieved. */
function inDns(known: Set<Zone>, now: number, isSeen: (view: ZoneView) => boolean): SeenZone[] {
  const seen: SeenZone[] = [];
  for (const zone of known) {
    takeOver(zone, now);
    const { exists, records, vpcs, pending } = zone.published;
    if (exists && isSeen({ records, vpcs })) seen.push({ zone, view: { records, vpcs } });
    else if (pending.length === 0) known.delete(zone);
  }
  return seen;
}

function follows(change: DnsChange, earlier: DnsChange): boolean {
  if (earlier.kind === "created") return true;
  if ("vpcId" in change) return "vpcId" in earlier && earlier.vpcId === change.vpcId;
  return change.kind === "records" && earlier.kind === "records";
}

function takeOver({ published }: Zone, now: number): void {
  if (!published.pending.some(({ at }) => at <= now)) return;
  for (const { at, change, view } of published.pending) if (at <= now) apply(published, change, view);
  published.pending = published.pending.filter(({ at }) => at > now);
}

function apply(published: Published, change: DnsChange, view: ZoneView): void {
  switch (change.kind) {
    case "created":
      published.exists = true;
      published.records = view.records;
      published.vpcs = new Set(view.vpcs);
      return;
    case "deleted":
      published.exists = false;
      return;
    case "records":
      published.records = view.records;
      return;
    case "joined":
      published.vpcs.add(change.vpcId);
      return;
    case "left":
      published.vpcs.delete(change.vpcId);
  }
}
