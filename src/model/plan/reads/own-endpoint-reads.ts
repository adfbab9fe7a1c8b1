import type { Desired, Hub, Spoke } from "../../desired/types.ts";
import type { Observed } from "../../observed.ts";
import { exemptionOf } from "../rules/own/exempt.ts";
import { isDue, ownAccess, ownedIn } from "../rules/own/owned.ts";
import type { RuleDrafts } from "../rules/rule-draft.ts";

/** Spokes of whose VPCs the own endpoints are listed, by whose credentials: those whose documents say what becomes of them. */
export function ownEndpointReads({ spokes }: Desired): ReadonlyMap<string, readonly Spoke[]> {
  const asked = spokes.filter(
    ({ ownEndpoints, suspend }) => ownEndpoints.redundant !== undefined && !suspend,
  );
  return Map.groupBy(asked, ownAccess);
}

/** Those whose endpoints may be switched off now: what else answers there, and the way to the hub, is read as before a rule joins. */
export function handingOver(
  drafts: RuleDrafts,
  observed: Pick<Observed, "ownEndpoints">,
): ReadonlyMap<Hub, readonly Spoke[]> {
  return new Map(
    [...drafts].map(([hub, { draft, all }]) => {
      const going = ownedIn(draft, all, observed).filter(
        (one) =>
          (one.becomes === "handedOver" || isDue(one, observed)) && !exemptionOf(one.view, one.spoke.region),
      );
      return [hub, [...new Set(going.map(({ spoke }) => spoke))]] as const;
    }),
  );
}
