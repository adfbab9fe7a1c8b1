import { inspect } from "node:util";
import fc from "fast-check";
import { expect, test } from "vitest";
import { ENDPOINT, edit, HUB, parseFolder, SPOKE } from "../../../test/support/fixture.ts";
import { parseDesired } from "./parse.ts";
import { formatProblem } from "./problems.ts";
import { desiredHash, showDesired } from "./show.ts";
import type { Desired } from "./types.ts";

const SECRET = "Zx9-not-for-anybody";

function parsed(text: string): Desired {
  const policy = { path: "p.json", text: '{ "Statement": [{ "Effect": "Deny" }] }' };
  const files = [{ path: "all.yaml", text }, ...(text.includes("p.json") ? [policy] : [])];
  const { desired, problems } = parseDesired(files, () => SECRET);
  if (!desired) throw new Error(problems.map(formatProblem).join("\n"));
  return desired;
}

const optional = (...lines: string[]) => fc.constantFrom("", ...lines.map((line) => `  ${line}\n`));
const MANAGED = "subnets: [subnet-0000000d, subnet-0000000c]";
const MADE =
  "{ managed: { addresses: [{ subnet: subnet-0123456789abcdef1 }, { subnet: subnet-0123456789abcdef0, ip: 10.0.0.53 }], securityGroups: [sg-0123456789abcdef1, sg-0123456789abcdef0] } }";
const ENDPOINTS =
  "inbound: { id: rslvr-in-0123456789abcdef0 }, outbound: { id: rslvr-out-0123456789abcdef0 }";
const hubLines = fc.tuple(
  optional("anchorVpc: { vpc: vpc-0a0000ff }", "anchorVpc: { vpc: vpc-0a0000ff, region: eu-west-2 }"),
  optional(
    "role: { arn: 'arn:aws:iam::{account}:role/hub' }",
    `role: { arn: "arn:aws:iam::111111111111:role/hub", externalId: ${SECRET} }`,
  ),
  optional(
    "endpointDefaults: { subnets: [subnet-0000000b, subnet-0000000a], securityGroups: [sg-0000000a] }",
    "endpointDefaults: { policy: { Statement: [] }, tags: { c: '3', b: '4' } }",
    "endpointDefaults: { ipAddressType: dualstack, dnsRecordIpType: ipv4, policyFrom: { file: p.json } }",
  ),
  optional(
    "guard: { maxRemovalPercent: 50 }",
    "besideOwners: [other-team, a-team]",
    `resolver: { ${ENDPOINTS}, adoptRules: true, takeOwnership: true }`,
    `resolver: { inbound: ${MADE}, outbound: ${MADE} }`,
    "resolver: { inbound: none, outbound: none }",
    `resolver: { ${ENDPOINTS}, rules: regional, regional: { accept: true, except: [s3.eu-west-1.amazonaws.com, b.eu-west-1.amazonaws.com] } }\n  sharing: { accounts: ['333333333333', '222222222222'] }`,
    "sharing: { organization: 'arn:aws:organizations::999999999999:organization/o-abcdefghij', ous: ['arn:aws:organizations::999999999999:ou/o-abcdefghij/ou-abcd-12345678'] }",
  ),
  optional(
    "quotas: { resolverEndpoints: 5, resolverAddresses: 8, vpcsPerZone: 600 }",
    "table: { name: t-1 }",
    "table: { name: t.1, region: eu-west-2 }",
  ),
  fc.constantFrom(
    "role/spoke",
    `role/spoke\n      externalId: ${SECRET}`,
    "role/spoke\n      externalIdFrom: { env: ID }",
  ),
  optional(
    "rollout: { canary: 3, pauseMinutes: 5 }",
    "rollout: { canary: { matchLabels: { b: '1', a: '2' } }, wholeZones: true }",
    "rollout: { canary: { matchExpressions: [{ key: stage, operator: In, values: [dev, test] }] } }",
  ),
);
const annotationLines = optional(
  "annotations: { vpce-operator/allow-removals: abcdef012345 }",
  "annotations: { example.com/note: 5 }",
);
const endpointLines = fc.tuple(
  optional("set: prod"),
  fc.oneof(
    fc.tuple(
      optional("existing: { id: vpce-0123abcd }", "existing: { tags: { b: '1', a: \"true\" } }"),
      optional("hubPrivateDns: off", "hubPrivateDns: keep"),
      optional(
        "names: [b.example.com, a.example.com]",
        "names: []\n  extraNames: [d.example.com]",
        "extraNames: ['*.c.example.com']",
      ),
    ),
    fc.constantFrom(
      ["  hubPrivateDns: turnOff\n  allowGap: true\n"],
      [
        `  managed: { ${MANAGED}, policy: { Version: 2012-10-17, Statement: [{ Effect: Deny, b: 1, a: 2 }] } }\n`,
      ],
      [`  managed: { ${MANAGED}, policy: '{ "Statement": {} }', tags: { b: '1', a: '2' } }\n`],
      [`  managed: { ${MANAGED}, ipAddressType: dualstack, dnsRecordIpType: ipv4 }\n`],
    ),
  ),
  optional("adoptZones: true", "adoptZones: true\n  takeRecords: true\n  takeOwnership: true"),
  optional("serviceRegion: us-east-2", "serviceRegion: eu-west-1"),
  optional(
    "newNames: apply",
    "ports: [587, 465]",
    "zonalNames: true",
    "evaluateTargetHealth: false",
    "acceptShadowing: true",
  ),
  optional("addressTypes: [ipv6, ipv4]"),
);
const spokeLines = fc.tuple(
  fc.constantFrom("  region: us-east-1\n", "  region: eu-west-1\n", ""),
  optional("mode: PHZ-Association"),
  optional("suspend: true", "redundantEndpoints: keep", "acceptSourceChange: true", "allowGap: true"),
  optional(
    "endpoints: all",
    "endpoints: none",
    "endpoints: { names: [ssm] }",
    "endpoints: { matchLabels: { tier: core } }",
    "endpoints: { except: [more-sts] }",
    "endpoints: { matchExpressions: [{ key: tier, operator: Exists }], except: { matchLabels: { tier: more } } }",
  ),
  fc.constantFrom("222222222222", "111111111111"),
  optional(`role: { arn: "arn:aws:iam::{account}:role/own", externalIdFrom: { file: f } }`),
);

