import { expect, test } from "vitest";
import { ENDPOINT, edit, type Folder, HUB, parseFolder, problemsIn } from "../../../test/support/fixture.ts";

const endpointWith = (...lines: string[]): Folder => ({
  "endpoint.yaml": ENDPOINT + lines.map((line) => `  ${line}\n`).join(""),
});
const ANCHORED: Folder = {
  "hub.yaml": edit(HUB, ["  spokeDefaults:", "  anchorVpc: { vpc: vpc-0a0000ff }\n  spokeDefaults:"]),
};
const MANAGED = "managed: { subnets: [subnet-0000000a] }";

const cases: [sentence: string, folder: Folder, problems: string[]][] = [
  [
    "private DNS is not switched off without an anchor, and both ways out are told",
    endpointWith("hubPrivateDns: turnOff"),
    [
      'endpoint.yaml:9:18: hubPrivateDns: turnOff, but hub "hub-a" has no anchorVpc to make the zones with beforehand; set spec.anchorVpc in hub "hub-a", or accept public answers in its VPC meanwhile by allowGap: true here',
    ],
  ],
  [
    "switching off is one for the endpoint, so names are not narrowed",
    { ...ANCHORED, ...endpointWith("hubPrivateDns: turnOff", "names: [ssm.eu-west-1.amazonaws.com]") },
    [
      "endpoint.yaml:10:3: hubPrivateDns: turnOff with narrowed names; the switch is one for the whole endpoint, so every name needs a zone: leave names out",
    ],
  ],
  [
    "a managed endpoint has no private DNS to keep",
    endpointWith(MANAGED, "hubPrivateDns: keep"),
    [
      "endpoint.yaml:10:18: hubPrivateDns: keep does not go with managed; a managed endpoint never has private DNS on; leave hubPrivateDns out",
    ],
  ],
  [
    "a managed endpoint has no private DNS to switch off",
    endpointWith(MANAGED, "hubPrivateDns: turnOff"),
    [
      "endpoint.yaml:10:18: hubPrivateDns: turnOff does not go with managed; a managed endpoint never has private DNS on; leave hubPrivateDns out",
    ],
  ],
  [
    "a gap is accepted for switching off only",
    endpointWith("hubPrivateDns: keep", "allowGap: true"),
    [
      "endpoint.yaml:10:3: allowGap means nothing here; it accepts the gap of hubPrivateDns: turnOff; leave it out",
    ],
  ],
  [
    "only zones of others are taken from",
    endpointWith("takeRecords: true", "takeOwnership: true"),
    [
      "endpoint.yaml:9:3: takeRecords without adoptZones; it is about zones that somebody else made: set adoptZones: true, or leave it out",
      "endpoint.yaml:10:3: takeOwnership without adoptZones; it is about zones that somebody else made: set adoptZones: true, or leave it out",
    ],
  ],
];

test.each(cases)("%s", (_, folder, problems) => {
  expect(problemsIn(folder)).toEqual(problems);
});

test.each<[string, Folder]>([
  ["an anchor", { ...ANCHORED, ...endpointWith("hubPrivateDns: turnOff", "extraNames: [a.example.com]") }],
  ["an accepted gap", endpointWith("hubPrivateDns: turnOff", "allowGap: true")],
])("private DNS is switched off with %s", (_, folder) => {
  expect(parseFolder(folder).desired?.endpoints[0]?.hubPrivateDns).toBe("turnOff");
});

test("a zone is adopted, its records and its ownership are taken, when each is said", () => {
  const folder = endpointWith("adoptZones: true", "takeRecords: true", "takeOwnership: true");
  const taken = { adoptZones: true, takeRecords: true, takeOwnership: true };
  expect(parseFolder(folder).desired?.endpoints[0]).toMatchObject(taken);
});
