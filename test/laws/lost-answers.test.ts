import { describe, expect, it } from "vitest";
import { converged } from "../../src/model/report.ts";
import type { CloudOptions } from "../../src/simulator/cloud.ts";
import { filesOf } from "../support/random-world.ts";
import { SCENARIOS, type Scenario } from "./scenarios.ts";
import { countActs, settle, staged, state, tooOften, writesOf } from "./support.ts";

/** AWS does not document what a repeated authorization is answered: both ways must do, the harder one everywhere. */
const ways = (scenario: Scenario) =>
  scenario.name === "a spoke added" ? (["succeeds", "fails"] as const) : (["fails"] as const);

describe.each(SCENARIOS)("AWS acts and the answer is lost: $name", (scenario) => {
  it.each(ways(scenario))(
    "any one of the writes (a repeated authorization %s)",
    async (repeatedAuthorization) => {
      const options: Partial<CloudOptions> = { behaviours: { repeatedAuthorization } };
      const files = filesOf(scenario.after);
      const peaceful = await staged(scenario, options);
      await peaceful.operator().apply(files);
      const writes = writesOf(peaceful).filter((call) => call.status < 300).length;
      await settle(peaceful);
      for (let nth = 1; nth <= writes; nth++) {
        const stage = await staged(scenario, options);
        const acts = countActs(stage);
        stage.cloud.faults.add({ fault: "loseAnswer", operation: "write", nth });
        const report = await stage.operator().apply(files);
        const where = `answer ${nth} of ${writes} lost`;
        expect(
          report.outcomes.filter((o) => o.result !== "done"),
          where,
        ).toEqual([]);
        expect(converged(report), where).toBe(true);
        await settle(stage);
        expect(state(stage), where).toEqual(state(peaceful));
        expect(tooOften(acts), where).toEqual([]);
      }
    },
  );
});
