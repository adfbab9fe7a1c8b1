import { describe, expect, it } from "vitest";
import { converged } from "../../src/model/report.ts";
import { filesOf } from "../support/random-world.ts";
import { SCENARIOS, type Scenario } from "./scenarios.ts";
import { countActs, killAt, settle, staged, state, tooOften, writesOf } from "./support.ts";

describe.each(SCENARIOS)("a process that dies in the middle: $name", (scenario) => {
  it.each(["before", "after"] as const)(
    "%s any of its writes leaves nothing that the next one does not finish",
    async (side) => {
      const reference = await run(scenario);
      expect(reference.writes).toBeGreaterThan(0);
      for (let nth = 1; nth <= reference.writes; nth++) {
        const { stage, killed, acts } = await runKilled(scenario, nth, side);
        const where = `killed ${side} write ${nth} of ${reference.writes}`;
        expect(killed, where).toBe(true);
        expect(state(stage), where).toEqual(reference.state);
        expect(tooOften(acts), where).toEqual([]);
        const again = await stage.operator().plan(filesOf(scenario.after));
        expect(again.actions, where).toEqual([]);
      }
    },
  );
});

async function run(scenario: Scenario) {
  const stage = await staged(scenario);
  const report = await stage.operator().apply(filesOf(scenario.after));
  expect(converged(report)).toBe(true);
  return { state: state(stage), writes: writesOf(stage).length };
}

/** Dies at the nth write; a new process with an empty memory takes over at once. */
async function runKilled(scenario: Scenario, nth: number, side: "before" | "after") {
  const stage = await staged(scenario);
  const files = filesOf(scenario.after);
  const acts = countActs(stage);
  const victim = stage.operator();
  const died = killAt(stage, victim, nth, side);
  await victim.apply(files);
  const killed = died();
  const report = await stage.operator().apply(files);
  expect(converged(report), `after being killed ${side} write ${nth}`).toBe(true);
  await settle(stage);
  return { stage, killed, acts };
}
