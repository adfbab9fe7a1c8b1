import { execFile } from "node:child_process";
import { promisify } from "node:util";
import { describe, expect, test } from "vitest";
import { type Cloud, createCloud } from "../../src/simulator/cloud.ts";
import { serveCloud } from "../../src/simulator/server.ts";
import { parseWorld } from "../../src/simulator/world.ts";

// The network of the simulated EC2 by clients that know nothing of us: boto3 and the AWS CLI, which have AWS's own models.

const run = promisify(execFile);

/** A Python with boto3, and the AWS CLI: names or paths. */
const { BOTO3_PYTHON, AWS_CLI } = process.env;
if (!BOTO3_PYTHON) process.stderr.write("the network is not read by boto3: BOTO3_PYTHON is not set\n");
if (!AWS_CLI) process.stderr.write("the network is not read by the AWS CLI: AWS_CLI is not set\n");

const clock = {
  now: () => Date.now(),
  sleep: (ms: number) => new Promise<void>((done) => setTimeout(done, ms)),
};

async function serving<T>(cloud: Cloud, work: (url: string) => Promise<T>): Promise<T> {
  const served = await serveCloud(cloud);
  try {
    return await work(served.url);
  } finally {
    await served.close();
  }
}

test.skipIf(!BOTO3_PYTHON)("boto3 builds a network over two accounts and reads what it built", async () => {
  const cloud = createCloud({ clock, networkMs: 0, sharingMs: 0, sharedSeenMs: 0 });
  const script = new URL("../support/network.py", import.meta.url).pathname;
  const read = await serving(cloud, async (url) => {
    const { stdout } = await run(BOTO3_PYTHON ?? "", [script, url], { env: { PATH: process.env.PATH } });
    return JSON.parse(stdout) as unknown;
  });
  expect(read).toEqual({
    acceptedByRequester: "OperationNotPermitted",
    peerings: ["10.0.0.0/16"],
    routes: [
      ["10.1.0.0/16", "active"],
      ["10.0.0.0/16", "active"],
      ["10.9.0.0/16", "active"],
    ],
    attachments: ["available", "available"],
    transitRoutes: [
      ["10.0.0.0/16", "active"],
      ["10.1.0.0/16", "active"],
      ["10.9.0.0/16", "blackhole"],
    ],
    associated: true,
    searchedBySharee: "InvalidRouteTableID.NotFound",
    prefixList: [true, [{ Cidr: "10.1.0.0/16" }]],
    acl: { From: 443, To: 443 },
    zones: 3,
    interfaces: ["transit_gateway"],
  });
});

describe.skipIf(!AWS_CLI)("the AWS CLI reads a world's network", () => {
  const world = `
accounts:
  "111111111111":
    peerings: [{ id: pcx-0a000000, from: vpc-0a000000, to: vpc-0b000000, routed: true }]
    prefixLists: [{ id: pl-0a000000, name: spokes, region: eu-west-1, entries: [10.1.0.0/16] }]
    transitGateways:
      - id: tgw-0a000000
        region: eu-west-1
        routeTables: [{ id: tgw-rtb-0a000000, default: true }]
        attachments: [{ id: tgw-attach-0a000000, vpc: vpc-0a000000 }]
    vpcs:
      - { id: vpc-0a000000, region: eu-west-1, cidr: 10.0.0.0/16, subnets: 1 }
      - { id: vpc-0b000000, region: eu-west-1, cidr: 10.1.0.0/16, subnets: 1 }
`;
  const rtb = "--transit-gateway-route-table-id tgw-rtb-0a000000";
  test.each([
    [
      "describe-route-tables --filters Name=route.vpc-peering-connection-id,Values=pcx-0a000000",
      "pcx-0a000000",
    ],
    ["describe-network-acls", "32767"],
    ["describe-vpc-peering-connections --vpc-peering-connection-ids pcx-0a000000", '"Code": "active"'],
    ["describe-transit-gateways", '"State": "available"'],
    ["describe-transit-gateway-attachments", "tgw-rtb-0a000000"],
    ["describe-transit-gateway-vpc-attachments", '"ApplianceModeSupport": "disable"'],
    ["describe-transit-gateway-route-tables", '"DefaultAssociationRouteTable": true'],
    [`search-transit-gateway-routes ${rtb} --filters Name=state,Values=active`, '"Type": "propagated"'],
    [`get-transit-gateway-route-table-associations ${rtb}`, '"State": "associated"'],
    [`get-transit-gateway-route-table-propagations ${rtb}`, '"State": "enabled"'],
    ["describe-managed-prefix-lists --prefix-list-ids pl-0a000000", '"PrefixListName": "spokes"'],
    ["get-managed-prefix-list-entries --prefix-list-id pl-0a000000", "10.1.0.0/16"],
    ["describe-availability-zones", "euw1-az1"],
  ])("aws ec2 %s", async (line, words) => {
    const cloud = createCloud({ clock, world: parseWorld(world) });
    const out = await serving(cloud, async (AWS_ENDPOINT_URL) => {
      const env = {
        PATH: process.env.PATH,
        AWS_ENDPOINT_URL,
        AWS_ACCESS_KEY_ID: "111111111111",
        AWS_SECRET_ACCESS_KEY: "simulated",
        AWS_DEFAULT_REGION: "eu-west-1",
        AWS_CONFIG_FILE: "/dev/null",
        AWS_PAGER: "",
      };
      const { stdout } = await run(AWS_CLI ?? "", ["ec2", ...line.split(" "), "--output", "json"], { env });
      return stdout;
    });
    expect(out).toContain(words);
  });
});
