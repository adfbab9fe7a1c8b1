import type { Clock } from "../../model/clock.ts";
import type { Hub } from "../../model/desired/types.ts";
import type { AccountId, Region } from "../../model/ids.ts";
import { hubPlace } from "../../model/inventory/entries.ts";
import type { Observed } from "../../model/observed/observed.ts";
import type { RuleAssociationView } from "../../model/observed/rule-account.ts";
import { RULE_EFFECT_SECONDS } from "../../model/propagation.ts";

/** Since when this process has seen what of Resolver rules; another one begins anew. */
export type RuleMemory = {
  /**
   * The hubs of whose rules some spoke was seen served in this pass, for others follow a while after (semantics 46); one that serves
   * nobody any more begins anew.
   */
  saw(served: readonly Hub[], hubs: readonly Hub[]): NonNullable<Observed["firstServed"]>;
  /** Since when some spoke of the hub is seen served, in epoch milliseconds. */
  servedSince(hub: Hub): number | undefined;
  /**
   * A list of an account, the moment it came. Answers with the same list, in which those are sure that every list since a minute ago
   * has shown COMPLETE: no wait for them is served twice. What a list does not show, or shows otherwise, begins anew.
   */
  listed(
    account: AccountId,
    region: Region,
    associations: readonly RuleAssociationView[],
  ): readonly RuleAssociationView[];
};

export function createRuleMemory({ now }: Pick<Clock, "now">): RuleMemory {
  const since = new Map<string, number>();
  /** By account and Region: when each association, by id, was first seen COMPLETE. */
  const complete = new Map<string, ReadonlyMap<string, number>>();
  return {
    saw(served, hubs) {
      const serving = new Set(served.map(hubPlace));
      for (const place of hubs.map(hubPlace)) if (!serving.has(place)) since.delete(place);
      for (const place of serving) if (!since.has(place)) since.set(place, now());
      return new Map(served.map((hub) => [hub, { since: since.get(hubPlace(hub)) ?? now(), now: now() }]));
    },
    servedSince: (hub) => since.get(hubPlace(hub)),
    listed(account, region, associations) {
      const place = `${account} ${region}`;
      const before = complete.get(place);
      const all = associations.filter(({ status }) => status === "COMPLETE");
      const seen = new Map(all.map(({ id }) => [id, before?.get(id) ?? now()]));
      complete.set(place, seen);
      return associations.map((one) => {
        const at = seen.get(one.id);
        const isSure = at !== undefined && now() - at >= RULE_EFFECT_SECONDS * 1000;
        return isSure ? { ...one, isSure } : one;
      });
    },
  };
}
