import { expect, test } from "vitest";
import {
  ENDPOINT,
  edit,
  type Folder,
  HUB,
  HUB_B,
  parseFolder,
  problemsIn,
  SPOKE,
  spokeWith,
} from "../../../test/support/fixture.ts";

const KMS_B = edit(
  ENDPOINT,
  ["name: ssm", "name: kms"],
  ["hub-a", "hub-b"],
  ["service: ssm", "service: kms"],
);
const hubWith = (...changes: [from: string, to: string][]): Folder => ({ "hub.yaml": edit(HUB, ...changes) });
const DEFAULT_ROLE = "  spokeDefaults:\n    role:\n      arn: arn:aws:iam::{account}:role/spoke\n";

const cases: [sentence: string, folder: Folder, problems: string[]][] = [
  [
    "two documents of one kind have two names",
    { "z.yaml": SPOKE },
    ['z.yaml:4:9: Spoke "pay" exists already; see spoke.yaml:4:9'],
  ],
  [
    "a hub that does not exist is told with the one that was meant",
    { "spoke.yaml": edit(SPOKE, ["hub: hub-a", "hub: hubb-a"]) },
    ['spoke.yaml:6:8: there is no Hub "hubb-a"; did you mean "hub-a"?'],
  ],
  [
    "a hub that does not exist is told with those that do",
    { "endpoint.yaml": edit(ENDPOINT, ["hub-a", "other"]) },
    ["endpoint.yaml:7:10: there is no Hub of this name; names are at hub.yaml:4:9"],
  ],
  [
    "endpoints that do not exist are pointed at one by one",
    spokeWith("endpoints: { names: [smm, kms] }"),
    [
      'spoke.yaml:9:24: there is no Endpoint "smm"; did you mean "ssm"?',
      "spoke.yaml:9:29: there is no Endpoint of this name; names are at endpoint.yaml:4:9",
    ],
  ],
  [
    "an endpoint of another hub is no endpoint of this one",
    { "z.yaml": `${HUB_B}---\n${KMS_B}`, ...spokeWith("endpoints: { names: [kms, ssm] }") },
    ['spoke.yaml:9:24: endpoint "kms" is not in hub "hub-a"; it is in "hub-b"'],
  ],
  [
    "what is listed twice is pointed at the second time",
    {
      "endpoint.yaml": edit(
        ENDPOINT,
        ["[hub-a]", "[hub-a, hub-a]"],
        [
          "service: ssm",
          "service: ssm\n  names: [a.example.com, a.example.com]\n  extraNames: [b.example.com, b.example.com]\n  addressTypes: [ipv4, ipv4]",
        ],
      ),
      ...spokeWith("endpoints: { names: [ssm, ssm] }"),
    },
    [
      "endpoint.yaml:7:17: this is in the list already; see endpoint.yaml:7:10",
      "endpoint.yaml:9:26: this is in the list already; see endpoint.yaml:9:11",
      "endpoint.yaml:10:31: this is in the list already; see endpoint.yaml:10:16",
      "endpoint.yaml:11:24: this is in the list already; see endpoint.yaml:11:18",
      "spoke.yaml:9:29: this is in the list already; see spoke.yaml:9:24",
    ],
  ],
  [
    "labels that select nothing are a mistake",
    spokeWith("endpoints: { matchLabels: { tier: cor } }"),
    ['spoke.yaml:9:29: no endpoint of hub "hub-a" has this label'],
  ],
  [
    "a misshapen hub is not also missing",
    hubWith(["owner: team", "owner: T"]),
    [
      "hub.yaml:6:10: spec.owner must be 1 to 40 lower-case letters, digits and dashes, and begin with a letter or digit",
    ],
  ],
  [
    "a misshapen endpoint is not also missing",
    {
      "endpoint.yaml": edit(ENDPOINT, ["service: ssm", "service: S"]),
      ...spokeWith("endpoints: { names: [ssm] }"),
    },
    [
      "endpoint.yaml:8:12: spec.service must be a service by short name (ssm, ecr.api) or by full name (com.amazonaws.REGION.ssm), in lower case",
    ],
  ],
  [
    "a misshapen endpoint may be the one that labels select",
    {
      "endpoint.yaml": edit(ENDPOINT, ["service: ssm", "service: S"]),
      ...spokeWith("endpoints: { matchLabels: { tier: core } }"),
    },
    [
      "endpoint.yaml:8:12: spec.service must be a service by short name (ssm, ecr.api) or by full name (com.amazonaws.REGION.ssm), in lower case",
    ],
  ],
  [
    "nothing is called missing while a document cannot be read at all",
    { "hub.yaml": '"' },
    ["hub.yaml:1:2: a closing quote, a bracket, a comma or a colon is missing; was the file truncated?"],
  ],
  [
    "a spoke in another account needs a role from somewhere",
    hubWith([DEFAULT_ROLE, ""]),
    [
      'spoke.yaml:7:12: the spoke is in account 222222222222, hub "hub-a" in 111111111111, and there is no role for it; set spec.spokeDefaults.role in hub "hub-a", or spec.role here',
    ],
  ],
  [
    "a hub's role is in the hub's account",
    hubWith(["  spokeDefaults:", '  role: { arn: "arn:aws:iam::222222222222:role/hub" }\n  spokeDefaults:']),
    ["hub.yaml:10:16: the role is in account 222222222222, the hub in 111111111111"],
  ],
  [
    "a spoke's role is in the spoke's account",
    spokeWith('role: { arn: "arn:aws:iam::333333333333:role/x" }'),
    ["spoke.yaml:9:16: the role is in account 333333333333, the spoke in 222222222222"],
  ],
  [
    "a default role of one account does for no other",
    hubWith(["{account}", "333333333333"]),
    [
      'spoke.yaml:7:12: the spoke is in account 222222222222, but spokeDefaults.role of hub "hub-a" is in 333333333333; write {account} in that ARN, or set spec.role here',
    ],
  ],
  [
    "a role is in the partition of its Region",
    hubWith(["arn:aws:", "arn:aws-cn:"]),
    ["hub.yaml:12:12: the role is in partition aws-cn, eu-west-1 in aws"],
  ],
  [
    "an environment variable that is absent is named",
    hubWith(["role/spoke", "role/spoke\n      externalIdFrom: { env: SPOKE_ID }"]),
    [
      "hub.yaml:13:30: environment variable SPOKE_ID is not set; it is needed to assume the role, not to validate",
    ],
  ],
  [
    "a file that is absent is named",
    hubWith(["role/spoke", "role/spoke\n      externalIdFrom: { file: /run/secrets/x }"]),
    ["hub.yaml:13:31: file /run/secrets/x cannot be read; it is needed to assume the role, not to validate"],
  ],
];

