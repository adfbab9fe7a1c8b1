import { createHash } from "node:crypto";
import { type Action, type ActionKey, shardOf, type ZoneRef } from "../../action.ts";
import type { Hub } from "../../desired/types.ts";
import { zoneEffectsOf } from "../../effects.ts";
import { pairKey, type VpcRef } from "../../ids.ts";
import { hubPlace } from "../../inventory/entries.ts";

/**
 * What a hub loses, told by every plan in the same words, whatever its documents are called:
 *
 * | loss | is | counts among |
 * |---|---|---|
 * | `pair NAME VPC@REGION` | a VPC is no longer served a name | `spokes`, once for each VPC |
 * | `zone SET/NAME#SHARD` | a zone goes | `zones` |
 * | `endpoint ID` | a managed endpoint goes | `endpoints` |
 * | `alias SET/NAME DOCUMENT` | a zone's aliases lead elsewhere | `repointed`, once for each endpoint document |
 */
export type Loss = string;

export const MEASURES = ["spokes", "zones", "endpoints", "repointed"] as const;
export type Measure = (typeof MEASURES)[number];

/** `counts`: false for what goes along with something that counts, as the VPCs of a zone that is removed. */
export type PlannedLoss = { readonly loss: Loss; readonly action: ActionKey; readonly counts: boolean };

const MEASURE_OF: Readonly<Record<string, Measure>> = {
  pair: "spokes",
  zone: "zones",
  endpoint: "endpoints",
  alias: "repointed",
};

export function pairLoss(name: string, vpc: VpcRef): Loss {
  return `pair ${pairKey(name, vpc)}`;
}

export function zoneLoss(set: string, zone: ZoneRef): Loss {
  return `zone ${set}/${zone.name}#${shardOf(zone)}`;
}

/** How much of each measure the losses are, each thing once. */
export function tally(losses: Iterable<Loss>): Readonly<Record<Measure, ReadonlySet<string>>> {
  const sets = {
    spokes: new Set<string>(),
    zones: new Set<string>(),
    endpoints: new Set<string>(),
    repointed: new Set<string>(),
  };
  for (const loss of losses) {
    const [kind = "", first = "", second] = loss.split(" ");
    const measure = MEASURE_OF[kind];
    if (measure) sets[measure].add(second ?? first);
  }
  return sets;
}

/** Of one action that the guard weighs. `members`: the VPCs of a zone that it deletes. */
export function lossesOf(action: Action, members: (zone: ZoneRef) => readonly VpcRef[]): readonly Loss[] {
  const pairs = zoneEffectsOf(action, members).flatMap(({ change, name, vpc }) =>
    change === "loss" ? [pairLoss(name, vpc)] : [],
  );
  if (action.kind === "deleteZone") return [...pairs, zoneLoss(setOf(action.zone), action.zone)];
  if (action.kind === "deleteEndpoint") return [`endpoint ${action.target.id}`];
  if (isRepointing(action))
    return [`alias ${setOf(action.zone)}/${action.zone.name} ${action.endpoint ?? "-"}`];
  return pairs;
}

export function isRepointing(action: Action): action is Extract<Action, { kind: "changeRecords" }> {
  return action.kind === "changeRecords" && action.repoints === true;
}

/** Of a zone's key, `HUB/SET/NAME`. */
function setOf({ key }: ZoneRef): string {
  return key.split("/")[1] ?? "";
}

/**
 * Names exactly these losses of this hub. One that was used up is followed by another, so that what was let go once is
 * not let go again by an annotation that was left behind. It begins with a letter: YAML must not read a number.
 */
export function digestOf(hub: Hub, losses: Iterable<Loss>, isUsed: (digest: string) => boolean): string {
  const text = [hubKey(hub), ...[...new Set(losses)].sort()].join("\n");
  for (let use = 0; ; use++) {
    const digest = shortHash(use === 0 ? text : `${text}\n${use}`);
    if (!isUsed(digest)) return digest;
  }
}

/** The same whatever the document is called. */
export function hubKey(hub: Hub): string {
  return `${hub.owner} ${hubPlace(hub)}`;
}

function shortHash(text: string): string {
  const hash = createHash("sha256").update(text).digest();
  return `${"abcdef"[(hash[31] ?? 0) % 6]}${hash.toString("hex").slice(0, 11)}`;
}
