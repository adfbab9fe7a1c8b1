import type { Action } from "../../model/action/action.ts";
import { zoneEffectsOf } from "../../model/action/effects.ts";
import type { Clock } from "../../model/clock.ts";
import type { Hub } from "../../model/desired/types.ts";
import type { Seen } from "../../model/failure.ts";
import { type VpcRef, vpcKey, type ZoneId } from "../../model/ids.ts";
import type { HubView } from "../../model/observed/hub.ts";
import type { VpcsByKey, ZoneView } from "../../model/observed/zone.ts";
import { createNetworkMemory, type NetworkMemory } from "./network-memory.ts";
import { createPathMemory, type PathMemory } from "./path-memory.ts";
import { createRuleMemory, type RuleMemory } from "./rule-memory.ts";
import { withMembers } from "./with-zones.ts";

/** For how long this process believes its own successful writes over a list that does not show them yet. */
const OVERLAY_MS = 120_000;
/** Then a zone is looked at as a whole again: rows do not show a VPC that somebody associated and no document names. */
const COMPLETE_LOOK_MS = 3_600_000;

type Write = { readonly zone: ZoneId; readonly vpc: VpcRef; readonly present: boolean; readonly at: number };
type List = { readonly vpcs: Map<string, VpcRef>; readonly at: number };

/**
 * What a process that runs for long knows from its earlier passes: the associations that it made or removed a moment
 * ago, which AWS's lists may not show yet (semantics 15), and each zone's last complete list, with its own writes since.
 */
export type Memory = {
  wrote(action: Action, zone: ZoneId): void;
  /** It failed, and may have been done all the same: the lists of its zones stand for nothing. */
  failed(action: Action, zone: ZoneId): void;
  overlay(hubs: ReadonlyMap<Hub, Seen<HubView>>): ReadonlyMap<Hub, Seen<HubView>>;
  /** What GetHostedZone showed. */
  saw(zone: ZoneId, vpcs: ZoneView["vpcs"]): void;
  /** The lists that are young enough. */
  lists(): ReadonlyMap<ZoneId, VpcsByKey>;
  /** The VPC's zones could not be listed by its own account. */
  wasClosed(vpc: VpcRef): void;
  /** Those VPCs, by `vpcKey`, for as long as a list lives: an account that does not answer holds up one pass, not all. */
  closed(): ReadonlySet<string>;
  readonly network: NetworkMemory;
  readonly path: PathMemory;
  readonly rules: RuleMemory;
};

export type MemoryOptions = { readonly completeLookMs?: number };

export function createMemory(
  clock: Clock,
  { completeLookMs = COMPLETE_LOOK_MS }: MemoryOptions = {},
): Memory {
  let writes: Write[] = [];
  const lists = new Map<ZoneId, List>();
  const closed = new Map<string, { readonly at: number }>();
  /** Zones that this process made a moment ago, by id. */
  const made = new Map<ZoneId, { readonly hub: string; readonly at: number }>();
  const forgetOld = <K>(known: Map<K, { readonly at: number }>) => {
    for (const [key, { at }] of known) if (clock.now() - at >= completeLookMs) known.delete(key);
  };
  return {
    network: createNetworkMemory(clock, completeLookMs),
    path: createPathMemory(clock, completeLookMs),
    rules: createRuleMemory(clock),
    wrote(action, zone) {
      if (action.kind === "createZone") made.set(zone, { hub: action.hub, at: clock.now() });
      if (action.kind === "deleteZone") made.delete(zone);
      for (const change of changesOf(action, zone)) {
        writes.push({ ...change, at: clock.now() });
        const list = lists.get(change.zone);
        if (list) apply(list.vpcs, change);
      }
    },
    failed(action, zone) {
      for (const change of changesOf(action, zone)) lists.delete(change.zone);
    },
    overlay(hubs) {
      writes = writes.filter((w) => clock.now() - w.at < OVERLAY_MS);
      for (const [zone, { at }] of made) if (clock.now() - at >= OVERLAY_MS) made.delete(zone);
      if (writes.length === 0) return hubs;
      const byZone = Map.groupBy(writes, (w) => w.zone);
      return withMembers(withoutLagging(hubs, made), ({ id, vpcs }) => {
        const own = byZone.get(id);
        return own && vpcs.kind === "seen" ? { kind: "seen", value: overlaid(vpcs.value, own) } : vpcs;
      });
    },
    saw(zone, vpcs) {
      if (vpcs.kind === "seen") lists.set(zone, { vpcs: new Map(vpcs.value), at: clock.now() });
      else lists.delete(zone);
    },
    lists() {
      forgetOld(lists);
      return new Map([...lists].map(([zone, list]) => [zone, new Map(list.vpcs)]));
    },
    wasClosed: (vpc) => void closed.set(vpcKey(vpc), { at: clock.now() }),
    closed() {
      forgetOld(closed);
      return new Set(closed.keys());
    },
  };
}

/** A list that does not show a zone that was just made may lack others too: nothing of that hub is seen (semantics 12, 15). */
function withoutLagging(
  hubs: ReadonlyMap<Hub, Seen<HubView>>,
  made: ReadonlyMap<ZoneId, { readonly hub: string }>,
): ReadonlyMap<Hub, Seen<HubView>> {
  return new Map(
    [...hubs].map(([hub, seen]) => {
      if (seen.kind === "unreadable") return [hub, seen];
      const { zones, adoptable, strangers } = seen.value;
      const listed = new Set([...zones, ...adoptable, ...strangers].map(({ id }) => id));
      const missing = [...made].find(([zone, { hub: name }]) => name === hub.name && !listed.has(zone));
      return [hub, missing ? lagging(missing[0]) : seen];
    }),
  );
}

function lagging(zone: ZoneId): Seen<HubView> {
  const message = `ListHostedZones does not show zone ${zone}, which was made a moment ago`;
  const operation = "ListHostedZones";
  return { kind: "unreadable", failure: { kind: "transient", error: "ListLags", message, operation } };
}

type Change = Omit<Write, "at">;

/** The pairs that an action makes and ends. `made`: the id of the action's zone, which it may have made. */
function changesOf(action: Action, made: ZoneId): Change[] {
  return zoneEffectsOf(action).map(({ change, vpc, by }) => ({
    zone: by.zone.id ?? made,
    vpc,
    present: change === "gain",
  }));
}

function overlaid(vpcs: VpcsByKey, changes: readonly Change[]): VpcsByKey {
  const members = new Map(vpcs);
  for (const change of changes) apply(members, change);
  return members;
}

function apply(members: Map<string, VpcRef>, { vpc, present }: Change): void {
  if (present) members.set(vpcKey(vpc), vpc);
  else members.delete(vpcKey(vpc));
}
