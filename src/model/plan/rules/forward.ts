import type { Forward } from "../../action.ts";
import { compare } from "../../compare.ts";
import type { HubResolver } from "../../desired/types.ts";
import type { ResolverAddress, ResolverRuleView, ResolverView } from "../../observed.ts";
import { addressesIn, familyFor, isOfFamily } from "./families.ts";

/** Route 53 Resolver, "Quotas": target addresses for each rule. */
const TARGETS_MAX = 6;

/**
 * Where the rule should lead: addresses of the inbound endpoint that are ATTACHED, of one family that the outbound endpoint has
 * as well, over all of its subnets, at most six.
 * No ATTACHED target is ever dropped. Targets that are not the endpoint's are, but only once another one answers: when
 * none of today's is, the new ones come beside them first, and the old ones go in a later pass (semantics 50, 51).
 * Undefined: nothing is changed, for the addresses were not read, or none answers, or none can be asked.
 */
export function forwardOf(
  resolver: HubResolver,
  view: ResolverView,
  live: ResolverRuleView | undefined,
): Forward | undefined {
  const family = familyFor(view, live);
  if (!family || !view.inbound) return undefined;
  const attached = addressesIn(view.inbound, family).filter(({ status }) => status === "ATTACHED");
  if (attached.length === 0) return undefined;
  const today = (live?.targets ?? []).map(({ ip }) => ip).filter(isOfFamily(family));
  const kept = attached.filter(({ ip }) => today.includes(ip));
  const fresh = spread(attached.filter(({ ip }) => !today.includes(ip))).map(({ ip }) => ip);
  const room = TARGETS_MAX - kept.length;
  const beside = kept.length === 0 ? today.slice(0, TARGETS_MAX - 1) : [];
  const targets = [...kept.map(({ ip }) => ip), ...beside, ...fresh.slice(0, room - beside.length)];
  return { endpoint: resolver.outbound, targets: targets.sort(compare) };
}

/** Whether the live rule leads somewhere else, or lacks a target, or speaks anything but DNS at its port. */
export function differs({ targets, endpoint }: ResolverRuleView, forward: Forward): boolean {
  const today = targets.map(({ ip }) => ip).sort(compare);
  return (
    endpoint !== forward.endpoint ||
    today.join() !== forward.targets.join() ||
    targets.some(({ port, isDo53 }) => port !== 53 || !isDo53)
  );
}

/** One of each subnet in turn. */
function spread(addresses: readonly ResolverAddress[]): ResolverAddress[] {
  const sorted = addresses.toSorted((a, b) => compare(a.subnet, b.subnet) || compare(a.ip, b.ip));
  const bySubnet = [...Map.groupBy(sorted, ({ subnet }) => subnet).values()];
  const turns = Math.max(0, ...bySubnet.map(({ length }) => length));
  return Array.from({ length: turns }, (_, turn) => bySubnet.flatMap((own) => own[turn] ?? [])).flat();
}
