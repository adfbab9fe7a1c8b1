import ipaddr from "ipaddr.js";
import { resolverEndpointRef } from "../../../action/refs.ts";
import { type ResolverEndpointAction, resolverEndpointKey } from "../../../action/resolver-endpoint.ts";
import type { ManagedResolver, ResolverPlace } from "../../../desired/types.ts";
import { valueIn } from "../../../failure.ts";
import type { ManagedResolverView, ResolverEndpointView } from "../../../observed/resolver.ts";
import type { Places } from "../../wanted/resolver/places.ts";
import type { Side } from "../../wanted/resolver/sides.ts";
import type { Obstacle } from "../chain/hop.ts";
import type { RuleDraft } from "../rows/rule-draft.ts";
import { hopBetween, type Way } from "./hops.ts";
import { awaiting } from "./making.ts";
import { subnetsObstacle } from "./subnets.ts";

export type Kept = {
  readonly actions: readonly ResolverEndpointAction[];
  readonly findings: readonly Obstacle[];
};

/** AWS is at it, for minutes: nothing else of it is changed meanwhile. */
export function isBusy({ status }: ResolverEndpointView): boolean {
  return status === "CREATING" || status === "UPDATING" || status === "AUTO_RECOVERING";
}

/** What an endpoint lacks: it is waited for, speaks Do53 again, and gets its addresses, one call after the other. */
export function keepingOf(
  rules: RuleDraft,
  { direction }: Side,
  { managed, goal, places, there, isUsed, around }: Given,
): Kept {
  const { hub } = rules;
  const ref = resolverEndpointRef(hub, direction, goal.id);
  const place = { hub: hub.name, account: hub.account, resolverEndpoint: ref } as const;
  // It recovers in its own time, and answers with what is left of it.
  if (goal.status === "AUTO_RECOVERING") return { actions: [], findings: [] };
  if (isBusy(goal)) return { actions: [awaiting(place, ref, { addresses: there }, [])], findings: [] };
  const actions: ResolverEndpointAction[] = [];
  if (!goal.protocols.includes("Do53"))
    actions.push({
      ...place,
      kind: "setResolverProtocols",
      key: resolverEndpointKey("setResolverProtocols", ref),
      after: [],
      protocols: ["Do53", ...goal.protocols.filter((one) => one !== "Do53").slice(0, 1)],
      because: "rules speak Do53 to it",
    });
  const { missing } = places;
  const unfit =
    missing.length > 0 ? subnetsObstacle(direction, { addresses: missing }, managed, goal.vpc) : undefined;
  if (unfit) return { actions, findings: [unfit] };
  const findings: Obstacle[] = [];
  for (const address of missing.slice(0, Math.max(0, hub.quotas.resolverAddresses - places.count))) {
    const closed = isUsed ? closedTo(rules, direction, goal, address, managed, around) : undefined;
    if (closed) {
      findings.push(closed);
      continue;
    }
    const before = actions.at(-1);
    const key = resolverEndpointKey("addResolverAddress", ref, address.subnet);
    actions.push(
      {
        ...place,
        kind: "addResolverAddress",
        key,
        after: before ? [before.key] : [],
        place: address,
        because: `documents want an address in ${address.subnet}${address.ip ? ` (${address.ip})` : ""}, and none answers there`,
      },
      awaiting(place, ref, { addresses: [address] }, [key], address.subnet),
    );
  }
  return { actions, findings };
}

export type Given = {
  readonly managed: ManagedResolverView;
  readonly goal: ResolverEndpointView;
  readonly places: Places & { readonly count: number };
  /** Wanted, and there or on their way. */
  readonly there: readonly ResolverPlace[];
  /** Some rule of the account may lead through it. */
  readonly isUsed: boolean;
  readonly around: Around;
};

/** `other`: the standing endpoint of the other direction. */
export type Around = {
  readonly way: Way;
  readonly other: ResolverEndpointView | undefined;
};

/**
 * Queries leave by whichever address of an outbound endpoint: one that is not admitted would lose its share of them from the
 * moment that it is ATTACHED. Where AWS chooses the address, both ends of the subnet have to be admitted.
 */
function closedTo(
  rules: RuleDraft,
  direction: Side["direction"],
  goal: ResolverEndpointView,
  { subnet, ip }: ResolverPlace,
  { subnets }: ManagedResolverView,
  { way, other }: Around,
): Obstacle | undefined {
  const cidr = valueIn(subnets)?.find(({ id }) => id === subnet)?.cidr;
  const ends = ip !== undefined ? [ip] : cidr ? endsOf(cidr) : [];
  if (!other) return undefined;
  for (const end of ends) {
    const address = { id: "", ip: end, subnet, status: "ATTACHED" };
    const alone: ResolverEndpointView = { ...goal, addresses: { kind: "seen", value: [address] } };
    const [inbound, outbound] = direction === "INBOUND" ? [alone, other] : [other, alone];
    const why = hopBetween(rules, inbound, outbound, way);
    if (why) return why;
  }
  return undefined;
}

function endsOf(cidr: string): string[] {
  const ends = [ipaddr.IPv4.networkAddressFromCIDR(cidr), ipaddr.IPv4.broadcastAddressFromCIDR(cidr)];
  return ends.map(String);
}

export function placesThere(source: ManagedResolver, { missing }: Places): ResolverPlace[] {
  return source.addresses.filter((place) => !missing.includes(place));
}
