import { describe, expect, test } from "vitest";
import { killAt } from "../laws/support.ts";
import { answer, finding, propagate, said, zones } from "../support/look.ts";
import {
  answersOf,
  definitionsInMemory,
  handing,
  OWN,
  ownScene,
  REGIONAL,
  settle,
} from "../support/own-endpoint-scene.ts";
import { associationsIn, sharedBy } from "../support/resolver-scene.ts";
import { ALPHA, alpha, KMS, SSM } from "../support/scenario.ts";
import type { Files, Stage } from "../support/stage.ts";

test.each([
  ["wins", "10.0.", "rule"],
  ["loses", "10.1.", "own endpoint"],
] as const)(
  "semantics 56: bypass associates the rule, and whether AWS lets it win or not (%s) the name stays private",
  async (ruleBesidePrivateDns, last, by) => {
    const { stage, hub } = await ownScene({}, { behaviours: { ruleBesidePrivateDns } });
    const seen = answersOf(stage);
    const told = await settle(stage, [hub, sharedBy("ssm"), handing({ redundantEndpoints: "bypass" })]);
    expect(told).toContain("note SourceChanges");
    expect(associationsIn(stage)).toEqual([`${ALPHA.vpc} ${SSM}.`]);
    expect(seen).toEqual(last === "10.1." ? ["10.1."] : ["10.1.", last]);
    expect(answer(stage, ALPHA.vpc, SSM)).toBe(by);
    expect(stage.cloud.estate.network.endpoints.get(OWN)).toMatchObject({ privateDns: true });
  },
);

test("semantics 56: without a route back to the spoke its own endpoint is not bypassed", async () => {
  const { stage, hub } = await ownScene();
  for (const { vpcId, routes } of stage.cloud.estate.network.routeTables.values())
    if (vpcId !== ALPHA.vpc) routes.clear();
  const spoke = handing({ redundantEndpoints: "bypass", pathCheck: "report" });
  const { plan } = await stage.operator().apply([hub, sharedBy("ssm"), spoke]);
  expect(finding(plan, "OwnEndpointStays").message).toMatch(/it is not bypassed: .* has no route to 10\.1\./);
  expect(associationsIn(stage)).toEqual([]);
});

const REMOVE = { redundantEndpoints: "remove", acceptDifferences: ["clients"] };
const own = ({ cloud }: Stage) => cloud.estate.network.endpoints.get(OWN);

test.each([
  ["wins", ["10.1.", "10.0."]],
  ["loses", ["10.1.", "10.0."]],
] as const)(
  "semantics 59: remove switches private DNS off when the rule serves, whether AWS lets that one win before (%s)",
  async (ruleBesidePrivateDns, answers) => {
    const options = { behaviours: { ruleBesidePrivateDns }, privateDnsReleaseMs: 90_000 };
    const { stage, hub } = await ownScene({}, options);
    const seen = answersOf(stage);
    const told = await settle(stage, [hub, sharedBy("ssm"), handing(REMOVE)]);
    await propagate(stage);
    expect(told).toContain("note SourceChanges");
    expect(own(stage)).toMatchObject({ privateDns: false });
    expect(own(stage)?.tags.get("vpceop/handed-over")).toMatch(/^network-platform \d{4}-.*Z$/);
    expect(seen).toEqual(answers);
  },
);

test("semantics 59: an endpoint that was handed over is switched on again before the rule leaves", async () => {
  const { stage, hub } = await ownScene({}, { privateDnsReadyMs: 120_000 });
  const files = (spec: object) => [hub, sharedBy("ssm"), handing({ ...REMOVE, ...spec })];
  await settle(stage, files({}));
  expect(own(stage)).toMatchObject({ privateDns: false });
  const seen = answersOf(stage);
  await settle(stage, files({ endpoints: "none" }));
  expect(own(stage)).toMatchObject({ privateDns: true });
  expect(own(stage)?.tags.has("vpceop/handed-over")).toBe(false);
  expect(associationsIn(stage)).toEqual([]);
  expect(seen.filter((one) => one === "public" || one === "NXDOMAIN")).toEqual([]);
});

const DAY_MS = 24 * 3_600_000;

