import { expect, test } from "vitest";
import type { Plan, PlanOptions } from "../../src/model/plan/plan.ts";
import { columnsByHub } from "../../src/model/status/cells.ts";
import { fleetStatus } from "../../src/model/status/fleet.ts";
import { EMPTY_FLEET, type FleetStatus, status } from "../../src/model/status/status.ts";
import { EXTERNAL_ID, fleet, REGION, spokeAccount, spokeVpc, zoneName } from "../support/fleet.ts";
import { filesWithout, zoneNamed } from "../support/look.ts";
import { createStage, desiredFrom, type Files } from "../support/stage.ts";
import { withRollout } from "../support/staged.ts";

const SIZE = { zones: 3, vpcs: 4, accounts: 2 };

function begin() {
  const own = fleet(SIZE);
  const stage = createStage(own.world);
  let before: FleetStatus = EMPTY_FLEET;
  /** A pass, and the status made of it and of the one before. */
  async function pass(
    files: Files = own.files,
    revision = "one",
    options: PlanOptions = {},
  ): Promise<FleetStatus> {
    const { plan, outcomes } = await stage.operator().apply(files, options);
    const at = stage.clock.now();
    before = fleetStatus({ desired: desiredFrom(files), revision, plan, outcomes, text: "", at }, before);
    return before;
  }
  const object = (kind: string, name: string) =>
    before.objects.find((o) => o.kind === kind && o.name === name);
  const ready = (kind: string, name: string) =>
    object(kind, name)?.conditions.find(({ type }) => type === "Ready");
  return { own, stage, pass, object, ready, rest: (ms: number) => stage.clock.run(stage.clock.sleep(ms)) };
}

test("after the pass that made everything each document is ready, every name served, every cell too", async () => {
  const { pass, object, ready } = begin();
  const { names } = await pass();
  expect(names).toEqual({ served: 3, of: 3 });
  expect(object("Spoke", "spoke-0")).toMatchObject({ cells: "sss", served: 3, of: 3 });
  for (const [kind, name] of [
    ["Hub", "hub"],
    ["Endpoint", "e0"],
    ["Spoke", "spoke-3"],
  ] as const)
    expect(ready(kind, name)).toMatchObject({ status: "True", reason: "AsDesired" });
});

test("a condition keeps its since while it holds, whatever passes come, and begins anew when it changes", async () => {
  const { stage, pass, ready, rest } = begin();
  await pass();
  const since = ready("Spoke", "spoke-1")?.since;
  await rest(600_000);
  await pass();
  expect(ready("Spoke", "spoke-1")?.since).toBe(since);
  stage.cloud.faults.add({
    fault: "deny",
    account: spokeAccount(1, SIZE.accounts),
    operation: "DescribeVpcs",
  });
  stage.cloud.faults.add({ fault: "deny", operation: "GetHostedZone" });
  await pass();
  const changed = (await pass()).objects
    .flatMap(({ conditions }) => conditions)
    .filter((c) => c.since !== since);
  expect(changed.length).toBeGreaterThan(0);
});

test("a spoke whose account refuses is unknown in all its cells, with AWS's own error code; the others are served", async () => {
  const { stage, pass, object, ready } = begin();
  stage.cloud.faults.add({
    fault: "deny",
    account: spokeAccount(1, SIZE.accounts),
    operation: "DescribeVpcs",
  });
  await pass();
  expect(object("Spoke", "spoke-1")?.cells).toBe("uuu");
  expect(ready("Spoke", "spoke-1")).toMatchObject({ status: "Unknown" });
  expect(object("Spoke", "spoke-0")?.cells).toBe("sss");
});

test("an association that AWS refuses is failed in its cell, and the spoke is stalled", async () => {
  const { stage, pass, object } = begin();
  stage.cloud.faults.add({
    fault: "deny",
    account: spokeAccount(0, SIZE.accounts),
    operation: "AssociateVPCWithHostedZone",
  });
  await pass();
  expect(object("Spoke", "spoke-0")?.cells).toBe("fff");
  expect(object("Spoke", "spoke-0")?.conditions.map(({ type }) => type)).toContain("Stalled");
});

test("all that a plan says of a document is told, notes too, and each name with the zones that serve it", async () => {
  const { stage, pass, object } = begin();
  stage.cloud.faults.add({
    fault: "deny",
    account: spokeAccount(1, SIZE.accounts),
    operation: "DescribeVpcs",
  });
  const { privateNames } = await pass();
  const findings = object("Spoke", "spoke-1")?.findings ?? [];
  expect(findings.length).toBeGreaterThan(0);
  expect(findings[0]).toMatchObject({ kind: "unknown", message: expect.any(String) });
  expect(object("Spoke", "spoke-0")?.findings).toBeUndefined();
  await pass();
  const [first] = (await pass()).privateNames;
  expect(privateNames).toHaveLength(3);
  expect(first).toMatchObject({ hub: "hub", endpoint: "e0", name: zoneName(0), state: "shared" });
  expect(first?.zones).toEqual([zoneNamed(stage, zoneName(0)).id]);
});

