import { resolverEndpointRef } from "../../../action/refs.ts";
import { type ResolverEndpointAction, resolverEndpointKey } from "../../../action/resolver-endpoint.ts";
import type { Desired } from "../../../desired/types.ts";
import { valueIn } from "../../../failure.ts";
import type { Why } from "../../../finding.ts";
import type { ResolverAddress, ResolverEndpointView, ResolverRuleView } from "../../../observed/resolver.ts";
import { hasFailed, isAttached } from "../../../observed/resolver-address.ts";
import { isOurRule } from "../../../rule-ownership.ts";
import { type Side, usesOf } from "../../wanted/resolver/sides.ts";
import { notListed } from "../chain/endpoint-obstacle.ts";
import type { Obstacle } from "../chain/hop.ts";
import type { RuleDraft } from "../rows/rule-draft.ts";
import { hopBetween } from "./hops.ts";
import { type Around, isBusy, type Kept } from "./keeping.ts";
import { awaiting, fixedAddress } from "./making.ts";

/** AWS keeps two that are ATTACHED (RSLVR-00506); one that is still on its way does not count. */
const ATTACHED_MIN = 2;

/**
 * Addresses that documents want no more, once no rule of the account leads to them, and queries get through without
 * them: one call after the other. Forwarders on premises cannot be seen, so one that answers goes only by a second word; one
 * that failed answers nobody. `after`: what is added to the endpoint before.
 */
export function addressesGo(
  rules: RuleDraft,
  side: Side,
  goal: ResolverEndpointView,
  leaving: readonly ResolverAddress[],
  { after, ...around }: Around & { readonly after: string | undefined },
): Kept {
  const actions: ResolverEndpointAction[] = [];
  const findings: Obstacle[] = [];
  let left = valueIn(goal.addresses) ?? [];
  for (const address of leaving) {
    const rest = left.filter(({ id }) => id !== address.id);
    const obstacle = keptBy(rules, side, goal, address, rest, around);
    if (obstacle) findings.push(obstacle);
    else {
      left = rest;
      actions.push(...goes(rules, side, goal, address, actions.at(-1)?.key ?? after));
    }
  }
  return { actions, findings };
}

function keptBy(
  rules: RuleDraft,
  side: Side,
  goal: ResolverEndpointView,
  address: ResolverAddress,
  rest: readonly ResolverAddress[],
  around: Around,
): Obstacle | undefined {
  const why = leadTo(rules, side, goal, address) ?? tooFew(side, goal, address, rest);
  if (why || !isAttached(address) || rules.view.rules.length === 0) return why;
  return closedWithout(rules, side.direction, goal, rest, around);
}

function goes(
  { hub }: RuleDraft,
  { direction }: Side,
  goal: ResolverEndpointView,
  address: ResolverAddress,
  after: string | undefined,
): ResolverEndpointAction[] {
  const ref = resolverEndpointRef(hub, direction, goal.id);
  const place = { hub: hub.name, account: hub.account, resolverEndpoint: ref } as const;
  const key = resolverEndpointKey("removeResolverAddress", ref, address.ip);
  const answers = !hasFailed(address); // or will again
  return [
    {
      ...place,
      kind: "removeResolverAddress",
      key,
      after: after ? [after] : [],
      address,
      because: answers
        ? `documents do not want ${address.ip} in ${address.subnet}, and no rule leads there`
        : `it is ${address.status}, and answers nobody`,
      removal: true,
      ...(direction === "INBOUND" && answers && { unseen: true }),
    },
    awaiting(place, ref, { addresses: [] }, [key], address.ip),
  ];
}

/** Endpoints of ours that documents ask for no more: deleted when nothing leads there or leaves by them (semantics 54). */
export function endpointsGo(rules: RuleDraft, side: Side, { hubs }: Pick<Desired, "hubs">): Kept {
  const { hub } = rules;
  const { direction, own, goal, source } = side;
  const going = own.filter((one) => one !== goal);
  // Until what takes its place is there it may be all that there is.
  if (going.length === 0 || (source.by !== "none" && !goal)) return { actions: [], findings: [] };
  const judged = going.map((endpoint) => ({
    endpoint,
    why: namedElsewhere(rules, endpoint, hubs) ?? stillUsed(rules, side, endpoint),
  }));
  return {
    findings: judged.flatMap(({ why }) => why ?? []),
    actions: judged.flatMap(({ endpoint, why }): ResolverEndpointAction[] => {
      if (why) return [];
      const ref = resolverEndpointRef(hub, direction, endpoint.id);
      return [
        {
          hub: hub.name,
          account: hub.account,
          resolverEndpoint: ref,
          kind: "deleteResolverEndpoint",
          key: resolverEndpointKey("deleteResolverEndpoint", ref),
          after: [],
          because: goal
            ? `${goal.id} has taken its place, and no rule of the account uses it`
            : `documents want no ${direction.toLowerCase()} Resolver endpoint, and no rule of the account uses it`,
          removal: true,
          ...(direction === "INBOUND" && { unseen: true }),
        },
      ];
    }),
  };
}

