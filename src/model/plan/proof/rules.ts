import type { Forward } from "../../action/rule.ts";
import { isKeptFrom } from "../../desired/rule-mode.ts";
import { isBeneath } from "../../dns-name.ts";
import { valueIn } from "../../failure.ts";
import { type ZoneName, zoneNameOf } from "../../ids.ts";
import { familyOf, isAttached } from "../../observed/resolver-address.ts";
import { inboundIn } from "../wanted/resolver/sides.ts";
import { type Carrier, type Change, DEAD, type Place, type Touched } from "./carrier.ts";
import { type Changes, pathOf, type RuleCarrier } from "./changes.ts";
import type { Ground } from "./ground.ts";
import type { OurRule, RulePair } from "./rule-ground.ts";

/** Our rules over the name that the VPC has, gains or loses; each as good as what the view VPC answers, which was proved for itself. */
export function rulesOver(
  ground: Ground,
  changes: Changes,
  place: Place,
  name: ZoneName,
  behind: (rule: OurRule) => Carrier | undefined,
): OurCarrier[] {
  if (ground.rules.rules.size === 0) return [];
  const path = pathOf(changes, name);
  const there = path.flatMap((domain) => place.pairs.get(domain) ?? []);
  const touched = path
    .flatMap((domain) => place.named.get(domain) ?? [])
    .filter(({ kind }) => kind === "rule");
  const carrierOf = (rule: OurRule) => known(changes, rule, name, behind);
  const coming = (rule: OurRule) => carrierAfter(changes, rule, name, behind);
  const uncovers = touched.find(
    ({ id, loss }) => loss && ground.rules.rules.get(id)?.row.ref.type === "SYSTEM",
  );
  const left = uncovers ? leftEarlier(ground, there, path) : [];
  return [
    ...there
      .filter(({ rule }) => !place.touched.has(rule.id) && !left.includes(rule))
      .map((pair) => ofPair(changes, pair, carrierOf(pair.rule))),
    ...touched.flatMap((one) => {
      const rule = ground.rules.rules.get(one.id);
      const isSeen = there.some((pair) => pair.rule === rule && pair.status === "COMPLETE");
      return rule ? ofTouched(rule, one, one.gain ? coming(rule) : carrierOf(rule), isSeen) : [];
    }),
    ...left
      .filter(({ id }) => !place.touched.has(id))
      .map((rule) => ofLeft(changes, place, rule, carrierOf(rule), uncovers?.loss)),
  ];
}

/** Seen, though perhaps only since a moment ago: what counts on it has to wait until resolvers obey it. */
function ofPair(
  { waits }: Changes,
  { rule, vpc, status }: RulePair,
  { listed: _, ...common }: RuleCarrier,
): OurCarrier {
  const listed = waits.earlier(rule.row.ref.key, vpc);
  const present = status === "COMPLETE" || listed.length > 0 ? "seen" : "maybe";
  return { rule, carrier: { ...common, listed, present } };
}

/** Rules of shorter names that no longer list the VPC: their resolvers may obey them still as a SYSTEM rule leaves. */
function leftEarlier(
  { rules }: Ground,
  there: readonly RulePair[],
  path: readonly ZoneName[],
): readonly OurRule[] {
  const over = path.slice(1).flatMap((domain) => rules.named.get(domain) ?? []);
  const isThere = (rule: OurRule) => there.some((pair) => pair.rule === rule && pair.status !== "DELETING");
  return over.filter((rule) => rule.row.live && rule.row.ref.type === "FORWARD" && !isThere(rule));
}

function ofLeft(
  { waits }: Changes,
  { vpc }: Place,
  rule: OurRule,
  { listed: _, ...common }: RuleCarrier,
  uncovers: Change | undefined,
): OurCarrier {
  const sure = waits.earlier(rule.row.ref.key, vpc);
  const loss = uncovers && { loss: { action: uncovers.action, sure } };
  const what = `${common.what}, which the VPC may have left a moment ago,`;
  return { rule, carrier: { ...common, what, present: "maybe", ...loss } };
}

/** A SYSTEM rule's grade is that of what answers without rules: not known here. */
export type OurCarrier = { readonly rule: OurRule; readonly carrier: Carrier };

