import { expect, test } from "vitest";
import { converged } from "../../src/model/report.ts";
import { REGION } from "../support/fleet.ts";
import { answer, converge, darkNames, propagate, stageWith, zoneNamed, zones } from "../support/look.ts";
import {
  ALPHA,
  alpha,
  BETA,
  beta,
  endpoint,
  hub,
  PRIVATE,
  SSM,
  SSM_ENDPOINT,
  world,
} from "../support/scenario.ts";
import { createStage } from "../support/stage.ts";

/** Semantics 1, 6, 32: a wait for DNS that nobody can ask about lasts as long as DNS may need; one that is cut short does nothing. */

const FILES = [hub(), endpoint("ssm"), alpha(), beta()];
const VPCS = [ALPHA.vpc, BETA.vpc];
const SLOW_MS = 55_000;

test.each([{ fault: "deny" }, { fault: "error", code: "NoSuchChange", status: 404 }] as const)(
  "where GetChange cannot tell ($fault), what counts on a change waits a minute: no name is dark, coming or going",
  async (fault) => {
    // What is waited for is slow, and what waits for it would be quick.
    const isSlow = (kind: string) => kind === "records" || kind === "left";
    const stage = createStage(world(), { insyncMs: (kind) => (isSlow(kind) ? SLOW_MS : 1_000) });
    stage.cloud.faults.add({ ...fault, operation: "GetChange" });
    const dark = darkNames(stage, VPCS, [SSM]);
    expect(converged(await stage.operator().apply(FILES))).toBe(true);
    await propagate(stage);
    expect(answer(stage, ALPHA.vpc, SSM)).toContain(PRIVATE);
    await stage.operator().apply([hub()], { allowRemovals: () => true });
    expect(zones(stage)).toEqual([]);
    await propagate(stage);
    expect([...dark]).toEqual([]);
  },
);

test("semantics 1: a change that fails to be asked about otherwise stops what waits for it: nobody joins", async () => {
  const stage = createStage(world());
  const fault = { fault: "error", code: "InvalidInput", status: 400 } as const;
  stage.cloud.faults.add({ ...fault, operation: "GetChange" });
  const { outcomes } = await stage.operator().apply(FILES);
  expect(outcomes.find((o) => o.key.startsWith("awaitInsync"))?.result).toBe("failed");
  expect(zoneNamed(stage, SSM).vpcs).not.toContain(ALPHA.vpc);
  stage.cloud.faults.clear();
  await converge(stage, FILES);
});

const SUBNETS = ["subnet-0a0000000000000a1", "subnet-0a0000000000000b1"];
const WITH_SUBNETS = world({
  hubVpc: { subnets: SUBNETS.map((id, i) => ({ id, cidr: `10.0.${i}.0/24`, zone: `${REGION}${"ab"[i]}` })) },
});

test("semantics 32: Ctrl-C while answers may still lead to the old endpoint leaves it; the next pass deletes it", async () => {
  const own = endpoint("ssm", { hubPrivateDns: undefined, managed: { subnets: SUBNETS } });
  const stage = await stageWith([hub(), own, alpha()], WITH_SUBNETS);
  const existing = endpoint("ssm", { hubPrivateDns: undefined, existing: { id: SSM_ENDPOINT } });
  const files = [hub(), existing, alpha()];
  const dark = darkNames(stage, [ALPHA.vpc], [SSM]);
  const operator = stage.operator();
  const pass = operator.apply(files);
  const movedAt = () => stage.cloud.calls.list({ operation: "ChangeResourceRecordSets" }).at(-1)?.at ?? 0;
  const start = stage.clock.now();
  stage.clock.onStep(() => {
    if (movedAt() > start && stage.clock.now() >= movedAt() + 70_000) operator.abort.abort();
  });
  const { outcomes } = await pass;
  expect(outcomes.find((o) => o.key.startsWith("deleteEndpoint"))?.result).toBe("remaining");
  expect(stage.cloud.calls.list({ operation: "DeleteVpcEndpoints" })).toEqual([]);
  await converge(stage, files);
  expect(stage.cloud.calls.list({ operation: "DeleteVpcEndpoints" })).toHaveLength(1);
  expect([...dark]).toEqual([]);
});
