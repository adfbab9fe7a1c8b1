import { expect, test } from "vitest";
import { associationsIn } from "../support/resolver-scene.ts";
import type { Files, Stage } from "../support/stage.ts";
import { settle, switchingFleet, VPCS, watch } from "../support/switch-scene.ts";

/** Route 53's lists may lag behind by so much; what looks twice, five minutes apart, is not taken in by it. */
const LAG_MS = 40_000;

test("semantics 58: a zone's list that lags behind a VPC which just left is no reason to take its rule away", async () => {
  const { stage, files } = await switchingFleet();
  await settle(stage, files("zones"));
  stage.cloud.faults.add({ fault: "stale", operation: "nobody's" }); // the past is kept while somebody may ask
  const worse = watch(stage);
  await untilOneLeft(stage, files("a rule for each name"));

  // Documents are taken back at once, and another process reads the zones as they were before.
  const caughtUp = stage.cloud.faults.add({ fault: "stale", operation: "GetHostedZone", writes: 50 });
  void stage.clock.sleep(LAG_MS).then(caughtUp);
  const { outcomes } = await stage.operator().apply(files("zones"));
  expect([...worse]).toEqual([]);
  expect(new Set(outcomes.flatMap(({ failure }) => failure?.error ?? []))).toEqual(new Set(["NotConfirmed"]));

  stage.cloud.faults.clear();
  await settle(stage, files("zones"));
  expect([...worse]).toEqual([]);
  expect(associationsIn(stage)).toEqual([]);
  expect(VPCS.every((vpc) => inZones(stage, vpc) === 2)).toBe(true);
});

/** The first VPC that has its rules is out of its zones; nothing is waited for after that. */
async function untilOneLeft(stage: Stage, files: Files): Promise<void> {
  for (let pass = 0; pass < 20; pass++) {
    await stage.operator().apply(files);
    if (VPCS.some((vpc) => inZones(stage, vpc) === 0)) return;
  }
  throw new Error("nobody leaves a zone");
}

const inZones = ({ cloud }: Stage, vpc: string) =>
  [...cloud.estate.zones.byId.values()].filter((zone) => zone.vpcs.has(vpc)).length;
