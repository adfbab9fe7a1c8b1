import { compare } from "../../compare.ts";
import type { Spoke } from "../../desired/types.ts";
import { type Finding, type FindingPlace, finding, type Why } from "../../finding.ts";
import { vpcRef } from "../../ids.ts";
import { isOwnVpc, type OwnVpc } from "../../own-vpc.ts";
import { mapInTurns, type Turns } from "../../turns.ts";
import type { Estate } from "../estate/estate.ts";
import { aimObstacle, targetObstacle } from "./chain/aim.ts";
import { familyObstacle } from "./chain/families.ts";
import { type Hop, hopOf, hopWhy, isBroken, type Obstacle } from "./chain/hop.ts";
import { addressesUnread, pathObstacle, rowObstacle, silentObstacle } from "./chain/preconditions.ts";
import { worseByView, worseFor } from "./chain/view-worse.ts";
import type { Returning } from "./handing-over/hand-overs.ts";
import { ownSwitchesOf } from "./handing-over/own-switches.ts";
import { carveOutObstacle, isWide } from "./rows/carve-outs.ts";
import { firstUseOf, heldForFirst, servedSpokes } from "./rows/first-use.ts";
import { type RuleDraft, vpcsOf } from "./rows/rule-draft.ts";
import { isLiveRule, type WantedRule } from "./rows/rule-rows.ts";
import { judgeRule } from "./rule-admission.ts";
import type { Switch } from "./switching/switches.ts";
import { canaryFirst, nextWave, waveOf } from "./switching/wave.ts";

/** A rule that this plan associates with the VPC of a spoke. */
export type Join = { readonly row: WantedRule; readonly spoke: Spoke };

export type Joins = {
  readonly joining: readonly Join[];
  readonly findings: readonly Finding[];
  /** Between the hub's Resolver endpoints; undefined: nobody looked. */
  readonly hop: Hop | undefined;
};

export type JoinOptions = {
  /** Why no other account can be given a rule now. */
  readonly unshared?: Why | undefined;
  /** Of the hub. */
  readonly switches: readonly Switch[];
  /** How many of them begin by zones, by this plan. */
  readonly begun: number;
  /** Where the operator runs, if that is known. */
  readonly ownVpc?: OwnVpc | undefined;
  readonly first: ReadonlySet<string>;
  /** What was handed over answers again before its names are kept from the Region's rule. */
  readonly own: Returning;
};

/** Who may be associated with what, and why others may not. */
export function* planJoins(
  estate: Estate,
  rules: RuleDraft,
  wanted: readonly WantedRule[],
  { unshared, switches, begun, ownVpc, first, own }: JoinOptions,
): Turns<Joins> {
  const pairs = wanted.flatMap((row) =>
    row.wanted.spokes.filter(({ suspend }) => !suspend).map((spoke): Join => ({ row, spoke })),
  );
  const fit = yield* mapInTurns(
    pairs,
    ({ row, spoke }): Judged => ({ row, spoke, verdict: judgeRule(estate, rules, row, spoke) }),
  );
  yield;
  const wishing = fit.filter(({ verdict }) => verdict.kind === "join");
  const needsShare = ({ spoke }: Join) => unshared !== undefined && spoke.account !== rules.hub.account;
  const joining = wishing.filter((join) => !needsShare(join));
  const path = joining.length > 0 ? pathObstacle(estate, rules) : undefined;
  const hop = hopOf(estate.observed, rules);
  const ofRow = new Map<WantedRule, Obstacle | undefined>(
    [...new Set(joining.map(({ row }) => row))].map((row) => [
      row,
      path ?? rowObstacle(estate, rules, row) ?? unmended(rules, row),
    ]),
  );
  const open = joining.filter(({ row }) => !ofRow.get(row));
  const shadows = shadowsOf(estate, rules, open);
  const unseen = ({ row, spoke }: Join) =>
    row.ref.type === "SYSTEM" && own.isUnseen(spoke.vpc) ? ownUnseen(spoke) : undefined;
  const isHeld = (join: Join) => ofRow.get(join.row) !== undefined || unseen(join) !== undefined;
  const unkept = ({ row, spoke }: Join) =>
    isWide(row.ref, rules.hub)
      ? carveOutObstacle(rules, spoke, (one) => isHeld({ row: one, spoke }))
      : undefined;
  const clear = open.filter((join) => !unkept(join) && !shadows.has(join) && !unseen(join));
  const ready = new Set(clear.map(({ spoke }) => spoke));
  const all = [...switches, ...ownSwitchesOf(rules, estate.observed)];
  const wave = waveOf(all, {
    spokes: vpcsOf(rules),
    ready: (spoke) => ready.has(spoke),
    begun,
    ownVpc,
    first,
  });
  const later = new Set(wave.waits);
  const admitted = firstAlone(
    estate,
    rules,
    clear.filter(({ spoke }) => !later.has(spoke)),
    { ownVpc, first, hasLed: own.hasLed },
  );
  return {
    joining: admitted.joining,
    hop,
    findings: [
      ...fit.flatMap(({ verdict }) => saidOf(verdict)),
      ...clear.flatMap(({ verdict }) => (verdict.kind === "join" ? verdict.notes : [])),
      ...unanswered(rules, fit, { told: path ? joining : [], hop }),
      ...(wishing.length === 0 && fit.length > 0 ? unread(rules, unshared) : []),
      ...(unshared ? ofSpokes(rules, wishing.filter(needsShare), unshared) : []),
      ...(path
        ? ofSpokes(rules, joining, path)
        : joining.flatMap((join) =>
            ofPair(join, ofRow.get(join.row) ?? unkept(join) ?? unseen(join) ?? shadows.get(join)),
          )),
      ...nextWave(rules.hub, wave),
      ...admitted.findings,
    ],
  };
}

