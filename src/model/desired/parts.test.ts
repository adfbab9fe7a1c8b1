import { expect, test } from "vitest";
import {
  ENDPOINT,
  edit,
  type Folder,
  HUB,
  parseFolder,
  problemsIn,
  SPOKE,
  spokeText,
} from "../../../test/support/fixture.ts";
import { serviceLabel } from "./service.ts";

const HUB_B = edit(HUB, ["hub-a", "hub-b"], ["vpc-0a000001", "vpc-0a000002"], ["eu-west-1", "eu-west-2"]);
const services = (list: string, ...lines: string[]) =>
  edit(ENDPOINT, ["name: ssm", "name: core"], ["service: ssm", `services: [${list}]`]) +
  lines.map((line) => `  ${line}\n`).join("");

function desired(folder: Folder) {
  const { desired, problems } = parseFolder(folder);
  if (!desired) throw new Error(JSON.stringify(problems));
  return desired;
}

const chosen = (folder: Folder) =>
  desired(folder).spokes.map(({ name, hub, endpoints }) => [name, hub.name, endpoints.map((e) => e.name)]);

test("a document of several services is an Endpoint of each, with its labels and everything else it says", () => {
  const folder = { "endpoint.yaml": services("ssm, ecr.dkr", "adoptZones: true") };
  expect(desired(folder).endpoints).toMatchObject([
    { name: "core-ecr.dkr", service: "ecr.dkr", labels: { tier: "core" }, adoptZones: true },
    { name: "core-ssm", service: "ssm", labels: { tier: "core" }, adoptZones: true },
  ]);
});

test.each([
  ["ssm", "ssm"],
  ["ecr.dkr", "ecr.dkr"],
  ["com.amazonaws.eu-west-1.ecr.dkr", "ecr.dkr"],
  ["cn.com.amazonaws.cn-north-1.ec2", "ec2"],
  ["com.amazonaws.cn-north-1.sns", "sns"],
  ["com.amazonaws.iam", "iam"],
  ["com.amazonaws.s3-global.accesspoint", "s3-global.accesspoint"],
  ["aws.sagemaker.eu-west-1.notebook", "sagemaker.notebook"],
  ["com.amazonaws.vpce.us-east-1.vpce-svc-0123456789abcdef0", "vpce-svc-0123456789abcdef0"],
])("of the service %s a document's name has %s", (service, label) => {
  expect(serviceLabel(service)).toBe(label);
});

test("a spoke chooses one of several services by its name, or all by the document's", () => {
  const endpoint = services("ssm, kms, sts");
  const one = { "endpoint.yaml": endpoint, "spoke.yaml": spokeText("endpoints: { names: [core-kms] }") };
  expect(chosen(one)).toEqual([["pay", "hub-a", ["core-kms"]]]);
  const all = { "endpoint.yaml": endpoint, "spoke.yaml": spokeText("endpoints: { names: [core] }") };
  expect(chosen(all)).toEqual([["pay", "hub-a", ["core-kms", "core-ssm", "core-sts"]]]);
});

