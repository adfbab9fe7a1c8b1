import { expect, test } from "vitest";
import { ENDPOINT, edit, type Folder, HUB, parseFolder, problemsIn } from "../../../test/support/fixture.ts";
import { managedIn } from "./managed.ts";
import type { ManagedEndpoint } from "./types.ts";

const A = "subnet-0000000a";
const B = "subnet-0000000b";
const endpointWith = (...lines: string[]): Folder => ({
  "endpoint.yaml": ENDPOINT + lines.map((line) => `  ${line}\n`).join(""),
});
const hubWith = (hub: string, line: string) => edit(hub, ["  spokeDefaults:", `  ${line}\n  spokeDefaults:`]);
const HUB_B = edit(HUB, ["hub-a", "hub-b"], ["vpc-0a000001", "vpc-0a000002"], ["eu-west-1", "eu-west-2"]);

function managed(folder: Folder): ManagedEndpoint {
  const { desired, problems } = parseFolder(folder);
  const source = desired?.endpoints[0]?.source;
  if (source?.by !== "managed") throw new Error(JSON.stringify(problems));
  return source;
}

test("what a managed endpoint leaves out is AWS's default, and records are as its addresses", () => {
  expect(managed(endpointWith(`managed: { subnets: [${B}, ${A}], ipAddressType: dualstack }`))).toEqual({
    by: "managed",
    subnets: [A, B],
    securityGroups: [],
    ipAddressType: "dualstack",
    dnsRecordIpType: "dualstack",
    tags: {},
  });
});

test("`managed: {}` is made in the hub's subnets, with its security groups", () => {
  const defaults = `endpointDefaults: { subnets: [${B}, ${A}], securityGroups: [sg-0000000a] }`;
  const folder = { "hub.yaml": hubWith(HUB, defaults), ...endpointWith("managed: {}") };
  expect(managed(folder)).toMatchObject({ subnets: [A, B], securityGroups: ["sg-0000000a"] });
});

test("its own subnets replace the hub's, while security groups that it does not name are the hub's", () => {
  const defaults = `endpointDefaults: { subnets: [${A}], securityGroups: [sg-0000000a] }`;
  const folder = { "hub.yaml": hubWith(HUB, defaults), ...endpointWith(`managed: { subnets: [${B}] }`) };
  expect(managed(folder)).toMatchObject({ subnets: [B], securityGroups: ["sg-0000000a"] });
});

test("an endpoint of two hubs is made in each hub's own subnets", () => {
  const { desired, problems } = parseFolder({
    "hub.yaml": hubWith(HUB, `endpointDefaults: { subnets: [${A}] }`),
    "z.yaml": hubWith(HUB_B, `endpointDefaults: { subnets: [${B}] }`),
    "endpoint.yaml": edit(`${ENDPOINT}  managed: {}\n`, ["[hub-a]", "[hub-a, hub-b]"]),
  });
  expect(problems).toEqual([]);
  const source = desired?.endpoints[0]?.source as ManagedEndpoint;
  expect(desired?.hubs.map((hub) => managedIn(source, hub).subnets)).toEqual([[A], [B]]);
});

const POLICY = '{"Version":"2012-10-17","Statement":[{"Effect":"Allow","Action":"*"}]}';

test.each([
  ["JSON text", `policy: '{ "Version": "2012-10-17", "Statement": [{ "Effect": "Allow", "Action": "*" }] }'`],
  ["a mapping", `policy: { Version: 2012-10-17, Statement: [{ Effect: Allow, Action: "*" }] }`],
])("a policy as %s is sent as JSON without white space, in the order written", (_, policy) => {
  expect(managed(endpointWith(`managed: { subnets: [${A}], ${policy} }`)).policy).toBe(POLICY);
});

const withPolicy = (policy: string) => endpointWith(`managed: { subnets: [${A}], policy: ${policy} }`);
const long = (characters: number) => {
  const frame = JSON.stringify({ Statement: [{ Sid: "" }] }).length;
  return `{ Statement: [{ Sid: ${"x".repeat(characters - frame)} }] }`;
};

test("a policy may have 20,480 characters, and not one more", () => {
  expect(managed(withPolicy(long(20_480))).policy).toHaveLength(20_480);
  expect(problemsIn(withPolicy(long(20_481)))).toEqual([
    "endpoint.yaml:9:50: spec.managed.policy must have at most 20480 characters as JSON without white space",
  ]);
});

