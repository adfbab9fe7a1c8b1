import { CreateVPCAssociationAuthorizationCommand } from "@aws-sdk/client-route-53";
import { expect, test } from "vitest";
import { HUB_VPC } from "../support/fleet.ts";
import {
  actionsOf,
  byHand,
  converge,
  finding,
  pairsOf,
  said,
  stageWith,
  vpcInput,
  zoneNamed,
} from "../support/look.ts";
import {
  ALPHA,
  alpha,
  beta,
  endpoint,
  GAMMA,
  gamma,
  hub,
  LOCAL,
  local,
  SSM,
  SSM_ENDPOINT,
  world,
} from "../support/scenario.ts";
import { createStage, type Stage } from "../support/stage.ts";

/** Semantics 12, 17: an authorization is made or deleted only where it was seen whose zone it is, and what stands there. */

const ADOPTED = world({
  hub: {
    zones: [
      {
        name: SSM,
        vpcs: [HUB_VPC],
        callerReference: "terraform-1",
        records: [{ name: SSM, alias: { endpoint: SSM_ENDPOINT } }],
      },
    ],
  },
});
const adopting = endpoint("ssm", { hubPrivateDns: "off", adoptZones: true });
const unread = (stage: Stage) =>
  stage.cloud.faults.add({ fault: "deny", operation: "ListVPCAssociationAuthorizations" });

test("semantics 17: nobody of another account joins an adopted zone whose authorizations could not be read", async () => {
  const stage = createStage(ADOPTED);
  const { id } = zoneNamed(stage, SSM);
  unread(stage);
  const { plan } = await stage.operator().apply([hub(), adopting, alpha()]);
  expect(finding(plan, "AuthorizationsNotRead")).toMatchObject({
    kind: "withheld",
    spoke: "alpha",
    zone: SSM,
    message: expect.stringContaining(id),
  });
  expect(actionsOf(plan)).toEqual([]);
  expect(zoneNamed(stage, SSM)).toMatchObject({ vpcs: [HUB_VPC], authorizations: [] });
  stage.cloud.faults.clear();
  await converge(stage, [hub(), adopting, alpha()]);
  expect(zoneNamed(stage, SSM).vpcs).toContain(ALPHA.vpc);
});

test("semantics 17: a VPC of the hub's account, which needs no authorization, joins that zone all the same", async () => {
  const stage = createStage(ADOPTED);
  unread(stage);
  const plan = await stage.operator().plan([hub(), adopting, local()]);
  expect(pairsOf(plan, "associate")).toEqual([`${SSM} ${LOCAL.vpc}`]);
  expect(said(plan)).not.toContain("withheld AuthorizationsNotRead");
});

test("semantics 17: into a zone of ours spokes go although its authorizations could not be read: all of them are ours", async () => {
  const stage = await stageWith([hub(), endpoint("ssm"), beta()]);
  unread(stage);
  const plan = await stage.operator().plan([hub(), endpoint("ssm"), alpha(), beta()]);
  for (const kind of ["authorize", "associate", "deauthorize"] as const)
    expect(pairsOf(plan, kind)).toEqual([`${SSM} ${ALPHA.vpc}`]);
});

test("semantics 10, 12, 17: tags unread, another owner may have taken the zone over: no authorization is swept from it", async () => {
  const files = [hub(), endpoint("ssm"), alpha(), beta()];
  const stage = await stageWith(files);
  const HostedZoneId = zoneNamed(stage, SSM).id;
  const authorize = (vpc: string) =>
    byHand(stage).send(new CreateVPCAssociationAuthorizationCommand({ HostedZoneId, VPC: vpcInput(vpc) }));
  await authorize(ALPHA.vpc); // associated
  await authorize(GAMMA.vpc); // in no document
  stage.cloud.faults.add({ fault: "deny", operation: "ListTagsForResources" });
  const { plan } = await stage.operator().apply(files);
  expect(actionsOf(plan)).toEqual([]);
  expect(zoneNamed(stage, SSM).authorizations).toEqual([ALPHA.vpc, GAMMA.vpc]);
  stage.cloud.faults.clear();
  await converge(stage, files);
  expect(zoneNamed(stage, SSM).authorizations).toEqual([]);
});

test("semantics 12, 17: nor from a zone whose VPCs could not be read: nothing is concluded about it", async () => {
  const files = [hub(), endpoint("ssm"), alpha(), beta()];
  const stage = await stageWith(files);
  const HostedZoneId = zoneNamed(stage, SSM).id;
  const VPC = vpcInput(GAMMA.vpc);
  await byHand(stage).send(new CreateVPCAssociationAuthorizationCommand({ HostedZoneId, VPC }));
  stage.cloud.faults.add({ fault: "deny", operation: "GetHostedZone" });
  for (const documents of [files, [...files, gamma()]])
    expect(actionsOf(await stage.operator().plan(documents))).toEqual([]);
});
