import { readFileSync } from "node:fs";
import { describe, expect, test } from "vitest";
import { createCloud } from "./cloud.ts";
import { control } from "./control.ts";
import { VirtualClock } from "./virtual-clock.ts";
import { parseWorld, type WorldError } from "./world.ts";

const cloudOf = (text: string) =>
  createCloud({ clock: new VirtualClock(), world: parseWorld(text, "w.yaml") });

const fileOf = (name: string) =>
  readFileSync(new URL(`../../cmd/demo/network/${name}.yaml`, import.meta.url), "utf8");

const problemsOf = (text: string): string[] => {
  try {
    cloudOf(text);
    return [];
  } catch (error) {
    return (error as WorldError).message.split("\n");
  }
};

/** What a connection from each subnet of the VPC to each endpoint of the other one comes to. */
function outcomes(text: string, from: string, to: string) {
  const cloud = cloudOf(text);
  const { interfaces, subnetsOfVpc, endpoints } = cloud.estate.network;
  const addresses = [...interfaces.values()].flatMap(({ vpcId, endpointId, address }) =>
    vpcId === to && endpoints.has(endpointId) && address ? [address] : [],
  );
  const entries = [...(subnetsOfVpc.get(from) ?? [])].map(({ id }): [string, string[]] => [
    id,
    [
      ...new Set(
        addresses.map(
          (address) => cloud.connect({ subnetId: id, address, port: 443, protocol: "tcp" }).outcome,
        ),
      ),
    ],
  ]);
  return Object.fromEntries(entries);
}

describe("the networks of the demo", () => {
  test("peering: the private subnets of the spoke reach the endpoints, the public one with the NAT gateway does not", () => {
    expect(outcomes(fileOf("peering"), "vpc-0b50000000000000a", "vpc-0a50000000000000a")).toEqual({
      "subnet-0b50000000000000a": ["answered"],
      "subnet-0b50000000000000b": ["answered"],
      "subnet-0b50000000000000c": ["lost"],
    });
  });

  test("peering: without the hub's route back nobody is answered", () => {
    const text = fileOf("peering").replace("routes: { 10.1.0.0/16: pcx-0a50000000000000a }", "routes: {}");
    const { "subnet-0b50000000000000a": privateSubnet } = outcomes(
      text,
      "vpc-0b50000000000000a",
      "vpc-0a50000000000000a",
    );
    expect(privateSubnet).toEqual(["lost"]);
  });

  test("transit gateway: both spokes reach the endpoints, and each other not", () => {
    const text = fileOf("transit-gateway");
    for (const spoke of ["vpc-0b51000000000000a", "vpc-0c51000000000000a"])
      expect(new Set(Object.values(outcomes(text, spoke, "vpc-0a51000000000000a")).flat())).toEqual(
        new Set(["answered"]),
      );
    const cloud = cloudOf(text);
    const other = { address: "10.2.0.9", port: 443, protocol: "tcp" as const };
    expect(cloud.connect({ subnetId: "subnet-0b51000000000000a", ...other }).outcome).toBe("lost");
  });

  test("one account: both users reach the endpoints, until the group admits one of them no longer", () => {
    const text = fileOf("one-account");
    const users = ["vpc-0b53000000000000a", "vpc-0c53000000000000a"];
    const all = (world: string) =>
      users.map((vpc) => [...new Set(Object.values(outcomes(world, vpc, "vpc-0a53000000000000a")).flat())]);
    expect(all(text)).toEqual([["answered"], ["answered"]]);
    expect(all(text.replace("[10.1.0.0/16, 10.2.0.0/16]", "[10.1.0.0/16]"))).toEqual([
      ["answered"],
      ["lost"],
    ]);
  });
});

