import { expect, test } from "vitest";
import { ANCHOR, REGION } from "../support/fleet.ts";
import { answer, converge, finding, said, zoneNamed } from "../support/look.ts";
import { ALPHA, alpha, BETA, beta, endpoint, hub, PRIVATE, SSM, vpcOf, world } from "../support/scenario.ts";
import { createStage } from "../support/stage.ts";

const FILES = [hub(), endpoint("ssm"), alpha(), beta()];

for (const [off, option] of [
  ["enableDnsSupport", "--enable-dns-support"],
  ["enableDnsHostnames", "--enable-dns-hostnames"],
] as const)
  test(`semantics 16: a VPC with ${off} off does not join, and the plan says how to switch it on; then it joins`, async () => {
    const stage = createStage(world({ alphaVpc: { [off]: false } }));
    const { plan } = await stage.operator().apply(FILES);
    expect(finding(plan, "DnsAttributesOff")).toMatchObject({
      kind: "withheld",
      spoke: "alpha",
      account: ALPHA.account,
      message: expect.stringContaining(`${ALPHA.vpc} has ${off} off`),
      todo: expect.stringContaining(`--region ${REGION} --vpc-id ${ALPHA.vpc} ${option}`),
    });
    expect(zoneNamed(stage, SSM).vpcs).toEqual([ANCHOR, BETA.vpc].sort());
    const vpc = stage.cloud.estate.network.vpcs.get(ALPHA.vpc);
    if (vpc) vpc[off] = true;
    await converge(stage, FILES);
    expect(answer(stage, ALPHA.vpc, SSM)).toContain(PRIVATE);
  });

test("semantics 16: a VPC that is not in that account and Region is told, in words that name all three", async () => {
  const stage = createStage(
    world({ accounts: { "666666666666": { vpcs: [vpcOf("vpc-0b0000000000000f1", 30)] } } }),
  );
  const elsewhere = { ...ALPHA, vpc: "vpc-0b0000000000000f1" };
  const { plan } = await stage
    .operator()
    .apply([hub(), endpoint("ssm"), alpha({ vpc: elsewhere.vpc }), beta()]);
  expect(finding(plan, "VpcNotFound")).toMatchObject({
    kind: "withheld",
    message: `account ${ALPHA.account} has no VPC ${elsewhere.vpc} in ${REGION}`,
    todo: expect.stringContaining("delete the spoke's document"),
  });
  expect(zoneNamed(stage, SSM).vpcs).toContain(BETA.vpc);
});

test("semantics 13, 16: a VPC that was deleted under a kept spoke stays in our zones until its document goes", async () => {
  const stage = createStage(world());
  await converge(stage, FILES);
  stage.cloud.estate.network.vpcs.delete(ALPHA.vpc);
  expect((await stage.operator().plan(FILES)).actions).toEqual([]);
  await converge(stage, [hub(), endpoint("ssm"), beta()]);
  expect(zoneNamed(stage, SSM).vpcs).not.toContain(ALPHA.vpc);
});

test("semantics 16: a spoke in another Region joins, with calls to its own Region", async () => {
  const stage = createStage(world({ alphaVpc: { region: "us-east-1" } }));
  await converge(stage, [hub(), endpoint("ssm"), alpha({ region: "us-east-1" }), beta()]);
  expect(answer(stage, ALPHA.vpc, SSM)).toContain(PRIVATE);
});

test("semantics 16: a spoke whose Region is wrong has no such VPC", async () => {
  const stage = createStage(world());
  const { plan } = await stage
    .operator()
    .apply([hub(), endpoint("ssm"), alpha({ region: "us-east-1" }), beta()]);
  expect(said(plan)).toEqual(["withheld VpcNotFound"]);
});
