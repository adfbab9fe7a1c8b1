import { CreateVpcEndpointCommand, DeleteVpcEndpointsCommand, EC2Client } from "@aws-sdk/client-ec2";
import { DeleteHostedZoneCommand, DisassociateVPCFromHostedZoneCommand } from "@aws-sdk/client-route-53";
import { expect, test } from "vitest";
import { parseDesired } from "../../src/model/desired/parse.ts";
import { clientSettings } from "../../src/simulator/client-settings.ts";
import { REGION } from "../support/fleet.ts";
import { answer, byHand, converge, finding, propagate, said, vpcInput, zoneNamed } from "../support/look.ts";
import { ALPHA, alpha, endpoint, hub, PRIVATE, SSM, world } from "../support/scenario.ts";
import { createStage, type Files, type Stage } from "../support/stage.ts";

/**
 * Estates and reports from the field, by their numbers, as far as no other file of this folder tells the same story
 * under another title: what people wrote, and what answered.
 */

const id = (n: number) => `vpce-0e0000000000000${n.toString(16).padStart(2, "0")}`;

test("field case 01: services whose names a guess gets wrong are one document, resolve privately, and the next plan is empty", async () => {
  const names = {
    detective: `api.detective.${REGION}.amazonaws.com`,
    "ecr.api": `api.ecr.${REGION}.amazonaws.com`,
    "ecr.dkr": `*.dkr.ecr.${REGION}.amazonaws.com`,
    "eks-auth": `eks-auth.${REGION}.api.aws`,
    "kinesis-firehose": `firehose.${REGION}.amazonaws.com`,
  };
  const services = Object.keys(names);
  const stage = createStage(
    world({
      services: Object.fromEntries(Object.entries(names).map(([service, name]) => [service, [name]])),
      endpoints: services.map((service, i) => ({ id: id(i + 1), service })),
    }),
  );
  await converge(stage, [hub(), endpoint("all", { service: undefined, services }), alpha()]);
  for (const name of Object.values(names))
    expect(answer(stage, ALPHA.vpc, name.replace("*", "444455556666"))).toContain(PRIVATE);
});

const FAR = "com.amazonaws.us-east-2.ec2";
const VENDOR = "com.amazonaws.vpce.us-east-1.vpce-svc-09a8006e245d10001";

test("field case 08: endpoints of other Regions' services are shared as validate says to write them, serviceRegion included", async () => {
  const metrics = "metrics.agent.vendor.example";
  const spec = world({
    endpoints: [
      { id: id(1), service: VENDOR },
      { id: id(2), service: FAR },
    ],
  });
  const parts = JSON.parse(spec);
  parts.services["us-east-1"] = { [VENDOR]: [metrics] };
  const stage = createStage(JSON.stringify(parts));
  const files = (vendor: object, far: object): Files => [
    hub(),
    endpoint(VENDOR, { existing: { id: id(1) }, extraNames: [metrics], ...vendor }, "metrics"),
    endpoint(FAR, { existing: { id: id(2) }, ...far }, "far"),
    alpha(),
  ];
  const { problems } = parseDesired(files({}, {}), () => undefined);
  const [far, vendor] = problems.map(({ hint }) => /set serviceRegion: (\S+)$/.exec(hint ?? "")?.[1]);
  expect([far, vendor]).toEqual(["us-east-2", "us-east-1"]);
  await converge(stage, files({ serviceRegion: vendor }, { serviceRegion: far }));
  expect(answer(stage, ALPHA.vpc, metrics)).toContain(PRIVATE);
  expect(answer(stage, ALPHA.vpc, "ec2.us-east-2.amazonaws.com")).toContain(PRIVATE);
  expect(answer(stage, ALPHA.vpc, `ec2.${REGION}.amazonaws.com`)).toBe("public");
});

