import type { Clock } from "../../model/clock.ts";
import type { Hub } from "../../model/desired/types.ts";
import { hubPlace } from "../../model/inventory/entries.ts";
import type { Observed } from "../../model/observed/observed.ts";

/** Since when this process has seen a spoke served by rules of each hub: others follow a while after (semantics 46). */
export type RuleMemory = {
  /** The hubs of whose rules some spoke was seen served in this pass; one that serves nobody any more begins anew. */
  saw(served: readonly Hub[], hubs: readonly Hub[]): NonNullable<Observed["firstServed"]>;
};

export function createRuleMemory({ now }: Pick<Clock, "now">): RuleMemory {
  const since = new Map<string, number>();
  return {
    saw(served, hubs) {
      const serving = new Set(served.map(hubPlace));
      for (const place of hubs.map(hubPlace)) if (!serving.has(place)) since.delete(place);
      for (const place of serving) if (!since.has(place)) since.set(place, now());
      return new Map(served.map((hub) => [hub, { since: since.get(hubPlace(hub)) ?? now(), now: now() }]));
    },
  };
}
