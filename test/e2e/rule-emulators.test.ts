import { randomBytes } from "node:crypto";
import { mkdtemp, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import {
  AuthorizeSecurityGroupIngressCommand,
  CreateSecurityGroupCommand,
  CreateSubnetCommand,
  CreateVpcCommand,
  CreateVpcEndpointCommand,
  EC2Client,
  ModifyVpcAttributeCommand,
} from "@aws-sdk/client-ec2";
import {
  CreateResolverEndpointCommand,
  ListResolverRuleAssociationsCommand,
  Route53ResolverClient,
} from "@aws-sdk/client-route53resolver";
import { GetCallerIdentityCommand, STSClient } from "@aws-sdk/client-sts";
import { afterAll, beforeAll, describe, it } from "vitest";
import { buildCli, type Env, removeCli, runCli } from "../support/cli.ts";

/** Mode `resolver-rule` on emulators: what they have of Resolver serves spokes of the hub's account; the rest is told. */

const REGION = "us-east-1";
const OTHER = "444444444444";
const { LOCALSTACK_URL, MOTO_URL } = process.env;
/** `lacks`: what is said of the spoke of another account. */
const EMULATORS = [
  { name: "LocalStack", url: LOCALSTACK_URL, lacks: "does not implement GetResourceShares of RAM" },
  { name: "moto", url: MOTO_URL, lacks: undefined },
];

for (const { name, url } of EMULATORS)
  if (!url) process.stderr.write(`rule mode on ${name} is skipped: ${name.toUpperCase()}_URL is not set\n`);

beforeAll(buildCli);
afterAll(removeCli);

// Both at once, for each waits a minute as it would for AWS.
describe.concurrent.each(EMULATORS)("spokes by rules on $name", ({ url, lacks }) => {
  let files: string;
  let env: Env;
  let spoke: string;
  let resolver: Route53ResolverClient;

  beforeAll(async () => {
    if (!url) return;
    files = await mkdtemp(join(tmpdir(), "vpce-operator-rules-"));
    const key = `3${BigInt(`0x${randomBytes(5).toString("hex")}`)}`.padEnd(12, "0").slice(0, 12);
    const settings = {
      endpoint: url,
      region: REGION,
      credentials: { accessKeyId: key, secretAccessKey: "local" },
    };
    env = {
      AWS_ENDPOINT_URL: url,
      AWS_REGION: REGION,
      AWS_ACCESS_KEY_ID: key,
      AWS_SECRET_ACCESS_KEY: "local",
    };
    resolver = new Route53ResolverClient(settings);
    const made = await makeHub(new EC2Client(settings), resolver);
    const { Account = "" } = await new STSClient(settings).send(new GetCallerIdentityCommand());
    spoke = made.spoke;
    await writeFile(join(files, "state.yaml"), documents({ account: Account, ...made }));
  });

  afterAll(async () => {
    if (!url) return;
    resolver.destroy();
    await rm(files, { recursive: true });
  });

  it.skipIf(!url)(
    "a spoke of the hub's account gets its rule, and what the emulator lacks is told",
    async ({ expect }) => {
      let said = "";
      for (let pass = 0; pass < 3; pass++) said = (await runCli(["apply", files], env)).stdout;
      const { ResolverRuleAssociations = [] } = await resolver.send(
        new ListResolverRuleAssociationsCommand({ Filters: [{ Name: "VPCId", Values: [spoke] }] }),
      );
      expect(
        ResolverRuleAssociations.map(({ Name }) => Name),
        said,
      ).toContainEqual(expect.stringMatching(/^vpceop-network-platform-[0-9a-f]{16}$/));
      const { stdout } = await runCli(["plan", files], env);
      if (lacks) expect(stdout).toContain(lacks);
      expect(stdout).not.toContain("spoke here");
    },
  );
});

type Made = {
  readonly hub: string;
  readonly anchor: string;
  readonly spoke: string;
  readonly inbound: string;
  readonly outbound: string;
};

async function makeHub(ec2: EC2Client, resolver: Route53ResolverClient): Promise<Made> {
  const vpc = async (CidrBlock: string) => {
    const { Vpc } = await ec2.send(new CreateVpcCommand({ CidrBlock }));
    const VpcId = Vpc?.VpcId ?? "";
    await ec2.send(new ModifyVpcAttributeCommand({ VpcId, EnableDnsHostnames: { Value: true } }));
    return VpcId;
  };
  const [hub, anchor, spoke] = [await vpc("10.0.0.0/16"), await vpc("10.9.0.0/24"), await vpc("10.1.0.0/16")];
  const subnets = await Promise.all(
    ["a", "b"].map(async (zone, i) => {
      const { Subnet } = await ec2.send(
        new CreateSubnetCommand({ VpcId: hub, CidrBlock: `10.0.${i}.0/24`, AvailabilityZone: REGION + zone }),
      );
      return Subnet?.SubnetId ?? "";
    }),
  );
  const { GroupId = "" } = await ec2.send(
    new CreateSecurityGroupCommand({ VpcId: hub, GroupName: "dns", Description: "dns" }),
  );
  const IpPermissions = ["tcp", "udp"].map((IpProtocol) => ({
    IpProtocol,
    FromPort: 53,
    ToPort: 53,
    IpRanges: [{ CidrIp: "10.0.0.0/8" }],
  }));
  await ec2.send(new AuthorizeSecurityGroupIngressCommand({ GroupId, IpPermissions }));
  await ec2.send(
    new CreateVpcEndpointCommand({
      VpcId: hub,
      ServiceName: `com.amazonaws.${REGION}.ssm`,
      VpcEndpointType: "Interface",
      PrivateDnsEnabled: false,
      SubnetIds: subnets,
    }),
  );
  const endpoint = async (Direction: "INBOUND" | "OUTBOUND") => {
    const { ResolverEndpoint } = await resolver.send(
      new CreateResolverEndpointCommand({
        CreatorRequestId: `${Direction} ${hub}`,
        Name: `${Direction} endpoint`, // moto, and LocalStack by it, cannot list endpoints without
        Direction,
        SecurityGroupIds: [GroupId],
        IpAddresses: subnets.map((SubnetId) => ({ SubnetId })),
      }),
    );
    return ResolverEndpoint?.Id ?? "";
  };
  const made = {
    hub,
    anchor,
    spoke,
    inbound: await endpoint("INBOUND"),
    outbound: await endpoint("OUTBOUND"),
  };
  ec2.destroy();
  return made;
}

function documents({ account, hub, anchor, spoke, inbound, outbound }: Made & { account: string }): string {
  const head = (kind: string, name: string) =>
    `apiVersion: vpce-operator/v1\nkind: ${kind}\nmetadata: { name: ${name} }\n`;
  return [
    `${head("Hub", "hub")}spec:
  owner: network-platform
  account: "${account}"
  region: ${REGION}
  vpc: ${hub}
  anchorVpc: { vpc: ${anchor} }
  resolver: { inbound: { id: ${inbound} }, outbound: { id: ${outbound} } }
  spokeDefaults: { mode: resolver-rule, role: { arn: "arn:aws:iam::{account}:role/spoke" } }
`,
    `${head("Endpoint", "ssm")}spec: { hubs: [hub], service: ssm, hubPrivateDns: off }\n`,
    `${head("Spoke", "here")}spec: { hub: hub, account: "${account}", vpc: ${spoke} }\n`,
    `${head("Spoke", "there")}spec: { hub: hub, account: "${OTHER}", vpc: vpc-0b000000000000001 }\n`,
  ].join("---\n");
}