const MORE = edit(
  ENDPOINT,
  ["name: ssm", "name: more"],
  ["tier: core", "tier: more"],
  ["service: ssm", "services: [sts, com.amazonaws.eu-west-1.kms]"],
);
const DEFAULTS_FOR_ALL = `apiVersion: vpce-operator/v1
kind: Defaults
metadata: { name: common }
spec:
  hubs: all
  spokeDefaults: { mode: phz-association }
  endpointDefaults: { tags: { d: '5' } }
`;

/** Any sound state of one hub; without an endpoint a spoke can only say `all`. */
const states = fc
  .tuple(hubLines, endpointLines, spokeLines, fc.boolean(), annotationLines)
  .map(
    ([
      [anchor, hubRole, defaults, guard, quotas, role, rollout],
      endpoint,
      [region, mode, suspend, choice, account, own],
      bare,
      annotations,
    ]) =>
      [
        edit(HUB, ["role/spoke", role], ["metadata:\n", `metadata:\n${annotations}`]) +
          anchor +
          hubRole +
          defaults +
          guard +
          rollout +
          quotas,
        ...(bare ? [] : [ENDPOINT + endpoint.flat().join(""), MORE, DEFAULTS_FOR_ALL]),
        edit(SPOKE, ["222222222222", account]) + region + mode + suspend + (bare ? "" : choice) + own,
      ].join("---\n"),
  );

test("what is shown, with the secrets put back, is shown the same again and has the same hash", () => {
  const fixedPoint = fc.property(states, (text) => {
    const desired = parsed(text);
    const shown = showDesired(desired);
    const again = parsed(shown.replaceAll('"[redacted]"', SECRET));
    expect(showDesired(again)).toBe(shown);
    expect(desiredHash(again)).toBe(desiredHash(desired));
  });
  fc.assert(fixedPoint, { numRuns: 200 });
});

/** Lists of names in any order: which one they were written in means nothing. */
const meaning = (desired: Desired) =>
  JSON.parse(
    JSON.stringify(desired, (_, value: unknown) =>
      Array.isArray(value) && value.every((one) => typeof one === "string") ? value.toSorted() : value,
    ),
  );

test("what is shown is the whole state: it reads as the same again, field by field", () => {
  const whole = fc.property(states, (text) => {
    const desired = parsed(text);
    const again = parsed(showDesired(desired).replaceAll('"[redacted]"', SECRET));
    expect(meaning(again)).toEqual(meaning(desired));
  });
  fc.assert(whole, { numRuns: 200 });
});

test("no secret is in anything that is shown, hashed, inspected or turned to JSON", () => {
  const silent = fc.property(states, (text) => {
    const desired = parsed(text);
    for (const output of [showDesired(desired), JSON.stringify(desired), inspect(desired, { depth: 9 })]) {
      expect(output).not.toContain(SECRET);
    }
  });
  fc.assert(silent, { numRuns: 100 });
});

