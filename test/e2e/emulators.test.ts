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
import {
  ChangeResourceRecordSetsCommand,
  DisassociateVPCFromHostedZoneCommand,
  GetHostedZoneCommand,
  ListHostedZonesByVPCCommand,
  ListResourceRecordSetsCommand,
  Route53Client,
} from "@aws-sdk/client-route-53";
import { AssumeRoleCommand, STSClient } from "@aws-sdk/client-sts";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import type { Status } from "../../src/model/status/status.ts";
import { buildCli, type Env, removeCli, runCli, startCli } from "../support/cli.ts";
import { freePort } from "../support/free-port.ts";

/** Emulators that others wrote, in one account: what they lack is said and stops nothing else. */
const { LOCALSTACK_URL, MOTO_URL, DYNAMODB_URL } = process.env;
const REGION = "us-east-1";
const SERVICES = ["ec2messages", "ssm", "ssmmessages"];
const digits = () =>
  BigInt(`0x${randomBytes(5).toString("hex")}`)
    .toString()
    .padStart(11, "0")
    .slice(-11);

const EMULATORS = [
  // LocalStack takes an access key of 12 digits for an account, which is fresh for each run; moto has one for all keys.
  { name: "LocalStack", variable: "LOCALSTACK_URL", endpoint: LOCALSTACK_URL, account: `3${digits()}` },
  { name: "moto", variable: "MOTO_URL", endpoint: MOTO_URL, account: "123456789012" },
];
for (const { name, variable, endpoint } of EMULATORS) {
  if (endpoint) continue;
  process.stderr.write(`${name} tests are skipped: ${variable} is not set\n`);
  it.skip(`in one account of ${name}, where ${variable} is set`);
}
if (!DYNAMODB_URL) process.stderr.write("two instances on emulators are skipped: DYNAMODB_URL is not set\n");

beforeAll(buildCli);
afterAll(removeCli);

