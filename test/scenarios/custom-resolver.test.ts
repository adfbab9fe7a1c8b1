import { expect, test } from "vitest";
import { converge, finding } from "../support/look.ts";
import {
  ALPHA,
  alpha,
  BETA,
  beta,
  endpoint,
  hub,
  spoke,
  vpcOf,
  type WorldParts,
  world,
} from "../support/scenario.ts";
import { createStage, type Stage } from "../support/stage.ts";

const SECOND = "vpc-0b0000000000000f1";
const FILES = [hub(), endpoint("ssm"), alpha(), spoke("second", { ...ALPHA, vpc: SECOND }), beta()];
const SET = "dopt-0a000000000000001";

/** Alpha's account has two VPCs, of which one has a set of its own. */
function fleetAsking(...domainNameServers: string[]): WorldParts {
  const first = vpcOf(ALPHA.vpc, 1, { dhcpOptions: { id: SET, domainNameServers } });
  return { alpha: { vpcs: [first, vpcOf(SECOND, 31)] } };
}

/** In which accounts sets were asked for. */
function asked({ cloud }: Stage): string[] {
  const calls = cloud.calls.list().filter(({ operation }) => operation === "DescribeDhcpOptions");
  return calls.map(({ account }) => account).sort();
}

test("semantics 56: whom hosts ask is read once for each account in which spokes join, and never at rest", async () => {
  const stage = createStage(world(fleetAsking("10.1.0.9", "10.1.1.9")));
  const { plan } = await stage.operator().apply(FILES);
  const told = finding(plan, "CustomResolver");
  expect(told).toMatchObject({ kind: "note", spoke: "alpha", account: ALPHA.account });
  expect(told.message).toContain(`${ALPHA.vpc} are told to ask 10.1.0.9, 10.1.1.9 (DHCP options set ${SET})`);
  expect(asked(stage)).toEqual([ALPHA.account, BETA.account]);
  await converge(stage, FILES);
  stage.cloud.calls.clear();
  expect((await stage.operator().plan(FILES)).findings).toEqual([]);
  expect(asked(stage)).toEqual([]);
});

test("a role that may not read DHCP options is shut out of nothing: all join, and one note says what is not checked", async () => {
  const stage = createStage(world(fleetAsking("10.1.0.9")));
  stage.cloud.faults.add({ fault: "deny", operation: "DescribeDhcpOptions" });
  const { plan } = await stage.operator().apply(FILES);
  expect(finding(plan, "CustomResolverNotChecked")).toMatchObject({
    kind: "note",
    todo: expect.stringContaining("ec2:DescribeDhcpOptions"),
  });
  await converge(stage, FILES);
  const { findings, actions } = await stage.operator().plan(FILES);
  expect([...findings, ...actions]).toEqual([]);
});

test("a set that was replaced since its VPC was read says nothing", async () => {
  const stage = createStage(world(fleetAsking("10.1.0.9")));
  stage.cloud.onCall(({ phase, call }) => {
    const vpc = stage.cloud.estate.network.vpcs.get(ALPHA.vpc);
    if (phase === "before" && call.operation === "DescribeDhcpOptions") delete vpc?.dhcpOptions;
  });
  const { findings } = await stage.operator().plan(FILES);
  expect(asked(stage)).toContain(ALPHA.account);
  expect(findings).toEqual([]);
});
