import { expect, test } from "vitest";
import type { Only } from "../../src/model/plan/only.ts";
import { differences, optionsFor, readSavedPlan, savePlan } from "../../src/model/plan/saved-plan.ts";
import { converged } from "../../src/model/report.ts";
import { HUB_VPC } from "../support/fleet.ts";
import { answer, converge, darkNames, filesWithout, propagate, stageWith } from "../support/look.ts";
import {
  ALPHA,
  alpha,
  BETA,
  beta,
  endpoint,
  hub,
  KMS,
  PRIVATE,
  SSM,
  SSM_ENDPOINT,
  world,
} from "../support/scenario.ts";
import { createStage, desiredFrom } from "../support/stage.ts";

const FILES = [hub(), endpoint("ssm"), endpoint("kms"), alpha(), beta()];
const only = (...texts: string[]) => ({
  only: texts.map((text) => {
    const [kind, name] = text.split("=");
    return { kind, name } as Only;
  }),
});

test("a spoke alone gets all of its names, nobody else anything, and the next apply does the rest", async () => {
  const stage = createStage(world());
  const dark = darkNames(stage, [ALPHA.vpc, BETA.vpc], [SSM, KMS]);
  const report = await stage.operator().apply(FILES, only("spoke=alpha"));
  expect(converged(report)).toBe(true);
  await propagate(stage);
  const isPrivate = (vpc: string, name: string) => answer(stage, vpc, name).includes(PRIVATE);
  expect([SSM, KMS].map((name) => isPrivate(ALPHA.vpc, name))).toEqual([true, true]);
  expect([SSM, KMS].map((name) => isPrivate(BETA.vpc, name))).toEqual([false, false]);
  const { plan } = await converge(stage, FILES);
  expect(plan.actions.some((a) => "vpc" in a && a.vpc?.id === ALPHA.vpc)).toBe(false);
  expect([...dark]).toEqual([]);
});

test("what a part leaves out is not taken for undesired, and what it removes is removed", async () => {
  const stage = await stageWith(FILES);
  const fewer = [hub(), endpoint("ssm"), endpoint("kms"), alpha({ endpoints: { names: ["ssm"] } })]; // and beta is gone
  const { plan } = await stage.operator().apply(fewer, only("spoke=alpha"));
  expect(plan.actions.map((a) => a.kind)).toEqual(["disassociate"]);
  expect(plan.partial?.leftOut.actions.map((a) => a.kind)).toEqual(["disassociate", "disassociate"]);
  await propagate(stage);
  expect(answer(stage, BETA.vpc, SSM)).toContain(PRIVATE);
  expect(answer(stage, ALPHA.vpc, KMS)).not.toContain(PRIVATE);
});

test("the guard weighs what the part removes", async () => {
  const stage = await stageWith(FILES);
  const fewer = filesWithout(FILES, "alpha", "beta", "kms");
  const whole = await stage.operator().plan(fewer);
  const part = await stage.operator().plan(fewer, only("hub=hub"));
  expect(whole.held.length).toBeGreaterThan(0);
  expect(part.held.map((a) => a.key)).toEqual(whole.held.map((a) => a.key));
  const none = await stage.operator().plan(fewer, only("endpoint=ssm"));
  expect(none.findings.some((f) => f.reason === "TooManyRemovals")).toBe(none.held.length > 0);
});

test("a part with the switch of private DNS has all of that endpoint, and no name goes dark", async () => {
  const services = {
    endpoints: [
      { id: SSM_ENDPOINT, service: "ssm", privateDns: true },
      { id: "vpce-0e000000000000002", service: "kms" },
    ],
  };
  const files = [hub(), endpoint("ssm", { hubPrivateDns: "turnOff" }), endpoint("kms"), alpha(), beta()];
  const stage = createStage(world(services));
  const dark = darkNames(stage, [HUB_VPC, ALPHA.vpc, BETA.vpc], [SSM]);
  const { plan } = await stage.operator().apply(files, only("endpoint=ssm"));
  expect(plan.actions.some((a) => a.kind === "turnOffPrivateDns")).toBe(true);
  await propagate(stage);
  for (const vpc of [HUB_VPC, ALPHA.vpc, BETA.vpc]) expect(answer(stage, vpc, SSM)).toContain(PRIVATE);
  expect([...dark]).toEqual([]);
});

test("semantics 27: a saved part is applied as that part, and never exceeded", async () => {
  const stage = createStage(world());
  const desired = desiredFrom(FILES);
  const made = await stage.operator().plan(FILES, only("spoke=alpha"));
  const saved = readSavedPlan(savePlan(made, desired, "1"));
  expect(saved.only).toEqual(["spoke=alpha"]);
  const again = await stage.operator().plan(FILES, { ...optionsFor(saved), ...only(...(saved.only ?? [])) });
  expect(differences(saved, again, desired, "1")).toEqual([]);
  const whole = await stage.operator().plan(FILES);
  expect(differences(saved, whole, desired, "1")).not.toEqual([]);
});
