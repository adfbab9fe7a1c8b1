import type { Action } from "../../action/action.ts";
import { gainsOf } from "../../action/effects.ts";
import type { Desired, Hub } from "../../desired/types.ts";
import { valueIn } from "../../failure.ts";
import { type EndpointId, type VpcRef, vpcKey } from "../../ids.ts";
import { isAdded } from "../../inventory/entries.ts";
import type { HubView } from "../../observed/hub.ts";
import { claimedSet } from "../../ownership.ts";
import { eachInTurns, type Turns } from "../../turns.ts";
import { type Estate, isAnchor, isHubVpc, vpcsIn } from "../estate/estate.ts";
import type { LeftoverEndpoints } from "../removals/endpoints.ts";
import type { Later } from "../removals/wave.ts";
import { NO_RULES, type RuleStanding, type RuleStandings } from "../rules/rows/rule-standing.ts";
import type { Draft } from "../wanted/draft.ts";
import type { LiveRow } from "../wanted/zones/zone-row.ts";
import {
  isRepointing,
  type LaterLosses,
  type Loss,
  type Lost,
  lossesOf,
  type PlannedLoss,
  pairLoss,
  ruleLoss,
  type Tally,
  tally,
  tallyOf,
  zoneLoss,
} from "./loss.ts";

/** What a hub has today, and how much of it the plan takes away or points elsewhere. */
export type HubCounts = {
  readonly hub: Hub;
  /** Spoke VPCs that are in any zone of the hub. */
  readonly spokes: number;
  readonly zones: number;
  /** Managed endpoints. */
  readonly endpoints: number;
  /** Endpoint documents with a zone that exists. */
  readonly sharedEndpoints: number;
  /** Spoke VPCs that lose an association in a zone that stays, or any when no document names them any more. */
  readonly spokesRemoved: number;
  /** Not counted: a shard that nobody is left in. Its VPCs are counted as they leave. */
  readonly zonesRemoved: number;
  readonly endpointsRemoved: number;
  /** Endpoint documents whose aliases lead elsewhere afterwards. */
  readonly endpointsRepointed: number;
  /** Names exactly what the plan takes away from this hub. Absent: nothing. */
  readonly removalsDigest?: string;
};

/** One hub as the guard weighs it. */
export type HubScales = Lost & {
  readonly hub: Hub;
  readonly has: Tally;
  /** Whether what was lost, or may have been, is still or again there, as far as this plan's reading shows. */
  presence(loss: Loss): "there" | "gone" | "unknown";
};

/** What waits for a later pass: zones, VPCs of zones, and endpoints. */
export type Waiting = {
  readonly zones: readonly Later[];
  readonly endpoints: LeftoverEndpoints["later"];
};

export function* scalesOf(
  estate: Estate,
  standings: RuleStandings,
  actions: readonly Action[],
  desired: Desired,
  waiting: Waiting = { zones: [], endpoints: [] },
): Turns<HubScales[]> {
  const scales: HubScales[] = [];
  for (const draft of estate.drafts) {
    const { hub, view } = draft;
    const existing = estate.existing.filter((row) => row.hub === hub);
    const zones = existing.filter((row) => !row.adopted);
    const managed = view.endpoints.filter((e) => claimedSet(hub, e.service, e.tags) !== undefined);
    const standing = standings.get(hub) ?? NO_RULES;
    const byRule = standing.pairs.map(({ vpc }) => vpcKey(vpc));
    const has = {
      spokes: new Set([...spokesIn(hub, existing), ...byRule]),
      zones: tally([...zones.map((row) => zoneLoss(row.set, row.ref)), ...standing.rules.map(ruleLoss)])
        .zones,
      endpoints: new Set<string>(managed.map(({ id }) => id)),
      repointed: new Set<string>(zones.flatMap((row) => row.wanted?.endpoint.document.name ?? [])),
    };
    const own = actions.filter((a) => a.hub === hub.name);
    const weighed = own.filter((a) => a.removal || isRepointing(a));
    const isNothing = weighed.length === 0 && !waiting.zones.some(({ row }) => row.hub === hub);
    const documented = new Set<string>(desired.spokes.filter((s) => s.hub === hub).map((s) => s.vpc));
    const kept: ReadonlySet<Loss> = isNothing ? new Set() : yield* keptBy(own);
    const counting = { hub, kept, spokes: has.spokes, documented };
    const later: LaterLosses[] = [];
    for (const one of waiting.zones)
      if (one.row.hub === hub) {
        later.push(laterLosses(one, counting));
        yield;
      }
    for (const one of waiting.endpoints) if (one.hub === hub) later.push(laterEndpoint(one.id));
    const lost: Lost = { losses: yield* lossesIn(zones, weighed, counting), later };
    scales.push({ ...lost, hub, has, presence: presenceIn(draft, existing, lost, standing) });
  }
  return scales;
}

export function* hubCountsOf({ hub, has, ...lost }: HubScales): Turns<HubCounts> {
  const removed = yield* tallyOf(lost);
  return {
    hub,
    spokes: has.spokes.size,
    zones: has.zones.size,
    endpoints: has.endpoints.size,
    sharedEndpoints: has.repointed.size,
    spokesRemoved: removed.spokes.size,
    zonesRemoved: removed.zones.size,
    endpointsRemoved: removed.endpoints.size,
    endpointsRepointed: removed.repointed.size,
  };
}

