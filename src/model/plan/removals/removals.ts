import type { Action } from "../../action/action.ts";
import type { ActionKey } from "../../action/common.ts";
import type { Desired } from "../../desired/types.ts";
import { depthOf } from "../../dns-name.ts";
import type { Finding, Why } from "../../finding.ts";
import type { VpcRef } from "../../ids.ts";
import { eachInTurns, type Turns } from "../../turns.ts";
import type { Additions } from "../additions/additions.ts";
import { type Estate, isAnchor, isHubVpc, isMember } from "../estate/estate.ts";
import { knownNames } from "../order/earlier.ts";
import { Sequence } from "../order/sequence.ts";
import { leftViewsOf } from "../rules/chain/left-views.ts";
import type { ZoneExits } from "../rules/switching/zone-exits.ts";
import { type RuleClients, servesRules } from "../rules/zone-clients.ts";
import type { LiveRow } from "../wanted/zones/zone-row.ts";
import { leaveZone } from "./added-records.ts";
import { type Going, goingOf } from "./going.ts";
import { otherHalvesOf } from "./other-half.ts";
import {
  anchorGoes,
  anchorJoins,
  anchorsIn,
  deleteZone,
  disassociate,
  goesOut,
  movesOut,
  type RemovalContext,
  say,
  successorOf,
  targetsIn,
  wentOut,
} from "./removal-actions.ts";
import { type Later, type WaveOptions, waveOf } from "./wave.ts";

export type Removals = {
  readonly actions: readonly Action[];
  readonly findings: readonly Finding[];
  /** For what takes the place of what goes. */
  readonly waits: readonly Action[];
  /** What would go too, and waits for a later pass. */
  readonly later: readonly Later[];
};

/** What removals look at beside the estate: what comes, and what rules do for whom. */
export type Beside = {
  readonly additions: Additions;
  readonly ruleClients: RuleClients;
  readonly exits: ZoneExits;
};

/**
 * What no document wants any more: pairs of zones that stay, then whole zones. A VPC is known by the zone's own list, so a
 * spoke's account is never needed (semantics 9, 12, 13). What may go is found first, and then written down as far as one
 * pass takes it.
 */
export function* planRemovals(
  desired: Desired,
  estate: Estate,
  { additions, ruleClients, exits }: Beside,
  options: WaveOptions = {},
): Turns<Removals> {
  const out = {
    actions: [] as Action[],
    findings: [] as Finding[],
    waits: [] as Action[],
    later: [] as Later[],
  };
  const context: RemovalContext = {
    estate,
    additions,
    leaving: new Sequence(),
    known: knownNames(estate),
    out,
    anchors: anchorsIn(additions),
    targets: targetsIn(additions),
    otherHalf: otherHalvesOf(desired, estate, additions),
    ruleClients: (row, vpc) => {
      const why = ruleClients(row.live.name, vpc, row.wanted !== undefined);
      return why === undefined ? undefined : servesRules(why);
    },
    exits,
    leftViews: leftViewsOf(desired, estate),
  };
  const rows = [...estate.existing].sort(shallowestFirst);
  const goings: Going[] = [];
  for (const row of rows) {
    const going = goingOf(context, row);
    if (going) goings.push(going);
    yield;
  }
  const wave = waveOf(goings, options);
  for (const going of goings) {
    const { now, later } = wave(going);
    const { row, what, moving, staying } = going;
    if (later.length > 0) out.later.push(what === "zone" ? laterZone(row, later) : { row, vpcs: later });
    if (later.length === 0 || now.length + moving.length > 0)
      yield* WRITE[what](context, { ...going, leaving: now, staying: [...staying, ...later] });
  }
  return out;
}

const WRITE = { added: removeAdded, pairs: removePairs, zone: clearOut };

function* removeAdded(context: RemovalContext, { row, leaving, staying }: Going): Turns<void> {
  if (staying.length === 0 && leaving.length > 0) lastOfAdded(context, row, leaving);
  else if (row.wanted)
    yield* eachInTurns(leaving, (vpc) => {
      disassociate(context, row, vpc, []);
    });
  else leaveZone(context, row, { leaving, staying });
}

