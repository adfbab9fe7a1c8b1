import { expect, test } from "vitest";
import { answer, finding, propagate } from "../support/look.ts";
import {
  answersOf,
  definitionsInMemory,
  handing,
  OWN,
  ownScene,
  REGIONAL,
  settle,
  WITHOUT_SSM,
} from "../support/own-endpoint-scene.ts";
import { associationsIn, sharedBy } from "../support/resolver-scene.ts";
import { ALPHA, SSM } from "../support/scenario.ts";
import type { Files, Stage } from "../support/stage.ts";

/** A spoke's own endpoint beneath the Region's rule: its longer name goes on answering, so its private DNS is the switch (semantics 57, 59). */

const REMOVE = { redundantEndpoints: "remove", acceptDifferences: ["clients"] };
const GENEROUS = { guard: { maxRemovalPercent: 100 } };
/** What takes time takes it. */
const TIMES = { privateDnsReleaseMs: 90_000, privateDnsReadyMs: 120_000 };
const DAY_MS = 24 * 3_600_000;
const REGION_RULE = `${ALPHA.vpc} eu-west-1.amazonaws.com.`;

const own = ({ cloud }: Stage) => cloud.estate.network.endpoints.get(OWN);
const regional = () => ownScene({}, TIMES, GENEROUS, REGIONAL);

test("the Region's rule comes beside it, then its private DNS goes off, and callers are told of", async () => {
  const { stage, hub } = await regional();
  const files = [hub, sharedBy("ssm"), handing(REMOVE)];
  const seen = answersOf(stage);
  await stage.operator().apply(files);
  await propagate(stage);
  expect([associationsIn(stage), own(stage)?.privateDns]).toEqual([[REGION_RULE], true]);
  expect(seen).toEqual(["10.1."]);
  const { plan } = await stage.operator().apply(files);
  expect(finding(plan, "SourceChanges").message).toContain("aws:SourceVpce");
  expect(plan.actions.map(({ kind }) => kind)).toEqual(["awaitSure", "handOver", "startLinger"]);
  await settle(stage, files);
  await propagate(stage);
  expect(own(stage)).toMatchObject({ privateDns: false });
  expect(seen).toEqual(["10.1.", "10.0."]);
});

test("it lingers, and is deleted, by what the Region's rule serves", async () => {
  const { stage, hub } = await regional();
  const { kept, store } = definitionsInMemory();
  const files = [hub, sharedBy("ssm"), handing(REMOVE)];
  const seen = answersOf(stage);
  expect(await settle(stage, files, store)).toContain("note OwnEndpointLingers");
  await stage.clock.run(stage.clock.sleep(DAY_MS));
  await settle(stage, files, store);
  expect(own(stage)).toBeUndefined();
  expect(kept.get(OWN)).toMatchObject({ isDeleted: true, input: { PrivateDnsEnabled: true } });
  expect(seen).toEqual(["10.1.", "10.0."]);
});

type Hub = Awaited<ReturnType<typeof regional>>["hubWith"];
type Ending = {
  readonly files: (hubWith: Hub) => Files;
  /** Whether its own endpoint answers in the end. */
  readonly isBack: boolean;
  readonly rules: readonly string[];
};

const KEEP = { redundantEndpoints: "keep" };
const ZONES = { mode: "phz-association" };
const SSM_RULE = `${ALPHA.vpc} ${SSM}.`;

test.each<[string, Ending]>([
  [
    "its document says keep",
    { files: (hub) => [hub(REGIONAL), sharedBy("ssm"), handing(KEEP)], isBack: true, rules: [REGION_RULE] },
  ],
  [
    "its spoke shares nothing any more",
    {
      files: (hub) => [hub(REGIONAL), sharedBy("ssm"), handing({ ...REMOVE, endpoints: "none" })],
      isBack: true,
      rules: [],
    },
  ],
  ["its spoke is gone", { files: (hub) => [hub(REGIONAL), sharedBy("ssm")], isBack: true, rules: [] }],
  [
    "the hub shares its name no more",
    { files: (hub) => [hub(REGIONAL), sharedBy("kms"), handing(REMOVE)], isBack: true, rules: [REGION_RULE] },
  ],
  ["both are gone", { files: (hub) => [hub(REGIONAL), sharedBy("kms")], isBack: true, rules: [] }],
  [
    "documents keep its name from the Region's rule",
    {
      files: (hub) => [hub(WITHOUT_SSM), sharedBy("ssm"), handing(REMOVE)],
      isBack: true,
      rules: [REGION_RULE, SSM_RULE],
    },
  ],
  [
    "its spoke is to have zones",
    {
      files: (hub) => [hub(REGIONAL), sharedBy("ssm"), handing({ ...ZONES, ...KEEP })],
      isBack: true,
      rules: [],
    },
  ],
  [
    "the Region's rule is given up for rules of names",
    { files: (hub) => [hub({}), sharedBy("ssm"), handing(REMOVE)], isBack: false, rules: [SSM_RULE] },
  ],
  [
    "and for zones, with remove",
    {
      files: (hub) => [hub({}), sharedBy("ssm"), handing({ ...ZONES, ...REMOVE })],
      isBack: false,
      rules: [],
    },
  ],
])("handed over to it, when %s, its name stays private on the way", async (_, { files, isBack, rules }) => {
  const { stage, hub, hubWith } = await regional();
  const { store } = definitionsInMemory();
  await settle(stage, [hub, sharedBy("ssm"), handing(REMOVE)], store);
  expect([own(stage)?.privateDns, answer(stage, ALPHA.vpc, SSM)]).toEqual([false, "rule"]);
  const seen = answersOf(stage);
  await settle(stage, files(hubWith), store);
  expect([own(stage)?.privateDns, own(stage)?.tags.has("vpceop/handed-over")]).toEqual([isBack, !isBack]);
  expect(associationsIn(stage).sort()).toEqual([...rules].sort());
  expect(seen).toEqual(isBack ? ["10.0.", "10.1."] : ["10.0."]);
});

test("what documents keep from the Region's rule is left to it, and handed over when they do so no more", async () => {
  const { stage, hub, hubWith } = await ownScene({}, TIMES, GENEROUS, WITHOUT_SSM);
  const seen = answersOf(stage);
  await settle(stage, [hub, sharedBy("ssm"), handing(REMOVE)]);
  expect([own(stage)?.privateDns, associationsIn(stage)]).toEqual([true, [SSM_RULE, REGION_RULE]]);
  await settle(stage, [hubWith(REGIONAL), sharedBy("ssm"), handing(REMOVE)]);
  expect([own(stage)?.privateDns, associationsIn(stage)]).toEqual([false, [REGION_RULE]]);
  expect(seen).toEqual(["10.1.", "10.0."]);
});

test.each([
  ["from rules of names", {}, {}],
  ["from zones", ZONES, {}],
])("handed over before, %s, it lingers on beneath the Region's rule", async (_, before, after) => {
  const { stage, hub, hubWith } = await ownScene({}, TIMES, GENEROUS);
  await settle(stage, [hub, sharedBy("ssm"), handing({ ...REMOVE, ...before })]);
  expect(own(stage)).toMatchObject({ privateDns: false });
  const seen = answersOf(stage);
  await settle(stage, [hubWith(REGIONAL), sharedBy("ssm"), handing({ ...REMOVE, ...after })]);
  expect([own(stage)?.privateDns, associationsIn(stage)]).toEqual([false, [REGION_RULE]]);
  expect(seen).toEqual(["10.0."]);
});
