import { CreateVPCAssociationAuthorizationCommand } from "@aws-sdk/client-route-53";
import { expect, test } from "vitest";
import { ANCHOR, HUB_VPC } from "../support/fleet.ts";
import {
  actionsOf,
  answer,
  byHand,
  converge,
  darkNames,
  filesWithout,
  finding,
  pairsOf,
  said,
  snapshot,
  stageWith,
  vpcInput,
  writes,
  zoneNamed,
  zones,
} from "../support/look.ts";
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
  PRIVATE,
  SSM,
} from "../support/scenario.ts";

const FILES = [hub(), endpoint("ssm"), endpoint("kms"), alpha(), beta(), gamma()];
const without = (...names: string[]) => filesWithout(FILES, ...names);

async function applied(files = FILES) {
  const stage = await stageWith(files);
  stage.cloud.calls.clear();
  return stage;
}

test("semantics 13: a spoke removed from the YAML is disassociated by the hub although its account is closed", async () => {
  const stage = await applied();
  stage.cloud.identity.setClosed(ALPHA.account, true);
  await converge(stage, without("alpha"));
  for (const zone of zones(stage)) expect(zone.vpcs).toEqual([ANCHOR, BETA.vpc, GAMMA.vpc].sort());
  expect(stage.cloud.calls.list({ account: ALPHA.account })).toEqual([]);
  expect(answer(stage, ALPHA.vpc, SSM)).toBe("public");
});

test("semantics 13: a spoke's VPC that is deleted already is taken out of our zones all the same", async () => {
  const stage = await applied();
  stage.cloud.estate.network.vpcs.delete(ALPHA.vpc);
  await converge(stage, without("alpha"));
  for (const zone of zones(stage)) expect(zone.vpcs).not.toContain(ALPHA.vpc);
});

test("semantics 13: a removed spoke loses its authorization first, then the association", async () => {
  const stage = await applied();
  const VPC = vpcInput(ALPHA.vpc);
  const HostedZoneId = zoneNamed(stage, SSM).id;
  await byHand(stage).send(new CreateVPCAssociationAuthorizationCommand({ HostedZoneId, VPC }));
  stage.cloud.calls.clear();
  await converge(stage, without("alpha"));
  const ofZone = stage.cloud.calls
    .list({ write: true })
    .filter((c) => c.params.HostedZoneId === HostedZoneId);
  expect(ofZone.map((c) => c.operation)).toEqual([
    "DeleteVPCAssociationAuthorization",
    "DisassociateVPCFromHostedZone",
  ]);
});

test("semantics 13: a removal costs one call for each zone, and none in the spoke's account", async () => {
  const stage = await applied();
  await converge(stage, without("alpha"));
  expect(writes(stage)).toEqual(["DisassociateVPCFromHostedZone", "DisassociateVPCFromHostedZone"]);
});

test("semantics 6: a deleted endpoint document takes the clients out first, then the alias and the zone back to back", async () => {
  const stage = await applied();
  const dark = darkNames(stage, [ALPHA.vpc, BETA.vpc, GAMMA.vpc], [SSM, KMS]);
  const { plan } = await converge(stage, without("endpoint-ssm"));
  expect(said(plan)).toEqual([]);
  expect(writes(stage)).toEqual([
    ...Array.from({ length: 3 }, () => "DisassociateVPCFromHostedZone"),
    "ChangeResourceRecordSets",
    "DeleteHostedZone",
  ]);
  expect(zones(stage).map((z) => z.name)).toEqual([KMS]);
  expect([...dark]).toEqual([]);
  expect(answer(stage, ALPHA.vpc, SSM)).toBe("public");
  expect(answer(stage, ALPHA.vpc, KMS)).toContain(PRIVATE);
});

test("semantics 6: without an anchor the hub VPC stays to the last, and the plan names its window", async () => {
  const files = [
    hub({ anchorVpc: undefined }),
    endpoint("ssm", { hubPrivateDns: "off" }),
    endpoint("kms"),
    alpha(),
    local(),
  ];
  const stage = await applied(files);
  const { plan } = await converge(
    stage,
    files.filter((f) => !f.path.includes("endpoint-ssm")),
  );
  expect(finding(plan, "LastVpcOfZone")).toMatchObject({
    kind: "window",
    zone: SSM,
    vpc: { id: HUB_VPC },
    todo: expect.stringContaining("anchorVpc"),
  });
  expect(pairsOf(plan, "disassociate")).toEqual([`${SSM} ${ALPHA.vpc}`, `${SSM} ${LOCAL.vpc}`]);
  expect(zones(stage).map((z) => z.name)).toEqual([KMS]);
});

test("semantics 2, 13: the last VPC of a zone that stays cannot leave without an anchor, and the plan says what to do", async () => {
  const files = [hub({ anchorVpc: undefined }), endpoint("ssm"), local()];
  const stage = await applied(files);
  const before = snapshot(stage);
  const { plan } = await stage.operator().apply(files.slice(0, 2));
  expect(actionsOf(plan)).toEqual([]);
  expect(finding(plan, "LastVpc")).toMatchObject({
    kind: "withheld",
    zone: SSM,
    vpc: { id: LOCAL.vpc },
    message: expect.stringContaining(zoneNamed(stage, SSM).id),
    todo: expect.stringContaining("anchorVpc"),
  });
  expect(snapshot(stage)).toEqual(before);
});

test("semantics 2, 13: the anchor takes the last VPC's place in a zone that stays", async () => {
  const files = [hub({ anchorVpc: undefined }), endpoint("ssm"), local()];
  const stage = await applied(files);
  await converge(stage, [hub(), endpoint("ssm")]);
  expect(zoneNamed(stage, SSM).vpcs).toEqual([ANCHOR]);
  expect(writes(stage)).toEqual(["AssociateVPCWithHostedZone", "DisassociateVPCFromHostedZone"]);
});

test("semantics 2, 13: the last VPC leaves when the one that this plan brings is there", async () => {
  const stage = await applied([hub({ anchorVpc: undefined }), endpoint("ssm"), local()]);
  const { plan } = await converge(stage, [hub({ anchorVpc: undefined }), endpoint("ssm"), beta()]);
  expect(actionsOf(plan).map((key) => key.split(" ")[0])).toEqual([
    "changeRecords", // nobody used the zone but its first VPC: that its alias is INSYNC is proved first
    "awaitInsync",
    "authorize",
    "associate",
    "deauthorize",
    "awaitInsync", // without an anchor it may have been the last one in a zone above until a moment ago
    "disassociate",
  ]);
  expect(zoneNamed(stage, SSM).vpcs).toEqual([BETA.vpc]);
});

test("semantics 6: a whole hub is taken down without a dark name, when its removals are allowed", async () => {
  const stage = await applied();
  const dark = darkNames(stage, [ALPHA.vpc, BETA.vpc, GAMMA.vpc], [SSM, KMS]);
  await stage.operator().apply([hub()], { allowRemovals: () => true });
  expect(zones(stage)).toEqual([]);
  expect([...dark]).toEqual([]);
  expect((await stage.operator().plan([hub()])).findings).toEqual([]);
});
