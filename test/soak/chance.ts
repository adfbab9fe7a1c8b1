import type { Layout } from "../support/layout.ts";
import { flipped } from "../support/random-rules.ts";
import type { Stage } from "../support/stage.ts";

/** What chance brings to a random world, by daemon and by hand. */

type Fault = Parameters<Stage["cloud"]["faults"]["add"]>[0];

/** The layout itself, or without one of its spokes, or of its endpoints; and where it has rules, every other time served otherwise. */
export function variant(layout: Layout, random: () => number): Layout {
  const other = narrowed(layout, random);
  return layout.rules && random() < 0.5 ? flipped(other, random) : other;
}

function narrowed(layout: Layout, random: () => number): Layout {
  const { endpoints, spokes } = layout;
  const [choice, place] = [random(), random()];
  const without = <T>(list: readonly T[]) => list.filter((_, i) => i !== Math.floor(place * list.length));
  if (choice < 0.3) return layout;
  if (choice < 0.6 && endpoints.length > 1)
    return { ...layout, endpoints: without(endpoints), spokes: spokes.map(({ endpoints: _, ...s }) => s) };
  return { ...layout, spokes: without(spokes) };
}

export function anyFault(random: () => number): Fault {
  const one = <T>(...list: readonly T[]) => pick(random, ...list);
  const common = {
    operation: one("write", "read", "*", "Associate*", "Create*", "List*", "Change*", "GetChange"),
    probability: one(0.05, 0.3, 1),
    times: 1 + Math.floor(random() * 20),
  };
  const fault = one("throttle", "deny", "loseAnswer", "loseRequest", "delay", "stale");
  if (fault === "delay") return { ...common, fault, ms: random() * 15_000 };
  if (fault === "stale") return { ...common, fault, writes: 1 + Math.floor(random() * 20) };
  return { ...common, fault };
}

function pick<T>(random: () => number, ...list: readonly T[]): T {
  return list[Math.floor(random() * list.length)] as T;
}
