import { type ResolverEndpointRef, resolverEndpointRef } from "../../../action/refs.ts";
import { type ResolverEndpointAction, resolverEndpointKey } from "../../../action/resolver-endpoint.ts";
import type { ManagedResolver, ResolverPlace } from "../../../desired/types.ts";
import { valueIn } from "../../../failure.ts";
import type { Why } from "../../../finding.ts";
import type { ManagedResolverView } from "../../../observed/resolver.ts";
import { generationOf, resolverRequestId, ruleTags } from "../../../rule-ownership.ts";
import type { Side } from "../../wanted/resolver/sides.ts";
import type { RuleDraft } from "../rows/rule-draft.ts";
import { subnetsObstacle } from "./subnets.ts";

/** An endpoint that documents ask for and that is not there, or that takes the place of one: or why it is not made. `coming`: others that the plan makes. */
export function makingOf(
  { hub }: RuleDraft,
  side: Side,
  source: ManagedResolver,
  managed: ManagedResolverView,
  coming: number,
): ResolverEndpointAction[] | Why {
  const { direction, own, standing } = side;
  const obstacle =
    subnetsObstacle(direction, source, managed) ??
    addressTaken(side, source, managed) ??
    noRoom(hub.quotas.resolverEndpoints - coming, hub, managed) ??
    anotherIsMade(direction, managed);
  if (obstacle) return obstacle;
  const ref = resolverEndpointRef(hub, direction);
  const key = resolverEndpointKey("createResolverEndpoint", ref);
  const place = { hub: hub.name, account: hub.account, resolverEndpoint: ref } as const;
  const before = standing ?? own[0];
  return [
    {
      ...place,
      kind: "createResolverEndpoint",
      key,
      after: [],
      spec: source,
      creatorRequestId: resolverRequestId(hub, direction, nextGeneration(side, managed, hub)),
      tags: ruleTags(hub),
      ...(before && { replaces: before.id }),
      because: before
        ? `it takes the place of ${before.id}, whose security groups or VPC are other ones, and AWS cannot change them`
        : "documents have it made",
    },
    awaiting(place, ref, source, [key]),
  ];
}

export function awaiting(
  place: Pick<ResolverEndpointAction, "hub" | "account">,
  ref: ResolverEndpointRef,
  { addresses }: Pick<ManagedResolver, "addresses">,
  after: readonly string[],
  of?: string,
): ResolverEndpointAction {
  return {
    ...place,
    resolverEndpoint: ref,
    kind: "awaitResolverEndpoint",
    key: resolverEndpointKey("awaitResolverEndpoint", ref, of),
    after,
    places: addresses,
    because: "nobody is sent to an address before it is ATTACHED",
  };
}

/** Above every one that is there, those too that are being deleted: their request ids are taken. */
function nextGeneration(
  { direction }: Side,
  { endpoints }: ManagedResolverView,
  hub: RuleDraft["hub"],
): number {
  const taken = endpoints.flatMap(
    ({ creatorRequestId }) => generationOf(creatorRequestId, hub, direction) ?? [],
  );
  return Math.max(-1, ...taken) + 1;
}

/** A network interface has its address alone, so no overlap is possible (semantics 51). */
function addressTaken(
  { direction }: Side,
  { addresses }: ManagedResolver,
  { endpoints }: ManagedResolverView,
): Why | undefined {
  for (const { subnet, ip } of addresses) {
    const holder = endpoints.find(({ addresses: there }) =>
      valueIn(there)?.some((one) => ip !== undefined && one.ip === ip && one.subnet === subnet),
    );
    if (holder && ip !== undefined)
      return fixedAddress(
        { subnet, ip },
        `the ${direction.toLowerCase()} Resolver endpoint would have to be another one, and ${holder.id} has its address ${ip}, which cannot be in two places`,
      );
  }
  return undefined;
}

export function fixedAddress({ subnet, ip }: Required<ResolverPlace>, message: string): Why {
  return {
    reason: "FixedAddress",
    message,
    todo: `write another ip for ${subnet}, or none, and tell whoever forwards to ${ip}; then run again`,
  };
}

function noRoom(
  places: number,
  { quotas, region }: RuleDraft["hub"],
  { endpoints }: ManagedResolverView,
): Why | undefined {
  if (endpoints.length < places) return undefined;
  return {
    reason: "ResolverQuota",
    message: `the account would have more than ${quotas.resolverEndpoints} Resolver endpoints in ${region}`,
    todo: "raise the quota of Resolver endpoints, then quotas.resolverEndpoints of the hub",
  };
}

/** "You can't create another outbound endpoint until the first one is done" (Developer Guide, outbound endpoints). */
function anotherIsMade(direction: Side["direction"], { endpoints }: ManagedResolverView): Why | undefined {
  if (direction !== "OUTBOUND") return undefined;
  const made = endpoints.find((one) => one.direction === direction && one.status === "CREATING");
  if (!made) return undefined;
  return {
    reason: "ResolverNotReady",
    message: `AWS makes one outbound Resolver endpoint at a time, and ${made.id} is CREATING`,
    todo: "run again",
  };
}
