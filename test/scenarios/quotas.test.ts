import { expect, test } from "vitest";
import { planExitCode } from "../../cmd/plan.ts";
import { ANCHOR, HUB } from "../support/fleet.ts";
import { converge, finding, pairsOf, said, zoneNamed, zones } from "../support/look.ts";
import {
  ALPHA,
  alpha,
  BETA,
  beta,
  endpoint,
  GAMMA,
  gamma,
  hub,
  KMS,
  LOCAL,
  local,
  SSM,
  world,
} from "../support/scenario.ts";
import { createStage } from "../support/stage.ts";

const small = (quotas: object) => hub({ quotas });

test("without an anchor a zone that is full takes no more VPCs: withheld before AWS refuses, with the ways out", async () => {
  const stage = createStage(world(), { quotas: { vpcsPerZone: 2 } });
  const alone = hub({ quotas: { vpcsPerZone: 2 }, anchorVpc: undefined });
  const { plan, outcomes } = await stage.operator().apply([alone, endpoint("ssm"), alpha(), beta(), local()]);
  expect(outcomes.every((o) => o.result === "done")).toBe(true);
  expect(finding(plan, "VpcQuota")).toMatchObject({
    kind: "withheld",
    zone: SSM,
    message: expect.stringContaining("3 VPCs want"),
    todo: expect.stringMatching(/anchorVpc.*quotas\.vpcsPerZone/),
  });
  expect(finding(plan, "EndpointFull")).toMatchObject({ kind: "withheld", spoke: "beta" });
  expect(planExitCode(plan)).toBe(2);
  expect(zoneNamed(stage, SSM).vpcs).toEqual([ALPHA.vpc, LOCAL.vpc].sort());
});

test("semantics 29: a suspended spoke counts in the quota, and nobody waits behind one that is not there yet", async () => {
  const stage = createStage(world(), { quotas: { vpcsPerZone: 3 } });
  const own = [small({ vpcsPerZone: 3 }), endpoint("ssm")];
  await converge(stage, [...own, alpha({ suspend: true }), beta(), gamma()]);
  expect(zones(stage).map((z) => z.vpcs)).toEqual([[ANCHOR, BETA.vpc, GAMMA.vpc].sort()]);
  await converge(stage, [...own, alpha(), beta(), gamma()]);
  expect(zones(stage).map((z) => z.vpcs)).toEqual([[BETA.vpc, GAMMA.vpc], [ANCHOR, ALPHA.vpc].sort()]);
});

test("a place that becomes free is taken in the pass after", async () => {
  const stage = createStage(world(), { quotas: { vpcsPerZone: 2 } });
  const quota = small({ vpcsPerZone: 2 });
  await converge(stage, [quota, endpoint("ssm"), alpha()]);
  const { plan, outcomes } = await stage.operator().apply([quota, endpoint("ssm"), beta()]);
  expect(finding(plan, "ZoneFull")).toMatchObject({
    kind: "withheld",
    spoke: "beta",
    message: `zone ${SSM} would have more than 2 VPCs`,
    todo: expect.stringContaining("run again when the VPCs that leave it have left"),
  });
  expect(outcomes.map((o) => [o.key.split(" ")[0], o.result])).toEqual([["disassociate", "done"]]);
  await converge(stage, [quota, endpoint("ssm"), beta()]);
  expect(zoneNamed(stage, SSM).vpcs).toEqual([ANCHOR, BETA.vpc].sort());
});

test("zones that the account cannot take are withheld; all of an endpoint's zones are made, or none", async () => {
  const services = { ssm: [SSM, "ssm.eu-west-1.api.aws"] };
  const stage = createStage(world({ services, hub: { zones: [{ name: "corp.example" }] } }), {
    quotas: { zonesPerAccount: 3 },
  });
  const files = [small({ zonesPerAccount: 2 }), endpoint("ssm"), endpoint("kms"), alpha()];
  const { plan, outcomes } = await stage.operator().apply(files);
  expect(outcomes.every((o) => o.result === "done")).toBe(true);
  expect(plan.findings.filter((f) => f.reason === "ZoneQuota")[0]).toMatchObject({
    kind: "withheld",
    endpoint: "ssm",
    message: `account ${HUB} would have more than 2 hosted zones`,
    todo: expect.stringContaining("quotas.zonesPerAccount"),
  });
  expect(said(plan)).toContain("withheld EndpointIncomplete");
  expect(
    zones(stage)
      .map((z) => z.name)
      .filter((n) => n !== "corp.example"),
  ).toEqual([KMS]);
});

test("quotas.vpcsPerZone counts the anchor", async () => {
  const stage = createStage(world(), { quotas: { vpcsPerZone: 3 } });
  await converge(stage, [hub(), endpoint("ssm"), alpha()]);
  const plan = await stage
    .operator()
    .plan([small({ vpcsPerZone: 3 }), endpoint("ssm"), alpha(), beta(), gamma()]);
  expect(pairsOf(plan, "associate")).toEqual([`${SSM} ${BETA.vpc}`, `${SSM} ${GAMMA.vpc}`]);
  expect(plan.actions.filter((a) => a.kind === "createZone")).toHaveLength(1);
});

test("semantics 33: zones that bring the account near its quota are told in time", async () => {
  const plan = await createStage(world())
    .operator()
    .plan([small({ zonesPerAccount: 2 }), endpoint("ssm"), endpoint("kms"), alpha()]);
  expect(finding(plan, "ZoneQuotaNear")).toMatchObject({
    kind: "note",
    account: HUB,
    message: `account ${HUB} will have 2 of 2 hosted zones`,
    todo: expect.stringContaining("quotas.zonesPerAccount"),
  });
});
