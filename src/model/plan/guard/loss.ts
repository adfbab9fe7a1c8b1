import { createHash, type Hash } from "node:crypto";
import type { Action } from "../../action/action.ts";
import type { ActionKey } from "../../action/common.ts";
import { effectsOf } from "../../action/effects.ts";
import { type RuleRef, shardOf, type ZoneRef } from "../../action/refs.ts";
import type { Hub } from "../../desired/types.ts";
import { pairKey, type VpcRef, vpcKey } from "../../ids.ts";
import { hubPlace } from "../../inventory/entries.ts";
import type { Turns } from "../../turns.ts";

/**
 * What a hub loses, told by every plan in the same words, whatever its documents are called:
 *
 * | loss | is | counts among |
 * |---|---|---|
 * | `pair NAME VPC@REGION` | a VPC is no longer served a name | `spokes`, once for each VPC |
 * | `zone SET/NAME#SHARD` | a zone goes | `zones` |
 * | `endpoint ID` | a managed endpoint goes | `endpoints` |
 * | `own ID VPC@REGION` | an endpoint of a spoke's own is deleted | `spokes`, once for each VPC |
 * | `rule TYPE/NAME` | a Resolver rule goes, or is shared with nobody any more | `zones` |
 * | `resolver ID`, `resolver ID IP` | a Resolver endpoint goes, or one of its addresses | nothing, but the digest names it |
 * | `alias SET/NAME DOCUMENT` | a zone's aliases lead elsewhere | `repointed`, once for each endpoint document |
 */
export type Loss = string;

export const MEASURES = ["spokes", "zones", "endpoints", "repointed"] as const;
export type Measure = (typeof MEASURES)[number];

/** `counts`: false for what goes along with something that counts, as the VPCs of a zone that is removed. */
export type PlannedLoss = { readonly loss: Loss; readonly action: ActionKey; readonly counts: boolean };

/**
 * What a hub loses when later passes go on as this one begins, of one zone at a time: a million pairs have no place in
 * memory each as a text. VPCs by their keys. `counted`: they lose the name; `alongside`: the zone counts for them.
 */
export type LaterLosses = {
  readonly name: string;
  readonly counted: readonly string[];
  readonly alongside: readonly string[];
  /** The zone itself, or an endpoint. */
  readonly whole?: Loss;
};

/** All that is weighed: what this plan takes, and what waits behind it. */
export type Lost = { readonly losses: readonly PlannedLoss[]; readonly later?: readonly LaterLosses[] };

const MEASURE_OF: Readonly<Record<string, Measure>> = {
  pair: "spokes",
  own: "spokes",
  zone: "zones",
  rule: "zones",
  endpoint: "endpoints",
  alias: "repointed",
};

export function pairLoss(name: string, vpc: VpcRef): Loss {
  return `pair ${pairKey(name, vpc)}`;
}

export function zoneLoss(set: string, zone: ZoneRef): Loss {
  return `zone ${set}/${zone.name}#${shardOf(zone)}`;
}

export function ruleLoss({ type, name }: RuleRef): Loss {
  return `rule ${type}/${name}`;
}

export type Tally = Readonly<Record<Measure, ReadonlySet<string>>>;

/** How much of each measure the losses are, each thing once. */
export function tally(losses: Iterable<Loss>): Tally {
  const sets = emptySets();
  addTo(sets, losses);
  return sets;
}

/** The same of what counts among these. */
export function* tallyOf({ losses, later = [] }: Lost): Turns<Tally> {
  const sets = emptySets();
  addTo(
    sets,
    losses.flatMap(({ loss, counts }) => (counts ? [loss] : [])),
  );
  for (const { counted, whole } of later) {
    for (const vpc of counted) sets.spokes.add(vpc);
    if (whole !== undefined) addTo(sets, [whole]);
    yield;
  }
  return sets;
}

function emptySets(): Record<Measure, Set<string>> {
  return { spokes: new Set(), zones: new Set(), endpoints: new Set(), repointed: new Set() };
}

function addTo(sets: Record<Measure, Set<string>>, losses: Iterable<Loss>): void {
  for (const loss of losses) {
    const [kind = "", first = "", second] = loss.split(" ");
    const measure = MEASURE_OF[kind];
    if (measure) sets[measure].add(second ?? first);
  }
}

