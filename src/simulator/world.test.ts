import { expect, test } from "vitest";
import { HUB, refusal, SPOKE, simulated } from "../../test/support/simulated.ts";
import { createIdentity } from "./identity.ts";
import { inventory } from "./inventory.ts";
import { parseWorld } from "./world.ts";
import { loadWorld } from "./world-load.ts";

const WORLD = `
accounts:
  "${HUB}":
    name: hub
    roles: [{ name: vpce-operator-hub, trusts: ["999999999999"], externalId: secret }]
    vpcs:
      - id: vpc-0a11ce0000000000a
        region: eu-west-1
        cidr: 10.0.0.0/16
        subnets: 2
        securityGroups: [{ id: sg-0a11ce0000000000a, name: endpoints, httpsFrom: [10.0.0.0/8] }]
        endpoints:
          - { id: vpce-0551110000000000a, service: ssm, securityGroups: [sg-0a11ce0000000000a], tags: { Name: ssm } }
    zones:
      - name: ssm.eu-west-1.amazonaws.com
        vpcs: [vpc-0a11ce0000000000a, vpc-0b22ce0000000000b]
        callerReference: by hand
        records: [{ name: ssm.eu-west-1.amazonaws.com, alias: { endpoint: vpce-0551110000000000a } }]
        authorizations: [vpc-0b22ce0000000000b]
        tags: { team: network }
  "${SPOKE}":
    vpcs:
      - id: vpc-0b22ce0000000000b
        region: eu-west-1
        cidr: 10.1.0.0/16
        resolverRules: [{ domain: corp.example, targets: [10.9.9.9] }]
services:
  eu-west-1:
    ssm: [ssm.eu-west-1.amazonaws.com]
    studio: null
`;

function loaded(text: string, choices = {}) {
  const cloud = simulated(choices);
  const identity = createIdentity(cloud.estate.surroundings);
  loadWorld(parseWorld(text), cloud.estate, identity);
  return { ...cloud, identity };
}

test("a world is there at once: DNS, roles, endpoints, zones of several accounts' VPCs, rules, services", () => {
  const { resolve, identity, estate, call } = loaded(WORLD);
  for (const vpc of ["vpc-0a11ce0000000000a", "vpc-0b22ce0000000000b"])
    expect(resolve(vpc, "ssm.eu-west-1.amazonaws.com")).toMatchObject({
      addresses: ["10.0.0.4", "10.0.1.4"],
      from: { kind: "private-zone" },
    });
  expect(resolve("vpc-0b22ce0000000000b", "a.corp.example").from.kind).toBe("rule");
  expect(identity.role(`arn:aws:iam::${HUB}:role/vpce-operator-hub`)).toMatchObject({ externalId: "secret" });
  expect(inventory(estate)).toMatchObject({
    zones: [
      {
        account: HUB,
        callerReference: "by hand",
        vpcs: ["vpc-0a11ce0000000000a", "vpc-0b22ce0000000000b"],
        authorizations: ["vpc-0b22ce0000000000b"],
        records: [{ Type: "A" }],
        tags: { team: "network" },
      },
    ],
    endpoints: [
      { id: "vpce-0551110000000000a", state: "available", privateDns: false, tags: { Name: "ssm" } },
    ],
  });
  const service = (name: string) =>
    refusal(() => call(HUB, "DescribeVpcEndpointServices", { ServiceNames: [name] }));
  expect(service("com.amazonaws.eu-west-1.ssm")).toBe("answered");
  expect(service("aws.sagemaker.eu-west-1.studio")).toBe("400 InvalidServiceName");
});

test("the same file makes the same world, id for id", () => {
  const [one, other] = [loaded(WORLD), loaded(WORLD)];
  expect([...one.estate.zones.byId.keys()]).toEqual([...other.estate.zones.byId.keys()]);
  expect(inventory(one.estate)).toEqual(inventory(other.estate));
});

test("every problem of the file is told at once, each with its place", () => {
  const text = `accounts:
  "111111111111":
    vpcs:
      - id: vpc-1
        region: eu-west-1
        cird: 10.0.0.0/16
  hub: {}
`;
  expect(() => parseWorld(text, "w.yaml")).toThrow(
    /^w\.yaml:4:13: .*\bid must be an id such as .*\nw\.yaml:4:9: .*cidr is missing\n.*w\.yaml:6:9: .*"cird"/,
  );
  expect(() => parseWorld(text, "w.yaml")).toThrow(/"cird"/);
  expect(() => parseWorld(text, "w.yaml")).toThrow(/account id is 12 digits/);
});

test("a file that is no YAML is refused with its place", () => {
  expect(() => parseWorld("accounts: [", "w.yaml")).toThrow(/^w\.yaml:\d+:\d+: /);
  const rows = Array.from({ length: 9 }, (_, n) => `a${n + 1}: &a${n + 1} [${Array(9).fill(`*a${n}`)}]`);
  const bomb = ["a0: &a0 [x]", ...rows].join("\n");
  expect(() => parseWorld(bomb, "w.yaml")).toThrow(/^w\.yaml:1:1: Excessive alias count/);
});

test("what AWS would refuse is refused, with its place in the file", () => {
  const text = WORLD.replace("service: ssm,", "service: ssm, privateDns: true,");
  expect(() => loaded(text)).toThrow(
    /^world\.yaml:16:16: ConflictingDomainExists: The VPC vpc-0a11ce0000000000a/,
  );
  const unknown = WORLD.replace("service: ssm,", "service: nothing,");
  expect(() => loaded(unknown)).toThrow(
    /^world\.yaml:13:13: no endpoint service nothing in eu-west-1; write it under services:$/,
  );
});

test("an endpoint of a world file may be in a state that its provider or a failure left it in", () => {
  const rejected = WORLD.replace("service: ssm,", "service: ssm, state: rejected,");
  expect(inventory(loaded(rejected).estate).endpoints.map((e) => e.state)).toEqual(["rejected"]);
});