test.each(cases)("%s", (_, folder, problems) => {
  expect(problemsIn(folder)).toEqual(problems);
});

function spokeOf(folder: Folder) {
  const [spoke] = parseFolder(folder, () => " from-outside\n").desired?.spokes ?? [];
  if (!spoke) throw new Error(problemsIn(folder).join("\n"));
  return spoke;
}

test("a spoke takes over its hub's Region, mode and default role, in its own account", () => {
  const spoke = spokeOf({});
  expect(spoke).toMatchObject({ region: "eu-west-1", mode: "phz-association", suspend: false });
  expect(spoke.role?.arn).toBe("arn:aws:iam::222222222222:role/spoke");
  expect(spoke.endpoints.map(({ name }) => name)).toEqual(["ssm"]);
});

test("a mode is accepted in any letter case", () => {
  expect(spokeOf(spokeWith("mode: PHZ-association")).mode).toBe("phz-association");
});

test("a spoke in the hub's account uses the hub's role, and without one the operator's own credentials", () => {
  const sameAccount = { "spoke.yaml": edit(SPOKE, ["222222222222", "111111111111"]) };
  expect(spokeOf(sameAccount).role).toBeUndefined();
  const withRole = hubWith([
    "  spokeDefaults:",
    "  role: { arn: 'arn:aws:iam::{account}:role/hub' }\n  spokeDefaults:",
  ]);
  expect(spokeOf({ ...sameAccount, ...withRole }).role?.arn).toBe("arn:aws:iam::111111111111:role/hub");
});

test("a role of the spoke's own wins", () => {
  const own = 'role: { arn: "arn:aws:iam::222222222222:role/own", externalIdFrom: { file: f } }';
  expect(spokeOf(spokeWith(own)).role?.arn).toBe("arn:aws:iam::222222222222:role/own");
});

test("an ExternalId from outside is trimmed, and one that is empty or misshapen is refused without its value", () => {
  const folder = hubWith(["role/spoke", "role/spoke\n      externalIdFrom: { env: SPOKE_ID }"]);
  expect(spokeOf(folder).role?.externalId?.reveal()).toBe("from-outside");
  const messages = (value: string) => parseFolder(folder, () => value).problems.map(({ message }) => message);
  expect(messages(" \n")).toEqual(["environment variable SPOKE_ID is empty"]);
  expect(messages("two words")).toEqual(["environment variable SPOKE_ID is no ExternalId"]);
});

test("documents are sound without the ExternalIds that they name, which nobody can then reveal", () => {
  const folder = hubWith(["role/spoke", "role/spoke\n      externalIdFrom: { env: SPOKE_ID }"]);
  const { desired, problems } = parseFolder(folder, "not read");
  expect(problems).toEqual([]);
  const externalId = desired?.spokes[0]?.role?.externalId;
  expect(`${externalId}`).toBe("[redacted]");
  expect(() => externalId?.reveal()).toThrow("not read");
});

test("a label selects the endpoints of the spoke's own hub", () => {
  const other = `${HUB_B}---\n${KMS_B}`;
  const chosen = spokeOf({
    "z.yaml": other,
    ...spokeWith("endpoints: { matchLabels: { tier: core } }"),
  }).endpoints;
  expect(chosen.map(({ name }) => name)).toEqual(["ssm"]);
});

test("spokes that chose the same endpoints, in whatever way, share one list, and others do not", () => {
  const kms = edit(ENDPOINT, ["name: ssm", "name: kms"], ["service: ssm", "service: kms"]);
  const choices = ["matchLabels: { tier: core }", "names: [ssm, kms]", "names: [kms, ssm]", "names: [kms]"];
  const spokes = choices.map((choice, i) =>
    edit(
      SPOKE,
      ["name: pay", `name: s${i}`],
      ["vpc: vpc-0b000001", `vpc: vpc-0c00000${i}\n  endpoints: { ${choice} }`],
    ),
  );
  const { desired } = parseFolder({ "spoke.yaml": spokes.join("---\n"), "kms.yaml": kms });
  const [labels, names, reversed, one] = desired?.spokes.map(({ endpoints }) => endpoints) ?? [];
  expect(labels?.map(({ name }) => name)).toEqual(["kms", "ssm"]);
  expect(names).toBe(labels);
  expect(reversed).toBe(labels);
  expect(one?.map(({ name }) => name)).toEqual(["kms"]);
});