/** Where ours leads is mended before anybody joins, but not while it is being changed or goes away; others' is as they made it. */
function unmended(rules: RuleDraft, row: WantedRule): Why | undefined {
  if (!isLiveRule(row) || (row.live.status === "COMPLETE" && !row.adopted)) return undefined;
  return row.live.status === "UPDATING" ? targetObstacle(rules, row) : aimObstacle(rules, row);
}

/** While nobody is to be given a rule nothing else would say it; and what is not read is not mended. */
function unread(rules: RuleDraft, unshared: Why | undefined): Finding[] {
  const why = [unshared, addressesUnread(rules) ?? familyObstacle(rules)].flatMap((one) => one ?? []);
  return why.map((one) => finding(kindOf(one), { hub: rules.hub.name }, one));
}

/** What an emulator lacks is no fault of documents or permissions. */
function kindOf({ reason, isUnknown }: Obstacle): Finding["kind"] {
  if (isUnknown) return "unknown";
  return reason === "Unsupported" ? "note" : "withheld";
}

function ownUnseen({ vpc }: Spoke): Why {
  return {
    reason: "OwnEndpointsNotRead",
    message: `an endpoint of ${vpc}'s own may have been handed over to the Region's rule, and the table or the VPC's endpoints could not be read: nothing more is kept from that rule there`,
    todo: "allow the spoke's role the reads of docs/iam.md, then run again",
  };
}

type Judged = Join & { readonly verdict: ReturnType<typeof judgeRule> };

/** What each would lose by the rule that the view VPC does not know. */
function shadowsOf(estate: Estate, rules: RuleDraft, joins: readonly Join[]): ReadonlyMap<Join, Why> {
  const byRow = Map.groupBy(joins, ({ row }) => row);
  return new Map(
    [...byRow].flatMap(([row, own]) => {
      const worse = worseByView(estate, rules, row);
      return own.flatMap((join) => {
        const why = worseFor(estate, rules, row, join.spoke, worse);
        return why ? [[join, why] as const] : [];
      });
    }),
  );
}

/**
 * Who has a rule that leads nowhere; not of those of whom it is said already. What the rule answers by may be mended at any
 * moment, so what exists stays.
 */
function unanswered(
  rules: RuleDraft,
  fit: readonly Judged[],
  { told, hop }: { readonly told: readonly Join[]; readonly hop: Hop | undefined },
): Finding[] {
  const known = new Set(told.map(({ spoke }) => spoke));
  const served = fit.filter(({ verdict, spoke }) => verdict.kind === "served" && !known.has(spoke));
  if (served.length === 0) return [];
  const silent = silentObstacle(rules);
  if (silent) return ofSpokes(rules, served, silent);
  const why = hop && isBroken(hop) ? hopWhy(hop, rules) : undefined;
  return why ? ofSpokes(rules, served, why, "note") : [];
}

/** What is in everybody's way, of each spoke that lacks a rule. */
function ofSpokes(
  { hub }: RuleDraft,
  joining: readonly Join[],
  why: Obstacle,
  kind: Finding["kind"] = kindOf(why),
): Finding[] {
  const spokes = new Set(joining.map(({ spoke }) => spoke.name));
  return [...spokes].map((spoke) => finding(kind, { hub: hub.name, spoke }, why));
}

function ofPair({ row, spoke }: Join, why: Why | undefined): Finding[] {
  return why ? [finding("withheld", { ...placeOf(row), spoke: spoke.name }, why)] : [];
}

function saidOf(verdict: ReturnType<typeof judgeRule>): Finding[] {
  if (verdict.kind === "blocked") return [verdict.finding];
  return verdict.kind === "left" ? [verdict.note] : [];
}

function placeOf({ hub, ref, wanted: { endpoint } }: WantedRule): FindingPlace {
  return { hub: hub.name, ...(endpoint && { endpoint }), zone: ref.name };
}

type Firsts = Pick<JoinOptions, "ownVpc" | "first"> & Pick<Returning, "hasLed">;

/**
 * Nobody is served by a rule of this hub yet: one spoke, with all its rules; that of the operator's own VPC where there is no other.
 * Where rules stand in for a while alone, nobody is later on either; then an endpoint that was handed over shows that they led there.
 */
function firstAlone(
  { observed }: Estate,
  rules: RuleDraft,
  joining: readonly Join[],
  { ownVpc, first: canary, hasLed }: Firsts,
): Pick<Joins, "joining" | "findings"> {
  const use = firstUseOf(rules, observed);
  if (use.kind === "open") return { joining, findings: [] };
  const served = new Set(servedSpokes(rules)); // may go on, should they lack another rule
  const isOpen = (spoke: Spoke) => served.has(spoke) || (spoke.isBridge === true && hasLed);
  const waiting = [...new Set(joining.map(({ spoke }) => spoke))].filter((spoke) => !isOpen(spoke));
  const isOwn = ({ vpc, region }: Spoke) => isOwnVpc(ownVpc, vpcRef(vpc, region));
  const inTurn = canaryFirst(
    waiting.toSorted((a, b) => compare(a.name, b.name)),
    canary,
  ).sort((a, b) => Number(isOwn(a)) - Number(isOwn(b)));
  const [first] = use.kind === "one" ? inTurn : [];
  const goes = (spoke: Spoke) => spoke === first || isOpen(spoke);
  return {
    joining: joining.filter(({ spoke }) => goes(spoke)),
    findings: inTurn.filter((spoke) => !goes(spoke)).map(({ name }) => heldForFirst(rules, use, name)),
  };
}
