import { type OwnAction, ownActionKey } from "../../../action/own.ts";
import { listed } from "../../../counted.ts";
import { regionalDomain } from "../../../desired/rule-mode.ts";
import type { Spoke } from "../../../desired/types.ts";
import { isBeneath, liesIn } from "../../../dns-name.ts";
import { valueIn } from "../../../failure.ts";
import { type EndpointId, type VpcRef, vpcKey, vpcRef, type ZoneName } from "../../../ids.ts";
import type { RuleAssociationView } from "../../../observed/rule-account.ts";
import { type Estate, isMember } from "../../estate/estate.ts";
import { serves } from "../../estate/name-states.ts";
import { awaitStep } from "../../order/sequence.ts";
import { isLive, type LiveRow, placeOf, type WantedRow } from "../../wanted/zones/zone-row.ts";
import { deadRulesOf } from "../chain/aim.ts";
import { associationOf, isMarked, type RuleAccount, type RuleDraft } from "../rows/rule-draft.ts";
import { isLiveRule, type LiveRule, type WantedRule } from "../rows/rule-rows.ts";
import { type RuleFor, ruleForOf, rulesFor, type ZonesFor, zonesForOf } from "./covers.ts";
import { type Exit, type Goes, goes, staysFor, untilSure } from "./exit.ts";
import { inForce, leavesShare, type RuleObstacles, ruleObstaclesOf } from "./obstacles.ts";
import { wakes } from "./wakes.ts";

/** An association that no document wants. */
type Unwanted = {
  readonly row: LiveRule;
  readonly association: RuleAssociationView;
  readonly account: RuleAccount;
  /** Of its VPC, in any hub. */
  readonly documents: readonly Spoke[];
};

/** What becomes of it; undefined: nothing of ours is to answer in place of the rule. */
export type RuleExits = (unwanted: Unwanted) => Exit | undefined;

export function ruleExitsOf(estate: Estate, rules: RuleDraft): RuleExits {
  const context: Context = {
    estate,
    rules,
    zonesFor: zonesForOf(estate.zones),
    ruleFor: ruleForOf(rules),
    obstacleOf: ruleObstaclesOf(estate, rules),
    isDead: deadRulesOf(estate.observed, rules),
  };
  return (unwanted) => exitOf(context, unwanted);
}

type Context = {
  readonly estate: Estate;
  readonly rules: RuleDraft;
  readonly zonesFor: ZonesFor;
  readonly ruleFor: RuleFor;
  readonly obstacleOf: RuleObstacles;
  /** Nobody answers the queries that the rule sends on. */
  readonly isDead: (row: LiveRule) => boolean;
};

function exitOf(context: Context, unwanted: Unwanted): Exit | undefined {
  const { row, documents } = unwanted;
  const { rules } = context;
  if (row.ref.type === "SYSTEM") return ofCarveOut(context, unwanted);
  const active = documents.filter(({ endpoints }) => endpoints.length > 0);
  const byZone = active.find(({ mode }) => mode === "phz-association");
  if (byZone) return toZones(context, unwanted, byZone);
  const elsewhere = active.find(({ hub }) => hub !== rules.hub);
  if (elsewhere) return ofOtherHub(unwanted, elsewhere);
  const here = active.find(({ hub }) => hub === rules.hub);
  return here && toRules(context, unwanted, here);
}

/** A rule that nobody answers hides the zones: it goes at once (semantics 58). */
function toZones(
  { estate, rules, zonesFor, isDead }: Context,
  { row, association }: Unwanted,
  spoke: Spoke,
): Exit | undefined {
  const vpc = vpcRef(association.vpc, spoke.region);
  const zones = zonesFor(association.vpc, row.ref.name);
  if (zones.length === 0) return undefined;
  if (isDead(row)) return goes("what is left (nobody answers by the rule)", []);
  const own = new Map(zones.map((zone) => [zone, ownOver(estate, vpc, zone.ref.name)] as const));
  const rest = zones.filter((zone) => !own.get(zone));
  const lacking = rest.find((zone) => !isLive(zone) || !isMember(zone, vpc) || !serves(zone));
  if (lacking)
    return staysWith(row, association, `it is not seen to be served by zone ${lacking.ref.name} yet`);
  const waits = rest.filter(isLive).map((zone: LiveRow) => ({
    ...awaitStep(vpc, { place: placeOf(zone) }),
    sure: true as const,
  }));
  const held = Map.groupBy(
    zones.filter((zone) => own.get(zone)),
    (zone) => own.get(zone) as EndpointId,
  );
  const ofOwn = [...held].map(([id, all]) => awaitOwn(rules, spoke, id, all));
  const to = rest.length > 0 ? `zone ${namesOf(rest)}` : `endpoint ${[...held.keys()].join(" and ")}`;
  return goesFor(row, zones, goes(to, [...waits, ...ofOwn]));
}

/**
 * The VPC's own endpoint, where its private DNS holds the name: no zone comes beside it, and it answers alone. While it is on its
 * way from or to the hub, documents want the rule (`bridge.ts`).
 */
function ownOver({ observed }: Estate, vpc: VpcRef, name: ZoneName): EndpointId | undefined {
  const view = valueIn(observed.vpcs.get(vpcKey(vpc)));
  return (valueIn(view?.privateDns) ?? []).find(({ names }) => names.includes(name))?.endpoint;
}

