import { expect, test } from "vitest";
import type { Answer } from "../../src/simulator/dns/answer.ts";
import { HUB_VPC } from "../support/fleet.ts";
import { propagate } from "../support/look.ts";
import { ownWorld, REGIONAL } from "../support/own-endpoint-scene.ts";
import { ruleHub, sharedBy, withResolver } from "../support/resolver-scene.ts";
import { ALPHA, alpha, BETA, beta, GAMMA, gamma, SSM } from "../support/scenario.ts";
import { createStage, type Stage } from "../support/stage.ts";
import { watchPrivate } from "../support/watch-private.ts";

/** Three spokes hand their own endpoints over: one alone, seen for a while, then a fifth of them at a time (semantics 46, 59, 62). */

const PLACES = [ALPHA, BETA, GAMMA];
const MINUTE = 60_000;
const REMOVE = { redundantEndpoints: "remove", acceptSourceChange: true, acceptDifferences: ["clients"] };
const idOf = (n: number) => `vpce-0b00000000000000${n + 1}`;

function world(): string {
  const written = JSON.parse(ownWorld());
  for (const [n, { account, vpc }] of PLACES.entries()) {
    const own = written.accounts[account];
    own.vpcs[0].subnets = 2;
    own.vpcs[0].endpoints = [{ id: idOf(n), service: "ssm", privateDns: true }];
    own.peerings = [{ id: `pcx-0b00000000000000${n + 1}`, from: vpc, to: HUB_VPC, routed: true }];
  }
  return JSON.stringify(written);
}

/** Whose private DNS is off. */
const off = ({ cloud }: Stage) =>
  PLACES.flatMap((_, n) => (cloud.estate.network.endpoints.get(idOf(n))?.privateDns ? [] : [n]));

test.each([
  ["rules of names", {}, {}],
  ["the Region's rule", REGIONAL, {}],
  ["zones, by a bridge of rules", {}, { mode: "phz-association" }],
])("to %s", async (_, rules, mode) => {
  const stage = createStage(world(), { privateDnsReleaseMs: 90_000 });
  const scene = await withResolver(stage);
  const spokes = [alpha, beta, gamma].map((spoke) => spoke({ ...REMOVE, ...mode }));
  const files = [ruleHub(scene, {}, rules), sharedBy("ssm"), ...spokes];
  const isPrivate = ({ addresses }: Answer) => /^10\.[0-3]\./.test(addresses[0] ?? "");
  const { worse } = watchPrivate(
    stage,
    PLACES.map(({ vpc }) => vpc),
    [SSM],
    { isPrivate },
  );
  const steps: { readonly who: readonly number[]; readonly at: number }[] = [];
  for (let pass = 0; pass < 30 && (steps.at(-1)?.who.length ?? 0) < PLACES.length; pass++) {
    await stage.operator().apply(files);
    const who = off(stage);
    if (who.length > (steps.at(-1)?.who.length ?? 0)) steps.push({ who, at: stage.clock.now() });
    await propagate(stage);
  }
  expect(steps.map(({ who }) => who)).toEqual([[0], [0, 1], [0, 1, 2]]);
  const [first, second] = steps.map(({ at }) => at);
  expect((second ?? 0) - (first ?? 0)).toBeGreaterThanOrEqual(5 * MINUTE);
  for (let pass = 0; pass < 6; pass++) {
    await stage.operator().apply(files);
    await propagate(stage);
  }
  for (const { vpc } of PLACES) expect(stage.cloud.resolve(vpc, SSM).addresses[0]).toMatch(/^10\.0\./);
  expect([...worse]).toEqual([]);
});