describe.each(EMULATORS.filter(({ endpoint }) => endpoint))(
  "in one account of $name",
  ({ endpoint = "", account }) => {
    const settings = {
      endpoint,
      region: REGION,
      credentials: { accessKeyId: account, secretAccessKey: "local" },
    };
    const ec2 = new EC2Client(settings);
    const route53 = new Route53Client(settings);
    const env: Env = {
      AWS_ENDPOINT_URL: endpoint,
      AWS_REGION: REGION,
      AWS_ACCESS_KEY_ID: account,
      AWS_SECRET_ACCESS_KEY: "local",
    };
    const far = `4${digits()}`;
    const owner = `network-${randomBytes(4).toString("hex")}`;
    let dir: string;
    let vpcs: { hub: string; anchor: string; user: string; far: string };

    beforeAll(async () => {
      const [hub, anchor] = [await createVpc("10.0.0.0/16"), await createVpc("10.9.0.0/24")];
      const { Subnet } = await ec2.send(new CreateSubnetCommand({ VpcId: hub, CidrBlock: "10.0.1.0/24" }));
      for (const service of SERVICES)
        await ec2.send(
          new CreateVpcEndpointCommand({
            VpcId: hub,
            ServiceName: `com.amazonaws.${REGION}.${service}`,
            VpcEndpointType: "Interface",
            PrivateDnsEnabled: true,
            SubnetIds: [Subnet?.SubnetId ?? ""],
          }),
        );
      const user = await createVpc("10.1.0.0/16");
      vpcs = { hub, anchor, user, far: await inFarAccount((client) => createVpc("10.2.0.0/16", client)) };
      dir = await mkdtemp(join(tmpdir(), "vpce-operator-emulator-"));
      await write(SERVICES, ["user"]);
    });

    afterAll(async () => {
      ec2.destroy();
      route53.destroy();
      await rm(dir, { recursive: true });
    });

    async function createVpc(CidrBlock: string, client = ec2): Promise<string> {
      const { Vpc } = await client.send(new CreateVpcCommand({ CidrBlock }));
      const VpcId = Vpc?.VpcId ?? "";
      await client.send(new ModifyVpcAttributeCommand({ VpcId, EnableDnsHostnames: { Value: true } }));
      return VpcId;
    }

    async function inFarAccount<T>(work: (client: EC2Client) => Promise<T>): Promise<T> {
      const sts = new STSClient(settings);
      const role = { RoleArn: roleOf(far), RoleSessionName: "test" };
      const { Credentials: { AccessKeyId = "", SecretAccessKey = "", SessionToken = "" } = {} } =
        await sts.send(new AssumeRoleCommand(role));
      const credentials = {
        accessKeyId: AccessKeyId,
        secretAccessKey: SecretAccessKey,
        sessionToken: SessionToken,
      };
      return work(new EC2Client({ ...settings, credentials }));
    }

    const write = (services: readonly string[], spokes: readonly ("user" | "far")[]) =>
      writeFile(join(dir, "state.yaml"), documents(services, spokes));

    function documents(services: readonly string[], spokes: readonly ("user" | "far")[]): string {
      const head = (kind: string, name: string) =>
        `apiVersion: vpce-operator/v1\nkind: ${kind}\nmetadata: { name: ${name} }\n`;
      const hub = `spec:
  owner: ${owner}
  account: "${account}"
  region: ${REGION}
  vpc: ${vpcs.hub}
  anchorVpc: { vpc: ${vpcs.anchor} }
  guard: { maxRemovalPercent: 100 }
`;
      return [
        head("Hub", "hub") + hub,
        ...services.map(
          (service) =>
            `${head("Endpoint", service)}spec: { hubs: [hub], service: ${service}, hubPrivateDns: keep }\n`,
        ),
        ...spokes.map((spoke) => {
          const account =
            spoke === "far"
              ? `account: "${far}", role: { arn: "${roleOf(far)}" }`
              : `account: "${env.AWS_ACCESS_KEY_ID}"`;
          return `${head("Spoke", spoke)}spec: { hub: hub, ${account}, vpc: ${vpcs[spoke]} }\n`;
        }),
      ].join("---\n");
    }

    async function zonesOf(vpc: string) {
      const answer = await route53.send(new ListHostedZonesByVPCCommand({ VPCId: vpc, VPCRegion: REGION }));
      return (answer.HostedZoneSummaries ?? []).toSorted((a, b) =>
        String(a.Name).localeCompare(String(b.Name)),
      );
    }
    const namesOf = async (vpc: string) => (await zonesOf(vpc)).map(({ Name }) => Name);
    const ALL = SERVICES.map((service) => `${service}.${REGION}.amazonaws.com.`);

    it("applies S3's sample, tells what the emulator lacks, and then has nothing to change", async () => {
      expect(await runCli(["plan", dir], env)).toMatchObject({ code: 2 });
      const applied = await runCli(["apply", dir], env);
      expect(applied.stdout).toContain("everything is as desired");
      expect(applied.code).toBe(0);
      expect(await namesOf(vpcs.user)).toEqual(ALL);
      const [first] = await zonesOf(vpcs.user);
      const zone = await route53.send(new GetHostedZoneCommand({ Id: first?.HostedZoneId ?? "" }));
      expect(zone.HostedZone?.CallerReference).toMatch(new RegExp(`^vpceop/${owner}/[0-9a-f]{32}/0/0$`));
      const again = await runCli(["plan", dir], env);
      expect(again.stdout).toContain("this endpoint does not implement ListVPCAssociationAuthorizations");
      expect(again.stdout).toContain("Nothing to change");
      expect(again.code).toBe(0);
    });

    it("mends what somebody took out by hand: a spoke's association and an alias", async () => {
      const [zone, other] = await zonesOf(vpcs.user);
      const HostedZoneId = zone?.HostedZoneId ?? "";
      const VPC = { VPCId: vpcs.user, VPCRegion: REGION } as const;
      await route53.send(new DisassociateVPCFromHostedZoneCommand({ HostedZoneId, VPC }));
      const inOther = { HostedZoneId: other?.HostedZoneId ?? "" };
      const aliases = async () => {
        const { ResourceRecordSets = [] } = await route53.send(new ListResourceRecordSetsCommand(inOther));
        return ResourceRecordSets.filter(({ AliasTarget }) => AliasTarget);
      };
      const before = await aliases();
      const Changes = before.map((ResourceRecordSet) => ({ Action: "DELETE" as const, ResourceRecordSet }));
      await route53.send(new ChangeResourceRecordSetsCommand({ ...inOther, ChangeBatch: { Changes } }));
      expect(await namesOf(vpcs.user)).not.toEqual(ALL);
      expect(await aliases()).toEqual([]);
      expect(await runCli(["apply", dir], env)).toMatchObject({ code: 0 });
      expect(await namesOf(vpcs.user)).toEqual(ALL);
      expect(await aliases()).toEqual(before);
    });

    it("says of a spoke in another account that it is not supported here, and serves the others", async () => {
      await write(SERVICES, ["user", "far"]);
      const { code, stdout } = await runCli(["apply", dir, "--output", "json"], env);
      expect(code).toBe(1);
      const { outcomes } = JSON.parse(stdout);
      const failed = outcomes.filter((outcome: { failure?: unknown }) => outcome.failure);
      expect(failed.length).toBeGreaterThanOrEqual(SERVICES.length);
      for (const one of failed) expect(JSON.stringify(one)).toContain("not supported by this endpoint");
      expect(await namesOf(vpcs.user)).toEqual(ALL);
    });

    it.skipIf(!DYNAMODB_URL)(
      "two instances share a table of DynamoDB Local, and one takes over from the other",
      async () => {
        await write(SERVICES, ["user"]);
        const table = `t-${randomBytes(4).toString("hex")}`;
        const both: Env = { ...env, AWS_ENDPOINT_URL_DYNAMODB: DYNAMODB_URL };
        expect(await runCli(["table", "create", table], both)).toMatchObject({ code: 0 });
        const start = async () => {
          const port = await freePort();
          const args = ["run", "--source", dir, "--table", table, "--listen", `127.0.0.1:${port}`];
          const { child, ended } = startCli(args, both);
          const status = () =>
            fetch(`http://127.0.0.1:${port}/status.json`).then(
              async (answer) => (await answer.json()) as Status,
              () => undefined,
            );
          return { child, ended, status, leads: async () => (await status())?.process.state === "leading" };
        };
        const [one, two] = [await start(), await start()];
        await expect.poll(async () => (await one.leads()) !== (await two.leads())).toBe(true);
        const [leader, other] = (await one.leads()) ? [one, two] : [two, one];
        await expect.poll(async () => (await leader.status())?.lastPass?.result).toBe("converged");
        leader.child.kill("SIGKILL");
        await expect.poll(other.leads).toBe(true);
        await expect.poll(async () => (await other.status())?.names).toEqual({ served: 3, of: 3 });
        other.child.kill("SIGTERM");
        expect(await other.ended).toMatchObject({ code: 0 });
      },
    );

    it("takes a spoke out whose document went, and the zones with the endpoints' documents", async () => {
      await write(SERVICES, []);
      expect(await runCli(["apply", dir], env)).toMatchObject({ code: 0 });
      expect(await namesOf(vpcs.user)).toEqual([]);
      expect(await namesOf(vpcs.anchor)).toEqual(ALL);
      await write([], []);
      expect(await runCli(["apply", dir], env)).toMatchObject({ code: 0 });
      expect(await namesOf(vpcs.anchor)).toEqual([]);
    });
  },
);

const roleOf = (account: string) => `arn:aws:iam::${account}:role/vpce-operator-spoke`;
