import { describe, expect, it } from "vitest";
import { converged } from "../src/model/report.ts";
import { fleet } from "./support/fleet.ts";
import { createStage } from "./support/stage.ts";

describe("the main job", () => {
  it("applies a cold fleet, and then has nothing to do", async () => {
    const { files, world } = fleet({ zones: 3, vpcs: 2, accounts: 2 });
    const stage = createStage(world);
    const operator = stage.operator();
    const report = await operator.apply(files);
    expect(converged(report)).toBe(true);
    const again = await stage.operator().plan(files);
    expect(again.actions).toEqual([]);
    expect(again.findings).toEqual([]);
  });
});
