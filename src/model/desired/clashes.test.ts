import { expect, test } from "vitest";
import { ENDPOINT, edit, type Folder, HUB, HUB_B, problemsIn, SPOKE } from "../../../test/support/fixture.ts";

const ENDPOINT_B = edit(ENDPOINT, ["name: ssm", "name: ssm-b"], ["hub-a", "hub-b"]);
const SPOKE_B = edit(SPOKE, ["name: pay", "name: pay-b"], ["hub-a", "hub-b"]);
const SECOND_SET = edit(
  ENDPOINT,
  ["name: ssm", "name: ssm-np"],
  ["service:", "set: np\n  service:"],
  ["core", "np"],
);
const anchored = (hub: string) =>
  edit(hub, ["  spokeDefaults:", "  anchorVpc: { vpc: vpc-0a0000ff }\n  spokeDefaults:"]);
const many = (...documents: string[]) => documents.join("---\n");

const tabled = (hub: string, table: string) =>
  edit(hub, ["  spokeDefaults:", `  table: ${table}\n  spokeDefaults:`]);

const cases: [sentence: string, folder: Folder, problems: string[]][] = [
  [
    "a VPC is one spoke of a hub",
    { "z.yaml": edit(SPOKE, ["name: pay", "name: pay-2"]) },
    ['z.yaml:8:8: spoke "pay" is this VPC in hub "hub-a" already; see spoke.yaml:8:8'],
  ],
  [
    "a VPC does not get a service from two hubs of one Region",
    { "z.yaml": many(HUB_B, ENDPOINT_B, SPOKE_B) },
    [
      'z.yaml:30:8: the VPC would get com.amazonaws.eu-west-1.ssm twice: endpoint "ssm" by spoke "pay", and endpoint "ssm-b" by spoke "pay-b"; see spoke.yaml:8:8',
    ],
  ],
  [
    "two hubs that share many services clash once in a VPC",
    {
      "z.yaml": many(
        HUB_B,
        ENDPOINT_B,
        SPOKE_B,
        ...["kms", "sts"].map((name) =>
          edit(
            ENDPOINT,
            ["name: ssm", `name: ${name}`],
            ["[hub-a]", "[hub-a, hub-b]"],
            ["service: ssm", `service: ${name}`],
          ),
        ),
      ),
    },
    [
      'z.yaml:30:8: the VPC would get com.amazonaws.eu-west-1.kms twice: endpoint "kms" by spoke "pay", and endpoint "kms" by spoke "pay-b" (and 2 more); see spoke.yaml:8:8',
    ],
  ],
  [
    "hubs do not name two tables: whoever applies takes one lease",
    {
      "hub.yaml": tabled(HUB, "{ name: one }"),
      "z.yaml": tabled(HUB_B, "{ name: one, region: eu-west-2 }"),
    },
    [
      'z.yaml:10:10: this hub has table one in eu-west-2, and hub "hub-a" has table one in eu-west-1; write the same table and Region in every hub; see hub.yaml:10:10',
    ],
  ],
  [
    "no hub is left without the table of the others",
    { "hub.yaml": tabled(HUB, "{ name: one }"), "z.yaml": HUB_B },
    [
      'z.yaml:5:1: this hub has no table, and hub "hub-a" has table one in eu-west-1; write the same table and Region in every hub; see hub.yaml:10:10',
    ],
  ],
  [
    "a table is named as DynamoDB lets one be named",
    { "hub.yaml": tabled(HUB, "{ name: a/b }") },
    [
      "hub.yaml:10:18: spec.table.name must be the name of a DynamoDB table: 3 to 255 letters, digits, underscores, dashes and dots",
    ],
  ],
  [
    "a VPC does not get a service from two sets",
    { "z.yaml": SECOND_SET },
    [
      'spoke.yaml:8:8: the VPC would get com.amazonaws.eu-west-1.ssm twice: endpoint "ssm" by spoke "pay", and endpoint "ssm-np" by spoke "pay"; choose one by spec.endpoints',
    ],
  ],
  [
    "every spoke that gets a service from two sets is told so",
    { "z.yaml": many(SECOND_SET, edit(SPOKE, ["name: pay", "name: pay-2"], ["0b000001", "0b000002"])) },
    [
      'spoke.yaml:8:8: the VPC would get com.amazonaws.eu-west-1.ssm twice: endpoint "ssm" by spoke "pay", and endpoint "ssm-np" by spoke "pay"; choose one by spec.endpoints',
      'z.yaml:18:8: the VPC would get com.amazonaws.eu-west-1.ssm twice: endpoint "ssm" by spoke "pay-2", and endpoint "ssm-np" by spoke "pay-2"; choose one by spec.endpoints',
    ],
  ],
  [
    "a set holds a service once, however it is written",
    {
      "z.yaml": edit(
        ENDPOINT,
        ["name: ssm", "name: ssm-2"],
        ["service: ssm", "service: com.amazonaws.eu-west-1.ssm"],
      ),
    },
    [
      'z.yaml:8:12: com.amazonaws.eu-west-1.ssm is in set "default" of hub "hub-a" already, as endpoint "ssm"; see endpoint.yaml:8:12',
    ],
  ],
  [
    "the second of two sets holds a service once, too",
    {
      "y.yaml": edit(SECOND_SET, ["ssm-np", "ssm-nq"]),
      "z.yaml": SECOND_SET,
      "spoke.yaml": edit(SPOKE, ["vpc: vpc-0b000001", "vpc: vpc-0b000001\n  endpoints: { names: [ssm] }"]),
    },
    [
      'y.yaml:9:12: com.amazonaws.eu-west-1.ssm is in set "np" of hub "hub-a" already, as endpoint "ssm-np"; see z.yaml:9:12',
    ],
  ],
  [
    "a set makes one zone of a name, with or without its wildcard",
    {
      "endpoint.yaml": edit(ENDPOINT, ["service: ssm", "service: ssm\n  extraNames: [a.example.com]"]),
      "z.yaml": edit(
        ENDPOINT,
        ["name: ssm", "name: kms"],
        ["service: ssm", "service: kms\n  extraNames: ['*.a.example.com']"],
      ),
    },
    [
      'endpoint.yaml:8:12: a.example.com is in set "default" of hub "hub-a" already, as endpoint "kms"; see z.yaml:8:12',
    ],
  ],
  [
    "a hub VPC is the spoke of another hub for other names only",
    {
      "z.yaml": many(
        HUB_B,
        ENDPOINT_B,
        edit(SPOKE_B, ["vpc-0b000001", "vpc-0a000001"], ["222222222222", "111111111111"]),
      ),
    },
    [
      'z.yaml:30:8: the VPC would get com.amazonaws.eu-west-1.ssm twice: endpoint "ssm" by hub "hub-a", and endpoint "ssm-b" by spoke "pay-b"; see hub.yaml:9:8',
    ],
  ],
  [
    "a VPC is the hub VPC of one hub",
    { "z.yaml": edit(HUB, ["hub-a", "hub-b"]) },
    ['z.yaml:9:8: vpc-0a000001 is the VPC of hub "hub-a" already; see hub.yaml:9:8'],
  ],
  [
    "a spoke's VPC is no anchor",
    { "hub.yaml": edit(HUB, ["  spokeDefaults:", "  anchorVpc: { vpc: vpc-0b000001 }\n  spokeDefaults:"]) },
    [
      'hub.yaml:10:21: anchorVpc must have no workloads, but it is the VPC of spoke "pay"; see spoke.yaml:8:8',
    ],
  ],
  [
    "another hub's VPC is no anchor",
    {
      "hub.yaml": edit(HUB, ["  spokeDefaults:", "  anchorVpc: { vpc: vpc-0a000002 }\n  spokeDefaults:"]),
      "z.yaml": HUB_B,
    },
    ['hub.yaml:10:21: anchorVpc must have no workloads, but it is the VPC of hub "hub-b"; see z.yaml:9:8'],
  ],
  [
    "two hubs do not anchor zones of one name in one VPC",
    { "hub.yaml": anchored(HUB), "z.yaml": many(anchored(HUB_B), ENDPOINT_B) },
    [
      'z.yaml:10:21: the VPC would get com.amazonaws.eu-west-1.ssm twice: endpoint "ssm" by the anchor of hub "hub-a", and endpoint "ssm-b" by the anchor of hub "hub-b"; see hub.yaml:10:21',
    ],
  ],
  [
    "a VPC has one account and one Region",
    {
      "z.yaml": many(
        edit(HUB_B, ["eu-west-1", "eu-west-2"]),
        ENDPOINT_B,
        edit(SPOKE_B, ["222222222222", "333333333333"]),
      ),
    },
    [
      'z.yaml:30:8: the VPC is in account 333333333333, eu-west-2 here, and in 222222222222, eu-west-1 by spoke "pay"; see spoke.yaml:8:8',
    ],
  ],
];

test.each(cases)("%s", (_, folder, problems) => {
  expect(problemsIn(folder)).toEqual(problems);
});

test("a VPC uses two hubs of two Regions", () => {
  const away = edit(HUB_B, ["eu-west-1", "eu-west-2"]);
  const spoke = edit(SPOKE_B, ["vpc: vpc-0b000001", "region: eu-west-1\n  vpc: vpc-0b000001"]);
  expect(problemsIn({ "z.yaml": many(away, ENDPOINT_B, spoke) })).toEqual([]);
});

test("two sets of one hub hold one service for two spokes", () => {
  const choose = (spoke: string, tier: string) =>
    edit(spoke, ["  vpc:", `  endpoints: { matchLabels: { tier: ${tier} } }\n  vpc:`]);
  const other = edit(SPOKE, ["name: pay", "name: dev"], ["vpc-0b000001", "vpc-0b000002"]);
  const folder = { "spoke.yaml": choose(SPOKE, "core"), "z.yaml": many(SECOND_SET, choose(other, "np")) };
  expect(problemsIn(folder)).toEqual([]);
});