const cases: [sentence: string, folder: Folder, problems: string[]][] = [
  [
    "an endpoint is found or made, not both",
    endpointWith("existing: { id: vpce-0123abcd }", `managed: { subnets: [${A}] }`),
    ["endpoint.yaml:7:3: spec has both existing and managed; keep one"],
  ],
  [
    "a managed endpoint has a subnet",
    endpointWith("managed: {}"),
    [
      'endpoint.yaml:9:3: the managed endpoint has no subnet in hub "hub-a"; set spec.managed.subnets, or spec.endpointDefaults.subnets in hub "hub-a"',
    ],
  ],
  [
    "a managed endpoint has a subnet in each of its hubs",
    {
      "hub.yaml": hubWith(HUB, `endpointDefaults: { subnets: [${A}] }`),
      "z.yaml": HUB_B,
      "endpoint.yaml": edit(`${ENDPOINT}  managed: {}\n`, ["[hub-a]", "[hub-a, hub-b]"]),
    },
    [
      'endpoint.yaml:9:3: the managed endpoint has no subnet in hub "hub-b"; set spec.endpointDefaults.subnets in hub "hub-b"',
    ],
  ],
  [
    "subnets and security groups belong to one VPC",
    {
      "hub.yaml": hubWith(HUB, `endpointDefaults: { subnets: [${A}] }`),
      "z.yaml": hubWith(HUB_B, `endpointDefaults: { subnets: [${B}] }`),
      "endpoint.yaml": edit(`${ENDPOINT}  managed: { subnets: [${A}], securityGroups: [sg-0000000a] }\n`, [
        "[hub-a]",
        "[hub-a, hub-b]",
      ]),
    },
    [
      "endpoint.yaml:9:14: managed.subnets with 2 hubs; they belong to one VPC: set endpointDefaults.subnets in each hub, or write one document for each hub",
      "endpoint.yaml:9:42: managed.securityGroups with 2 hubs; they belong to one VPC: set endpointDefaults.securityGroups in each hub, or write one document for each hub",
    ],
  ],
  [
    "ids have AWS's shapes, and each is listed once",
    {
      "hub.yaml": hubWith(HUB, `endpointDefaults: { subnets: [${A}, ${A}], securityGroups: [g-1] }`),
      ...endpointWith("managed: { subnets: [subnet-1], securityGroups: [sg-0000000A] }"),
    },
    [
      'endpoint.yaml:9:24: spec.managed.subnets[0] must be subnet- and 8 or 17 hex digits, not "subnet-1"',
      'endpoint.yaml:9:52: spec.managed.securityGroups[0] must be sg- and 8 or 17 hex digits, not "sg-0000000A"',
      'hub.yaml:10:85: spec.endpointDefaults.securityGroups[0] must be sg- and 8 or 17 hex digits, not "g-1"',
    ],
  ],
  [
    "what is listed twice is pointed at",
    endpointWith(`managed: { subnets: [${A}, ${A}], securityGroups: [sg-0000000a, sg-0000000a] }`),
    [`endpoint.yaml:9:41: "${A}" is listed twice`, 'endpoint.yaml:9:89: "sg-0000000a" is listed twice'],
  ],
  [
    "records need addresses of their type",
    endpointWith(`managed: { subnets: [${A}], dnsRecordIpType: dualstack }`),
    [
      "endpoint.yaml:9:59: dnsRecordIpType dualstack does not go with ipAddressType ipv4; write the same, or ipAddressType: dualstack",
    ],
  ],
  [
    "a policy is JSON",
    withPolicy("'{ Statement: [] }'"),
    ['endpoint.yaml:9:50: spec.managed.policy must be valid JSON: one object, not "{ Statement: [] }"'],
  ],
  [
    "a policy is one object",
    withPolicy("'[]'"),
    ['endpoint.yaml:9:50: spec.managed.policy must be valid JSON: one object, not "[]"'],
  ],
  [
    "a policy has a Statement",
    withPolicy("{ Version: 2012-10-17 }"),
    ["endpoint.yaml:9:50: spec.managed.policy must be a policy: a mapping with a Statement"],
  ],
  [
    "a policy is no list",
    withPolicy("[]"),
    ["endpoint.yaml:9:50: spec.managed.policy must be JSON text or a mapping"],
  ],
  [
    "tags of AWS and of the operator are not for documents",
    endpointWith(
      `managed: { subnets: [${A}], tags: { "AWS:x": y, vpce-operator/owner: y, "vpce-operator": y } }`,
    ),
    [
      "endpoint.yaml:9:50: spec.managed.tags.AWS:x: the key must be 1 to 128 letters, digits, spaces and characters of _.:/=+@-, and not begin with aws: or vpce-operator/",
      "endpoint.yaml:9:62: spec.managed.tags.vpce-operator/owner: the key must be 1 to 128 letters, digits, spaces and characters of _.:/=+@-, and not begin with aws: or vpce-operator/",
    ],
  ],
];

test.each(cases)("%s", (_, folder, problems) => {
  expect(problemsIn(folder)).toEqual(problems);
});
