import { expect, test } from "vitest";
import { HUB, SPOKE, simulated } from "../../test/support/simulated.ts";
import { createCloud } from "./cloud.ts";
import { createIdentity } from "./identity.ts";
import type { Json } from "./service.ts";
import { VirtualClock } from "./virtual-clock.ts";
import { parseWorld } from "./world.ts";
import { loadWorld } from "./world-load.ts";

const SSM = "ssm.eu-west-1.amazonaws.com";
const HUB_VPC = "vpc-0a00000000000a001";
const SPOKE_VPC = "vpc-0b00000000000b001";
const OWN = "vpc-0a00000000000a002";

/** A hub that answers SSM and shares a rule for it with SPOKE. */
const WORLD = `
accounts:
  "${HUB}":
    vpcs:
      - id: ${HUB_VPC}
        region: eu-west-1
        cidr: 10.0.0.0/16
        subnets: [{ id: subnet-0a00000000000a001, cidr: 10.0.0.0/24 }, { id: subnet-0a00000000000a002, cidr: 10.0.1.0/24 }]
        securityGroups: [{ id: sg-0a00000000000a001, name: dns, dnsFrom: [10.0.0.0/16] }]
        resolverEndpoints:
          - id: rslvr-in-1
            name: in
            direction: INBOUND
            securityGroups: [sg-0a00000000000a001]
            addresses:
              - { subnet: subnet-0a00000000000a001, ip: 10.0.0.53 }
              - { subnet: subnet-0a00000000000a002, ip: 10.0.1.53, status: FAILED_RESOURCE_GONE }
            tags: { team: network }
          - { id: rslvr-out-1, direction: OUTBOUND, creatorRequestId: by hand }
      - id: ${OWN}
        region: eu-west-1
        cidr: 10.2.0.0/16
        resolverRules:
          - { domain: s3.eu-west-1.amazonaws.com, type: SYSTEM, association: { name: carve-out } }
          - { domain: corp.example, targets: [10.9.9.9], endpoint: rslvr-out-1, association: { status: OVERRIDDEN } }
    zones:
      - { name: ${SSM}, vpcs: [${HUB_VPC}], records: [{ name: ${SSM}, values: [10.0.0.9] }] }
    resolverRules:
      - id: rslvr-rr-1
        region: eu-west-1
        domain: ${SSM}
        name: ssm
        creatorRequestId: ours
        endpoint: rslvr-out-1
        targets: [10.0.0.53, { ip: 10.0.1.53, protocol: Do53 }]
        vpcs: [${OWN}, { vpc: ${SPOKE_VPC}, name: theirs }]
    shares: [{ name: hub, region: eu-west-1, resources: [rslvr-rr-1], principals: ["${SPOKE}"] }]
  "${SPOKE}":
    vpcs: [{ id: ${SPOKE_VPC}, region: eu-west-1, cidr: 10.1.0.0/16 }]
organization: { id: o-a1b2c3d4e5, management: "${HUB}", accounts: ["${SPOKE}"] }
`;

function loaded(text = WORLD) {
  const cloud = simulated();
  loadWorld(parseWorld(text, "w.yaml"), cloud.estate, createIdentity(cloud.estate.surroundings));
  const list = (account: string, operation: string, input: Json = {}): Json[] =>
    Object.values(cloud.call(account, operation, input)).find((one) => Array.isArray(one)) ?? [];
  return { ...cloud, list };
}

test("Resolver endpoints of a file are OPERATIONAL, their addresses ATTACHED, unless the file says otherwise", () => {
  const { list } = loaded();
  expect(list(HUB, "ListResolverEndpoints")).toMatchObject([
    { Id: "rslvr-in-1", Name: "in", Status: "OPERATIONAL", SecurityGroupIds: ["sg-0a00000000000a001"] },
    { Id: "rslvr-out-1", CreatorRequestId: "by hand", IpAddressCount: 2, Protocols: ["Do53"] },
  ]);
  expect(list(HUB, "ListResolverEndpointIpAddresses", { ResolverEndpointId: "rslvr-in-1" })).toEqual(
    expect.arrayContaining([
      expect.objectContaining({ Ip: "10.0.0.53", Status: "ATTACHED" }),
      expect.objectContaining({ Ip: "10.0.1.53", Status: "FAILED_RESOURCE_GONE" }),
    ]),
  );
});

