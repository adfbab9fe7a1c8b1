import { DisassociateVPCFromHostedZoneCommand } from "@aws-sdk/client-route-53";
import { expect, test } from "vitest";
import { byHand, converge, finding, said, snapshot, vpcInput, zoneNamed, zones } from "../support/look.ts";
import { ALPHA, alpha, BETA, beta, endpoint, hub, KMS, SSM, world } from "../support/scenario.ts";
import { createStage } from "../support/stage.ts";

const SUSPENDED = alpha({ suspend: true });

test("semantics 29: a suspended spoke gains nothing, and its account is not asked", async () => {
  const stage = createStage(world());
  await converge(stage, [hub(), endpoint("ssm"), SUSPENDED, beta()]);
  expect(zoneNamed(stage, SSM).vpcs).not.toContain(ALPHA.vpc);
  expect(stage.cloud.calls.list({ account: ALPHA.account })).toEqual([]);
});

test("semantics 29: a suspended spoke loses nothing, although it no longer chooses the endpoint", async () => {
  const stage = createStage(world());
  await converge(stage, [hub(), endpoint("ssm"), endpoint("kms"), alpha(), beta()]);
  const before = snapshot(stage);
  const narrowed = alpha({ suspend: true, endpoints: { names: ["kms"] } });
  await converge(stage, [hub(), endpoint("ssm"), endpoint("kms"), narrowed, beta()]);
  expect(snapshot(stage)).toEqual(before);
});

test("semantics 29: what a person takes from a suspended spoke is not given back until the suspension ends", async () => {
  const stage = createStage(world());
  const files = [hub(), endpoint("ssm"), beta()];
  await converge(stage, [...files, alpha()]);
  const HostedZoneId = zoneNamed(stage, SSM).id;
  await byHand(stage).send(
    new DisassociateVPCFromHostedZoneCommand({ HostedZoneId, VPC: vpcInput(ALPHA.vpc) }),
  );
  await converge(stage, [...files, SUSPENDED]);
  expect(zoneNamed(stage, SSM).vpcs).not.toContain(ALPHA.vpc);
  await converge(stage, [...files, alpha()]);
  expect(zoneNamed(stage, SSM).vpcs).toContain(ALPHA.vpc);
});

test("semantics 29: a zone that a suspended spoke uses is not deleted, nor are its other clients taken out", async () => {
  const stage = createStage(world());
  await converge(stage, [hub(), endpoint("ssm"), endpoint("kms"), alpha(), beta()]);
  const { plan } = await stage.operator().apply([hub(), endpoint("kms"), SUSPENDED, beta()]);
  expect(plan.actions).toEqual([]);
  expect(said(plan)).toEqual(["withheld Suspended"]);
  expect(finding(plan, "Suspended")).toMatchObject({
    zone: SSM,
    message: expect.stringContaining(`${ALPHA.vpc} of a suspended spoke uses it`),
    todo: "end the spoke's suspension",
  });
  expect(zones(stage).map((z) => z.name)).toEqual([KMS, SSM]);
  expect(zoneNamed(stage, SSM).vpcs).toContain(BETA.vpc);
});