test("the defaults are written out, the redacted secret included", () => {
  const hub = edit(HUB, ["role/spoke", `role/spoke\n      externalId: ${SECRET}`]);
  const { desired } = parseFolder({ "hub.yaml": hub });
  expect(desired && showDesired(desired)).toBe(`apiVersion: vpce-operator/v1
kind: Hub
metadata:
  name: hub-a
spec:
  owner: team
  account: "111111111111"
  region: eu-west-1
  vpc: vpc-0a000001
  writePolicy: sync
  suspend: false
  guard:
    maxRemovalPercent: 20
  quotas:
    vpcsPerZone: 300
    zonesPerAccount: 500
    authorizations: 900
    endpointsPerVpc: 50
    resolverEndpoints: 4
    resolverAddresses: 6
---
apiVersion: vpce-operator/v1
kind: Endpoint
metadata:
  name: ssm
  labels:
    tier: core
spec:
  hubs:
    - hub-a
  set: default
  service: ssm
  allowGap: false
  adoptZones: false
  takeRecords: false
  takeOwnership: false
  evaluateTargetHealth: true
  ports:
    - 443
  extraNames: []
  zonalNames: false
  newNames: report
  acceptShadowing: false
  suspend: false
---
apiVersion: vpce-operator/v1
kind: Spoke
metadata:
  name: pay
spec:
  hub: hub-a
  account: "222222222222"
  region: eu-west-1
  vpc: vpc-0b000001
  role:
    arn: arn:aws:iam::222222222222:role/spoke
    externalId: "[redacted]"
  mode: phz-association
  endpoints:
    names:
      - ssm
  pathCheck: withhold
  suspend: false
`);
});

const hashOf = (hub: string, spoke = SPOKE) => desiredHash(parsed([hub, ENDPOINT, spoke].join("---\n")));

test("the hash does not see comments, formatting, the order of labels or defaults that are written out", () => {
  const written = edit(SPOKE, ["  vpc:", "  suspend: false # not now\n  region:   'eu-west-1'\n  vpc:"]);
  expect(hashOf(HUB, written)).toBe(hashOf(HUB));
  const labelled = (labels: string) =>
    hashOf(HUB, edit(SPOKE, ["name: pay", `name: pay\n  labels: ${labels}`]));
  expect(labelled("{ a: x, b: y }")).toBe(labelled("{ b: y, a: x }"));
});

test("the hash sees every change of meaning", () => {
  const hashes = [
    hashOf(HUB),
    hashOf(edit(HUB, ["owner: team", "owner: team-2"])),
    hashOf(`${HUB}  quotas: { vpcsPerZone: 301 }\n`),
    hashOf(HUB, edit(SPOKE, ["0b000001", "0b000002"])),
    hashOf(HUB, `${SPOKE}  suspend: true\n`),
    hashOf(HUB, edit(SPOKE, ["name: pay", "name: pay\n  labels: { a: x }"])),
  ];
  expect(new Set(hashes).size).toBe(hashes.length);
});

test("of a secret the hash sees whether there is one, not which", () => {
  const withId = (id: string) => hashOf(edit(HUB, ["role/spoke", `role/spoke\n      externalId: ${id}`]));
  expect(withId("one-secret")).toBe(withId("another-secret"));
  expect(withId("one-secret")).not.toBe(hashOf(HUB));
});

const DEFAULTS = edit(HUB, [
  "  spokeDefaults:",
  "  endpointDefaults: { subnets: [subnet-0000000b, subnet-0000000a] }\n  spokeDefaults:",
]);

test("a managed endpoint shows where it is made, the hub's defaults filled in", () => {
  const shown = showDesired(parsed(`${DEFAULTS}---\n${ENDPOINT}  managed: {}\n`));
  expect(shown).toContain(`  managed:
    subnets:
      - subnet-0000000a
      - subnet-0000000b
    ipAddressType: ipv4
    dnsRecordIpType: ipv4
    tags: {}
`);
});

test("documents that stand for several are shown as what they stand for, which reads the same again", () => {
  const other = edit(HUB, ["hub-a", "hub-b"], ["vpc-0a000001", "vpc-0a000002"], ["eu-west-1", "eu-west-2"]);
  const hubs = [HUB, other].map((hub, i) => `${hub}  endpointDefaults: { subnets: [subnet-0000000${i}] }\n`);
  const many = edit(
    `${ENDPOINT}  managed: { tags: { a: b } }\n`,
    ["[hub-a]", "[hub-a, hub-b]"],
    ["service: ssm", "services: [ssm, ecr.dkr]"],
  );
  const spoke = edit(SPOKE, ["hub: hub-a", "hubs: [hub-a, hub-b]\n  region: us-east-1"]);
  const desired = parsed([...hubs, many, spoke].join("---\n"));
  const shown = showDesired(desired);
  expect(shown.match(/(?<=^ {2}name: ).*/gm)).toEqual([
    ...["hub-a", "hub-b", "ssm-ecr.dkr", "ssm-ssm", "pay-hub-a", "pay-hub-b"],
  ]);
  expect(showDesired(parsed(shown))).toBe(shown);
});