/** The spoke VPCs that are in any of the zones; in somebody else's, those that we put there. */
function spokesIn(hub: Hub, zones: readonly LiveRow[]): Set<string> {
  const vpcs = new Set<VpcRef>();
  for (const { live, adopted } of zones)
    for (const vpc of vpcsIn(live)) if (!adopted || isAdded(live, "association", vpc)) vpcs.add(vpc);
  const spokes = [...vpcs].filter((vpc) => !isAnchor(hub, vpc) && !isHubVpc(hub, vpc));
  return new Set(spokes.map(vpcKey));
}

type Counting = {
  readonly hub: Hub;
  /** Losses of pairs that the plan brings in elsewhere. */
  readonly kept: ReadonlySet<Loss>;
  readonly spokes: ReadonlySet<string>;
  readonly documented: ReadonlySet<string>;
};

function* keptBy(actions: readonly Action[]): Turns<ReadonlySet<Loss>> {
  const kept = new Set<Loss>();
  yield* eachInTurns(actions, (action) => {
    for (const { name, vpc } of gainsOf([action])) kept.add(pairLoss(name, vpc));
  });
  return kept;
}

/**
 * A VPC loses a name that it does not gain in another zone. An endpoint that goes takes no spoke away that a document
 * still names; it counts among the zones. A shard that is emptied goes without its endpoint: who leaves it loses the
 * name, and the shard itself is no loss.
 */
function* lossesIn(
  zones: readonly LiveRow[],
  weighed: readonly Action[],
  { hub, kept, spokes, documented }: Counting,
): Turns<PlannedLoss[]> {
  const going = new Map(zones.filter((row) => !row.wanted).map((row) => [row.ref.id as string, row]));
  const anchor = hub.anchorVpc && vpcKey(hub.anchorVpc);
  const losses: PlannedLoss[] = [];
  yield* eachInTurns(weighed, (action) => {
    const row = "zone" in action ? going.get(action.zone.id ?? "") : undefined;
    for (const loss of lossesOf(action, () => vpcsIn(row?.live))) {
      const [kind, , vpc = ""] = loss.split(" ");
      const isNone = kept.has(loss) || (kind === "pair" && vpc === anchor);
      if (isNone || (kind === "zone" && row?.emptied)) continue;
      const id = vpc.slice(0, vpc.indexOf("@"));
      const counts = kind !== "pair" || (spokes.has(vpc) && isCounted(row, id, documented));
      losses.push({ loss, action: action.key, counts });
    }
  });
  return losses;
}

/** By the same rules, without a step for each. */
function laterLosses({ row, zone, vpcs }: Later, { hub, kept, spokes, documented }: Counting): LaterLosses {
  const { name } = row.live;
  const going = row.wanted || row.adopted ? undefined : row;
  const anchor = hub.anchorVpc && vpcKey(hub.anchorVpc);
  const [counted, alongside]: [string[], string[]] = [[], []];
  for (const vpc of zone ? vpcsIn(row.live) : vpcs) {
    const key = vpcKey(vpc);
    if (key === anchor || (kept.size > 0 && kept.has(pairLoss(name, vpc)))) continue;
    (spokes.has(key) && isCounted(going, vpc.id, documented) ? counted : alongside).push(key);
  }
  return { name, counted, alongside, ...(zone && !row.emptied && { whole: zoneLoss(row.set, row.ref) }) };
}

/** What may be lost of Resolver endpoints, and is there. */
function resolverLosses({ resolver }: HubView): Loss[] {
  const endpoints = valueIn(resolver)?.managed?.endpoints ?? [];
  return endpoints.flatMap(({ id, addresses }) => [
    `resolver ${id}`,
    ...(valueIn(addresses) ?? []).map(({ ip }) => `resolver ${id} ${ip}`),
  ]);
}

function laterEndpoint(id: EndpointId): LaterLosses {
  return { name: "", counted: [], alongside: [], whole: `endpoint ${id}` };
}

function isCounted(row: LiveRow | undefined, id: string, documented: ReadonlySet<string>): boolean {
  return !row || row.emptied === true || !documented.has(id);
}

/** Of a zone that is not among the rows (in dispute, say) or could not be read, nobody knows who is in it. */
function presenceIn(
  { view }: Draft,
  zones: readonly LiveRow[],
  { losses }: Lost,
  standing: RuleStanding,
): HubScales["presence"] {
  const others = new Set<Loss>([
    ...losses.flatMap(({ loss }) => (loss.startsWith("pair ") ? [] : [loss])), // of pairs the zones tell
    ...zones.flatMap((row) => (row.adopted ? [] : [zoneLoss(row.set, row.ref)])),
    ...view.endpoints.map(({ id }) => `endpoint ${id}`),
    ...resolverLosses(view),
    ...standing.rules.map(ruleLoss),
    ...standing.pairs.map(({ name, vpc }) => pairLoss(name, vpc)),
  ]);
  const rows = Map.groupBy(zones, ({ live }) => live.name as string);
  const known = new Set(zones.map(({ live }) => live.id));
  const unread = new Set<string>(
    [...view.zones, ...zones.map(({ live }) => live)].flatMap(({ id, name, vpcs }) =>
      vpcs.kind === "seen" && known.has(id) ? [] : [name],
    ),
  );
  return (loss) => {
    const [kind, name = "", vpc = ""] = loss.split(" ");
    if (others.has(loss)) return "there";
    if (kind !== "pair") return "gone";
    const isIn = (rows.get(name) ?? []).some(({ live }) => valueIn(live.vpcs)?.has(vpc));
    if (isIn) return "there";
    return unread.has(name) || standing.hasUnread ? "unknown" : "gone";
  };
}
