import { AuthorizeSecurityGroupIngressCommand, EC2Client } from "@aws-sdk/client-ec2";
import { expect, test } from "vitest";
import { clientSettings } from "../../src/simulator/client-settings.ts";
import { HUB, REGION } from "../support/fleet.ts";
import { actionsOf, converge, finding, said } from "../support/look.ts";
import { alpha, beta, endpoint, hub, SSM_ENDPOINT, world } from "../support/scenario.ts";
import { createStage, type Stage } from "../support/stage.ts";

const CLOSED = "sg-0c000000000000001";

test("security groups that keep a spoke's range out are told, with the range; the names are shared all the same", async () => {
  const stage = createStage(
    world({
      hubVpc: { securityGroups: [{ id: CLOSED, name: "closed", httpsFrom: ["10.2.0.0/15"] }] },
      endpoints: [{ id: SSM_ENDPOINT, service: "ssm", securityGroups: [CLOSED] }],
    }),
  );
  const { plan } = await converge(stage, [hub(), endpoint("ssm"), alpha(), beta()]);
  const { kind, message } = finding(plan, "SecurityGroupCloses");
  expect(kind).toBe("note");
  expect(message).toContain("spoke alpha (10.1.0.0/16)");
  expect(message).not.toContain("spoke beta");
});

const ec2 = (stage: Stage, account: string) => new EC2Client(clientSettings(stage.cloud, account));

test("a group that admits itself, on every port, is told as one that cannot be judged", async () => {
  const stage = createStage(
    world({
      hubVpc: { securityGroups: [{ id: CLOSED, name: "itself", httpsFrom: ["10.2.0.0/15"] }] },
      endpoints: [{ id: SSM_ENDPOINT, service: "ssm", securityGroups: [CLOSED] }],
    }),
  );
  const itself = { IpProtocol: "-1", UserIdGroupPairs: [{ GroupId: CLOSED }] };
  const input = { GroupId: CLOSED, IpPermissions: [itself] };
  await stage.clock.run(ec2(stage, HUB).send(new AuthorizeSecurityGroupIngressCommand(input)));
  const { plan } = await converge(stage, [hub(), endpoint("ssm"), alpha(), beta()]);
  const { kind, message } = finding(plan, "SecurityGroupNotJudged");
  expect(kind).toBe("note");
  expect(message).toContain(
    `spoke alpha (10.1.0.0/16): no range of theirs does, and they also admit ${CLOSED}`,
  );
  expect(message).not.toContain("spoke beta");
});

test("what closes is told as long as something is missing, and costs no call when nothing is", async () => {
  const stage = createStage(
    world({
      hubVpc: { securityGroups: [{ id: CLOSED, name: "closed", httpsFrom: ["10.2.0.0/15"] }] },
      endpoints: [{ id: SSM_ENDPOINT, service: "ssm", securityGroups: [CLOSED] }],
      alphaVpc: { enableDnsSupport: false },
    }),
  );
  const files = [hub(), endpoint("ssm"), alpha(), beta()];
  for (let pass = 0; pass < 2; pass++)
    expect(said((await stage.operator().apply(files)).plan)).toContain("note SecurityGroupCloses");
});

test("groups that the hub's role may not read are not guessed at", async () => {
  const stage = createStage(world());
  stage.cloud.faults.add({ fault: "deny", operation: "DescribeSecurityGroups" });
  const { plan } = await converge(stage, [hub(), endpoint("ssm"), alpha()]);
  expect(said(plan)).toEqual([]);
});

test("a quiet fleet costs no call for groups or subnets", async () => {
  const stage = createStage(world());
  await converge(stage, [hub(), endpoint("ssm"), alpha()]);
  stage.cloud.calls.clear();
  await stage.operator().plan([hub(), endpoint("ssm"), alpha()]);
  expect(stage.cloud.calls.list({ operation: "DescribeSecurityGroups" })).toEqual([]);
});

const SUBNETS = ["subnet-0a0000000000000a1", "subnet-0a0000000000000a2"];
const twins = world({
  endpoints: [],
  hubVpc: { subnets: SUBNETS.map((id, i) => ({ id, cidr: `10.0.${i}.0/24`, zone: `${REGION}a` })) },
});

test("two subnets of one Availability Zone are refused before AWS does", async () => {
  const stage = createStage(twins);
  const managed = endpoint("ssm", { hubPrivateDns: undefined, managed: { subnets: SUBNETS } });
  const plan = await stage.operator().plan([hub(), managed, alpha()]);
  expect(finding(plan, "SubnetsShareZone").message).toContain(SUBNETS.join(" and "));
  expect(actionsOf(plan)).toEqual([]);
});

test("an endpoint that the hub VPC has no room for is withheld, and so are its zones and clients", async () => {
  const stage = createStage(world());
  const managed = endpoint("sns", { hubPrivateDns: undefined, managed: { subnets: SUBNETS } });
  const plan = await stage.operator().plan([hub({ quotas: { endpointsPerVpc: 2 } }), managed, alpha()]);
  expect(said(plan)).toContain("withheld EndpointQuota");
  expect(actionsOf(plan)).toEqual([]);
});
