import { valueIn } from "../../failure.ts";
import type { Why } from "../../finding.ts";
import { recordKey, type VpcRef, vpcKey } from "../../ids.ts";
import type { ZoneOfVpc } from "../../observed/vpc.ts";
import { holderWithout, NOTHING_SEEN } from "../resolution/carriers.ts";
import { unprovenObstacle } from "../wanted/zones/owned-zones.ts";
import { firstOf, ownAliases } from "../wanted/zones/records.ts";
import { type LiveRow, ownZonalIds, type WantedRow } from "../wanted/zones/zone-row.ts";
import { type Estate, serviceOf, stays, vpcsIn } from "./estate.ts";

/** Why a zone that no document wants cannot be deleted now, or undefined. Its members may be an obstacle as well. */
export function removalObstacle(estate: Estate, row: LiveRow): Why | undefined {
  const { live, suspended } = row;
  const kept = row.keptBy ?? unprovenObstacle(live);
  if (kept) return kept;
  const what = `zone ${live.id} (${live.name}) is no longer wanted`;
  const members = vpcsIn(live);
  if (serviceOf(row) === undefined)
    return {
      reason: "ServiceUnknown",
      message: `${what}, or its endpoint's service lost that name: its comment and tags were changed, so nobody can tell`,
      todo: `restore its tag vpce-operator/service, or delete the zone by hand`,
    };
  const paused = members.find((vpc) => suspended.has(vpc.id));
  if (paused)
    return {
      reason: "Suspended",
      message: `${what}, but ${paused.id} of a suspended spoke uses it`,
      todo: "end the spoke's suspension",
    };
  if (live.records?.kind !== "seen")
    return {
      reason: "RecordsNotRead",
      message: `${what}, but its records could not be read`,
      todo: "run again",
    };
  const ours = new Set(ownAliases(live.name, live.records.value, ownZonalIds(live)).map(recordKey));
  const foreign = live.records.value.filter(
    (r) => !ours.has(recordKey(r)) && !(r.name === live.name && (r.type === "SOA" || r.type === "NS")),
  );
  if (foreign.length > 0)
    return {
      reason: "ForeignRecords",
      message: `${what}, but has records that are not ours: ${firstOf(foreign.map(recordKey))}`,
      todo: "move or delete those records",
    };
  return members.map((vpc) => hidingObstacle(estate, row, vpc)).find((o) => o !== undefined);
}

/**
 * Without the zone, one above it whose documents keep the VPC there would hide the name (semantics 5). What else may
 * keep that one is only known when the plan is made: the proof asks then.
 */
export function hidingObstacle(estate: Estate, row: LiveRow, vpc: VpcRef): Why | undefined {
  const parent = wantedElsewhere(estate, row, vpc) ? undefined : hiderOf(estate, row, vpc);
  return (
    parent && {
      reason: "Shadows",
      message: `without zone ${row.live.name}, zone ${parent.live.name} would hide that name in ${vpc.id}`,
      todo: `take ${parent.live.name} away from that VPC too, or set acceptShadowing: true on its endpoint`,
    }
  );
}

/** A VPC that belongs in another zone of the name keeps this one until it can move (semantics 21, one zone of a name). */
export function waitingObstacle(estate: Estate, row: LiveRow, vpc: VpcRef): Why | undefined {
  const home = wantedElsewhere(estate, row, vpc);
  return (
    home && {
      reason: "MoveWaits",
      message: `${vpc.id} stays in zone ${row.live.id} of the name ${row.live.name} until it can join the one of endpoint ${home.wanted.endpoint.document.name}`,
      todo: "see why it cannot join there",
    }
  );
}

function wantedElsewhere(estate: Estate, row: LiveRow, vpc: VpcRef): WantedRow | undefined {
  const home = estate.claimant(vpc, row.live.name);
  return home === row ? undefined : home;
}

/** A zone of ours that stays there, and would answer then; not one whose document accepts what it hides. */
function hiderOf(estate: Estate, { live }: LiveRow, vpc: VpcRef): LiveRow | undefined {
  const key = vpcKey(vpc);
  const above = estate.above(live.name);
  const staying = above.filter(
    (one) => one.wanted && stays(one, vpc) && (valueIn(one.live.vpcs)?.has(key) ?? true),
  );
  if (staying.length === 0) return undefined; // nearly always
  const seen = valueIn(estate.observed.vpcs.get(key)) ?? NOTHING_SEEN;
  const ours = new Set<string>(above.map(({ ref }) => ref.id));
  const zones = [
    ...(valueIn(seen.zones) ?? []).filter(({ id }) => !ours.has(id)),
    ...staying.map(({ ref: { id, name } }): ZoneOfVpc => ({ id, name, owner: {} })),
  ];
  const next = holderWithout(live.id, live.name, { ...seen, zones: { kind: "seen", value: zones } });
  const hider = staying.find(({ ref }) => ref.id === next?.id);
  return hider?.wanted?.endpoint.document.acceptShadowing ? undefined : hider;
}