/** Until the wait for the view VPC's own change nobody knows what the rule hands over, so before it in order stands one that answers nothing. */
function ofTouched(
  rule: OurRule,
  { gain, loss }: Touched,
  { listed, ...common }: RuleCarrier,
  isSeen: boolean,
): OurCarrier[] {
  const present = !loss ? "no" : isSeen ? "seen" : "maybe";
  const carrier: Carrier = { ...common, ...(gain && { gain }), ...(loss && { loss }), present };
  if (!gain || !listed || rule.row.ref.type === "SYSTEM") return [{ rule, carrier }];
  const what = `${carrier.what} before the view VPC's zone is in DNS`;
  const early: Carrier = { ...carrier, what, grade: DEAD, loss: { action: gain.action, sure: listed } };
  return [
    { rule, carrier: early },
    { rule, carrier },
  ];
}

function known(
  changes: Changes,
  rule: OurRule,
  name: ZoneName,
  behind: (rule: OurRule) => Carrier | undefined,
): RuleCarrier {
  const { ruleCarriers } = changes.asked;
  const ofRule = ruleCarriers.get(rule) ?? new Map<ZoneName, RuleCarrier>();
  ruleCarriers.set(rule, ofRule);
  const planned = rule.row.live ? undefined : changes.forwards.get(rule.id);
  const carrier = ofRule.get(name) ?? carrierOf(rule, name, behind(rule), planned);
  ofRule.set(name, carrier);
  return carrier;
}

/** Who joins a rule waits for what the plan mends of it; what counts on one that is there does not. */
function carrierAfter(
  changes: Changes,
  rule: OurRule,
  name: ZoneName,
  behind: (rule: OurRule) => Carrier | undefined,
): RuleCarrier {
  const forward = changes.forwards.get(rule.id);
  if (!forward || !rule.row.live) return known(changes, rule, name, behind);
  return carrierOf(rule, name, behind(rule), forward);
}

function carrierOf(
  rule: OurRule,
  name: ZoneName,
  answer: Carrier | undefined,
  planned?: Forward,
): RuleCarrier {
  const { hub, row } = rule;
  const { ref } = row;
  const targets = targetsAsked(rule, planned);
  const entries = inboundIn(hub.view).map(({ addresses }) => valueIn(addresses));
  const isAt = (addresses: (typeof entries)[number]) =>
    addresses?.some((one) => isAttached(one) && targets.includes(one.ip)) ?? true;
  const answers = entries.length === 0 || entries.some(isAt);
  const isDead = rule.isDead || !answers || isExcepted(rule, name);
  const isShared = row.wanted?.names.includes(name) ?? false; // what documents accept is the loss of names beneath
  const accepted = !isShared && (answer?.accepted ?? acceptsShadows(rule, name));
  return {
    name: ref.name,
    grade: isDead ? DEAD : (answer?.grade ?? DEAD),
    ...(accepted && { accepted }),
    ...(answer?.listed && { listed: answer.listed }),
    what: `Resolver rule ${ref.live?.id ?? ref.key} (${ref.name})`,
  };
}

/** The outbound endpoint of the documents asks only targets of a family that it has an address of (semantics 50). */
function targetsAsked({ hub: { view }, row: { live } }: OurRule, planned: Forward | undefined): string[] {
  const targets = planned?.targets ?? live?.targets.map(({ ip }) => ip) ?? [];
  const isKnown = view.outbound && (planned?.endpoint ?? live?.endpoint) === view.outbound.id;
  const own = isKnown ? valueIn(view.outbound?.addresses) : undefined;
  return targets.filter((target) => !own || own.some(({ ip }) => familyOf(ip) === familyOf(target)));
}

/** What the Region's rule would answer of a name that documents keep from it is no answer (semantics 57). */
function isExcepted({ hub: { hub }, row: { ref } }: OurRule, name: ZoneName): boolean {
  return ref.type === "FORWARD" && isKeptFrom(ref.name, name, hub);
}

/** By the rule's own document; of a rule for several, by that of an endpoint whose name lies above. */
function acceptsShadows({ hub, row: { wanted } }: OurRule, name: ZoneName): true | undefined {
  const accepting = hub.draft.endpoints.filter(({ document }) => document.acceptShadowing);
  const isOf = wanted?.endpoint
    ? accepting.some(({ document }) => document.name === wanted.endpoint)
    : accepting.some(({ names }) => names.some(({ zone }) => isBeneath(name, zoneNameOf(zone))));
  return isOf || undefined;
}
