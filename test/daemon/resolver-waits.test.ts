import { expect, test } from "vitest";
import { daemonOn, repository } from "../support/daemon.ts";
import { answer } from "../support/look.ts";
import {
  A,
  B,
  C,
  endpointsIn,
  managed,
  managedHub,
  managedWorld,
  OTHER_DNS,
} from "../support/managed-resolver-scene.ts";
import { definitionsInMemory, handing, OWN, ownScene } from "../support/own-endpoint-scene.ts";
import { associationsIn, rulesIn, sharedBy } from "../support/resolver-scene.ts";
import { ALPHA, alpha, SSM } from "../support/scenario.ts";
import { createStage, type Files } from "../support/stage.ts";

/** What takes several passes, each after a read of the one before, takes its minutes and calls, and no pause between (semantics 43). */

const MINUTE = 60_000;
const REST = [sharedBy("ssm"), alpha()];

test.each<[string, number, object]>([
  ["another security group", 6, { outbound: managed([A, B], [OTHER_DNS]) }],
  ["another subnet", 5, { outbound: managed([A, C]) }],
])("a daemon gives an outbound Resolver endpoint %s in %i minutes", async (_, minutes, resolver) => {
  const stage = createStage(managedWorld());
  const source = repository(stage, [managedHub(), ...REST]);
  const run = daemonOn(stage, { desiredState: source });
  await run.after(20 * MINUTE);
  expect(answer(stage, ALPHA.vpc, SSM)).toBe("rule");
  const files: Files = [managedHub(resolver), ...REST];
  source.commit(files);
  await run.after(minutes * MINUTE);
  await run.stop();
  expect([endpointsIn(stage).length, rulesIn(stage).length]).toEqual([2, 1]);
  expect((await stage.operator().plan(files)).actions).toEqual([]);
});

test("a daemon makes Resolver endpoints, and serves the first spoke by them", async () => {
  const stage = createStage(managedWorld());
  const run = daemonOn(stage, { desiredState: repository(stage, [managedHub(), ...REST]) });
  await run.after(6 * MINUTE);
  await run.stop();
  expect(answer(stage, ALPHA.vpc, SSM)).toBe("rule");
});

test("a daemon takes over from a spoke's own endpoint in minutes, and gives back", async () => {
  const { stage, hub } = await ownScene();
  const { store } = definitionsInMemory();
  const files = (spec: Readonly<Record<string, unknown>>) => [hub, sharedBy("ssm"), handing(spec)];
  const source = repository(stage, files({ redundantEndpoints: "remove" }));
  const run = daemonOn(stage, { desiredState: source, definitions: store });
  const own = () => stage.cloud.estate.network.endpoints.get(OWN);
  await run.after(4 * MINUTE);
  expect(own()).toMatchObject({ privateDns: false });
  source.commit(files({ endpoints: "none" }));
  await run.after(4 * MINUTE);
  await run.stop();
  expect(own()).toMatchObject({ privateDns: true });
  expect(own()?.tags.has("vpceop/handed-over")).toBe(false);
  expect(associationsIn(stage)).toEqual([]);
});

test("a daemon takes over from a zone-mode spoke's own endpoint by rules that leave again, and gives back", async () => {
  const { stage, hub } = await ownScene({}, { privateDnsReleaseMs: 90_000, privateDnsReadyMs: 120_000 });
  const { store } = definitionsInMemory();
  const zones = { mode: "phz-association", acceptDifferences: ["clients"] };
  const files = (redundantEndpoints: string) => [
    hub,
    sharedBy("ssm"),
    handing({ ...zones, redundantEndpoints }),
  ];
  const source = repository(stage, files("remove"));
  const run = daemonOn(stage, { desiredState: source, definitions: store });
  const own = () => stage.cloud.estate.network.endpoints.get(OWN);
  await run.after(15 * MINUTE);
  expect(own()).toMatchObject({ privateDns: false });
  expect(associationsIn(stage)).toEqual([]);
  expect(answer(stage, ALPHA.vpc, SSM)).toMatch(/^10\.0\./);
  source.commit(files("keep"));
  await run.after(20 * MINUTE);
  await run.stop();
  expect(own()).toMatchObject({ privateDns: true });
  expect(own()?.tags.has("vpceop/handed-over")).toBe(false);
  expect(associationsIn(stage)).toEqual([]);
});
