import {
  AssociateVPCWithHostedZoneCommand,
  ChangeResourceRecordSetsCommand,
  ChangeTagsForResourceCommand,
  CreateHostedZoneCommand,
  DisassociateVPCFromHostedZoneCommand,
  UpdateHostedZoneCommentCommand,
} from "@aws-sdk/client-route-53";
import { expect, test } from "vitest";
import { ANCHOR, HUB, HUB_VPC, REGION } from "../support/fleet.ts";
import {
  actionsOf,
  answer,
  byHand,
  converge,
  deleteByHand,
  filesWithout,
  finding,
  pairsOf,
  propagate,
  said,
  snapshot,
  stageWith,
  vpcInput,
  zoneNamed,
  zones,
} from "../support/look.ts";
import {
  ALPHA,
  alpha,
  BETA,
  beta,
  endpoint,
  hub,
  KMS,
  LOCAL,
  PRIVATE,
  SSM,
  world,
} from "../support/scenario.ts";
import { createStage } from "../support/stage.ts";

const FILES = [hub(), endpoint("ssm"), endpoint("kms"), alpha(), beta()];
const without = (...names: string[]) => filesWithout(FILES, ...names);

const applied = () => stageWith(FILES);

test("semantics 8: a zone bears its owner in its CallerReference, and in tags for people", async () => {
  const stage = await applied();
  const zone = zoneNamed(stage, SSM);
  expect(zone.callerReference).toMatch(/^vpceop\/network-platform\/[0-9a-f]{32}\/0\/0$/);
  expect(zone.comment).toContain(`service=com.amazonaws.${REGION}.ssm set=default origin=aws`);
  expect(zone.tags).toMatchObject({
    "vpce-operator/owner": "network-platform",
    "vpce-operator/hub": "hub",
    "vpce-operator/endpoint": "ssm",
  });
});

test("semantics 8: tags edited by hand are repaired, and nothing else is done", async () => {
  const stage = await applied();
  const { id, tags } = zoneNamed(stage, SSM);
  const AddTags = [{ Key: "vpce-operator/owner", Value: "somebody" }];
  const RemoveTagKeys = ["vpce-operator/service"];
  await byHand(stage).send(
    new ChangeTagsForResourceCommand({ ResourceType: "hostedzone", ResourceId: id, AddTags, RemoveTagKeys }),
  );
  const { plan } = await converge(stage, FILES);
  expect(actionsOf(plan)).toEqual([`tagZone hub/default/${SSM}`]);
  expect(zoneNamed(stage, SSM).tags).toEqual(tags);
});

test("semantics 8: a zone without our comment is still ours, and its tags tell what it was for", async () => {
  const stage = await applied();
  const { id } = zoneNamed(stage, SSM);
  await byHand(stage).send(new UpdateHostedZoneCommentCommand({ Id: id, Comment: "do not touch" }));
  expect((await stage.operator().plan(FILES)).actions).toEqual([]);
  await converge(stage, without("endpoint-ssm"));
  expect(zones(stage).map((z) => z.name)).toEqual([KMS]);
});

test("semantics 8, 12: a zone whose comment and tags are both gone is not removed: nobody can tell what it was for", async () => {
  const stage = await applied();
  const { id, tags } = zoneNamed(stage, SSM);
  await byHand(stage).send(new UpdateHostedZoneCommentCommand({ Id: id, Comment: "" }));
  await byHand(stage).send(
    new ChangeTagsForResourceCommand({
      ResourceType: "hostedzone",
      ResourceId: id,
      RemoveTagKeys: Object.keys(tags),
    }),
  );
  const plan = await stage.operator().plan(without("endpoint-ssm"));
  expect(plan.actions).toEqual([]);
  expect(finding(plan, "ServiceUnknown")).toMatchObject({
    kind: "withheld",
    zone: SSM,
    message: expect.stringContaining(id),
    todo: expect.stringContaining("vpce-operator/service"),
  });
});

test("semantics 8: a deleted zone's CallerReference stays used, so the zone comes back in a later generation", async () => {
  const stage = await applied();
  await deleteByHand(stage, SSM);
  await propagate(stage);
  expect(answer(stage, ALPHA.vpc, SSM)).toBe("public");
  await converge(stage, FILES);
  expect(zoneNamed(stage, SSM).callerReference).toMatch(/\/0\/\d{10}$/); // epoch seconds
  expect(answer(stage, ALPHA.vpc, SSM)).toContain(PRIVATE);
});

test("semantics 8: two zones of ours under one name: the one in use is kept, the other is reported and left alone", async () => {
  const stage = await applied();
  const used = zoneNamed(stage, SSM);
  const CallerReference = used.callerReference.replace(/0$/, "1");
  const VPC = vpcInput(LOCAL.vpc);
  await byHand(stage).send(new CreateHostedZoneCommand({ Name: SSM, CallerReference, VPC }));
  const before = snapshot(stage);
  const { plan } = await stage.operator().apply(FILES);
  expect(plan.actions).toEqual([]);
  expect(finding(plan, "DuplicateZone")).toMatchObject({
    kind: "conflict",
    zone: SSM,
    message: expect.stringContaining(`${used.id} is used`),
  });
  expect(snapshot(stage)).toEqual(before);
});

test("semantics 9: an association that no document wants is removed from our zone", async () => {
  const stage = await applied();
  const VPC = vpcInput(LOCAL.vpc);
  const HostedZoneId = zoneNamed(stage, SSM).id;
  await byHand(stage).send(new AssociateVPCWithHostedZoneCommand({ HostedZoneId, VPC }));
  const { plan } = await converge(stage, FILES);
  expect(pairsOf(plan, "disassociate")).toEqual([`${SSM} ${LOCAL.vpc}`]);
});

