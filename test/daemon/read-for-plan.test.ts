import { expect, test } from "vitest";
import { readForPlan } from "../../src/daemon/read-for-plan.ts";
import { createTableDefinitions } from "../../src/daemon/table-definitions.ts";
import { finding } from "../support/look.ts";
import { handing, OWN, ownScene, settle } from "../support/own-endpoint-scene.ts";
import { sharedBy } from "../support/resolver-scene.ts";
import { tableOn } from "../support/table.ts";

const nothing = () => undefined;

test("semantics 59: a plan tells by the table which own endpoints were handed over, as an apply does", async () => {
  const { stage, hub } = await ownScene();
  const { store } = await tableOn(stage);
  const kept = createTableDefinitions({ store, problem: nothing, superseded: nothing });
  kept.begin(1);
  const remove = handing({ redundantEndpoints: "remove", acceptDifferences: ["clients"] });
  await settle(stage, [hub, sharedBy("ssm"), remove], kept);

  const { definitions } = await stage.clock.run(readForPlan(store, nothing));
  const process = () => stage.operator({ definitions });
  const lingers = await process().plan([hub, sharedBy("ssm"), remove]);
  expect(finding(lingers, "OwnEndpointLingers").message).toMatch(/lingers until .*; then it is deleted/);
  const without = await process().plan([hub, sharedBy("ssm")]);
  expect(without.actions.map(({ key }) => key)).toContain(`takeBack hub/own/${OWN}`);
});
