import { describe, expect, it } from "vitest";
import type { Finding } from "../../src/model/finding.ts";
import type { Only } from "../../src/model/plan/only.ts";
import { converged } from "../../src/model/report.ts";
import { askingVpcs, filesOf, hostNames } from "../support/random-world.ts";
import { desiredFrom, type Files } from "../support/stage.ts";
import { EVERYTHING, SCENARIOS } from "./scenarios.ts";
import { settle, staged, watchDns } from "./support.ts";

describe("applied document by document, and then as a whole: no name goes dark, nor public in between", () => {
  it.each(SCENARIOS)("$name", async (scenario) => {
    const stage = await staged(scenario);
    const { world = EVERYTHING } = scenario;
    const dns = watchDns(stage, askingVpcs(world), hostNames(world));
    const files = filesOf(scenario.after);
    const windows: Finding[] = [];
    for (const one of documentsOf(files)) {
      const report = await stage.operator().apply(files, { only: [one] });
      windows.push(...report.plan.findings);
      const { actions } = await stage.operator().plan(files, { only: [one] });
      if (converged(report)) expect(actions).toEqual([]);
      await settle(stage);
      expect(dns.now()).toEqual([]);
    }
    for (let pass = 0; pass < 3; pass++) windows.push(...(await stage.operator().apply(files)).plan.findings);
    await settle(stage);
    expect((await stage.operator().plan(files)).actions).toEqual([]);
    expect(dns.outside(scenario.after.anchor ? [] : windows)).toEqual([]);
    expect(dns.gaps(windows)).toEqual([]);
    expect(dns.deletedTooEarly()).toEqual([]);
  });
});

function documentsOf(files: Files): Only[] {
  const { endpoints, spokes } = desiredFrom(files);
  return [
    ...spokes.map(({ name }) => ({ kind: "spoke", name }) as const),
    ...endpoints.map(({ name }) => ({ kind: "endpoint", name }) as const),
  ];
}
