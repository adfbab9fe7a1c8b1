import { expect, test } from "vitest";
import { waitsBefore } from "../../src/model/cost/waits.ts";
import { ALPHA, BETA, spoke } from "../support/scenario.ts";
import type { Files } from "../support/stage.ts";
import { planFor } from "./estate.ts";
import { SWITCHED_OFF } from "./own-endpoints.ts";
import { gapped, WAVE } from "./own-gaps.ts";

test("semantics 59: of two windows in one pass the second is opened when the first is shut, well or badly", () => {
  const { actions } = planFor(WAVE);
  const [alpha, beta] = actions.filter(({ kind }) => kind === "handOver");
  const join = actions.find((one) => one.kind === "associate" && one.spoke === "alpha");
  expect(alpha?.inTurnAfter).toBeUndefined();
  expect(beta?.inTurnAfter).toEqual([join?.key]);
  expect(actions.filter(({ kind, urgent }) => kind === "associate" && !urgent)).toEqual([]);
});

test("semantics 62: where a fifth of the spokes is two, the first of a hub goes alone all the same", () => {
  if (!WAVE.own) throw new Error("nobody has an endpoint of their own");
  const { definitions: _nobodyBefore, ...own } = WAVE.own;
  const switched = (spoilt: typeof WAVE) =>
    planFor(spoilt).actions.flatMap((one) => (one.kind === "handOver" ? one.spoke : []));
  expect(switched(WAVE)).toEqual(["alpha", "beta"]);
  expect(switched({ ...WAVE, own })).toEqual(["alpha"]);
});

test("the forecast knows that a VPC joins when AWS has let go of the name", () => {
  const { actions } = planFor(gapped({}));
  const waits = waitsBefore(actions, { insync: 30, available: 60, release: 80 });
  const at = (wanted: string) => waits.get(actions.find(({ kind }) => kind === wanted)?.key ?? "");
  expect([at("handOver"), at("associate")]).toEqual([undefined, 82.5]);
});

test("semantics 59: all that shuts a window which stands open goes before everything else", () => {
  const { actions } = planFor(gapped(SWITCHED_OFF));
  const shuts = actions.filter(({ kind }) => kind === "authorize" || kind === "associate");
  expect(shuts.map(({ urgent }) => urgent)).toEqual([true, true]);
});

test("semantics 59: who is public has the first place of a pass that has but one", () => {
  const spoilt = gapped(SWITCHED_OFF);
  const [hub, shared, alpha] = spoilt.documents ?? [];
  const documents = [hub, shared, spoke("a-first", BETA), alpha] as Files;
  const { actions } = planFor({ ...spoilt, documents, options: { pairsMax: 1 } });
  expect(actions.flatMap((one) => (one.kind === "associate" ? one.vpc.id : []))).toEqual([ALPHA.vpc]);
});