const cases: [sentence: string, folder: Folder, problems: string[]][] = [
  [
    "one service written twice is one name twice, however it is written",
    { "endpoint.yaml": services("ssm, com.amazonaws.eu-west-1.ssm") },
    ['endpoint.yaml:8:19: Endpoint "core-ssm" exists already; see endpoint.yaml:8:14'],
  ],
  [
    "a part may not be called as another document is",
    { "endpoint.yaml": services("kms"), "z.yaml": edit(ENDPOINT, ["name: ssm", "name: core-kms"]) },
    ['z.yaml:4:9: Endpoint "core-kms" exists already; see endpoint.yaml:8:14'],
  ],
  [
    "a part's name is that of a document",
    {
      "endpoint.yaml": edit(services("com.amazonaws.eu-west-1, ssm"), [
        "name: core",
        `name: ${"a".repeat(60)}`,
      ]),
    },
    [
      `endpoint.yaml:8:14: metadata.name and this make no name of at most 63 characters; shorten metadata.name, or write it in a document of its own`,
      `endpoint.yaml:8:39: metadata.name and this make no name of at most 63 characters; shorten metadata.name, or write it in a document of its own`,
    ],
  ],
  [
    "what is wrong with one service is told where that one stands",
    { "endpoint.yaml": services("ssm, dynamodb") },
    [
      "endpoint.yaml:8:19: dynamodb must not be shared; AWS says not to override its DNS with private zones; use gateway endpoints in each VPC, or the service's own endpoint-specific names",
    ],
  ],
  [
    "what is wrong with the document is told once",
    { "endpoint.yaml": edit(services("ssm, kms, sts"), ["[hub-a]", "[hubb-a]"]) },
    ['endpoint.yaml:7:10: there is no Hub "hubb-a"; did you mean "hub-a"?'],
  ],
  [
    "names and an id belong to one service",
    {
      "endpoint.yaml": services(
        "ssm, kms",
        "names: [a.example.com]",
        "extraNames: [b.example.com]",
        "existing: { id: vpce-0123abcd }",
      ),
    },
    [
      "endpoint.yaml:9:10: spec.names does not go with services: it belongs to one service, so write a document of its own",
      "endpoint.yaml:10:15: spec.extraNames does not go with services: it belongs to one service, so write a document of its own",
      "endpoint.yaml:11:13: spec.existing does not go with services: it belongs to one service, so write a document of its own",
    ],
  ],
  [
    "an endpoint is of one service or of several",
    { "endpoint.yaml": services("kms", "service: ssm") },
    ["endpoint.yaml:7:3: spec must have either service or services"],
  ],
  [
    "the parts of a document that is wrong otherwise are there to refer to",
    {
      "endpoint.yaml": services("ssm, kms", "adoptZones: maybe"),
      "spoke.yaml": spokeText("endpoints: { names: [core-ssm, core, core-sts] }"),
    },
    [
      "endpoint.yaml:9:15: spec.adoptZones must be true or false, not text",
      'spoke.yaml:9:40: there is no Endpoint "core-sts"; did you mean "core-kms"?',
    ],
  ],
  [
    "hubs of several Regions give a VPC no Region",
    { "z.yaml": HUB_B, "spoke.yaml": edit(SPOKE, ["hub: hub-a", "hubs: [hub-a, hub-b]"]) },
    ["spoke.yaml:5:1: spec.region is missing, and the hubs are in eu-west-1, eu-west-2"],
  ],
  [
    "a spoke is of one hub or of several",
    { "spoke.yaml": edit(SPOKE, ["hub: hub-a", "account2: x"]) },
    [
      "spoke.yaml:6:3: spec must have either hub or hubs",
      'spoke.yaml:6:3: unknown field "account2" in spec; did you mean "account"?',
    ],
  ],
  [
    "each of several hubs must exist",
    { "spoke.yaml": edit(SPOKE, ["hub: hub-a", "hubs: [hub-a, hubb-a]"]) },
    ['spoke.yaml:6:17: there is no Hub "hubb-a"; did you mean "hub-a"?'],
  ],
];

test.each(cases)("%s", (_, folder, problems) => {
  expect(problemsIn(folder)).toEqual(problems);
});

const TWO_HUBS = {
  "z.yaml": `${HUB_B}---\n${edit(ENDPOINT, ["name: ssm", "name: kms"], ["[hub-a]", "[hub-b]"], ["service: ssm", "service: kms"])}`,
};
const both = (line: string) =>
  edit(spokeText(`region: eu-west-3\n  ${line}`), ["hub: hub-a", "hubs: [hub-b, hub-a]"]);

test("a document of several hubs is a Spoke of each, with that hub's endpoints and defaults", () => {
  const folder = { ...TWO_HUBS, "spoke.yaml": both("suspend: true") };
  expect(chosen(folder)).toEqual([
    ["pay-hub-a", "hub-a", ["ssm"]],
    ["pay-hub-b", "hub-b", ["kms"]],
  ]);
  expect(desired(folder).spokes).toMatchObject(
    Array(2).fill({
      region: "eu-west-3",
      suspend: true,
      role: { arn: "arn:aws:iam::222222222222:role/spoke" },
    }),
  );
});

test("names are looked for in all hubs of the document, and each hub must have one of them", () => {
  const named = (names: string) => ({ ...TWO_HUBS, "spoke.yaml": both(`endpoints: { names: [${names}] }`) });
  expect(chosen(named("kms, ssm"))).toEqual([
    ["pay-hub-a", "hub-a", ["ssm"]],
    ["pay-hub-b", "hub-b", ["kms"]],
  ]);
  expect(problemsIn(named("ssm"))).toEqual(['spoke.yaml:6:10: hub "hub-b" has none of the endpoints named']);
});
