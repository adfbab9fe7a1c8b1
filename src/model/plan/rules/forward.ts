import type { Forward } from "../../action/rule.ts";
import { compare } from "../../compare.ts";
import type { ResolverAddress, ResolverRuleView } from "../../observed/resolver.ts";
import { isAttached } from "../../observed/resolver-address.ts";
import { addressesIn, familyFor, isOfFamily } from "./chain/families.ts";
import type { Lead } from "./endpoints/leads.ts";

/** Route 53 Resolver, "Quotas": target addresses for each rule. */
const TARGETS_MAX = 6;

/**
 * Where the rule should lead: addresses of the inbound endpoint that are ATTACHED, of one family that the outbound endpoint has
 * as well, over all of its subnets, at most six. No ATTACHED target is dropped that documents want. Those that are not the
 * endpoint's, or are to leave it, go by overlap: what is new comes beside them first, and they go in a later pass, when one of
 * today's targets stays (semantics 50, 51). A rule changes its outbound endpoint alone, when its targets are right. Undefined:
 * nothing is changed, for the addresses were not read, or none answers, or none can be asked.
 */
export function forwardOf(lead: Lead, live: ResolverRuleView | undefined): Forward | undefined {
  const { inbound, outbound, leaving, exits } = lead;
  const family = familyFor(lead, live);
  if (!family || !inbound || !outbound) return undefined;
  const attached = addressesIn(inbound, family).filter(isAttached);
  const staying = attached.filter(({ ip }) => !leaving.has(ip));
  if (staying.length === 0) return undefined;
  const today = (live?.targets ?? []).map(({ ip }) => ip).filter(isOfFamily(family));
  const kept = staying.filter(({ ip }) => today.includes(ip)).map(({ ip }) => ip);
  const fresh = spread(staying.filter(({ ip }) => !today.includes(ip))).map(({ ip }) => ip);
  const parting = today.filter((ip) => attached.some((one) => one.ip === ip) && leaving.has(ip));
  const beside = besideOf({ kept, fresh, today, parting });
  const room = TARGETS_MAX - kept.length - beside.length;
  const targets = [...kept, ...beside, ...fresh.slice(0, room)].sort(compare);
  const isRight = targets.join() === today.toSorted(compare).join();
  const exit = live?.endpoint !== undefined && exits.has(live.endpoint) && !isRight && live.endpoint;
  return { endpoint: exit || outbound.id, targets };
}

type Targets = {
  readonly kept: readonly string[];
  readonly fresh: readonly string[];
  readonly today: readonly string[];
  /** Of today's, ATTACHED still, and to leave the endpoint. */
  readonly parting: readonly string[];
};

/** Today's targets that stay until what is new was read to answer: at least one new one has a place beside them. */
function besideOf({ kept, fresh, today, parting }: Targets): readonly string[] {
  if (kept.length === 0) return today.slice(0, TARGETS_MAX - 1);
  return fresh.length === 0 ? [] : parting.slice(0, TARGETS_MAX - 1 - kept.length);
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