test("rules of a file are associated with VPCs of their account, and of accounts that they are shared with", () => {
  const { list, resolve } = loaded();
  const own = ({ Name }: Json) => Name !== "System Rule Association";
  expect(list(SPOKE, "ListResolverRuleAssociations").filter(own)).toMatchObject([
    { ResolverRuleId: "rslvr-rr-1", VPCId: SPOKE_VPC, Name: "theirs", Status: "COMPLETE" },
  ]);
  const states = list(HUB, "ListResolverRuleAssociations").filter(own);
  expect(states.map(({ Name, Status }) => `${Name} ${Status}`).sort()).toEqual([
    "carve-out COMPLETE",
    "undefined COMPLETE",
    "undefined OVERRIDDEN",
  ]);
  for (const vpc of [OWN, SPOKE_VPC]) expect(resolve(vpc, SSM)).toMatchObject({ addresses: ["10.0.0.9"] });
  expect(resolve(OWN, "x.corp.example").from).toEqual({ kind: "public" });
});

test.each([
  ["the share is missing", [/ {4}shares: .*\n/, ""], `the rule is not shared with account ${SPOKE}`],
  ["the address is elsewhere", ["10.0.0.53 }", "10.7.0.53 }"], "[RSLVR-00405]"],
  ["the endpoint is the inbound one", ["endpoint: rslvr-out-1\n", "endpoint: rslvr-in-1\n"], "[RSLVR-00700]"],
  ["the rule leads in a circle", [`vpcs: [${OWN}`, `vpcs: [${HUB_VPC}`], "[RSLVR-00804]"],
  ["a SYSTEM rule has targets", ["type: SYSTEM", "type: SYSTEM, targets: [10.0.0.1]"], "SYSTEM type"],
  ["a name has a dot", ["name: in\n", "name: in.bound\n"], "must be letters, digits"],
  ["an id is there twice", ["id: rslvr-out-1", "id: rslvr-in-1"], "the id rslvr-in-1 is there twice"],
] as const)("where %s, the file is refused with its place", (_what, [from, to], words) => {
  expect(() => loaded(WORLD.replace(from, to))).toThrow(words);
  expect(() => loaded(WORLD.replace(from, to))).toThrow(/^w\.yaml:\d+:\d+: /);
});

test("a zone that a service keeps in a VPC is its own for nobody, and stays in front of a shorter rule", () => {
  const name = "fs-1.efs.eu-west-1.amazonaws.com";
  const { call, list, resolve } = loaded(
    WORLD.replace(
      "        cidr: 10.2.0.0/16\n",
      `        cidr: 10.2.0.0/16
        serviceZones: [{ service: efs.amazonaws.com, name: ${name}, values: [10.2.0.7] }]\n`,
    ).replace("domain: corp.example", "domain: eu-west-1.amazonaws.com"),
  );
  const asked = { VPCId: OWN, VPCRegion: "eu-west-1" };
  const summaries = call(HUB, "ListHostedZonesByVPC", asked).HostedZoneSummaries as Json[];
  expect(summaries).toMatchObject([{ Name: `${name}.`, Owner: { OwningService: "efs.amazonaws.com" } }]);
  expect(list(HUB, "ListHostedZones")).toHaveLength(1);
  expect(resolve(OWN, name)).toMatchObject({ addresses: ["10.2.0.7"], from: { kind: "private-zone" } });
});

test("a file chooses how AWS answers where nobody knows, and how long it takes; who makes the cloud comes before it", () => {
  const world = parseWorld(
    `${WORLD}behaviours: { resolverPages: ragged, unsharedAssociation: fails }\ndelays: { resolverRuleMs: 5 }\n`,
  );
  const clock = new VirtualClock();
  const { options } = createCloud({ clock, world, behaviours: { resolverPages: "full" } }).estate;
  expect(options.behaviours).toMatchObject({ resolverPages: "full", unsharedAssociation: "fails" });
  expect(options.resolverRuleMs).toBe(5);
  expect(() => parseWorld(`${WORLD}behaviours: { resolverPages: torn }\n`)).toThrow("full or ragged");
});