test("semantics 9: an association and an alias taken away by hand come back", async () => {
  const stage = await applied();
  const { id: HostedZoneId, records } = zoneNamed(stage, SSM);
  const VPC = vpcInput(ALPHA.vpc);
  await byHand(stage).send(new DisassociateVPCFromHostedZoneCommand({ HostedZoneId, VPC }));
  const Changes = records.map((ResourceRecordSet) => ({ Action: "DELETE" as const, ResourceRecordSet }));
  await byHand(stage).send(new ChangeResourceRecordSetsCommand({ HostedZoneId, ChangeBatch: { Changes } }));
  await propagate(stage);
  expect(answer(stage, BETA.vpc, SSM)).toBe("no address");
  await converge(stage, FILES);
  for (const { vpc } of [ALPHA, BETA]) expect(answer(stage, vpc, SSM)).toContain(PRIVATE);
});

test("semantics 9: a record that is not ours is reported, left alone, and keeps its zone from being deleted", async () => {
  const stage = await applied();
  const { id } = zoneNamed(stage, SSM);
  const ResourceRecordSet = {
    Name: `note.${SSM}`,
    Type: "TXT",
    TTL: 60,
    ResourceRecords: [{ Value: '"v"' }],
  };
  await byHand(stage).send(
    new ChangeResourceRecordSetsCommand({
      HostedZoneId: id,
      ChangeBatch: { Changes: [{ Action: "CREATE", ResourceRecordSet: ResourceRecordSet as never }] },
    }),
  );
  expect(finding(await stage.operator().plan(FILES), "ForeignRecord")).toMatchObject({
    kind: "note",
    message: expect.stringContaining(`note.${SSM} TXT`),
  });
  const { plan } = await stage.operator().apply(without("endpoint-ssm"));
  expect(finding(plan, "ForeignRecords")).toMatchObject({
    kind: "withheld",
    message: expect.stringContaining(`TXT note.${SSM}`),
    todo: "move or delete those records",
  });
  expect(zoneNamed(stage, SSM).records).toHaveLength(2);
});

const OTHER_REFERENCE = `vpceop/other-team/${"0".repeat(32)}/0/0`;

test("semantics 10: another owner's zone of the same name is a conflict that names the owner, the VPC and the way out", async () => {
  const zone = { name: SSM, callerReference: OTHER_REFERENCE, vpcs: [LOCAL.vpc, ALPHA.vpc] };
  const stage = createStage(world({ hub: { zones: [zone] } }));
  const { plan } = await stage.operator().apply(FILES);
  expect(finding(plan, "NameHeldByZone")).toMatchObject({
    kind: "conflict",
    spoke: "alpha",
    zone: SSM,
    account: ALPHA.account,
    message: expect.stringMatching(`${ALPHA.vpc} is in zone Z.* owner other-team in account ${HUB}`),
    todo: expect.stringContaining(`VPCId=${ALPHA.vpc}`),
  });
  await propagate(stage);
  expect(answer(stage, BETA.vpc, SSM)).toContain(PRIVATE);
  expect(answer(stage, ALPHA.vpc, KMS)).toContain(PRIVATE);
});

test("semantics 10: two owners on one hub account do not touch each other's zones while their VPCs differ", async () => {
  const zone = { name: SSM, callerReference: OTHER_REFERENCE, vpcs: [LOCAL.vpc] };
  const stage = createStage(world({ hub: { zones: [zone] } }));
  const theirs = () => zones(stage).find((z) => z.callerReference === OTHER_REFERENCE);
  const before = theirs();
  await converge(stage, FILES);
  await converge(stage, without("spoke-alpha"));
  expect(theirs()).toEqual(before);
});

test("semantics 2, 10: an anchor in somebody else's zone of the name cannot make ours, and the plan says whose", async () => {
  const stage = createStage(world({ hub: { zones: [{ name: SSM, vpcs: [ANCHOR] }] } }));
  const plan = await stage.operator().plan([hub(), endpoint("ssm"), alpha()]);
  expect(plan.actions).toEqual([]);
  expect(finding(plan, "NameHeldByZone")).toMatchObject({
    kind: "conflict",
    message: expect.stringContaining(`anchor VPC ${ANCHOR}`),
    todo: expect.stringContaining("anchorVpc"),
  });
});

test("semantics 8: renaming documents changes nothing in AWS, not even the tags that say what made a zone", async () => {
  const stage = await applied();
  const rename = (path: string, text: string) => ({ path, text });
  const renamed = FILES.map((f) =>
    rename(
      f.path,
      f.text
        .replaceAll('"name":"hub"', '"name":"centre"')
        .replaceAll('"hub":"hub"', '"hub":"centre"')
        .replaceAll('"hubs":["hub"]', '"hubs":["centre"]')
        .replaceAll('"name":"ssm"', '"name":"systems-manager"'),
    ),
  );
  const plan = await stage.operator().plan(renamed);
  expect(plan.actions).toEqual([]);
});

test("semantics 12: a Hub document that vanished removes nothing, and the plan says what to do first", async () => {
  const stage = await applied();
  const elsewhere = hub({ vpc: HUB_VPC.replace(/1$/, "2"), anchorVpc: undefined }, "another");
  const plan = await stage.operator().plan([elsewhere]);
  expect(plan.actions).toEqual([]);
  expect(said(plan)).toEqual(["withheld HubVanished", "withheld HubVanished"]);
  expect(plan.findings[0]).toMatchObject({
    account: HUB,
    zone: KMS,
    todo: expect.stringContaining("delete its spokes and endpoints first"),
  });
});
