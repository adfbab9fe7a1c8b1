import { expect, test } from "vitest";
import { HUB_VPC, REGION } from "../support/fleet.ts";
import { answer, converge, finding, said, snapshot, zoneNamed, zones } from "../support/look.ts";
import {
  ALPHA,
  alpha,
  BETA,
  beta,
  endpoint,
  hub,
  KMS,
  KMS_ENDPOINT,
  PRIVATE,
  SSM,
  SSM_ENDPOINT,
  world,
} from "../support/scenario.ts";
import { createStage } from "../support/stage.ts";

const SECOND = "vpce-0e0000000000000f2";

test("semantics 31: no endpoint of the service: stalled, told with its state, and the other endpoints go on", async () => {
  const stage = createStage(world({ endpoints: [{ id: KMS_ENDPOINT, service: "kms" }] }));
  const { plan } = await stage.operator().apply([hub(), endpoint("ssm"), endpoint("kms"), alpha()]);
  expect(said(plan)).toEqual(["withheld EndpointNotAvailable"]);
  expect(finding(plan, "EndpointNotAvailable")).toMatchObject({
    endpoint: "ssm",
    message: `no available endpoint of com.amazonaws.${REGION}.ssm (any) in ${HUB_VPC}`,
    todo: "create it, or wait until it is available",
  });
  expect(zones(stage).map((z) => z.name)).toEqual([KMS]);
});

test("semantics 31: an endpoint that is being deleted stalls: zones, records and pairs stay, and no client joins", async () => {
  const stage = createStage(world());
  await converge(stage, [hub(), endpoint("ssm"), alpha()]);
  const live = stage.cloud.estate.network.endpoints.get(SSM_ENDPOINT);
  if (live) live.availableAt = stage.clock.now() + 3_600_000;
  const before = snapshot(stage);
  const { plan } = await stage.operator().apply([hub(), endpoint("ssm"), alpha(), beta()]);
  expect(plan.actions).toEqual([]);
  expect(finding(plan, "EndpointNotAvailable").message).toContain(`${SSM_ENDPOINT} is pending`);
  expect(finding(plan, "EndpointStalled")).toMatchObject({
    kind: "withheld",
    spoke: "beta",
    vpc: { id: BETA.vpc },
  });
  expect(snapshot(stage)).toEqual(before);
});

test("semantics 12, 31: a spoke that leaves a stalled endpoint leaves all the same", async () => {
  const stage = createStage(world());
  await converge(stage, [hub(), endpoint("ssm"), alpha(), beta()]);
  const live = stage.cloud.estate.network.endpoints.get(SSM_ENDPOINT);
  if (live) live.availableAt = stage.clock.now() + 3_600_000;
  await stage.operator().apply([hub(), endpoint("ssm"), beta()]);
  expect(zoneNamed(stage, SSM).vpcs).not.toContain(ALPHA.vpc);
});

test("semantics 31: several endpoints of the service: none is guessed; an id or tags choose", async () => {
  const endpoints = [
    { id: SSM_ENDPOINT, service: "ssm", tags: { tier: "prod" } },
    { id: SECOND, service: "ssm", tags: { tier: "test" } },
  ];
  const stage = createStage(world({ endpoints }));
  const { plan } = await stage.operator().apply([hub(), endpoint("ssm"), alpha()]);
  expect(finding(plan, "EndpointAmbiguous")).toMatchObject({
    kind: "withheld",
    message: expect.stringContaining(`${SSM_ENDPOINT}, ${SECOND}`),
    todo: expect.stringContaining("existing.id"),
  });
  await converge(stage, [hub(), endpoint("ssm", { existing: { id: SECOND } }), alpha()]);
  const second = answer(stage, ALPHA.vpc, SSM);
  await converge(stage, [hub(), endpoint("ssm", { existing: { tags: { tier: "prod" } } }), alpha()]);
  expect(answer(stage, ALPHA.vpc, SSM)).not.toBe(second);
});

const KEPT = world({ endpoints: [{ id: SSM_ENDPOINT, service: "ssm", privateDns: true }] });

for (const said_ of [undefined, "off"] as const)
  test(`semantics 30: live private DNS is on and the document says ${said_ ?? "nothing"}: withheld, with the ways out, the safe one first`, async () => {
    const stage = createStage(KEPT);
    const { plan } = await stage
      .operator()
      .apply([hub(), endpoint("ssm", { hubPrivateDns: said_ }), alpha()]);
    expect(said(plan)).toEqual(["withheld HubPrivateDnsOn"]);
    expect(finding(plan, "HubPrivateDnsOn").todo).toMatch(
      /^set hubPrivateDns: turnOff .* hubPrivateDns: keep .* --region eu-west-1 --vpc-endpoint-id vpce-0e000000000000001 --no-private-dns-enabled$/,
    );
    expect(zones(stage)).toEqual([]);
    expect(answer(stage, HUB_VPC, SSM)).toBe("own endpoint");
  });

test("semantics 30: keep: the spokes resolve through our zone, the hub VPC through its endpoint, and is never associated", async () => {
  const stage = createStage(KEPT);
  await converge(stage, [hub(), endpoint("ssm"), alpha()]);
  expect(answer(stage, ALPHA.vpc, SSM)).toContain(PRIVATE);
  expect(answer(stage, HUB_VPC, SSM)).toBe("own endpoint");
  expect(zoneNamed(stage, SSM).vpcs).not.toContain(HUB_VPC);
});

test("semantics 30: off, and live is off: the hub VPC resolves through the zone too", async () => {
  const stage = createStage(world());
  await converge(stage, [hub(), endpoint("ssm", { hubPrivateDns: "off" }), alpha()]);
  expect(answer(stage, HUB_VPC, SSM)).toContain(PRIVATE);
});

test("semantics 30: private DNS switched on behind our back stalls the endpoint and takes nothing away", async () => {
  const stage = createStage(world());
  await converge(stage, [hub(), endpoint("ssm"), alpha()]);
  const live = stage.cloud.estate.network.endpoints.get(SSM_ENDPOINT);
  if (live) live.privateDns = true;
  const before = snapshot(stage);
  await stage.operator().apply([hub(), endpoint("ssm", { hubPrivateDns: "off" }), alpha()]);
  expect(snapshot(stage)).toEqual(before);
});

test("an endpoint that was replaced by hand: the aliases follow to the new one", async () => {
  const endpoints = [
    { id: SSM_ENDPOINT, service: "ssm" },
    { id: SECOND, service: "ssm" },
  ];
  const stage = createStage(world({ endpoints }));
  const files = [hub(), endpoint("ssm"), alpha()];
  const old = stage.cloud.estate.network.endpoints.get(SSM_ENDPOINT);
  if (old) old.goneAt = stage.clock.now() + 3_600_000;
  await converge(stage, files);
  expect(zoneNamed(stage, SSM).records[0]?.AliasTarget?.DNSName).toContain(SECOND);
});
