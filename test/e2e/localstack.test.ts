import { randomBytes } from "node:crypto";
import { mkdtemp, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import {
  CreateSubnetCommand,
  CreateVpcCommand,
  CreateVpcEndpointCommand,
  EC2Client,
  ModifyVpcAttributeCommand,
} from "@aws-sdk/client-ec2";
import { GetHostedZoneCommand, ListHostedZonesByVPCCommand, Route53Client } from "@aws-sdk/client-route-53";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { buildCli, type Env, removeCli, runCli } from "../support/cli.ts";

const { LOCALSTACK_URL } = process.env;
const REGION = "us-east-1";
/** A fresh account for each run: LocalStack takes 12 digits for an account. */
const ACCOUNT = `3${BigInt(`0x${randomBytes(5).toString("hex")}`)
  .toString()
  .padStart(11, "0")
  .slice(-11)}`;

if (!LOCALSTACK_URL) process.stderr.write("LocalStack tests are skipped: LOCALSTACK_URL is not set\n");

describe.skipIf(!LOCALSTACK_URL)("hub and spokes in one account of LocalStack", () => {
  const settings = {
    endpoint: LOCALSTACK_URL as string,
    region: REGION,
    credentials: { accessKeyId: ACCOUNT, secretAccessKey: "local" },
  };
  const ec2 = new EC2Client(settings);
  const route53 = new Route53Client(settings);
  const env: Env = {
    AWS_ENDPOINT_URL: LOCALSTACK_URL,
    AWS_REGION: REGION,
    AWS_ACCESS_KEY_ID: ACCOUNT,
    AWS_SECRET_ACCESS_KEY: "local",
  };
  let dir: string;
  let spoke: string;

  beforeAll(async () => {
    await buildCli();
    const [hub, anchor] = [await createVpc("10.0.0.0/16"), await createVpc("10.9.0.0/24")];
    spoke = await createVpc("10.1.0.0/16");
    const { Subnet } = await ec2.send(new CreateSubnetCommand({ VpcId: hub, CidrBlock: "10.0.1.0/24" }));
    for (const service of ["ssm", "ssmmessages", "ec2messages"])
      await ec2.send(
        new CreateVpcEndpointCommand({
          VpcId: hub,
          ServiceName: `com.amazonaws.${REGION}.${service}`,
          VpcEndpointType: "Interface",
          PrivateDnsEnabled: true,
          SubnetIds: [Subnet?.SubnetId ?? ""],
        }),
      );
    dir = await mkdtemp(join(tmpdir(), "vpce-operator-localstack-"));
    await writeFile(join(dir, "state.yaml"), documents(hub, anchor, spoke));
  });

  afterAll(async () => {
    ec2.destroy();
    route53.destroy();
    await removeCli();
    await rm(dir, { recursive: true });
  });

  async function createVpc(CidrBlock: string): Promise<string> {
    const { Vpc } = await ec2.send(new CreateVpcCommand({ CidrBlock }));
    const VpcId = Vpc?.VpcId ?? "";
    await ec2.send(new ModifyVpcAttributeCommand({ VpcId, EnableDnsHostnames: { Value: true } }));
    return VpcId;
  }

  it("applies S3's sample, tells what LocalStack lacks, and then has nothing to change", async () => {
    const planned = await runCli(["plan", dir], env);
    expect(planned).toMatchObject({ code: 2 });

    const applied = await runCli(["apply", dir], env);
    expect(applied.stdout).toContain("everything is as desired");
    expect(applied.code).toBe(0);

    const { HostedZoneSummaries = [] } = await route53.send(
      new ListHostedZonesByVPCCommand({ VPCId: spoke, VPCRegion: REGION }),
    );
    const names = HostedZoneSummaries.map((z) => z.Name);
    expect(names.sort()).toEqual(
      ["ec2messages", "ssm", "ssmmessages"].map((s) => `${s}.${REGION}.amazonaws.com.`),
    );
    const zone = await route53.send(
      new GetHostedZoneCommand({ Id: HostedZoneSummaries[0]?.HostedZoneId ?? "" }),
    );
    expect(zone.HostedZone?.CallerReference).toMatch(/^vpceop\/network-platform\/[0-9a-f]{32}\/0\/0$/);

    const again = await runCli(["plan", dir], env);
    expect(again.stdout).toContain("this endpoint does not implement ListVPCAssociationAuthorizations");
    expect(again.stdout).toContain("Nothing to change");
    expect(again.code).toBe(0);
  });
});

function documents(hub: string, anchor: string, spoke: string): string {
  const head = (kind: string, name: string) =>
    `apiVersion: vpce-operator/v1\nkind: ${kind}\nmetadata: { name: ${name} }\n`;
  const endpoint = (service: string) =>
    `${head("Endpoint", service)}spec: { hubs: [hub], service: ${service}, hubPrivateDns: keep }\n`;
  return [
    `${head("Hub", "hub")}spec:
  owner: network-platform
  account: "${ACCOUNT}"
  region: ${REGION}
  vpc: ${hub}
  anchorVpc: { vpc: ${anchor} }
`,
    ...["ssm", "ssmmessages", "ec2messages"].map(endpoint),
    `${head("Spoke", "user")}spec: { hub: hub, account: "${ACCOUNT}", vpc: ${spoke} }\n`,
  ].join("---\n");
}
