import { releaseInterface } from "../ec2/state.ts";
import type { Estate } from "../estate.ts";
import { dropAssociation, type ResolverEndpoint, type ResolverState } from "./state.ts";

/** Takes away what was DELETING for long enough: no state follows, it is not there any more (recorded). */
export function sweep(estate: Estate): void {
  const { resolver, surroundings } = estate;
  const now = surroundings.clock.now();
  for (const one of resolver.obeyed) if (one.effectUntil <= now) resolver.obeyed.delete(one);
  for (const one of resolver.leaving) {
    if ("addresses" in one) dropAddresses(estate, one, now);
    if (isGone(one, now)) remove(resolver, one, now);
    else if (!isLeaving(one)) resolver.leaving.delete(one);
  }
}

type Leaving = ResolverState["leaving"] extends Set<infer T> ? T : never;

const isGone = ({ goneAt }: { goneAt: number | undefined }, now: number): boolean =>
  goneAt !== undefined && goneAt <= now;

/** As a whole, or some of its addresses. */
const isLeaving = (one: Leaving): boolean =>
  one.goneAt !== undefined ||
  ("addresses" in one && one.addresses.some(({ goneAt }) => goneAt !== undefined));

function remove(resolver: ResolverState, one: Leaving, now: number): void {
  resolver.leaving.delete(one);
  if ("ruleId" in one) {
    dropAssociation(resolver, one);
    if (now < one.effectUntil) resolver.obeyed.add(one);
  } else if ("addresses" in one) resolver.endpoints.delete(one.id);
  else resolver.rules.delete(one.id);
}

function dropAddresses({ network }: Estate, endpoint: ResolverEndpoint, now: number): void {
  for (const address of endpoint.addresses)
    if (isGone(address, now)) releaseInterface(network, address.interfaceId);
  endpoint.addresses = endpoint.addresses.filter((address) => !isGone(address, now));
}
