import { zoneNameOf } from "../ids.ts";
import { serviceNamesOf } from "./service.ts";
import type { Endpoint, Hub } from "./types.ts";

/** An endpoint of a hub, used by somebody. */
export type Use<User> = { readonly user: User; readonly hub: Hub; readonly endpoint: Endpoint };

/** Two uses that claim the same service or name; `claim` is the first of what they share. */
export type Clash<User> = { readonly first: Use<User>; readonly second: Use<User>; readonly claim: string };

/** At most one clash for each use, in the order of the uses. `mayShare` names the pairs that are no clash. */
export function clashesAmong<User>(
  uses: Iterable<Use<User>>,
  mayShare: (first: Use<User>, second: Use<User>) => boolean,
): Clash<User>[] {
  const firsts = new Map<string, Use<User>>();
  const clashes: Clash<User>[] = [];
  for (const second of uses) {
    const claims = claimsOf(second);
    const claim = claims.find((candidate) => {
      const first = firsts.get(candidate);
      return first !== undefined && !mayShare(first, second);
    });
    const first = claim === undefined ? undefined : firsts.get(claim);
    if (claim !== undefined && first) clashes.push({ first, second, claim });
    for (const mine of claims) if (!firsts.has(mine)) firsts.set(mine, second);
  }
  return clashes;
}

/** What an endpoint takes in a VPC, as far as documents tell: its service, and the zones of names written down. */
function claimsOf({ endpoint, hub }: Use<unknown>): string[] {
  const written = [...(endpoint.names ?? []), ...endpoint.extraNames];
  return [...new Set([...serviceNamesOf(endpoint, hub), ...written.map(zoneNameOf)])];
}