/** Those among them that are no loss of these. What is left over of a zone may be nothing. */
export function* withoutCovered({ losses, later = [] }: Lost, covered: ReadonlySet<Loss>): Turns<Lost> {
  if (covered.size === 0) return { losses, later };
  const isLeft = (name: string) => (vpc: string) => !covered.has(`pair ${name} ${vpc}`);
  const left: LaterLosses[] = [];
  for (const { name, counted, alongside, whole } of later) {
    left.push({
      name,
      counted: counted.filter(isLeft(name)),
      alongside: alongside.filter(isLeft(name)),
      ...(whole !== undefined && !covered.has(whole) && { whole }),
    });
    yield;
  }
  return {
    losses: losses.filter(({ loss }) => !covered.has(loss)),
    later: left.filter((one) => one.counted.length + one.alongside.length > 0 || one.whole !== undefined),
  };
}

export function isNothing({ losses, later = [] }: Lost): boolean {
  return losses.length === 0 && later.length === 0;
}

/** Each once. */
export function* eachOf({ losses, later = [] }: Lost): Turns<Loss[]> {
  const each = [...new Set(losses.map(({ loss }) => loss))];
  for (const { name, counted, alongside, whole } of later) {
    for (const vpc of counted) each.push(`pair ${name} ${vpc}`);
    for (const vpc of alongside) each.push(`pair ${name} ${vpc}`);
    if (whole !== undefined) each.push(whole);
    yield;
  }
  return each;
}

/** Of one action that the guard weighs. `members`: the VPCs of a zone that it deletes. */
export function lossesOf(action: Action, members: (zone: ZoneRef) => readonly VpcRef[]): readonly Loss[] {
  const pairs = effectsOf(action, members)
    .filter(({ by }) => by.kind !== "privateDns")
    .flatMap(({ change, name, vpc }) => (change === "loss" ? [pairLoss(name, vpc)] : []));
  if (action.kind === "deleteZone") return [...pairs, zoneLoss(setOf(action.zone), action.zone)];
  if (action.kind === "deleteEndpoint") return [`endpoint ${action.target.id}`];
  if (action.kind === "deleteOwn") return [`own ${action.own.id} ${vpcKey(action.vpc)}`];
  if (action.kind === "deleteRule") return [ruleLoss(action.rule)];
  if (action.kind === "removeFromShare") return action.rules.map(ruleLoss);
  if (action.kind === "deleteResolverEndpoint") return [`resolver ${action.resolverEndpoint.id}`];
  if (action.kind === "removeResolverAddress")
    return [`resolver ${action.resolverEndpoint.id} ${action.address.ip}`];
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
export function* digestOf(hub: Hub, lost: Lost, isUsed: (digest: string) => boolean): Turns<string> {
  const hash = createHash("sha256").update(hubKey(hub));
  for (const text of sortedTexts(lost)) {
    hash.update(text);
    yield;
  }
  for (let use = 0; ; use++) {
    const digest = shortHash(use === 0 ? hash.copy() : hash.copy().update(`\n${use}`));
    if (!isUsed(digest)) return digest;
  }
}

/** All losses in the order of their texts, a name's pairs in one piece. */
function* sortedTexts({ losses, later = [] }: Lost): Iterable<string> {
  const pairs = new Map<string, (readonly string[])[]>();
  const put = (name: string, vpcs: readonly string[]) => {
    if (pairs.get(name)?.push(vpcs) === undefined) pairs.set(name, [vpcs]);
  };
  const others = new Set(later.flatMap(({ whole }) => whole ?? []));
  for (const { loss } of losses) {
    const [kind, name = "", vpc = ""] = loss.split(" ");
    if (kind === "pair") put(name, [vpc]);
    else others.add(loss);
  }
  for (const { name, counted, alongside } of later) {
    put(name, counted);
    put(name, alongside);
  }
  const sorted = [...others].sort();
  const isBefore = (loss: Loss) => loss < "pair ";
  for (const loss of sorted.filter(isBefore)) yield `\n${loss}`;
  for (const name of [...pairs.keys()].sort()) {
    const vpcs = [...new Set(pairs.get(name)?.flat())].sort();
    yield vpcs.map((vpc) => `\npair ${name} ${vpc}`).join("");
  }
  for (const loss of sorted) if (!isBefore(loss)) yield `\n${loss}`;
}

/** The same whatever the document is called. */
export function hubKey(hub: Hub): string {
  return `${hub.owner} ${hubPlace(hub)}`;
}

function shortHash(text: Hash): string {
  const hash = text.digest();
  return `${"abcdef"[(hash[31] ?? 0) % 6]}${hash.toString("hex").slice(0, 11)}`;
}
