import type { Action } from "../../../action/action.ts";
import type { ActionKey } from "../../../action/common.ts";
import { ownActionKey } from "../../../action/own.ts";
import { canBridge, takesGap } from "../../../desired/rule-mode.ts";
import type { Desired, Hub, Spoke } from "../../../desired/types.ts";
import { valueIn } from "../../../failure.ts";
import { type Finding, finding } from "../../../finding.ts";
import { type VpcId, vpcRef } from "../../../ids.ts";
import type { Estate } from "../../estate/estate.ts";
import type { Draft } from "../../wanted/draft.ts";
import type { LiveRow } from "../../wanted/zones/zone-row.ts";
import {
  isDue,
  lingersOf,
  type Owned,
  ownAccess,
  ownedIn,
  spokesLooked,
  suspendedIn,
  unseenBy,
} from "../own/owned.ts";
import type { RuleDraft } from "../rows/rule-draft.ts";
import { ruleForOf } from "../switching/covers.ts";
import { ruleObstaclesOf } from "../switching/obstacles.ts";
import { sourceChanges } from "./beside-own.ts";
import { darkOf, type Gaps, zonesBeside } from "./gaps.ts";
import { type HandOverOrder, handOverWave } from "./hand-over-wave.ts";
import { deletes, handsOver, placeOf, refOf, startsLinger, takesBack } from "./own-actions.ts";
import { gapFindings, inZones, lingering, notBackYet, RUN_AGAIN, suspendedOpen } from "./own-words.ts";
import { type Served, type ServedContext, servedBy } from "./served.ts";
import { stayOf, stays } from "./stays.ts";

export type HandOverOptions = HandOverOrder & {
  /** As they are written: without what stands in for a while (`bridge.ts`). */
  readonly documents: Pick<Desired, "spokes">;
  readonly gaps: Gaps;
};

export type HandOvers = Returning & {
  readonly actions: readonly Action[];
  readonly waits: readonly Action[];
  readonly findings: readonly Finding[];
};

export type Returning = {
  /** By VPC: what has to have succeeded before the hub's rules answer less there, for an endpoint of its own answers again then. */
  readonly returning: ReadonlyMap<VpcId, readonly ActionKey[]>;
  /** By VPC: zones that answer in place of such an endpoint for good, or until rules can: they are waited for in the same way. */
  readonly beside: ReadonlyMap<VpcId, readonly LiveRow[]>;
  /** Nobody knows whether the VPC has such an endpoint. */
  readonly isUnseen: (vpc: VpcId) => boolean;
  /** The hub's rules have served a spoke instead of an endpoint of its own, for a while: that stands switched off, or is gone. */
  readonly hasLed: boolean;
};

/**
 * What becomes of the own endpoints of a hub's spokes (`owned.ts`), but what opens a window (`gaps.ts`). `rules`: absent of a hub that
 * has none, or whose Resolver was not read: of what is served by zones alone all is told all the same.
 */
export function planHandOvers(
  estate: Estate,
  draft: Draft,
  rules: RuleDraft | undefined,
  { documents: { spokes: documents }, gaps, ...order }: HandOverOptions,
): HandOvers {
  const { hub } = draft;
  const unseen = unseenIn(estate, hub, documents);
  const all = ownedIn(draft, documents, estate.observed);
  const owned = rules ? all : all.filter(({ spoke }) => !canBridge(spoke));
  const going = owned.filter(({ becomes, spoke }) => becomes === "handedOver" && !takesGap(spoke));
  const due = owned.filter((one) => isDue(one, estate.observed));
  const context: ServedContext = {
    estate,
    rules,
    ruleFor: rules ? ruleForOf(rules) : () => undefined,
    obstacleOf: rules ? ruleObstaclesOf(estate, rules) : () => undefined,
  };
  const findings: Finding[] = [];
  const ready: Ready[] = [];
  for (const one of [...going, ...due]) {
    const stay = stayOf(estate, one);
    const served = stay ? undefined : servedBy(context, one);
    if (stay) findings.push(finding(stay.kind, placeOf(one), stay.why));
    else if (typeof served === "string")
      findings.push(finding("withheld", placeOf(one), stays(one, served, RUN_AGAIN)));
    else if (served) ready.push({ owned: one, served });
  }
  const [leaving, lingered] = [ready.filter(isOn), ready.filter((one) => !isOn(one))];
  const ofRules = owned.filter(({ spoke }) => !takesGap(spoke));
  const { wave, later, hasLed } = rules
    ? handOverWave(
        leaving.map((one) => one.owned.spoke),
        ofRules,
        { rules, observed: estate.observed, ...order },
      )
    : NO_WAVE;
  const now = leaving.filter((one) => wave.has(one.owned.spoke));
  const returning = owned.filter(({ becomes }) => becomes === "takenBack" || becomes === "returned");
  const beside = new Map(returning.map((one) => [one, zonesBeside(estate, one)] as const));
  const back = returning.filter((one) => beside.get(one)?.length === 0);
  const waits = new Map(
    [...now, ...lingered].flatMap(({ served }) => served.waits).map((wait) => [wait.key, wait]),
  );
  return {
    waits: [...waits.values()],
    isUnseen: unseenBy(estate.observed, hub, documents),
    hasLed,
    actions: [
      ...now.flatMap((one) => handsOver(one.owned, one.served)),
      ...owned.filter((one) => one.becomes === "lingers" && !lingersOf(one)).map((one) => startsLinger(one)),
      ...back.flatMap((one) => takesBack(one, isPublic(one) ? [] : undefined)),
      ...lingered.map((one) => deletes(draft, one.owned, one.served)),
    ],
    findings: [
      ...findings,
      ...unseen.map(({ finding: told }) => told),
      ...later,
      ...now.flatMap(bySwitch),
      ...now.flatMap(zonesAfter),
      ...back.flatMap(rulesAfter),
      ...returning.flatMap((one) =>
        gaps.closing.some(({ view }) => view.id === one.view.id)
          ? []
          : inZones(estate, one, beside.get(one) ?? [], gaps),
      ),
      ...gapFindings(owned, gaps),
      ...darkOf(estate, suspendedIn(draft, documents, estate.observed)).map(suspendedOpen),
      ...back.flatMap((one) => (isDark(one, rules) ? notBackYet(one) : [])),
      ...owned.flatMap((one) =>
        one.becomes === "lingers" && !due.includes(one) ? lingering(one, estate.observed) : [],
      ),
    ],
    beside: new Map(
      [...Map.groupBy(beside, ([{ spoke }]) => spoke.vpc)].map(([vpc, all]) => [
        vpc,
        all.flatMap(([, zones]) => zones),
      ]),
    ),
    returning: new Map(
      [...Map.groupBy(back, ({ spoke }) => spoke.vpc)].map(([vpc, all]) => [
        vpc,
        all.map((one) => ownActionKey("awaitPrivateDns", refOf(one))),
      ]),
    ),
  };
}

