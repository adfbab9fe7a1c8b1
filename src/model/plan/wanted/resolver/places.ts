import { compare } from "../../../compare.ts";
import type { ManagedResolver, ResolverPlace } from "../../../desired/types.ts";
import type { ResolverAddress } from "../../../observed/resolver.ts";
import { familyOf, hasFailed, isAttached, isGoing } from "../../../observed/resolver-address.ts";

/**
 * Places that documents want beside addresses that are there:
 *
 * | wanted | there | is |
 * |---|---|---|
 * | yes | ATTACHED | as written |
 * | yes | on its way, or in a state that we do not know | `coming`: waited for |
 * | yes | nothing, or one that failed | `missing` |
 * | no | one, or one that failed | `unwanted` |
 *
 * An interface of a dual-stack endpoint is told by its IPv4 address: they are made with IPv4 ones.
 */
export type Places = {
  readonly missing: readonly ResolverPlace[];
  readonly coming: readonly ResolverPlace[];
  readonly unwanted: readonly ResolverAddress[];
};

/** `isTarget`: of several in one subnet the one stays that rules lead to. */
export function placesOf(
  { addresses: wanted }: Pick<ManagedResolver, "addresses">,
  there: readonly ResolverAddress[],
  isTarget: (ip: string) => boolean = () => false,
): Places {
  const live = there
    .filter((one) => !isGoing(one) && familyOf(one.ip) === "IPv4")
    .toSorted((a, b) => rank(a, isTarget) - rank(b, isTarget) || compare(a.ip, b.ip));
  const found = wanted.map((place) => ({
    place,
    address: live.find((one) => !hasFailed(one) && isIn(one, place)),
  }));
  const kept = new Set(found.flatMap(({ address }) => address ?? []));
  return {
    missing: found.flatMap(({ place, address }) => (address ? [] : [place])),
    coming: found.flatMap(({ place, address }) => (address && !isAttached(address) ? [place] : [])),
    unwanted: live.filter((one) => !kept.has(one)),
  };
}

export function isIn({ subnet, ip }: ResolverAddress, place: ResolverPlace): boolean {
  return subnet === place.subnet && (place.ip === undefined || ip === place.ip);
}

function rank(address: ResolverAddress, isTarget: (ip: string) => boolean): number {
  return (isAttached(address) ? 0 : 2) + (isTarget(address.ip) ? 0 : 1);
}

/** What AWS counts: the two addresses of a dual-stack interface are one. */
export function interfacesIn(addresses: readonly ResolverAddress[]): number {
  return new Set(addresses.map(({ id }) => id)).size;
}
