import { expect, test } from "vitest";
import { HUB, refusal, SPOKE, simulated } from "../../test/support/simulated.ts";
import { createCloud } from "./cloud.ts";
import { createIdentity } from "./identity.ts";
import { VirtualClock } from "./virtual-clock.ts";
import { parseWorld } from "./world.ts";
import { loadWorld } from "./world-load.ts";

const VPC = "vpc-0a00000000000a001";
const OTHER = "vpc-0b00000000000b001";

/** A world of one account with one VPC in eu-west-1. */
const vpc = (body: string, more = "") =>
  `accounts:\n  "${HUB}": { vpcs: [{ id: ${VPC}, region: eu-west-1, cidr: 10.0.0.0/16, ${body} }] }\n${more}`;

function loaded(text: string) {
  const cloud = simulated();
  const identity = createIdentity(cloud.estate.surroundings);
  loadWorld(parseWorld(text, "w.yaml"), cloud.estate, identity);
  return { ...cloud, identity };
}

const endpoints = (...services: string[]) =>
  `subnets: 2, endpoints: [${services.map((service) => `{ service: ${service} }`).join(", ")}]`;

const problemsOf = (text: string): string[] => {
  try {
    loaded(text);
    return [];
  } catch (error) {
    return (error as Error).message.split("\n");
  }
};

test("every service that is not known is told, each with its place and what to do", () => {
  const text = `accounts:
  "${HUB}":
    vpcs:
      - id: ${VPC}
        region: eu-west-1
        cidr: 10.0.0.0/16
        subnets: 2
        endpoints:
          - { service: bedrock-agentcore }
          - { service: aps-workspaces }
          - { service: kmss }
`;
  expect(problemsOf(text)).toEqual([
    "w.yaml:9:13: no endpoint service bedrock-agentcore in eu-west-1; write it under services:",
    "w.yaml:10:13: no endpoint service aps-workspaces in eu-west-1; write it under services:",
    "w.yaml:11:13: no endpoint service kmss in eu-west-1; did you mean kms? Else write it under services:",
  ]);
  const added = "services: { eu-west-1: { bedrock-agentcore: [], aps-workspaces: [], kmss: [] } }\n";
  expect(loaded(text + added).estate.network.endpoints.size).toBe(3);
});