test("a spoke that lacks one name of an endpoint resolves the others", () => {
  const desired = desiredFrom(TWO_HUBS);
  const ssm = { hub: "first", endpoint: "ssm", state: "shared", zones: [] };
  const names = ["ssm.eu-west-1.amazonaws.com", "*.ssm.eu-west-1.amazonaws.com"];
  const conflict = { kind: "conflict", reason: "NameHeldByZone", message: "held", hub: "first" };
  const plan = {
    actions: [],
    held: [],
    findings: [{ ...conflict, endpoint: "ssm", spoke: "a", zone: names[0] }],
    names: names.map((name) => ({ ...ssm, name })),
  } as unknown as Plan;
  const { objects } = fleetStatus(
    { desired, revision: "one", plan, outcomes: [], text: "", at: 0 },
    EMPTY_FLEET,
  );
  const spoke = objects.find(({ name }) => name === "a");
  expect(spoke).toMatchObject({ cells: "wc", served: 1, of: 2 });
  expect(spoke?.findings).toEqual([
    { kind: "conflict", reason: "NameHeldByZone", message: "held", endpoint: "ssm", zone: names[0] },
  ]);
});

test("semantics 45: while a rollout waits for its canary the hub is on its way, not stuck, and who waits is not ready", async () => {
  const { own, pass, object, ready } = begin();
  await pass(filesWithout(own.files, "spoke-1", "spoke-2"));
  const state = {
    hub: "hub",
    desired: "new",
    revision: "two",
    phase: "canary",
    since: 0,
    chosen: [`${spokeVpc(1)}@${REGION}`],
  } as const;
  const rollouts = new Map([["hub", { kind: "kept", state } as const]]);
  await pass(withRollout(own.files, "{ canary: 1 }"), "two", { rollouts });
  const [first, ...others] = object("Hub", "hub")?.conditions ?? [];
  expect(first).toMatchObject({ status: "False", reason: "RolloutCanary" });
  expect(first?.message).toContain("canary, spoke spoke-1: not seen served yet, and for 15 minutes");
  expect(others.map(({ type }) => type)).toEqual(["Reconciling"]);
  expect([object("Spoke", "spoke-1")?.cells, object("Spoke", "spoke-2")?.cells]).toEqual(["sss", "www"]);
  expect(ready("Spoke", "spoke-2")).toMatchObject({ status: "False", reason: "StepsHeldBack" });
  await pass(withRollout(own.files, "{ canary: 1 }"), "two", {
    rollouts: new Map([["hub", { kind: "kept", state: { ...state, phase: "failed", result: "why" } }]]),
  });
  expect(object("Hub", "hub")?.conditions.map(({ type, reason }) => `${type} ${reason}`)).toEqual([
    "Ready RolloutFailed",
    "Stalled RolloutFailed",
  ]);
});

test("a document that is gone is in the status no more", async () => {
  const { own, pass, object } = begin();
  await pass();
  await pass(filesWithout(own.files, "spoke-2"), "two");
  expect(object("Spoke", "spoke-2")).toBeUndefined();
  expect(object("Spoke", "spoke-1")?.conditions[0]?.revision).toBe("two");
});

test("it is what its schema says, and holds no secret", async () => {
  const { pass } = begin();
  const parts = await pass();
  const whole = {
    ...parts,
    version: 1,
    at: 0,
    process: { label: "a", state: "leading", since: 0, version: "0.1.0" },
    source: { name: "folder" },
    requests: [],
  };
  expect(status.safeParse(whole).error).toBeUndefined();
  expect(JSON.stringify(whole)).not.toContain(EXTERNAL_ID);
});

test("a spoke has a letter for each endpoint of its own hub, and none for those of another", () => {
  const desired = desiredFrom(TWO_HUBS);
  const plan = { actions: [], held: [], findings: [], names: [] } as unknown as Plan;
  const { objects, endpoints } = fleetStatus(
    { desired, revision: "one", plan, outcomes: [], text: "", at: 0 },
    EMPTY_FLEET,
  );
  const columns = columnsByHub(endpoints);
  expect([...columns]).toEqual([
    ["first", ["ec2", "ssm"]],
    ["second", ["sqs"]],
  ]);
  const spokes = objects.filter(({ kind }) => kind === "Spoke");
  expect(spokes.map(({ name, cells }) => [name, cells?.length])).toEqual([
    ["a", 2],
    ["b", 1],
  ]);
});

const TWO_HUBS: Files = [
  ...["first", "second"].map((name, i) => ({
    path: `${name}.yaml`,
    text: `apiVersion: vpce-operator/v1
kind: Hub
metadata: { name: ${name} }
spec: { owner: team, account: "11111111111${i}", region: eu-west-1, vpc: vpc-0a00000${i} }
`,
  })),
  ...[
    ["ssm", "first"],
    ["ec2", "first"],
    ["sqs", "second"],
  ].map(([service, hub]) => ({
    path: `${service}.yaml`,
    text: `apiVersion: vpce-operator/v1
kind: Endpoint
metadata: { name: ${service} }
spec: { hubs: ["${hub}"], service: ${service}, existing: { id: vpce-0123456789abcdef0 } }
`,
  })),
  ...[
    ["a", "first"],
    ["b", "second"],
  ].map(([name, hub], i) => ({
    path: `spoke-${name}.yaml`,
    text: `apiVersion: vpce-operator/v1
kind: Spoke
metadata: { name: ${name} }
spec: { hub: ${hub}, account: "22222222222${i}", region: eu-west-1, vpc: vpc-0b00000${i}, role: { arn: "arn:aws:iam::22222222222${i}:role/r" } }
`,
  })),
];
