import { AuthorizeSecurityGroupIngressCommand, EC2Client } from "@aws-sdk/client-ec2";
import { expect, test } from "vitest";
import { createMemory } from "../../src/operator/observe/memory.ts";
import { clientSettings } from "../../src/simulator/client-settings.ts";
import { HUB, REGION } from "../support/fleet.ts";
import { actionsOf, converge, finding, said } from "../support/look.ts";
import { alpha, beta, endpoint, hub, SSM_ENDPOINT, world } from "../support/scenario.ts";
import { createStage, type Stage } from "../support/stage.ts";

const CLOSED = "sg-0c000000000000001";

function closedWorld(...httpsFrom: string[]): string {
  return world({
    hubVpc: { securityGroups: [{ id: CLOSED, name: "closed", httpsFrom }] },
    endpoints: [{ id: SSM_ENDPOINT, service: "ssm", securityGroups: [CLOSED] }],
  });
}

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

const FILES = [hub(), endpoint("ssm"), alpha(), beta()];
const groupsRead = ({ cloud }: Stage) => cloud.calls.list({ operation: "DescribeSecurityGroups" }).length;

test("what closes is told in each pass of a process, long after the last association, at one call an hour", async () => {
  const stage = createStage(closedWorld("10.2.0.0/15"));
  const operator = stage.operator({ memory: createMemory(stage.clock) });
  await operator.apply(FILES);
  stage.cloud.calls.clear();
  for (let pass = 0; pass < 25; pass++) {
    await stage.clock.run(stage.clock.sleep(5 * 60_000));
    const plan = await operator.plan(FILES, { sweep: false });
    expect(actionsOf(plan)).toEqual([]);
    expect(finding(plan, "SecurityGroupCloses").message).toMatch(
      /spoke alpha \(10\.1\.0\.0\/16, as read \d{4}-\d\d-\d\d \d\d:\d\d UTC\)$/,
    );
  }
  expect(groupsRead(stage)).toBe(2); // of 125 minutes
  expect(stage.cloud.calls.list({ operation: "DescribeVpcs" })).toEqual([]);
});

test("a rule that is added ends what is told within the hour, in the words of the reading", async () => {
  const stage = createStage(closedWorld("10.2.0.0/15"));
  const operator = stage.operator({ memory: createMemory(stage.clock) });
  await operator.apply(FILES);
  const range = { IpProtocol: "tcp", FromPort: 443, ToPort: 443, IpRanges: [{ CidrIp: "10.1.0.0/16" }] };
  const input = { GroupId: CLOSED, IpPermissions: [range] };
  await stage.clock.run(ec2(stage, HUB).send(new AuthorizeSecurityGroupIngressCommand(input)));
  await stage.clock.run(stage.clock.sleep(3_600_000));
  expect(said(await operator.plan(FILES, { sweep: false }))).toEqual([]);
});

test("groups that could not be read for a moment are read again in the next pass", async () => {
  const stage = createStage(closedWorld("10.2.0.0/15"));
  const operator = stage.operator({ memory: createMemory(stage.clock) });
  const mend = stage.cloud.faults.add({
    fault: "error",
    operation: "DescribeSecurityGroups",
    code: "InternalError",
    status: 500,
    message: "not now",
  });
  await operator.apply(FILES);
  mend();
  expect(said(await operator.plan(FILES, { sweep: false }))).toContain("note SecurityGroupCloses");
});

test("groups that admit nobody are told by a command too, whose pass asks no spoke", async () => {
  const stage = createStage(closedWorld());
  await converge(stage, FILES);
  stage.cloud.calls.clear();
  const { message } = finding(await stage.operator().plan(FILES), "SecurityGroupCloses");
  expect(message).toContain("from spoke alpha; spoke beta");
  expect(groupsRead(stage)).toBe(1);
  expect(stage.cloud.calls.list({ operation: "DescribeVpcs" })).toEqual([]);
});

test("groups that the hub's role may not read are not guessed at", async () => {
  const stage = createStage(world());
  stage.cloud.faults.add({ fault: "deny", operation: "DescribeSecurityGroups" });
  const { plan } = await converge(stage, [hub(), endpoint("ssm"), alpha()]);
  expect(said(plan)).toEqual([]);
});

test("a quiet fleet costs one call a hub for groups, and none for subnets", async () => {
  const stage = createStage(closedWorld("10.0.0.0/8"));
  await converge(stage, FILES);
  stage.cloud.calls.clear();
  expect(said(await stage.operator().plan(FILES))).toEqual([]);
  expect(groupsRead(stage)).toBe(1);
  expect(stage.cloud.calls.list({ operation: "DescribeSubnets" })).toEqual([]);
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