test("problems of all kinds of things are told together, and no consequence of one is told beside it", () => {
  const text = `accounts:
  "${HUB}":
    roles: [{ arn: nobody }]
    vpcs:
      - { id: ${VPC}, region: eu-west-1, cidr: 10.0.0.0/8 }
      - { id: ${OTHER}, region: eu-west-1, cidr: 10.1.0.0/16, subnets: [{ cidr: 10.2.0.0/24 }] }
      - { id: ${OTHER}, region: eu-west-1, cidr: 10.1.0.0/16 }
      - id: vpc-0c00000000000c001
        region: eu-west-1
        cidr: 10.3.0.0/16
        subnets: [{ cidr: 10.3.0.0/24 }]
        endpoints: [{ id: vpce-0c00000000000c001, service: nothing }]
    zones:
      - name: a.example
        vpcs: [${OTHER}, vpc-0d00000000000d001]
      - name: b.example
        vpcs: [${OTHER}]
        records:
          - { name: b.example, alias: { endpoint: vpce-0c00000000000c001 } }
          - { name: c.b.example, alias: { endpoint: vpce-0d00000000000d001 } }
          - { name: d.example, values: [192.0.2.1] }
`;
  expect(problemsOf(text).map((line) => line.slice("w.yaml:".length))).toEqual([
    "3:13: ValidationError: nobody is not the ARN of a role",
    "5:63: a VPC's cidr is /16 to /28, not 10.0.0.0/8",
    expect.stringMatching(/^6:\d+: InvalidSubnet\.Range: .*\(a subnet lies inside its VPC's cidr\)$/),
    `7:15: the id ${OTHER} is there twice`,
    "12:21: no endpoint service nothing in eu-west-1; write it under services:",
    "15:39: there is no VPC vpc-0d00000000000d001 in this world",
    "20:41: there is no endpoint vpce-0d00000000000d001 in this world",
    expect.stringMatching(/^21:13: InvalidChangeBatch: .*not permitted in zone/),
  ]);
});

test("the other prefix of the same service in China comes before a neighbour of another name", () => {
  const world = (service: string) =>
    `accounts: { "${HUB}": { vpcs: [{ id: ${VPC}, region: cn-northwest-1, cidr: 10.0.0.0/16, ${endpoints(service)} }] } }`;
  expect(problemsOf(world("com.amazonaws.cn-northwest-1.sqs"))[0]).toContain(
    "did you mean cn.com.amazonaws.cn-northwest-1.sqs?",
  );
  const names = ["cn.com.amazonaws.cn-northwest-1.ec2", "com.amazonaws.cn-northwest-1.sns"];
  const { estate } = loaded(world(names.join(" }, { service: ")));
  expect([...estate.network.endpoints.values()].map((one) => one.serviceName)).toEqual(names);
});

test("a service's Region is said, or stands in its full name, or is the VPC's", () => {
  const vendor = "com.amazonaws.vpce.us-east-1.vpce-svc-09a8006e245d10001";
  const services = `services: { eu-west-1: { ${vendor}: [metrics.vendor.example] } }\n`;
  const of = (...wanted: string[]) =>
    [...loaded(vpc(endpoints(...wanted), services)).estate.network.endpoints.values()].map((one) => [
      one.serviceName,
      one.serviceRegion,
    ]);
  expect(of("ssm", "com.amazonaws.us-east-2.ec2", vendor, "kms, serviceRegion: us-west-2")).toEqual([
    ["com.amazonaws.eu-west-1.ssm", "eu-west-1"],
    ["com.amazonaws.us-east-2.ec2", "us-east-2"],
    [vendor, "us-east-1"],
    ["com.amazonaws.us-west-2.kms", "us-west-2"],
  ]);
  expect(of("com.amazonaws.iam, serviceRegion: us-east-1")).toEqual([["com.amazonaws.iam", "us-east-1"]]);
});

test("a file says which lists show a service, and for whom it exists", () => {
  const name = "com.amazonaws.vpce.eu-west-1.vpce-svc-0f00000000000f001";
  const { call } = loaded(
    vpc(
      "subnets: 2",
      `services: { eu-west-1: { ${name}: { names: [db.example], listedFor: ["${SPOKE}"] } } }\n`,
    ),
  );
  const list = (account: string, input = {}) =>
    call(account, "DescribeVpcEndpointServices", input).ServiceNames as string[];
  expect(list(HUB)).not.toContain(name);
  expect(list(SPOKE)).toContain(name);
  expect(list(HUB, { ServiceNames: [name] })).toEqual([name]);
});

test("quotas of a file hold for all accounts, and an account may have others", () => {
  const sixty = endpoints(...Array.from({ length: 3 }, () => "ssm"));
  const told = (more: string, own = "") =>
    problemsOf(vpc(sixty, more).replace("{ vpcs:", `{ ${own} vpcs:`)).map((line) => line.split(": ")[1]);
  expect(told("quotas: { endpointsPerVpc: 1 }", "quotas: { endpointsPerVpc: 3 },")).toEqual([]);
  expect(told("", "quotas: { endpointsPerVpc: 1 },")).toEqual(Array(2).fill("VpcEndpointLimitExceeded"));
  const text = vpc(
    "subnets: 2",
    "quotas: { endpointsPerVpc: 80, zonesPerAccount: 7 }\ndelays: { endpointPendingMs: 5 }",
  );
  const cloud = createCloud({
    clock: new VirtualClock(),
    world: parseWorld(text),
    quotas: { zonesPerAccount: 9 },
    insyncMs: 3,
  });
  const { quotas, endpointPendingMs, insyncMs } = cloud.estate.options;
  expect({ quotas, endpointPendingMs, insyncMs }).toMatchObject({
    quotas: { endpointsPerVpc: 80, zonesPerAccount: 9, vpcsPerZone: 300 },
    endpointPendingMs: 5,
    insyncMs: 3,
  });
});

test("an account's own quotas of security groups and of their rules hold in its file and for its calls", () => {
  const world = (groups: string, quotas: string) =>
    vpc(`securityGroups: [${groups}]`).replace("{ vpcs:", `{ quotas: { ${quotas} }, vpcs:`);
  const group = "{ id: sg-0a00000000000a001, name: a, httpsFrom: [10.0.0.0/8] }";
  const codes = (text: string) => problemsOf(text).map((line) => line.split(": ")[1]);
  expect(codes(world(group, "rulesPerSecurityGroup: 0"))).toEqual(["RulesPerSecurityGroupLimitExceeded"]);
  expect(codes(world(group, "securityGroupsPerRegion: 1"))).toEqual(["SecurityGroupLimitExceeded"]);
  const { call } = loaded(world(group, "rulesPerSecurityGroup: 1, securityGroupsPerRegion: 2"));
  const rule = { IpProtocol: "tcp", FromPort: 80, ToPort: 80, CidrIp: "10.0.0.0/8" };
  const add = () => call(HUB, "AuthorizeSecurityGroupIngress", { GroupId: "sg-0a00000000000a001", ...rule });
  expect(refusal(add)).toBe("400 RulesPerSecurityGroupLimitExceeded");
  const create = () =>
    call(HUB, "CreateSecurityGroup", { VpcId: VPC, GroupName: "b", Description: "one too many" });
  expect(refusal(create)).toBe("400 SecurityGroupLimitExceeded");
});

test("a subnet that RAM shares is seen, with its VPC, by who uses it; endpoints in it are its owner's only", () => {
  const { call, estate, member } = loaded(
    vpc(`subnets: [{ cidr: 10.0.0.0/24, sharedWith: ["${SPOKE}"] }, { cidr: 10.0.1.0/24 }]`),
  );
  const vpcs = member<{ OwnerId: string }[]>(call(SPOKE, "DescribeVpcs", { VpcIds: [VPC] }), "Vpcs");
  expect(vpcs).toMatchObject([{ VpcId: VPC, OwnerId: HUB }]);
  const inVpc = { Filters: [{ Name: "vpc-id", Values: [VPC] }] };
  const subnets = call(SPOKE, "DescribeSubnets", inVpc).Subnets;
  expect(subnets).toMatchObject([{ CidrBlock: "10.0.0.0/24", OwnerId: HUB }]);
  const attribute = { VpcId: VPC, Attribute: "enableDnsSupport" };
  expect(call(SPOKE, "DescribeVpcAttribute", attribute).EnableDnsSupport).toEqual({ Value: true });
  const [subnet] = estate.network.subnets.keys();
  const wanted = {
    VpcId: VPC,
    ServiceName: "com.amazonaws.eu-west-1.ssm",
    VpcEndpointType: "Interface",
    SubnetIds: [subnet],
  };
  expect(refusal(() => call(SPOKE, "CreateVpcEndpoint", wanted))).toBe("403 UnauthorizedOperation");
  expect(refusal(() => call("333333333333", "CreateVpcEndpoint", wanted))).toBe("400 InvalidVpcID.NotFound");
});

test("each VPC has one group named default, which a file may describe", () => {
  const described = vpc(
    "subnets: 2, securityGroups: [{ id: sg-0a00000000000a001, name: default, httpsFrom: [10.0.0.0/8] }, { name: other }]",
  );
  const groups = (text: string) =>
    (loaded(text).call(HUB, "DescribeSecurityGroups", {}).SecurityGroups as { GroupName: string }[]).sort(
      (a, b) => (a.GroupName < b.GroupName ? -1 : 1),
    );
  expect(groups(described)).toMatchObject([
    {
      GroupId: "sg-0a00000000000a001",
      GroupName: "default",
      Description: "default VPC security group",
      IpPermissions: [
        { IpProtocol: "-1", UserIdGroupPairs: [{ GroupId: "sg-0a00000000000a001", UserId: HUB }] },
        { IpProtocol: "tcp", FromPort: 443, ToPort: 443, IpRanges: [{ CidrIp: "10.0.0.0/8" }] },
      ],
    },
    { GroupName: "other" },
  ]);
  expect(groups(vpc("subnets: 2")).map((group) => group.GroupName)).toEqual(["default"]);
  expect(problemsOf(vpc("securityGroups: [{ name: a }, { name: a }]"))[0]).toContain("another group a");
});

test("a role by name is in the partition of its account's VPCs", () => {
  const text = `accounts: { "${HUB}": { roles: [{ name: r }], vpcs: [{ id: ${VPC}, region: cn-north-1, cidr: 10.0.0.0/16 }] } }`;
  const cloud = createCloud({ clock: new VirtualClock(), world: parseWorld(text) });
  expect(cloud.identity.role(`arn:aws-cn:iam::${HUB}:role/r`)).toBeDefined();
});