test("semantics 59: it is deleted when it has lingered, by one process or another, and what makes it again is kept", async () => {
  const { stage, hub } = await ownScene();
  const { kept, store } = definitionsInMemory();
  const files = [hub, sharedBy("ssm"), handing(REMOVE)];
  const seen = answersOf(stage);
  const pass = () => stage.operator({ definitions: store }).apply(files);
  for (let n = 0; n < 4; n++) {
    await pass();
    await propagate(stage);
  }
  const before = kept.get(OWN)?.input;
  expect(before).toMatchObject({ VpcId: ALPHA.vpc, PrivateDnsEnabled: true, VpcEndpointType: "Interface" });
  expect(said((await pass()).plan)).toContain("note OwnEndpointLingers");
  expect(own(stage)).toMatchObject({ privateDns: false });
  await stage.clock.run(stage.clock.sleep(DAY_MS));
  const { plan, outcomes } = await pass();
  expect(plan.actions.map(({ kind }) => kind)).toEqual(["awaitSure", "deleteOwn"]);
  expect(outcomes.map(({ result }) => result)).toEqual(["done", "done"]);
  await stage.clock.run(stage.clock.sleep(120_000));
  expect((await pass()).plan.actions).toEqual([]);
  expect(own(stage)).toBeUndefined();
  expect(kept.get(OWN)?.input).toEqual(before);
  expect(seen).toEqual(["10.1.", "10.0."]);
});

test.each(["before", "after"] as const)(
  "semantics 59: it lingers from when private DNS is seen off, not from the tag of a pass that died %s the switch",
  async (side) => {
    const { stage, hub } = await ownScene();
    const { store } = definitionsInMemory();
    const files = [hub, sharedBy("ssm"), handing(REMOVE)];
    const pass = () => stage.operator({ definitions: store }).apply(files);
    await pass();
    await propagate(stage);
    const victim = stage.operator({ definitions: store });
    const died = killAt(stage, victim, 2, side);
    await victim.apply(files);
    expect(died()).toBe(true);
    expect(own(stage)?.tags.get("vpceop/handed-over")).toMatch(/^network-platform switching /);
    const hand = own(stage);
    if (hand) hand.privateDns = false; // where it was not, somebody switches it off a day later
    await stage.clock.run(stage.clock.sleep(DAY_MS));
    const kinds = async () => (await pass()).plan.actions.map(({ kind }) => kind);
    expect(await kinds()).toEqual(["startLinger"]);
    const since = stage.clock.now();
    await propagate(stage);
    await stage.clock.run(stage.clock.sleep(DAY_MS - 120_000));
    expect(await kinds()).toEqual([]);
    await stage.clock.run(stage.clock.sleep(120_000));
    expect(await kinds()).toContain("deleteOwn");
    expect(stage.clock.now() - since).toBeGreaterThanOrEqual(DAY_MS);
  },
);

test("semantics 59: without a table it stays, and where its definition is not written down nothing is switched", async () => {
  const { stage, hub } = await ownScene();
  const files = [hub, sharedBy("ssm"), handing(REMOVE)];
  const { store } = definitionsInMemory({ refuses: true });
  for (let n = 0; n < 3; n++) {
    await stage.operator({ definitions: store }).apply(files);
    await propagate(stage);
  }
  expect(own(stage)).toMatchObject({ privateDns: true });
  expect(own(stage)?.tags.size).toBe(0);
  await settle(stage, files);
  await stage.clock.run(stage.clock.sleep(2 * DAY_MS));
  const { plan } = await stage.operator().apply(files);
  expect(finding(plan, "OwnEndpointLingers").message).toContain("is not deleted, for there is no table");
  expect(own(stage)).toMatchObject({ privateDns: false });
});

test("semantics 12, 59: a zone of the account that leads to it keeps it from being deleted", async () => {
  const { stage, hub } = await ownScene({
    alpha: {
      zones: [
        {
          name: "corp.example",
          vpcs: [ALPHA.vpc],
          records: [
            {
              name: "ssm.corp.example",
              type: "CNAME",
              values: [`${OWN}-abcdefgh.ssm.eu-west-1.vpce.amazonaws.com`],
            },
          ],
        },
      ],
    },
  });
  const files = [hub, sharedBy("ssm"), handing(REMOVE)];
  const { store } = definitionsInMemory();
  const pass = () => stage.operator({ definitions: store }).apply(files);
  for (let n = 0; n < 3; n++) {
    await pass();
    await propagate(stage);
  }
  await stage.clock.run(stage.clock.sleep(2 * DAY_MS));
  const { outcomes } = await pass();
  expect(outcomes.map(({ failure }) => failure?.error)).toContain("EndpointInUse");
  expect(own(stage)).toBeDefined();
});

