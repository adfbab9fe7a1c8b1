import { describe, expect, test } from "vitest";
import { answer, propagate } from "../support/look.ts";
import { associationsIn } from "../support/resolver-scene.ts";
import { KMS, SSM } from "../support/scenario.ts";
import {
  switchingFleet as fleet,
  STATES,
  SWITCHES,
  settle,
  VPCS,
  type Way,
  watch,
} from "../support/switch-scene.ts";

describe("semantics 58: a spoke changes how it is served", () => {
  test.each(SWITCHES)(
    "from $from to $to without a moment in which a name is not private",
    async ({ from, to }) => {
      const { stage, files } = await fleet();
      await settle(stage, files(from));
      const worse = watch(stage);
      await settle(stage, files(to));
      expect([...worse]).toEqual([]);
      const served = VPCS.map((vpc) => answer(stage, vpc, SSM));
      expect(new Set(served.map((one) => (one === "rule" ? "rule" : "zone")))).toEqual(
        new Set([to === "zones" ? "zone" : "rule"]),
      );
      const domains = new Set(associationsIn(stage).map((one) => one.split(" ")[1]?.replace(/\.$/, "")));
      const expected: Record<Way, string[]> = {
        zones: [],
        "a rule for each name": [KMS, SSM],
        "the Region's rule": ["eu-west-1.amazonaws.com", STATES],
      };
      expect([...domains].sort()).toEqual(expected[to]);
    },
  );
});

test("semantics 46: one pass after the other, and where resolvers obey a rule a minute after it is COMPLETE", async () => {
  const { stage, files } = await fleet({
    behaviours: { ruleInEffect: "laterThanComplete" },
    insyncMs: 1_000,
  });
  await settle(stage, files("zones"));
  const worse = watch(stage);
  await settle(stage, files("a rule for each name"), async () => undefined);
  expect([...worse]).toEqual([]);
});

test("semantics 58: no rule leaves for a zone that another process associated, until it is sure to be in DNS", async () => {
  const { stage, files } = await fleet({ insyncMs: 150_000 });
  await settle(stage, files("a rule for each name"));
  await stage.clock.run(stage.clock.sleep(150_000));
  const worse = watch(stage);
  await settle(stage, files("zones"), async () => undefined);
  expect([...worse]).toEqual([]);
});

test("semantics 58: from rules that nobody answers all spokes go to zones in one pass", async () => {
  const { stage, files } = await fleet();
  await settle(stage, files("a rule for each name"));
  const [inbound = ""] = stage.cloud.estate.resolver.endpoints.keys();
  stage.cloud.estate.resolver.endpoints.delete(inbound);
  expect(VPCS.map((vpc) => stage.cloud.resolve(vpc, SSM).rcode)).toEqual(VPCS.map(() => "SERVFAIL"));
  await stage.operator().apply(files("zones"));
  await propagate(stage);
  expect(VPCS.map((vpc) => answer(stage, vpc, SSM))).toEqual(VPCS.map(() => "10.0.0.4 10.0.1.4"));
});
