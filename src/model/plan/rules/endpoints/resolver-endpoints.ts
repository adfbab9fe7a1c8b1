import type { Desired } from "../../../desired/types.ts";
import { valueIn } from "../../../failure.ts";
import { distinctFindings, finding, type Why } from "../../../finding.ts";
import { hasFailed, targetIps } from "../../../observed/resolver-address.ts";
import type { Estate } from "../../estate/estate.ts";
import { interfacesIn, placesOf } from "../../wanted/resolver/places.ts";
import type { Side } from "../../wanted/resolver/sides.ts";
import { notListed } from "../chain/endpoint-obstacle.ts";
import type { Obstacle } from "../chain/hop.ts";
import type { RuleDraft } from "../rows/rule-draft.ts";
import type { RulePlan } from "../rows/rule-plan.ts";
import { hopTold } from "./hops.ts";
import { isBusy, type Kept, keepingOf, placesThere } from "./keeping.ts";
import type { Leads } from "./leads.ts";
import { addressesGo, endpointsGo } from "./leaving.ts";
import { makingOf } from "./making.ts";
import { onlyZone } from "./subnets.ts";

/**
 * Resolver endpoints that documents have made, in each direction (semantics 50, 51, 54):
 *
 * | goal | standing | what becomes of it |
 * |---|---|---|
 * | –    | –        | made, when quota, subnets and addresses allow it; rules follow by a later plan |
 * | seen | the same | kept as written: addresses are added, then rules leave those that go, then these go |
 * | seen | another  | rules are moved, one by one; then the other one goes |
 * | –    | another  | what is to take its place is made; `none`: it goes when no rule uses it |
 *
 * `coming`: what plans of hubs before make in its account and Region.
 */
export function planResolverEndpoints(
  desired: Desired,
  estate: Estate,
  rules: RuleDraft,
  { sides, stays, coming: earlier }: Leads & { readonly coming: number },
): RulePlan {
  if (!sides) return { actions: [], findings: [] };
  const into = { side: sides.inbound, other: sides.outbound, stays: stays.inbound, coming: earlier };
  const inbound = planSide(desired, estate, rules, into);
  const coming = earlier + comingIn(inbound);
  const outOf = { side: sides.outbound, other: sides.inbound, stays: stays.outbound, coming };
  const outbound = planSide(desired, estate, rules, outOf);
  return {
    actions: [...inbound.actions, ...outbound.actions],
    findings: [...inbound.findings, ...outbound.findings],
  };
}

/** How many Resolver endpoints a plan makes. */
export function comingIn({ actions }: Pick<RulePlan, "actions">): number {
  return actions.filter(({ kind }) => kind === "createResolverEndpoint").length;
}

type Given = {
  readonly side: Side;
  readonly other: Side;
  readonly stays: Leads["stays"]["inbound"];
  /** Endpoints that this plan makes, for other hubs of the account and Region too, and that count against the quota. */
  readonly coming: number;
};

function planSide(desired: Desired, estate: Estate, rules: RuleDraft, given: Given): RulePlan {
  const { hub } = rules;
  const { side, other, stays } = given;
  const kept = keptOf(estate, rules, given);
  const gone = endpointsGo(rules, side, desired);
  const say = (why: Obstacle) => finding(why.isUnknown ? "unknown" : "withheld", { hub: hub.name }, why);
  const findings = [...kept.findings, ...gone.findings, ...(stays ? [stays] : [])];
  const notes = [...notesOf(rules, side), ...(stays ? [] : movesBlindly(estate, rules, side, other))];
  return {
    actions: [...kept.actions, ...gone.actions],
    findings: [
      ...distinctFindings(findings.map(say)),
      ...distinctFindings(notes.map((why) => finding("note", { hub: hub.name }, why))),
    ],
  };
}

/** What is not known of the way that rules are to take from now on (semantics 46). */
function movesBlindly({ observed }: Estate, rules: RuleDraft, side: Side, other: Side): Why[] {
  const { goal, standing, direction } = side;
  if (!goal || goal === standing) return [];
  const ends = new Set([other.standing, other.goal].flatMap((one) => one ?? []));
  return [...ends].flatMap((end) =>
    direction === "INBOUND" ? hopTold(rules, goal, end, observed) : hopTold(rules, end, goal, observed),
  );
}

function keptOf(estate: Estate, rules: RuleDraft, { side, other, coming }: Given): Kept {
  const { hub, view } = rules;
  const { source, goal } = side;
  if (source.by !== "managed" || !view.managed) return NOTHING;
  if (!goal) {
    const making = makingOf(rules, side, source, view.managed, coming);
    return Array.isArray(making) ? { actions: making, findings: [] } : { actions: [], findings: [making] };
  }
  const addresses = valueIn(goal.addresses);
  if (!addresses) return { actions: [], findings: [notListed(goal)] };
  const targets = targetIps(view.rules);
  const found = placesOf(source, addresses, (ip) => targets.has(ip));
  const around = { way: estate.observed, other: other.standing };
  const given = {
    managed: view.managed,
    goal,
    places: { ...found, count: interfacesIn(addresses) },
    there: placesThere(source, found),
    isUsed: view.rules.length > 0,
    around,
  };
  const kept = keepingOf(rules, side, given);
  if (isBusy(goal) || kept.findings.length > 0) return kept;
  const isComplete = found.missing.length + found.coming.length === 0;
  const isFull = found.missing.length > 0 && interfacesIn(addresses) >= hub.quotas.resolverAddresses;
  const answering = found.unwanted.filter((one) => !hasFailed(one));
  const going = [
    ...found.unwanted.filter(hasFailed),
    ...(isComplete ? answering : isFull ? answering.slice(0, 1) : []),
  ];
  const gone = addressesGo(rules, side, goal, going, { ...around, after: kept.actions.at(-1)?.key });
  const later = answering.filter((one) => !going.includes(one));
  return {
    actions: [...kept.actions, ...gone.actions],
    findings: [...later.map((one) => staysUntil(goal.id, one.ip)), ...gone.findings],
  };
}

function staysUntil(id: string, ip: string): Why {
  return {
    reason: "ResolverMoves",
    message: `address ${ip} of Resolver endpoint ${id} stays until every other that documents want is ATTACHED, and rules lead there`,
    todo: "run again; the daemon goes on by itself",
  };
}

const NOTHING: Kept = { actions: [], findings: [] };

function notesOf({ hub, view }: RuleDraft, { source, direction }: Side): Why[] {
  const zone = source.by === "managed" && view.managed && onlyZone(source, view.managed);
  if (!zone) return [];
  return [
    {
      reason: "ResolverOneZone",
      message: `all addresses of the ${direction.toLowerCase()} Resolver endpoint of hub ${hub.name} are in ${zone}, and what ends that zone ends every name`,
      todo: "name subnets of at least two Availability Zones",
    },
  ];
}
