import fc from "fast-check";
import type { LaidRules, LaidSpoke, Layout, Stranger } from "./layout.ts";
import { layouts } from "./random-world.ts";

/** Layouts with spokes of both modes, or of this one alone, and with rules of others about. */
export function ruleLayouts(): fc.Arbitrary<Layout> {
  return fc
    .record({
      layout: layouts(),
      kind: fc.constantFrom("per-endpoint" as const, "regional" as const),
      modes: fc.array(fc.boolean(), { minLength: 4, maxLength: 4 }),
      strangers: fc.uniqueArray(fc.constantFrom<Stranger>("unused", "inSpoke", "below", "onPremises"), {
        maxLength: 2,
      }),
    })
    .map(({ layout, kind, modes, strangers }) => ({
      ...layout,
      rules: { kind, strangers },
      spokes: layout.spokes.map((spoke, i) =>
        modes[i] && spoke.home !== "far" ? byRule(spoke, kind) : spoke,
      ),
    }));
}

/** The rule of the Region takes all names along: such a spoke cannot choose. */
function byRule({ endpoints, ...spoke }: LaidSpoke, kind: LaidRules["kind"]): LaidSpoke {
  return { ...spoke, ...(endpoints && kind === "per-endpoint" && { endpoints }), byRule: true };
}
