import { expect, test } from "vitest";
import { HUB_VPC, REGION } from "../support/fleet.ts";
import { actionsOf, finding, pairsOf, said, stageWith, zoneNamed } from "../support/look.ts";
import {
  ALPHA,
  alpha,
  BETA,
  beta,
  endpoint,
  hub,
  KMS,
  SSM,
  SSM_ENDPOINT,
  world,
} from "../support/scenario.ts";
import { createStage, type Stage } from "../support/stage.ts";

/** Semantics 5: what is above a zone's name, and not ours or not seen, when a VPC leaves the zone or the hub is switched. */

const API = `codeartifact.${REGION}.amazonaws.com`;
const REPOSITORIES = `d.${API}`;
const endpoints = [
  { id: "vpce-0e00000000000000a", service: "codeartifact.api" },
  { id: "vpce-0e00000000000000b", service: "codeartifact.repositories" },
];
const api = endpoint("codeartifact.api", {}, "api");
const repositories = endpoint("codeartifact.repositories", {}, "repositories");
const generous = hub({ guard: { maxRemovalPercent: 100 } });

/** The zone's VPCs cannot be read. */
function hide(stage: Stage, name: string): void {
  const { id } = zoneNamed(stage, name);
  stage.cloud.onCall(({ phase, call }) => {
    if (phase === "before" && call.operation === "GetHostedZone" && call.params.Id === id)
      throw new Error("not readable");
  });
}

test("semantics 5, 12: nobody leaves a zone while the one above it, which no document wants, could not be read", async () => {
  const stage = await stageWith([hub(), api, repositories, alpha(), beta()], world({ endpoints }));
  hide(stage, API);
  const plan = await stage.operator().plan([generous, repositories, beta()]);
  expect(actionsOf(plan)).toEqual([]);
  expect(finding(plan, "Shadows")).toMatchObject({
    kind: "withheld",
    zone: REPOSITORIES,
    vpc: { id: ALPHA.vpc },
    message: expect.stringContaining("whose VPCs could not be read"),
  });
});

test("semantics 5: nor while a zone of its own account is above the name in that VPC", async () => {
  const own = { name: `${REGION}.amazonaws.com`, vpcs: [ALPHA.vpc] };
  const stage = await stageWith(
    [hub(), endpoint("ssm"), alpha(), beta()],
    world({ alpha: { zones: [own] } }),
  );
  const { id } = zoneNamed(stage, own.name);
  const only = { endpoints: { names: ["kms"] } };
  // alpha lacks kms, so it is looked at
  const plan = await stage.operator().plan([generous, endpoint("ssm"), endpoint("kms"), alpha(only), beta()]);
  expect(pairsOf(plan, "disassociate")).toEqual([]);
  expect(finding(plan, "Shadows")).toMatchObject({ zone: SSM, vpc: { id: ALPHA.vpc } });
  expect(finding(plan, "Shadows").message).toContain(`zone ${id} (${own.name}) would hide that name`);
  expect(pairsOf(plan, "associate")).toContain(`${KMS} ${ALPHA.vpc}`);
});

const above = { name: `${REGION}.amazonaws.com`, vpcs: [HUB_VPC], callerReference: "terraform-1" };
const ON = world({
  endpoints: [{ id: SSM_ENDPOINT, service: "ssm", privateDns: true }],
  hub: { zones: [above] },
});

test("semantics 5, 30: under somebody's zone that the hub VPC is in, the switch waits for leave: allowGap", async () => {
  const turnOff = (spec = {}) => endpoint("ssm", { hubPrivateDns: "turnOff", ...spec });
  const stage = createStage(ON);
  const { id } = zoneNamed(stage, above.name);
  const plan = await stage.operator().plan([hub(), turnOff(), alpha()]);
  expect(finding(plan, "TurnOffHidden").message).toContain(
    `zone ${id} (${above.name}) would answer NXDOMAIN`,
  );
  expect(actionsOf(plan, "turnOffPrivateDns")).toEqual([]);
  const allowed = await stage.operator().plan([hub(), turnOff({ allowGap: true }), alpha()]);
  expect(actionsOf(allowed, "turnOffPrivateDns")).toHaveLength(1);
  expect(finding(allowed, "TurnOff").message).toContain("answers NXDOMAIN");
});

test("semantics 30: with the hub VPC's own private DNS off, the name above it that it held hides nothing", async () => {
  const files = (spec = {}) => [
    generous,
    endpoint("codeartifact.api", {}, "api"),
    endpoint("codeartifact.repositories", { hubPrivateDns: "off", ...spec }, "repositories"),
    beta(),
  ];
  const stage = await stageWith(files(), world({ endpoints }));
  const plan = await stage.operator().plan(files({ hubPrivateDns: "keep" }));
  expect(pairsOf(plan, "disassociate")).toEqual([`${REPOSITORIES} ${HUB_VPC}`]);
});

test("semantics 20, 30: turnOff excuses the hub's own endpoint only: what else holds the name is told, in hub VPC and spokes", async () => {
  const spokes = { endpoints: [{ id: "vpce-0e00000000000000c", service: "ssm", privateDns: true }] };
  const stage = createStage(
    world({
      endpoints: [{ id: SSM_ENDPOINT, service: "ssm", privateDns: true }],
      alphaVpc: spokes,
    }),
  );
  const turnOff = endpoint("ssm", { hubPrivateDns: "turnOff" });
  const plan = await stage.operator().plan([hub(), turnOff, alpha(), beta()]);
  expect(finding(plan, "NameHeldByEndpoint")).toMatchObject({ kind: "conflict", spoke: "alpha", zone: SSM });
  expect(pairsOf(plan, "associate")).not.toContain(`${SSM} ${ALPHA.vpc}`);
  expect(pairsOf(plan, "associate")).toContain(`${SSM} ${HUB_VPC}`);
});

test("semantics 12, 20: a zone of the hub's account that its list does not show yet is unknown, not a conflict", async () => {
  const stage = createStage(world());
  stage.cloud.faults.add({ fault: "stale", operation: "ListHostedZones", writes: 1_000 });
  const other = stage.operator();
  await other.apply([hub({ owner: "team-b" }), endpoint("ssm"), alpha()]); // made by others meanwhile
  const plan = await stage.operator().plan([hub(), endpoint("ssm"), alpha()]);
  const lags = plan.findings.filter((f) => f.reason === "ListLags" || f.reason === "NameHeldByZone");
  expect(lags.length).toBeGreaterThan(0);
  for (const { kind, reason } of lags) expect(`${kind} ${reason}`).toBe("unknown ListLags");
  expect(actionsOf(plan)).toEqual([]);
});

test("semantics 20: who turns out to be held elsewhere takes no place in a pass, however it turns out", async () => {
  const stage = createStage(world({ alpha: { zones: [{ name: SSM, vpcs: [ALPHA.vpc] }] } }));
  const plan = await stage.operator().plan([hub(), endpoint("ssm"), alpha(), beta()], { pairsMax: 1 });
  expect(said(plan)).toEqual(["conflict NameHeldByZone"]);
  expect(pairsOf(plan, "associate")).toEqual([`${SSM} ${BETA.vpc}`]);
});