function lastOfAdded(context: RemovalContext, row: LiveRow, leaving: readonly VpcRef[]): void {
  const last = lastVpc(row, leaving);
  for (const vpc of leaving) if (vpc !== last) disassociate(context, row, vpc, []);
  say(context, row, last, "withheld", {
    reason: "LastVpc",
    message: `${last.id} is the last VPC of the adopted zone ${row.live.id}, and AWS keeps a private zone in at least one: it leaves when another has joined`,
  });
}

function* removePairs(context: RemovalContext, { row, leaving, staying }: Going): Turns<void> {
  const isUsed = staying.length > 0;
  const successor = isUsed ? undefined : successorOf(context, row);
  if (isUsed || successor) {
    const waitsFor = waitsOf(row, leaving, successor);
    yield* eachInTurns(leaving, (vpc) => {
      disassociate(context, row, vpc, waitsFor(vpc));
    });
    return;
  }
  const last = lastVpc(row, leaving);
  for (const vpc of leaving) if (vpc !== last) disassociate(context, row, vpc, []);
  say(context, row, last, "withheld", {
    reason: "LastVpc",
    message: `${last.id} is the last VPC of zone ${row.live.id}, and AWS keeps a private zone in at least one`,
    todo: "give the hub an anchorVpc, or delete the endpoint's document so that the zone goes too",
  });
}

/** Only one of those that leave waits for who takes its place: the anchor may have to come from another zone. */
function waitsOf(
  row: LiveRow,
  leaving: readonly VpcRef[],
  successor: ActionKey | undefined,
): (vpc: VpcRef) => readonly ActionKey[] {
  const last = leaving.length > 0 ? lastVpc(row, leaving) : undefined;
  return (vpc) => (successor && vpc === last ? [successor] : []);
}

/** A whole zone: clients first, all but the one that AWS demands, then alias and zone back to back (semantics 6). */
function* clearOut(context: RemovalContext, { row, moving, follower, leaving: others }: Going): Turns<void> {
  const keys = moving.map((vpc) => movesOut(context, row, vpc));
  const leaving = others.filter((vpc) => !isAnchor(row.hub, vpc));
  const hasAnchor = leaving.length < others.length && !anchorGoes(context, row);
  const successor = hasAnchor || follower ? undefined : anchorJoins(context, row);
  const last = hasAnchor || successor ? undefined : (follower ?? lastVpc(row, leaving));
  const waitsFor = waitsOf(row, leaving, successor);
  yield* eachInTurns(leaving, (vpc) => {
    if (vpc !== last) keys.push(...goesOut(context, row, vpc, waitsFor(vpc)));
  });
  const left = last ?? row.hub.anchorVpc; // somebody: without an anchor the last that moves on follows the zone
  if (left) keys.push(wentOut(context, row, left));
  deleteZone(context, row, successor ? [...keys, successor] : keys, last);
  if (last) say(context, row, last, "window", lastWindow(row, last));
}

function lastWindow({ live }: LiveRow, last: VpcRef): Why {
  return {
    reason: "LastVpcOfZone",
    message: `${live.name} does not resolve in ${last.id} between the removal of its alias and of the zone, usually within a minute`,
    todo: "an anchorVpc without workloads avoids this",
  };
}

/** Of those in it the anchor stays, or else the last goes with the zone. */
function laterZone(row: LiveRow, vpcs: readonly VpcRef[]): Later {
  const clients = vpcs.filter((vpc) => !isAnchor(row.hub, vpc));
  return { row, zone: true, vpcs: row.hub.anchorVpc ? clients : clients.slice(1) };
}

/** Anchor, else hub VPC, else the last by id: the VPC that stays until the zone goes (semantics 6). */
function lastVpc(row: LiveRow, leaving: readonly VpcRef[]): VpcRef {
  const own = leaving.find((vpc) => isHubVpc(row.hub, vpc));
  return own ?? (leaving.at(-1) as VpcRef);
}

/**
 * A parent before its children (semantics 5). Of the zones of one name first those that go, and of those first the one
 * that has the anchor: it is free for the others then.
 */
function shallowestFirst(a: LiveRow, b: LiveRow): number {
  const rank = (row: LiveRow) =>
    row.wanted ? 2 : row.hub.anchorVpc && isMember(row, row.hub.anchorVpc) ? 0 : 1;
  return depthOf(a.ref.name) - depthOf(b.ref.name) || rank(a) - rank(b);
}
