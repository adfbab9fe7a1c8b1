import { expect, test } from "vitest";
import {
  ENDPOINT,
  edit,
  type Folder,
  parseFolder,
  problemsIn,
  SPOKE,
} from "../../../test/support/fixture.ts";

/** ssm is core, kms is core of team a, sts is extra of team b. */
const endpoint = (service: string, labels: string) =>
  edit(
    ENDPOINT,
    ["name: ssm", `name: ${service}`],
    ["service: ssm", `service: ${service}`],
    ["{ tier: core }", labels],
  );
const ENDPOINTS = [
  endpoint("ssm", "{ tier: core }"),
  endpoint("kms", "{ tier: core, team: a }"),
  endpoint("sts", "{ tier: extra, team: b }"),
].join("---\n");
const choosing = (choice: string): Folder => ({
  "endpoint.yaml": ENDPOINTS,
  "spoke.yaml": `${SPOKE}  endpoints: ${choice}\n`,
});

test.each([
  ["all but these names", "{ except: [ssm] }", ["kms", "sts"]],
  ["all but these labels", "{ except: { matchLabels: { tier: core } } }", ["sts"]],
  ["these labels but not these names", "{ matchLabels: { tier: core }, except: [ssm] }", ["kms"]],
  [
    "one of several values",
    "{ matchExpressions: [{ key: team, operator: In, values: [a, b] }] }",
    ["kms", "sts"],
  ],
  [
    "none of several values, or no label",
    "{ matchExpressions: [{ key: team, operator: NotIn, values: [a] }] }",
    ["ssm", "sts"],
  ],
  ["with the label", "{ matchExpressions: [{ key: team, operator: Exists }] }", ["kms", "sts"]],
  ["without the label", "{ matchExpressions: [{ key: team, operator: DoesNotExist }] }", ["ssm"]],
  [
    "labels and expressions at once",
    "{ matchLabels: { tier: core }, matchExpressions: [{ key: team, operator: Exists }] }",
    ["kms"],
  ],
])("a spoke shares %s", (_, choice, names) => {
  const { desired, problems } = parseFolder(choosing(choice));
  expect(problems).toEqual([]);
  expect(desired?.spokes[0]?.endpoints.map(({ name }) => name)).toEqual(names);
});

const cases: [sentence: string, folder: Folder, problems: string[]][] = [
  [
    "what is left out must exist",
    choosing("{ except: [smm] }"),
    ['spoke.yaml:9:25: there is no Endpoint "smm"; did you mean "ssm"?'],
  ],
  [
    "labels that leave nothing out are a slip",
    choosing("{ except: { matchLabels: { tier: cor } } }"),
    ['spoke.yaml:9:24: no endpoint of hub "hub-a" has this label'],
  ],
  [
    "who leaves everything out is told how to pause or to go",
    choosing("{ except: [ssm, kms, sts] }"),
    [
      'spoke.yaml:9:24: nothing of hub "hub-a" is left; to pause the spoke use suspend, to remove it delete its document',
    ],
  ],
  [
    "expressions that nothing meets are a slip",
    choosing("{ matchExpressions: [{ key: tier, operator: In, values: [cor] }] }"),
    ['spoke.yaml:9:34: no endpoint of hub "hub-a" has this label'],
  ],
  [
    "In and NotIn have values, the others have none",
    choosing("{ matchExpressions: [{ key: a, operator: In }, { key: b, operator: Exists, values: [c] }] }"),
    [
      "spoke.yaml:9:35: spec.endpoints.matchExpressions[0] must have values with In and NotIn, and none with Exists and DoesNotExist",
      "spoke.yaml:9:61: spec.endpoints.matchExpressions[1] must have values with In and NotIn, and none with Exists and DoesNotExist",
    ],
  ],
  [
    "operators are Kubernetes' own",
    choosing("{ matchExpressions: [{ key: a, operator: in, values: [b] }] }"),
    [
      'spoke.yaml:9:55: spec.endpoints.matchExpressions[0].operator must be In or NotIn or Exists or DoesNotExist, not "in"; did you mean "In"?',
    ],
  ],
  [
    "names stand alone",
    choosing("{ names: [ssm], except: [kms] }"),
    ["spoke.yaml:9:14: spec.endpoints has names beside another choice; names stand alone"],
  ],
];

test.each(cases)("%s", (_, folder, problems) => {
  expect(problemsIn(folder)).toEqual(problems);
});
