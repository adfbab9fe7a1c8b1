import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { seededRandom } from "../../src/simulator/random.ts";
import type { Layout } from "../support/layout.ts";
import { askingVpcs, filesOf, hostNames, layouts, quotasOf, worldOf } from "../support/random-world.ts";
import { createStage } from "../support/stage.ts";
import { EVERYTHING, SCENARIOS } from "./scenarios.ts";
import { settle, staged, watchDns } from "./support.ts";

const SEED = 20_261;

/** A zone that hides another one's names: the child must be there first and go last, in DNS too. */
const family: Layout = {
  anchor: true,
  endpoints: [
    { service: "codeartifact.api", set: "default", hubPrivateDns: "keep" },
    { service: "codeartifact.repositories", set: "default", hubPrivateDns: "keep" },
  ],
  spokes: [
    { number: 0, home: "own" },
    { number: 1, home: "first" },
  ],
  foreign: [],
};

describe("outside the windows that the plan named, a name that resolved never goes dark, nor public in between", () => {
  it.each(SCENARIOS)("$name", async (scenario) => {
    const random = seededRandom(SEED);
    const stage = await staged(scenario, { insyncMs: () => 1_000 + random() * 59_000 });
    const { world = EVERYTHING } = scenario;
    const dns = watchDns(stage, askingVpcs(world), hostNames(world));
    const { plan } = await stage.operator().apply(filesOf(scenario.after));
    await settle(stage);
    expect(dns.outside(scenario.after.anchor ? [] : plan.findings)).toEqual([]);
    expect(dns.gaps(plan.findings)).toEqual([]);
    expect(dns.now()).toEqual([]);
    expect(dns.deletedTooEarly()).toEqual([]);
    expect(plan.findings.filter(({ reason }) => reason === "Unproved")).toEqual([]);
  });

  it.each([1, 2, 3, 4, 5])(
    "parents and children together, however late each change is INSYNC (%i)",
    async (seed) => {
      const random = seededRandom(seed);
      const stage = createStage(worldOf(family), { seed, insyncMs: () => 1_000 + random() * 59_000 });
      const dns = watchDns(stage, askingVpcs(family), hostNames(family));
      for (const wanted of [
        family,
        { ...family, spokes: [] },
        family,
        { ...family, endpoints: [], spokes: [] },
      ]) {
        await stage.operator().apply(filesOf(wanted));
        await settle(stage);
        expect(dns.outside([])).toEqual([]);
      }
    },
  );

  it("from nothing to a random estate, to part of it, to another, and back to nothing", () =>
    fc.assert(
      fc.asyncProperty(layouts(), fc.nat(), fc.nat(), async (layout, seed, pick) => {
        const random = seededRandom(seed);
        const stage = createStage(worldOf(layout), {
          ...quotasOf(layout),
          seed,
          insyncMs: () => 1_000 + random() * 59_000,
        });
        const dns = watchDns(stage, askingVpcs(layout), hostNames(layout));
        const empty = { ...layout, endpoints: [], spokes: [] };
        const findings = [];
        for (const wanted of [layout, part(layout, pick), part(layout, pick >> 3), layout, empty]) {
          const { plan } = await stage.operator().apply(filesOf(wanted), { allowRemovals: () => true });
          findings.push(...plan.findings);
          await settle(stage);
          expect(dns.now()).toEqual([]);
        }
        expect(dns.outside(layout.anchor ? [] : findings)).toEqual([]);
        expect(dns.deletedTooEarly()).toEqual([]);
        expect(findings.filter(({ reason }) => reason === "Unproved")).toEqual([]);
      }),
      { seed: SEED, numRuns: 12 },
    ));
});

/** Without one of the endpoints, or one of the spokes. Spokes that chose only that endpoint choose all. */
function part(layout: Layout, pick: number): Layout {
  const { endpoints, spokes } = layout;
  const without = <T>(list: readonly T[]) => list.filter((_, i) => i !== pick % list.length);
  if (pick % 2 === 0 && endpoints.length > 1)
    return { ...layout, endpoints: without(endpoints), spokes: spokes.map(({ endpoints: _, ...s }) => s) };
  return { ...layout, spokes: without(spokes) };
}