test("field case 11: a VPC in a vendor's zone of its own account keeps it, whose last VPC it is; deleting it ends the conflict", async () => {
  const cluster = "4ny6k.us-west-2.vendor.example";
  const own = { name: cluster, callerReference: "by-hand", vpcs: [ALPHA.vpc] };
  const stage = createStage(world({ alpha: { zones: [own] } }));
  const files = [
    hub(),
    endpoint("ssm", { names: [], extraNames: [`*.${cluster}`], zonalNames: true }),
    alpha(),
  ];
  const { plan } = await stage.operator().apply(files);
  expect(said(plan)).toEqual(["conflict NameHeldByZone"]);
  const Id = [...stage.cloud.estate.zones.byId.values()].find((z) => z.callerReference === "by-hand")?.id;
  expect(finding(plan, "NameHeldByZone").todo).toContain(
    `--hosted-zone-id ${Id} --vpc VPCRegion=${REGION},VPCId=${ALPHA.vpc} (where AWS answers LastVPCAssociation the zone has no other VPC: delete the zone)`,
  );
  const leave = new DisassociateVPCFromHostedZoneCommand({ HostedZoneId: Id, VPC: vpcInput(ALPHA.vpc) });
  const owner = byHand(stage, ALPHA.account);
  await expect(stage.clock.run(owner.send(leave))).rejects.toThrow(/last one associated/);
  await stage.clock.run(owner.send(new DeleteHostedZoneCommand({ Id })));
  await converge(stage, files);
  expect(answer(stage, ALPHA.vpc, `a.${cluster}`)).toContain(PRIVATE);
});

test("field case 13: a spoke keeps one endpoint of its own by except, without a conflict, and goes to the hub's and back", async () => {
  const alphaVpc = { endpoints: [{ id: id(9), service: "ssm", privateDns: true }] };
  const stage = createStage(world({ alphaVpc }));
  const files = (spec: Readonly<Record<string, unknown>> = {}) => [
    hub(),
    endpoint("ssm"),
    endpoint("kms"),
    alpha(spec),
  ];
  const except = files({ endpoints: { except: ["ssm"] } });
  const { plan } = await stage.operator().apply(files());
  expect(said(plan)).toEqual(["conflict NameHeldByEndpoint", "note PathNotChecked"]);
  expect(finding(plan, "NameHeldByEndpoint").todo).toContain("endpoints: { except: [ssm] }");
  await propagate(stage);
  expect((await stage.operator().plan(except)).findings).toEqual([]);
  const ec2 = new EC2Client({ ...clientSettings(stage.cloud, ALPHA.account), region: REGION });
  await stage.clock.run(ec2.send(new DeleteVpcEndpointsCommand({ VpcEndpointIds: [id(9)] })));
  await propagate(stage);
  await converge(stage, files());
  expect(answer(stage, ALPHA.vpc, SSM)).toContain(PRIVATE);
  await converge(stage, except);
  const again = { ServiceName: `com.amazonaws.${REGION}.ssm`, VpcId: ALPHA.vpc, PrivateDnsEnabled: true };
  const SubnetIds = subnetsOf(stage, ALPHA.vpc);
  await stage.clock.run(
    ec2.send(new CreateVpcEndpointCommand({ ...again, VpcEndpointType: "Interface", SubnetIds })),
  );
  expect((await stage.operator().plan(except)).findings).toEqual([]);
});

test("field case 17: one private API is shared by names: [] and its own name; other APIs stay public, and no warning is left", async () => {
  const api = `abcd1234ef.execute-api.${REGION}.amazonaws.com`;
  const stage = createStage(world({ endpoints: [{ id: id(1), service: "execute-api" }] }));
  const files = [hub(), endpoint("execute-api", { names: [], extraNames: [api] }, "api"), alpha()];
  expect(parseDesired(files, () => undefined).problems).toEqual([]);
  await converge(stage, files);
  expect(answer(stage, ALPHA.vpc, api)).toContain(PRIVATE);
  expect(answer(stage, ALPHA.vpc, `zzzz9999zz.execute-api.${REGION}.amazonaws.com`)).toBe("public");
  expect(zoneNamed(stage, api).vpcs).toContain(ALPHA.vpc);
});

function subnetsOf({ cloud }: Stage, vpc: string): string[] {
  const subnets = [...cloud.estate.network.subnets.values()];
  return subnets.flatMap((subnet) => (subnet.vpcId === vpc ? [subnet.id] : []));
}
