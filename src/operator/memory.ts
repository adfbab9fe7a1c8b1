import type { Action } from "../model/action.ts";
import type { Clock } from "../model/clock.ts";
import type { Hub } from "../model/desired/types.ts";
import type { Seen } from "../model/failure.ts";
import { type VpcRef, vpcKey, type ZoneId } from "../model/ids.ts";
import type { HubView, ZoneView } from "../model/observed.ts";

/** For how long this process believes its own successful writes over a list that does not show them yet. */
const OVERLAY_MS = 120_000;

type Write = { readonly zone: ZoneId; readonly vpc: VpcRef; readonly present: boolean; readonly at: number };

/**
 * The associations that this process made or removed a moment ago. AWS's lists may lag behind; without this a pass
 * would make them again, or take an unfinished removal for drift (semantics 15).
 */
export type Memory = {
  wrote(action: Action, zone: ZoneId): void;
  overlay(hubs: ReadonlyMap<Hub, Seen<HubView>>): ReadonlyMap<Hub, Seen<HubView>>;
};

export function createMemory(clock: Clock): Memory {
  let writes: Write[] = [];
  return {
    wrote(action, zone) {
      if (action.kind === "createZone" || action.kind === "associate" || action.kind === "move")
        writes.push({ zone, vpc: action.vpc, present: true, at: clock.now() });
      if (action.kind === "disassociate")
        writes.push({ zone, vpc: action.vpc, present: false, at: clock.now() });
      if (action.kind === "move" && action.from.id)
        writes.push({ zone: action.from.id, vpc: action.vpc, present: false, at: clock.now() });
    },
    overlay(hubs) {
      writes = writes.filter((w) => clock.now() - w.at < OVERLAY_MS);
      if (writes.length === 0) return hubs;
      const byZone = Map.groupBy(writes, (w) => w.zone);
      return new Map([...hubs].map(([hub, seen]) => [hub, overlaid(seen, byZone)]));
    },
  };
}

function overlaid(seen: Seen<HubView>, byZone: ReadonlyMap<ZoneId, readonly Write[]>): Seen<HubView> {
  if (seen.kind === "unreadable") return seen;
  const zones = seen.value.zones.map((zone) => withWrites(zone, byZone.get(zone.id) ?? []));
  return { kind: "seen", value: { ...seen.value, zones } };
}

function withWrites(zone: ZoneView, writes: readonly Write[]): ZoneView {
  if (zone.vpcs.kind === "unreadable" || writes.length === 0) return zone;
  const vpcs = new Map(zone.vpcs.value.map((vpc) => [vpcKey(vpc), vpc]));
  for (const { vpc, present } of writes)
    if (present) vpcs.set(vpcKey(vpc), vpc);
    else vpcs.delete(vpcKey(vpc));
  return { ...zone, vpcs: { kind: "seen", value: [...vpcs.values()] } };
}