test.each([
  ["whose document is gone", []],
  ["whose document says nothing of it any more", [alpha()]],
])(
  "semantics 59: with a table a spoke %s has its endpoint again, before the rule leaves",
  async (_, spokes) => {
    const { stage, hub } = await ownScene({}, { privateDnsReadyMs: 120_000 });
    const { kept, store } = definitionsInMemory();
    const passes = async (files: Files) => {
      for (let n = 0; n < 4; n++) {
        const { outcomes } = await stage.operator({ definitions: store }).apply(files);
        expect(outcomes.filter(({ result }) => result !== "done")).toEqual([]);
        await propagate(stage);
      }
    };
    await passes([hub, sharedBy("ssm"), handing(REMOVE)]);
    expect(own(stage)).toMatchObject({ privateDns: false });
    const seen = answersOf(stage);
    await passes([hub, sharedBy("ssm"), ...spokes]);
    expect(own(stage)).toMatchObject({ privateDns: true });
    expect(own(stage)?.tags.has("vpceop/handed-over")).toBe(false);
    expect(associationsIn(stage).length).toBe(spokes.length);
    expect(seen.filter((one) => !/^10\.[01]\.$/.test(one))).toEqual([]);
    expect(kept.size).toBe(0);
  },
);

test("semantics 59: keep, written out, takes it back and leaves the rule", async () => {
  const { stage, hub } = await ownScene();
  await settle(stage, [hub, sharedBy("ssm"), handing(REMOVE)]);
  await settle(stage, [hub, sharedBy("ssm"), handing({ redundantEndpoints: "keep" })]);
  expect(own(stage)).toMatchObject({ privateDns: true });
  expect(own(stage)?.tags.has("vpceop/handed-over")).toBe(false);
  expect(associationsIn(stage)).toEqual([`${ALPHA.vpc} ${SSM}.`]);
});