/** Somebody may have switched it on a moment ago. */
function awaitOwn(
  { draft, hub }: RuleDraft,
  spoke: Spoke,
  id: EndpointId,
  held: readonly WantedRow[],
): OwnAction {
  const names = held.map(({ ref }) => ref.name);
  const [first = ""] = names;
  const service =
    draft.endpoints.find((one) => one.names.some(({ zone }) => zone === first))?.service ?? first;
  const own = { key: `${hub.name}/own/${id}`, id, service, owner: hub.owner };
  return {
    hub: hub.name,
    account: spoke.account,
    spoke: spoke.name,
    own,
    vpc: vpcRef(spoke.vpc, spoke.region),
    kind: "awaitPrivateDns",
    key: ownActionKey("awaitPrivateDns", own),
    after: [],
    names,
    because: "the rule leaves when it is seen to answer",
  };
}

/** One rule for the Region in place of one for each name, or the other way round. */
function toRules(context: Context, { row, association, account }: Unwanted, spoke: Spoke): Exit | undefined {
  const { rules, ruleFor, estate, obstacleOf } = context;
  const { name } = row.ref;
  const next = rulesFor(rules, ruleFor, spoke, row.ref);
  if (next.length === 0) return undefined;
  const live = next.filter((one): one is WantedRule & LiveRule => one.live !== undefined);
  const served = live.filter((one) => associationOf(one, association.vpc, account)?.status === "COMPLETE");
  const lacking = next.find((one) => !served.some(({ ref }) => ref === one.ref));
  if (lacking)
    return staysWith(row, association, `rule ${lacking.ref.name} is not seen to be COMPLETE there yet`);
  const obstacle = served.flatMap((one) => leavesShare(rules, one, account) ?? obstacleOf(one) ?? [])[0];
  if (obstacle) return staysWith(row, association, obstacle);
  const wider = served.find(({ ref }) => isBeneath(name, ref.name));
  const why = wider && (leavesToo(estate, spoke, name) ?? wakes(estate, rules, { name, spoke, rule: wider }));
  if (why) return staysWith(row, association, why);
  const waits = served.flatMap((one) => untilSure(one, association.vpc, account));
  return goesFor(row, served, goes(`rule ${namesOf(served)}`, waits));
}

/** A zone of ours that the VPC is to leave as well, and that answers the name alone until it has. */
function leavesToo({ existing }: Estate, { vpc, region }: Spoke, name: ZoneName): string | undefined {
  const zone = existing.find((row) => isMember(row, vpcRef(vpc, region)) && liesIn(name, row.ref.name));
  return zone && `zone ${zone.ref.name} would answer there until the VPC has left it`;
}

/** It goes after the rule of the Region, which it keeps away: what becomes of that one? (semantics 57) */
function ofCarveOut(context: Context, unwanted: Unwanted): Exit | undefined {
  const { rules } = context;
  const { row, association, account } = unwanted;
  const domain = regionalDomain(rules.hub) as ZoneName;
  const isAround = ({ ref }: LiveRule) => ref.type === "FORWARD" && ref.name === domain;
  const around = rules.rows
    .filter(isLiveRule)
    .find((row) => isAround(row) && associationOf(row, association.vpc, account));
  const beside = around && associationOf(around, association.vpc, account);
  if (!around || !beside) return undefined;
  const isWanted = around.wanted?.spokes.some(({ vpc }) => vpc === association.vpc) ?? false;
  if (around.wanted && isWanted) return takenBack(context, unwanted, { ...around, wanted: around.wanted });
  if (!isMarked(rules.hub, around, beside))
    return staysWith(row, association, `somebody else associated rule ${domain}, which stays`);
  const exit = exitOf(context, { ...unwanted, row: around });
  return exit?.kind === "stays" ? exit : undefined;
}

/** Documents take an exception back: the Region's rule has its names as soon as nothing keeps them. */
function takenBack(
  { rules, obstacleOf }: Context,
  { row, association, account }: Unwanted,
  around: WantedRule & LiveRule,
): Exit {
  const serving = inForce(rules, around, association.vpc, account, obstacleOf);
  if (typeof serving === "string") return staysWith(row, association, serving);
  const waits = untilSure(serving, association.vpc, account);
  return { ...goes(`rule ${serving.ref.name}`, waits), isLoss: true };
}

/** A VPC takes one rule of a name, so one hub's rules cannot come before the other's have gone. */
function ofOtherHub({ row, association }: Unwanted, { name, hub }: Spoke): Exit {
  return {
    kind: "stays",
    why: {
      reason: "SwitchNotAvailable",
      message: `spoke ${name} is to have the rules of hub ${hub.name}, and ${association.vpc} takes one rule of the name ${row.ref.name}: it keeps that of hub ${row.hub.name}`,
      todo: `give spoke ${name} mode phz-association first; when zones serve it, mode resolver-rule again`,
    },
  };
}

type Named = { readonly ref: { readonly name: ZoneName } };

/** With the rule of the Region go the names that only it answered; with another one its own, where what comes is only for names beneath. */
function goesFor({ hub, ref: { name } }: LiveRule, next: readonly Named[], exit: Goes): Exit {
  const isAnswered = name !== regionalDomain(hub) && next.some(({ ref }) => liesIn(name, ref.name));
  return isAnswered ? exit : { ...exit, isLoss: true };
}

function staysWith({ ref }: LiveRule, { vpc }: RuleAssociationView, because: string): Exit {
  return staysFor(`${vpc} stays associated with rule ${ref.live?.id} (${ref.name}): ${because}`);
}

function namesOf(rows: readonly Named[]): string {
  return listed(
    rows.map(({ ref }) => ref.name),
    1,
  );
}
