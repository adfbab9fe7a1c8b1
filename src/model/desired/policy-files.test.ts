import { expect, test } from "vitest";
import { ENDPOINT, edit, type Folder, HUB, parseFolder, problemsIn } from "../../../test/support/fixture.ts";
import { beside } from "./policy-files.ts";

const SENT = '{"Version":"2012-10-17","Statement":[{"Effect":"Allow"}]}';
const HUB_WITH = (file: string) =>
  `${HUB}  endpointDefaults: { subnets: [subnet-0000000a], policyFrom: { file: ${file} } }\n`;
const folder = (file: string, text: string, more: Folder = {}): Folder => ({
  "hub.yaml": HUB_WITH(file),
  "endpoint.yaml": `${ENDPOINT}  managed: {}\n`,
  [beside("hub.yaml", file)]: text,
  ...more,
});
const policyOf = (files: Folder) => {
  const { desired, problems } = parseFolder(files);
  const source = desired?.endpoints[0]?.source;
  return source?.by === "managed" ? source.policy : problems;
};

test.each([
  ["JSON", "policies/org.json", '{\n\t"Version": "2012-10-17",\n\t"Statement": [{ "Effect": "Allow" }]\n}\n'],
  ["YAML", "./org.yaml", "Version: '2012-10-17'\nStatement:\n  - Effect: Allow\n"],
])("a policy is read from a file of %s beside the documents, which is no document", (_, file, text) => {
  expect(policyOf(folder(file, text))).toBe(SENT);
});

test("an endpoint's own file wins over the hub's", () => {
  const own = {
    "own.json": '{"Statement":{}}',
    "endpoint.yaml": `${ENDPOINT}  managed: { policyFrom: { file: own.json } }\n`,
  };
  expect(policyOf(folder("org.json", SENT, own))).toBe('{"Statement":{}}');
});

test.each([
  ["hub.yaml", "org.json", "org.json"],
  ["state/hubs/hub.yaml", "../policies/org.json", "state/policies/org.json"],
  ["/etc/state/hub.yaml", "./org.json", "/etc/state/org.json"],
  ["hub.yaml", "../org.json", "../org.json"],
  ["a/b.yaml", "/abs/org.json", "/abs/org.json"],
  ["../s/hub.yaml", "../org.json", "../org.json"],
])("from %s the path %s is %s", (file, path, meant) => {
  expect(beside(file, path)).toBe(meant);
});

const cases: [sentence: string, files: Folder, problems: string[]][] = [
  [
    "a file that is not there is told where it is named",
    { "hub.yaml": HUB_WITH("org.json") },
    [
      "hub.yaml:13:71: there is no such policy file; it must lie in the folder of desired state and hold a policy, as JSON or YAML, and no document",
    ],
  ],
  [
    "a slip in the path makes no document disappear",
    { "hub.yaml": HUB_WITH("endpoint.yaml") },
    [
      "hub.yaml:13:71: there is no such policy file; it must lie in the folder of desired state and hold a policy, as JSON or YAML, and no document",
    ],
  ],
  [
    "what is no policy is told at its file",
    folder("org.json", '{ "Sid": 1 }'),
    ["org.json:1:1: the policy must be a policy: a mapping with a Statement"],
  ],
  [
    "what is broken is told at its file",
    folder("org.json", '{ "Statement": '),
    ["org.json:1:1: the policy must be valid JSON: one object"],
  ],
  [
    "a file that no document names is a document",
    { "org.yaml": "Statement: []\n" },
    ["org.yaml:1:1: kind is missing; allowed: Hub, Endpoint, Spoke, Defaults"],
  ],
  [
    "a policy stands in one place",
    {
      "hub.yaml": edit(HUB_WITH("org.json"), ["policyFrom", "policy: { Statement: [] }, policyFrom"]),
      "org.json": SENT,
    },
    ["hub.yaml:13:21: spec.endpointDefaults has both policy and policyFrom; keep one"],
  ],
];

test.each(cases)("%s", (_, files, problems) => {
  expect(problemsIn(files)).toEqual(problems);
});