describe("semantics 59: in mode phz-association rules bridge", () => {
  const ZONES = { ...REMOVE, mode: "phz-association" };

  test.each(["wins", "loses"] as const)(
    "from the endpoint to the zone, whether AWS lets the rule win before or not (%s)",
    async (ruleBesidePrivateDns) => {
      const options = { behaviours: { ruleBesidePrivateDns }, privateDnsReleaseMs: 90_000 };
      const { stage, hub } = await ownScene({}, options);
      const seen = answersOf(stage);
      await settle(stage, [hub, sharedBy("ssm"), handing(ZONES)]);
      expect(own(stage)).toMatchObject({ privateDns: false });
      expect(own(stage)?.tags.has("vpceop/handed-over")).toBe(true);
      expect(associationsIn(stage)).toEqual([]);
      expect(answer(stage, ALPHA.vpc, SSM)).toMatch(/^10\.0\./);
      expect(seen).toEqual(["10.1.", "10.0."]);
    },
  );

  test.each([
    ["when the document says keep", [handing({ ...ZONES, redundantEndpoints: "keep" })]],
    ["when it shares nothing any more", [handing({ ...ZONES, endpoints: "none" })]],
  ])("and back %s", async (_, after) => {
    const { stage, hub } = await ownScene({}, { privateDnsReadyMs: 120_000, privateDnsReleaseMs: 90_000 });
    await settle(stage, [hub, sharedBy("ssm"), handing(ZONES)]);
    expect(answer(stage, ALPHA.vpc, SSM)).toMatch(/^10\.0\./);
    const seen = answersOf(stage);
    await settle(stage, [hub, sharedBy("ssm"), ...after]);
    expect(own(stage)).toMatchObject({ privateDns: true });
    expect(own(stage)?.tags.has("vpceop/handed-over")).toBe(false);
    expect(associationsIn(stage)).toEqual([]);
    expect(answer(stage, ALPHA.vpc, SSM)).toBe("own endpoint");
    expect(seen.filter((one) => !/^10\.[01]\.$/.test(one))).toEqual([]);
  });

  test.each([
    ["is gone", []],
    ["says nothing of it any more", [alpha({ mode: "phz-association" })]],
    ["has rules instead, and says nothing of it any more", [alpha()]],
  ])("and back where the document %s, with a table", async (_, after) => {
    const { stage, hub } = await ownScene({}, { privateDnsReadyMs: 120_000, privateDnsReleaseMs: 90_000 });
    const { kept, store } = definitionsInMemory();
    const passes = async (files: Files) => {
      for (let n = 0; n < 8; n++) {
        const { outcomes } = await stage.operator({ definitions: store }).apply(files);
        expect(outcomes.filter(({ result }) => result !== "done")).toEqual([]);
        await propagate(stage);
      }
    };
    await passes([hub, sharedBy("ssm"), handing(ZONES)]);
    expect(answer(stage, ALPHA.vpc, SSM)).toMatch(/^10\.0\./);
    expect(own(stage)).toMatchObject({ privateDns: false });
    const seen = answersOf(stage);
    await passes([hub, sharedBy("ssm"), ...after]);
    expect(own(stage)).toMatchObject({ privateDns: true });
    expect(own(stage)?.tags.has("vpceop/handed-over")).toBe(false);
    expect(seen.filter((one) => !/^10\.[01]\.$/.test(one))).toEqual([]);
    expect(kept.size).toBe(0);
  });

  test("for the names of the endpoint alone: what else the spoke shares stays in its zone", async () => {
    const { stage, hub } = await ownScene();
    const files = (spec: object) => [hub, sharedBy("ssm"), sharedBy("kms"), handing({ ...ZONES, ...spec })];
    await settle(stage, files({ endpoints: { names: ["kms"] } }));
    const [seen, carriers] = [answersOf(stage), new Set<string>()];
    stage.clock.onStep(() => carriers.add(stage.cloud.resolve(ALPHA.vpc, KMS).from.kind));
    await settle(stage, files({}));
    expect(own(stage)).toMatchObject({ privateDns: false });
    await settle(stage, files({ redundantEndpoints: "keep" }));
    expect(own(stage)).toMatchObject({ privateDns: true });
    expect(seen).toEqual(["10.1.", "10.0.", "10.1."]);
    expect([...carriers]).toEqual(["private-zone"]);
  });

  test("and the endpoint is deleted when it has lingered, by what zones serve", async () => {
    const { stage, hub } = await ownScene();
    const { kept, store } = definitionsInMemory();
    const files = [hub, sharedBy("ssm"), handing(ZONES)];
    const seen = answersOf(stage);
    const pass = () => stage.operator({ definitions: store }).apply(files);
    for (let n = 0; n < 8; n++) {
      await pass();
      await propagate(stage);
    }
    await stage.clock.run(stage.clock.sleep(DAY_MS));
    const { plan, outcomes } = await pass();
    expect(plan.actions.map(({ kind }) => kind)).toEqual(["awaitInsync", "deleteOwn"]);
    expect(outcomes.map(({ result }) => result)).toEqual(["done", "done"]);
    await stage.clock.run(stage.clock.sleep(120_000));
    expect((await pass()).plan.actions).toEqual([]);
    expect(own(stage)).toBeUndefined();
    expect(kept.get(OWN)).toMatchObject({ isDeleted: true });
    expect(seen).toEqual(["10.1.", "10.0."]);
  });
});

test("its spoke is gone, and rules of names, as its VPC joins the zone: the rule between leaves when DNS shows it there", async () => {
  const { stage, hub, hubWith } = await ownScene({}, {}, { guard: { maxRemovalPercent: 100 } });
  const files = [
    hub,
    sharedBy("ssm"),
    handing({ redundantEndpoints: "remove", acceptDifferences: ["clients"], mode: "phz-association" }),
  ];
  const { store } = definitionsInMemory();
  const isIn = () => zones(stage).some(({ vpcs }) => vpcs.includes(ALPHA.vpc));
  for (let pass = 0; pass < 8 && !isIn(); pass++) {
    await propagate(stage);
    await stage.operator({ definitions: store }).apply(files);
  }
  expect([isIn(), associationsIn(stage)]).toEqual([true, [`${ALPHA.vpc} ${SSM}.`]]);
  const seen = answersOf(stage);
  await settle(stage, [hubWith(REGIONAL), sharedBy("ssm")], store);
  expect(associationsIn(stage)).toEqual([]);
  expect(seen).not.toContain("public");
});