describe("a file that writes nothing of the network", () => {
  const plain = (more = "") => `
${more}
accounts:
  "111111111111":
    roles: [{ name: hub, trusts: ["*"] }]
    vpcs:
      - { id: vpc-0a000000, region: eu-west-1, cidr: 10.0.0.0/16, subnets: 1, securityGroups: [{ id: sg-0a000000, name: e, httpsFrom: [10.1.0.0/16] }], endpoints: [{ service: kms, securityGroups: [sg-0a000000] }] }
      - { id: vpc-0b000000, region: eu-west-1, cidr: 10.1.0.0/16, subnets: [{ id: subnet-0b000000, cidr: 10.1.0.0/24 }] }
      - { id: vpc-0c000000, region: eu-west-1, cidr: 10.2.0.0/16, subnets: [{ id: subnet-0c000000, cidr: 10.2.0.0/24 }] }`;
  const ask = (text: string, subnetId: string) =>
    cloudOf(text).connect({ subnetId, address: "10.0.0.4", port: 443, protocol: "tcp" }).outcome;

  test("wants it not judged: every VPC reaches every other one, as far as groups let it, and no role may read how", () => {
    expect([ask(plain(), "subnet-0b000000"), ask(plain(), "subnet-0c000000")]).toEqual(["answered", "lost"]);
    const role = cloudOf(plain()).identity.role("arn:aws:iam::111111111111:role/hub");
    expect(role?.denies).toContain("ec2:DescribeRouteTables");
  });

  test("may want it judged all the same", () => {
    const text = plain("network: asWritten");
    expect(ask(text, "subnet-0b000000")).toBe("lost");
    expect(cloudOf(text).identity.role("arn:aws:iam::111111111111:role/hub")?.denies).toEqual([]);
  });
});

test("mistakes in a network are told with their places, all at once", () => {
  const text = `
accounts:
  "111111111111":
    peerings:
      - { from: vpc-0a000000, to: vpc-0b000000 }
      - { from: vpc-0a000000, to: vpc-0d000000 }
    transitGateways:
      - id: tgw-0a000000
        region: us-east-1
        routeTables: [{ id: tgw-rtb-0a000000, routes: { 10.0.0.0/8: tgw-attach-0d000000 } }]
        attachments: [{ vpc: vpc-0a000000 }]
    vpcs:
      - id: vpc-0a000000
        region: eu-west-1
        cidr: 10.0.0.0/16
        subnets: [{ id: subnet-0a000000, cidr: 10.0.0.0/24 }]
        routes: { 10.9.0.0/16: pcx-0d000000, 10.0.1.0/24: igw-0a000000, 10.8.0.0/16: tgw-0a000000 }
        routeTables: [{ subnets: [subnet-0d000000] }]
        networkAcls: [{ inbound: [{ protocol: icmp, ports: 443 }] }]
      - { id: vpc-0b000000, region: eu-west-1, cidr: 10.0.128.0/20 }
`;
  expect(problemsOf(text)).toEqual([
    "w.yaml:5:9: the ranges of vpc-0a000000 and vpc-0b000000 overlap: AWS connects no such VPCs",
    "w.yaml:6:35: there is no VPC vpc-0d000000",
    "w.yaml:10:69: there is no attachment tgw-attach-0d000000 to tgw-0a000000",
    "w.yaml:11:30: vpc-0a000000 is in eu-west-1, the gateway in us-east-1",
    "w.yaml:17:32: InvalidVpcPeeringConnectionID.NotFound: The vpcPeeringConnection ID 'pcx-0d000000' does not exist",
    "w.yaml:17:59: InvalidParameterValue: The destination CIDR block 10.0.1.0/24 is equal to or more specific than one of this VPC's CIDR blocks. This route can target only an interface or an instance.",
    "w.yaml:17:86: InvalidTransitGatewayID.NotFound: The transitGateway ID 'tgw-0a000000' does not exist.",
    "w.yaml:18:35: there is no subnet subnet-0d000000 in vpc-0a000000",
    "w.yaml:19:60: only TCP and UDP have ports",
  ]);
});

test("the control API tells of a connection by name or address, from each subnet", async () => {
  const cloud = cloudOf(fileOf("transit-gateway"));
  const ask = (query: string) =>
    control(
      { cloud },
      { method: "GET", path: "/_simulator/connect", query: new URLSearchParams(query), body: "" },
    );
  const named = await ask(
    "vpc=vpc-0a51000000000000a&to=kms.eu-west-1.amazonaws.com&subnet=subnet-0a51000000000000a",
  );
  expect(named.value).toMatchObject({
    connections: [
      { subnet: "subnet-0a51000000000000a", outcome: "answered" },
      { subnet: "subnet-0a51000000000000a", outcome: "answered" },
    ],
  });
  const closed = await ask("vpc=vpc-0b51000000000000a&to=10.0.0.4&port=80");
  expect(closed.value).toMatchObject({
    connections: Array(4).fill({ outcome: "lost", because: expect.stringContaining("sg-0a51000000000000a") }),
  });
  expect(await ask("vpc=vpc-0b51000000000000a&to=10.0.0.4&subnet=subnet-0")).toMatchObject({ status: 400 });
});
