import type { Action } from "../action/action.ts";
import { zoneEffectsOf } from "../action/effects.ts";
import { isRuleAction, isZoneAction } from "../action/family.ts";
import { plural } from "../counted.ts";
import { errorCode, type Finding, finding, isOpen } from "../finding.ts";
import { type DocumentName, vpcKey, type ZoneName } from "../ids.ts";
import type { KnownSpoke } from "../leaving.ts";
import type { Outcome } from "../outcome.ts";
import type { Plan } from "../plan/plan.ts";
import type { Leaving } from "../plan/removals/left-behind.ts";
import type { Standing } from "./conditions.ts";

export type LeavingSpoke = {
  readonly spoke: KnownSpoke;
  /** Of zones that its VPC is in still, after the pass, and of rules that it has. */
  readonly names: readonly ZoneName[];
  readonly standing: Standing;
};

type Seen = { readonly plan: Plan; readonly outcomes: readonly Outcome[] };

/** Spokes whose documents are gone, until nothing of them is left: what they wait for (semantics 40). */
export function leavingIn({ plan, outcomes }: Seen): readonly LeavingSpoke[] {
  const results = new Map(outcomes.map((outcome) => [outcome.key, outcome]));
  const isDone = ({ key }: Action) => results.get(key)?.result === "done";
  return (plan.leaving ?? []).flatMap((left): LeavingSpoke[] => {
    const own = plan.actions.filter((action) => isAbout(action, left));
    const done = own.filter(isDone);
    const gone = new Set(done.flatMap((action) => namesLost(action, left)));
    const ended = new Set(
      done.flatMap((action) => (action.kind === "disassociateRule" ? action.rule.name : [])),
    );
    const zones = left.zones.filter((zone) => !gone.has(zone));
    const rules = left.rules.filter((rule) => !ended.has(rule));
    if (zones.length + rules.length + left.unread.length === 0) return [];
    const undone = own.filter((action) => !isDone(action));
    const failed = undone.flatMap(({ key }) => results.get(key) ?? []).filter((o) => o.result === "failed");
    const told = findingsOf(plan, left);
    const findings = [...told.filter(isOpen), stillThere({ ...left, zones, rules })];
    return [
      {
        spoke: left,
        names: [...new Set([...zones, ...rules])],
        standing: { findings, told, failed, pending: undone.length - failed.length, held: 0 },
      },
    ];
  });
}

/** A zone that goes as a whole takes its last VPC along. */
function isAbout(action: Action, { hub, vpc }: Leaving): boolean {
  if (action.hub !== hub || !(isZoneAction(action) || isRuleAction(action))) return false;
  const whose = action.kind === "deleteZone" ? action.darkens : "vpc" in action ? action.vpc : undefined;
  return whose !== undefined && vpcKey(whose) === vpc;
}

function namesLost(action: Action, { vpc }: Leaving): readonly ZoneName[] {
  if (!isZoneAction(action)) return [];
  const last = action.kind === "deleteZone" && action.darkens ? [action.darkens] : [];
  return zoneEffectsOf(action, () => last).flatMap((effect) =>
    effect.change === "loss" && vpcKey(effect.vpc) === vpc ? [effect.name] : [],
  );
}

/** By name or VPC; where a removal is held back, what the hub's policy and guard say; of what could not be read, that. */
function findingsOf({ findings, held }: Plan, left: Leaving): Finding[] {
  const isHeld = held.some((action) => isAbout(action, left));
  const unread = new Set<string>(left.unread);
  return findings.filter(({ hub, endpoint, spoke, vpc, zone, kind, account, reason }) => {
    if (hub !== left.hub) return false;
    if (spoke === left.name || (vpc && vpcKey(vpc) === left.vpc)) return true;
    const isOfRules = account === left.account || reason === "ResolverNotRead";
    if (kind === "unknown") return unread.has(zone ?? "hub") || (unread.has("rules") && isOfRules);
    return isHeld && kind === "withheld" && [endpoint, spoke, vpc, zone].every((part) => part === undefined);
  });
}

/** Where nothing else is said of it: steps are under way, or a zone is to go as a whole. */
function stillThere({ hub, name, zones, rules, unread }: Leaving): Finding {
  const unreadZones = unread.filter((one) => one !== "rules").length;
  const sure = [
    ...(zones.length > 0 ? [`in ${plural(zones.length, "zone")}`] : []),
    ...(rules.length > 0 ? [`associated with ${plural(rules.length, "rule")}`] : []),
  ];
  const perhaps = [
    ...(unreadZones > 0 ? [`in ${plural(unreadZones, "unread zone")}`] : []),
    ...(unread.includes("rules") ? ["associated with rules, for its account was not read"] : []),
  ];
  const where = sure.length > 0 ? sure.join(" and ") : `perhaps ${perhaps.join(" and ")}`;
  const message = `its document is gone, and its VPC is ${where} still`;
  const place = { hub: hub as DocumentName, spoke: name as DocumentName };
  return finding("withheld", place, { reason: errorCode({ error: "Leaving" }), message });
}