function namedElsewhere(
  { hub }: RuleDraft,
  { id }: ResolverEndpointView,
  hubs: Desired["hubs"],
): Why | undefined {
  const namer = hubs.find(({ resolver }) =>
    [resolver?.inbound, resolver?.outbound].some((one) => one?.by === "id" && one.id === id),
  );
  if (!namer) return undefined;
  return {
    reason: "ResolverInUse",
    message: `hub ${hub.name} no longer wants Resolver endpoint ${id}, and hub ${namer.name} names it: it stays`,
    todo: `name another one in hub ${namer.name}; or nothing`,
  };
}

function stillUsed(
  rules: RuleDraft,
  { direction, goal }: Side,
  endpoint: ResolverEndpointView,
): Why | undefined {
  if (direction === "INBOUND" && endpoint.addresses.kind === "unreadable") return notListed(endpoint);
  const user = rules.view.rules.find((rule) => usesOf(endpoint, direction, [rule]) > 0);
  const why = user && usedBy(rules, endpoint.id, user, goal);
  return why ?? spreading(rules, endpoint.id) ?? (isBusy(endpoint) ? busy(endpoint) : undefined);
}

/** By whichever address of the interface. */
function leadTo(
  rules: RuleDraft,
  { direction }: Side,
  goal: ResolverEndpointView,
  { id, ip }: ResolverAddress,
): Why | undefined {
  if (direction === "OUTBOUND") return undefined;
  const there = valueIn(goal.addresses) ?? [];
  const ips = new Set(there.flatMap((one) => (one.id === id ? one.ip : [])));
  const user = rules.view.rules.find(({ targets }) => targets.some((target) => ips.has(target.ip)));
  return (user && usedBy(rules, ip, user, undefined)) ?? spreading(rules, ip);
}

/** Ours will be moved; what becomes of others' is theirs to say. */
function usedBy(
  { hub }: RuleDraft,
  what: string,
  rule: ResolverRuleView,
  goal: ResolverEndpointView | undefined,
): Why {
  const name = `rule ${rule.id} (${rule.name})`;
  if (isOurRule(rule, hub))
    return {
      reason: "ResolverMoves",
      message: `${what} leaves hub ${hub.name}'s Resolver endpoints when no rule uses it: ${name} still does`,
      todo: "run again; the daemon goes on by itself",
    };
  return {
    reason: "ResolverInUse",
    message: `hub ${hub.name} no longer wants ${what}, and ${name}, which is somebody else's, uses it: it stays${goal ? `; ${goal.id} takes its place` : ""}`,
    todo: "change or delete that rule; then run again",
  };
}

/** Interfaces of an endpoint may send as before until a change has spread to all of them. */
function spreading({ hub, view }: RuleDraft, what: string): Why | undefined {
  const rule = view.rules.find(({ status }) => status === "UPDATING");
  if (!rule) return undefined;
  return {
    reason: "ResolverMoves",
    message: `${what} leaves hub ${hub.name}'s Resolver endpoints when no rule uses it: rule ${rule.id} (${rule.name}) is UPDATING, and may still send there`,
    todo: "run again; the daemon goes on by itself",
  };
}

function busy({ id, status }: ResolverEndpointView): Why {
  return {
    reason: "ResolverMoves",
    message: `Resolver endpoint ${id} is ${status}, and is deleted after that`,
    todo: "run again; the daemon goes on by itself",
  };
}

function tooFew(
  { source, direction }: Side,
  { id }: ResolverEndpointView,
  address: ResolverAddress,
  rest: readonly ResolverAddress[],
): Why | undefined {
  const { ip, subnet, status } = address;
  if (rest.filter(isAttached).length >= ATTACHED_MIN) return undefined;
  const isWritten = source.by === "managed" && source.addresses.some((place) => place.ip === ip);
  if (isWritten && !isAttached(address))
    return fixedAddress(
      { subnet, ip },
      `address ${ip} of the ${direction.toLowerCase()} Resolver endpoint ${id} is ${status}, and cannot be made anew before it is gone, for AWS keeps two that are ATTACHED`,
    );
  return {
    reason: "ResolverMoves",
    message: `address ${ip} of Resolver endpoint ${id} goes when two others are ATTACHED: AWS keeps two`,
    todo: "run again; the daemon goes on by itself",
  };
}

function closedWithout(
  rules: RuleDraft,
  direction: Side["direction"],
  goal: ResolverEndpointView,
  rest: readonly ResolverAddress[],
  { way, other }: Around,
): Obstacle | undefined {
  if (!other) return undefined;
  const smaller: ResolverEndpointView = { ...goal, addresses: { kind: "seen", value: rest } };
  const [inbound, outbound] = direction === "INBOUND" ? [smaller, other] : [other, smaller];
  return hopBetween(rules, inbound, outbound, way);
}
