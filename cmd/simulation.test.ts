import { Resolver } from "node:dns/promises";
import { mkdtemp, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { CreateVpcCommand, EC2Client } from "@aws-sdk/client-ec2";
import { afterEach, expect, test } from "vitest";
import { administrator } from "../src/simulator/client-settings.ts";
import { type Simulation, startSimulation } from "./simulation.ts";

const VPC = "vpc-0a00000000000a001";
const WORLD = (service: string) =>
  `accounts: { "111111111111": { vpcs: [{ id: ${VPC}, region: eu-west-1, cidr: 10.0.0.0/16, subnets: 2, endpoints: [{ service: ${service} }] }] } }`;

let running: Simulation | undefined;
afterEach(async () => {
  await running?.close();
  running = undefined;
});

async function start(world: string, options = {}): Promise<Simulation> {
  const file = join(await mkdtemp(join(tmpdir(), "world-")), "world.yaml");
  await writeFile(file, world);
  running = await startSimulation({ worldFile: file, ...options });
  return running;
}

type Resolvers = Record<string, { account: string; region: string; address: string; port: number }>;

async function resolvers({ url }: Simulation, query = ""): Promise<Resolvers> {
  return (await fetch(`${url}/_simulator/resolvers${query}`)).json() as Promise<Resolvers>;
}

test("a world that does not fit is told in words, each with its place, and never as a stack", async () => {
  const problem = start(WORLD("bedrock-agentcore"));
  await expect(problem).rejects.toMatchObject({
    name: "UserError",
    message: expect.stringMatching(
      /world\.yaml:1:\d+: no endpoint service bedrock-agentcore in eu-west-1; write it under services:$/,
    ),
  });
});

test("where DNS of a VPC is can be asked over HTTP, also of one that a call or a reset made", async () => {
  const simulation = await start(WORLD("ssm"), { endpointPendingMs: 0 });
  const first = await resolvers(simulation);
  expect(first).toMatchObject({ [VPC]: { account: "111111111111", region: "eu-west-1" } });
  const ec2 = new EC2Client({
    region: "eu-west-2",
    endpoint: simulation.url,
    credentials: administrator("222222222222"),
  });
  const { Vpc } = await ec2.send(new CreateVpcCommand({ CidrBlock: "10.9.0.0/16" }));
  ec2.destroy();
  const made = await resolvers(simulation, `?vpc=${Vpc?.VpcId}`);
  const { address = "", port = 0, ...owner } = made[Vpc?.VpcId ?? ""] ?? {};
  expect(owner).toEqual({ account: "222222222222", region: "eu-west-2" });
  const dns = new Resolver();
  dns.setServers([`${address}:${port}`]);
  expect(await dns.resolve4("ssm.eu-west-2.amazonaws.com")).toHaveLength(1);
  const other = WORLD("kms").replace(VPC, "vpc-0b00000000000b001");
  await fetch(`${simulation.url}/_simulator/reset`, { method: "POST", body: other });
  expect(Object.keys(await resolvers(simulation))).toEqual(["vpc-0b00000000000b001"]);
  expect(await resolvers(simulation, "?vpc=vpc-0")).toEqual({ error: "there is no VPC vpc-0" });
});
