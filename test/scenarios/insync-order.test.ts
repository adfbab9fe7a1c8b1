import { expect, test } from "vitest";
import { ANCHOR } from "../support/fleet.ts";
import { actionsOf, answer, converge, darkNames, propagate, zoneNamed, zones } from "../support/look.ts";
import {
  ALPHA,
  alpha,
  BETA,
  beta,
  endpoint,
  hub,
  LOCAL,
  local,
  PRIVATE,
  SSM,
  world,
} from "../support/scenario.ts";
import { createStage, type Operator, type Stage } from "../support/stage.ts";

/** AWS promises no order between a zone's changes: here the one that should be first is nearly a minute late in DNS. */

const FILES = [hub(), endpoint("ssm"), alpha(), beta(), local()];
const VPCS = [ALPHA.vpc, BETA.vpc, LOCAL.vpc];
const SLOW_MS = 55_000;
const QUICK_MS = 1_000;

type Kind = "created" | "records" | "joined" | "left" | "deleted";

/** The whole hub's, which is more than the guard lets go unasked. */
async function remove(operator: Operator): Promise<void> {
  await operator.apply([hub()], { allowRemovals: () => true });
}

function late(...kinds: readonly Kind[]): Stage {
  return createStage(world(), { insyncMs: (kind) => (kinds.includes(kind) ? SLOW_MS : QUICK_MS) });
}

test.each(["created", "records", "joined"] as const)(
  "semantics 1: no client goes dark while the endpoint is shared, though `%s` is late",
  async (kind) => {
    const stage = late(kind);
    const dark = darkNames(stage, VPCS, [SSM]);
    await converge(stage, FILES);
    expect(answer(stage, ALPHA.vpc, SSM)).toContain(PRIVATE);
    expect([...dark]).toEqual([]);
  },
);

test("semantics 6: a zone loses its alias only when DNS shows its clients outside, however late that is", async () => {
  const stage = late("left", "deleted");
  await converge(stage, FILES);
  const dark = darkNames(stage, VPCS, [SSM]);
  await remove(stage.operator());
  await propagate(stage);
  expect(answer(stage, ALPHA.vpc, SSM)).toBe("public");
  expect([...dark]).toEqual([]);
});

test("semantics 6: a zone whose clients left in a pass that died is deleted only when DNS must have shown that", async () => {
  const stage = late("left", "deleted");
  await converge(stage, FILES);
  const dark = darkNames(stage, VPCS, [SSM]);
  const victim = stage.operator();
  const stop = stage.cloud.onCall(({ phase, call }) => {
    if (phase !== "after" || call.operation !== "DisassociateVPCFromHostedZone") return;
    if (zoneNamed(stage, SSM).vpcs.length === 1) victim.abort.abort();
  });
  await remove(victim);
  stop();
  expect(zoneNamed(stage, SSM).vpcs).toEqual([ANCHOR]);
  await remove(stage.operator());
  await propagate(stage);
  expect(zones(stage)).toEqual([]);
  expect([...dark]).toEqual([]);
});

test("semantics 21: a zone that its clients moved out of loses its alias only when DNS shows them outside", async () => {
  const stage = late("left", "deleted");
  const inSet = (set: string) => [hub(), endpoint("ssm", { set }), alpha(), beta()];
  await converge(stage, inSet("default"));
  const dark = darkNames(stage, VPCS, [SSM]);
  const { plan } = await stage.operator().apply(inSet("blue"), { allowRemovals: () => true });
  await propagate(stage);
  expect(actionsOf(plan, "deleteZone")).toHaveLength(1);
  expect(answer(stage, ALPHA.vpc, SSM)).toContain(PRIVATE);
  const last = `${BETA.vpc} ${SSM}`; // the window that the plan names
  expect([...dark].filter((pair) => pair !== last)).toEqual([]);
});
