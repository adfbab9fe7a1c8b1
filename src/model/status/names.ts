import type { ActionKey } from "../action/common.ts";
import type { Outcome } from "../outcome.ts";
import type { NameState } from "../plan/estate/name-states.ts";
import type { Plan } from "../plan/plan.ts";

/** `lacking`: not served though AWS lists it; a name that vanished there is still answered by its zone. */
export type NameCount = {
  readonly served: ReadonlySet<string>;
  readonly of: number;
  readonly lacking: number;
};

export const NO_NAMES: NameCount = { served: new Set(), of: 0, lacking: 0 };

/** By hub, and by hub and endpoint. */
export function countNames(
  names: readonly NameState[],
  isServed: (name: NameState) => boolean,
): ReadonlyMap<string, NameCount> {
  const counts = new Map<string, { served: Set<string>; of: number; lacking: number }>();
  for (const name of names)
    for (const place of [name.hub, `${name.hub} ${name.endpoint}`]) {
      const count = counts.get(place) ?? { served: new Set(), of: 0, lacking: 0 };
      counts.set(place, count);
      count.of += 1;
      if (isServed(name)) count.served.add(`${place === name.hub ? `${name.endpoint} ` : ""}${name.name}`);
      else if (name.state !== "vanished") count.lacking += 1;
    }
  return counts;
}

/** Whether a name is served after the pass: it was, or everything that its endpoint lacked was done. */
export function servedBy(
  { actions }: Plan,
  results: ReadonlyMap<ActionKey, Outcome>,
): (name: NameState) => boolean {
  const lacking = new Set(
    actions.flatMap(({ hub, endpoint, key }) =>
      results.get(key)?.result === "done" ? [] : [`${hub} ${endpoint}`],
    ),
  );
  return ({ state, hub, endpoint }) =>
    state === "shared" || (state === "planned" && !lacking.has(`${hub} ${endpoint}`));
}
