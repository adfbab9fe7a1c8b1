import { describe, expect, test } from "vitest";
import type { PassEnd } from "../../src/daemon/ports.ts";
import { daemonOn, repository } from "../support/daemon.ts";
import { fleet, spokeVpc, zoneName } from "../support/fleet.ts";
import { associationsIn, ruleHub, sharedBy, withResolver } from "../support/resolver-scene.ts";
import { ALPHA, alpha, beta, KMS, local, SSM, world } from "../support/scenario.ts";
import { createStage, type Files } from "../support/stage.ts";
import { watchPrivate } from "../support/watch-private.ts";

/** The minute for which a rule's effect is waited for is longer than a pass in which nothing but waits runs (semantics 43, 46). */

const MINUTE = 60_000;
const REGION = "eu-west-1.amazonaws.com";
const STATES = "states.eu-west-1.amazonaws.com";
const REGIONAL = { rules: "regional", regional: { accept: true, except: [STATES] } };

const WAYS = {
  zones: { mode: "phz-association", resolver: {}, domains: [] },
  "a rule for each name": { mode: "resolver-rule", resolver: {}, domains: [KMS, SSM] },
  "the Region's rule": { mode: "resolver-rule", resolver: REGIONAL, domains: [REGION, STATES] },
} as const;
type Way = keyof typeof WAYS;

async function staged({ others = [] as readonly (typeof beta)[] } = {}) {
  const stage = createStage(world({ isOrganized: true, services: { states: [STATES] } }));
  const scene = await withResolver(stage);
  const files = (way: Way | "nothing"): Files => {
    const { mode, resolver } = WAYS[way === "nothing" ? "zones" : way];
    const shared = [ruleHub(scene, { guard: { maxRemovalPercent: 100 } }, resolver)];
    const spokes = way === "nothing" ? [] : [alpha, ...others].map((spoke) => spoke({ mode }));
    return [...shared, ...["ssm", "kms"].map(sharedBy), ...spokes];
  };
  const domains = () =>
    associationsIn(stage)
      .filter((one) => one.startsWith(ALPHA.vpc))
      .map((one) => one.split(" ")[1]?.replace(/\.$/, ""))
      .sort();
  return { stage, files, domains };
}

describe("a daemon comes to an end with", () => {
  test.each<[Way | "nothing", Way]>([
    ["nothing", "the Region's rule"],
    ["zones", "a rule for each name"],
    ["zones", "the Region's rule"],
    ["a rule for each name", "the Region's rule"],
    ["the Region's rule", "a rule for each name"],
    ["the Region's rule", "zones"],
    ["a rule for each name", "zones"],
  ])("a spoke that goes from %s to %s", async (from, to) => {
    const { stage, files, domains } = await staged();
    const source = repository(stage, files(from));
    const run = daemonOn(stage, { desiredState: source });
    await run.after(40 * MINUTE);
    source.commit(files(to));
    await run.after(40 * MINUTE);
    await run.stop();
    expect(domains()).toEqual(WAYS[to].domains);
    expect((await stage.operator().plan(files(to))).actions).toEqual([]);
  });
});

test("waves follow each other at once: but for the first spoke's five minutes, a switch takes what its minutes and calls take", async () => {
  const { stage, files } = await staged({ others: [beta, local] });
  const source = repository(stage, files("zones"));
  const run = daemonOn(stage, { desiredState: source });
  await run.after(10 * MINUTE);
  source.commit(files("a rule for each name"));
  await run.after(17 * MINUTE);
  expect(associationsIn(stage)).toHaveLength(6);
  expect((await stage.operator().plan(files("a rule for each name"))).actions).toEqual([]);
  const looks = run.passes.filter(({ startedAt, endedAt }) => endedAt - startedAt < 5_000).length;
  expect(looks).toBeLessThan(8); // a spoke that waits five minutes is not read again and again
  source.commit(files("zones"));
  await run.after(10 * MINUTE);
  await run.stop();
  expect(associationsIn(stage)).toEqual([]);
});

test("no pass waits the minute that the one before has taken; a new process has seen nothing, and waits", async () => {
  const { world: own, files } = fleet({ zones: 8, vpcs: 20, accounts: 2, rules: "per-endpoint" });
  const stage = createStage(own, {
    resolverAssociationMs: 0,
    behaviours: { ruleInEffect: "laterThanComplete" },
  });
  const zones = ({ text }: Files[number]) => text.replace("mode: resolver-rule", "mode: phz-association");
  const source = repository(
    stage,
    files.map((file) => ({ ...file, text: zones(file) })),
  );
  const first = daemonOn(stage, { desiredState: source });
  await first.after(10 * MINUTE);
  const watched = [0, 4, 8].map(spokeVpc); // of the first waves
  const { worse } = watchPrivate(stage, watched, [zoneName(0)]);
  const before = first.passes.length;
  source.commit(files);
  await first.after(10.17 * MINUTE); // in the second wave that leaves
  await first.stop();
  const next = daemonOn(stage, { desiredState: source });
  await next.after(12 * MINUTE);
  await next.stop();
  const waits = (passes: readonly PassEnd[]) =>
    passes
      .map((pass) => ("report" in pass ? pass.report.plan.actions.map(({ kind }) => kind) : []))
      .filter((kinds) => kinds.includes("disassociate"))
      .map((kinds) => kinds.includes("awaitSure"));
  expect(waits(first.passes.slice(before))).toEqual([true, true, false]); // the first spoke and the first wave have just come
  expect(waits(next.passes)[0]).toBe(true);
  expect([...worse]).toEqual([]);
  expect((await stage.operator().plan(files)).actions).toEqual([]);
});