const NO_WAVE = { wave: new Set<Spoke>(), later: [], hasLed: false };

type Ready = { readonly owned: Owned; readonly served: Served };

function isOn({ owned }: Ready): boolean {
  return owned.becomes === "handedOver";
}

/** Documents say something of their endpoints, and their account did not show them. */
function unseenIn({ observed: { ownEndpoints } }: Estate, hub: Hub, documents: readonly Spoke[]) {
  return spokesLooked(hub, documents, valueIn(ownEndpoints?.definitions)).flatMap((spoke) => {
    const seen = ownEndpoints?.byAccess.get(ownAccess(spoke));
    if (seen?.kind !== "unreadable") return [];
    const { name, account, vpc, region } = spoke;
    const place = { hub: hub.name, spoke: name, vpc: vpcRef(vpc, region), account };
    const why = {
      reason: "OwnEndpointsNotRead",
      message: `the own endpoints of spoke ${name} in account ${account} could not be seen: ${seen.failure.message}`,
      todo: "allow the spoke's role the reads of docs/iam.md, then run again",
    } as const;
    return [{ spoke, finding: finding("unknown", place, why) }];
  });
}

/** Names that a rule of a shorter name has beneath: it hands over none of them before the switch. */
function bySwitch({ owned, served }: Ready): Finding[] {
  const { spoke, view, names, shared } = owned;
  const exact = new Set(served.rules.map(({ name }) => name));
  const moving = names.filter((name) => !exact.has(name));
  return moving.length > 0
    ? [finding("note", placeOf(owned), sourceChanges(spoke, view.id, moving, shared))]
    : [];
}

/** Rules that stood in leave when it is seen to answer. */
function rulesAfter(owned: Owned): Finding[] {
  const { spoke, view, becomes } = owned;
  if (spoke.mode !== "phz-association" || becomes !== "takenBack" || !canBridge(spoke)) return [];
  return [
    finding(
      "withheld",
      { ...placeOf(owned), action: ownActionKey("takeBack", refOf(owned)) },
      {
        reason: "SwitchWaits",
        message: `rules leave ${spoke.vpc} by a later pass, when ${view.id} is seen to answer again`,
        todo: "run again (the daemon goes on by itself)",
      },
    ),
  ];
}

/** In zone mode that is half of the way: AWS associates no zone before. */
function zonesAfter({ owned }: Ready): Finding[] {
  const { spoke, names } = owned;
  if (spoke.mode !== "phz-association") return [];
  const place = { ...placeOf(owned), action: ownActionKey("handOver", refOf(owned)) };
  return [
    finding("withheld", place, {
      reason: "SwitchWaits",
      message: `${spoke.vpc} joins the zones of ${names.join(", ")} by a later pass, when private DNS of ${owned.view.id} is seen to be off: rules answer meanwhile`,
      todo: "run again (the daemon goes on by itself)",
    }),
  ];
}

/** Nothing of ours answers its names, as far as was seen. */
function isDark(owned: Owned, rules: RuleDraft | undefined): boolean {
  if (!isPublic(owned) || owned.spoke.isGone) return false;
  const ours = new Set(rules?.rows.flatMap(({ live }) => live?.id ?? []));
  const associations = rules?.accounts.flatMap(({ seen }) => valueIn(seen)?.associations ?? []) ?? [];
  return !associations.some(({ vpc, rule }) => vpc === owned.spoke.vpc && ours.has(rule));
}

/** Of zone mode, or nobody knows which, and without anything that answers meanwhile. */
function isPublic({ spoke }: Owned): boolean {
  return !canBridge(spoke) && (spoke.mode === "phz-association" || spoke.isGone === true);
}
