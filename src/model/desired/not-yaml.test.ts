import { expect, test } from "vitest";
import { ENDPOINT, edit, type Folder, HUB, problemsIn, SPOKE } from "../../../test/support/fixture.ts";

const TEMPLATE =
  "a template stands here that was not rendered; templates are not read: write what Helm or Jinja makes of it";
const CONFLICT =
  "a merge conflict of Git is not resolved; keep one side, and delete the lines that begin with <<<<<<<, ======= and >>>>>>>";

const cases: [sentence: string, folder: Folder, problems: string[]][] = [
  [
    "a value of Helm's is recognised",
    { "spoke.yaml": edit(SPOKE, ["hub: hub-a", "hub: {{ .Values.hub }}"]) },
    [`spoke.yaml:6:8: ${TEMPLATE}`],
  ],
  [
    "lines of Helm's around a document are recognised, each at its place",
    { "spoke.yaml": `{{- if .Values.pay }}\n${SPOKE}{{- end }}\n` },
    [`spoke.yaml:1:1: ${TEMPLATE}`, `spoke.yaml:10:1: ${TEMPLATE}`],
  ],
  [
    "Jinja's lines are recognised",
    { "spoke.yaml": `{% for vpc in vpcs %}\n${SPOKE}{# more #}\n` },
    [`spoke.yaml:1:1: ${TEMPLATE}`, `spoke.yaml:10:1: ${TEMPLATE}`],
  ],
  [
    "braces in quotes are recognised where they are no value",
    { "spoke.yaml": edit(SPOKE, ["hub: hub-a", 'hub: "{{ hub }}"']) },
    [`spoke.yaml:6:8: ${TEMPLATE}`],
  ],
  [
    "braces within a word are recognised",
    { "spoke.yaml": edit(SPOKE, ["name: pay", "name: pay-{{ stage }}"]) },
    [`spoke.yaml:4:9: ${TEMPLATE}`],
  ],
  [
    "a merge conflict is recognised once, and the file's other lines are not puzzled over",
    { "spoke.yaml": `<<<<<<< HEAD\n${SPOKE}=======\n${SPOKE}>>>>>>> other\n` },
    [`spoke.yaml:1:1: ${CONFLICT}`],
  ],
  [
    "every conflict of a file is told, with Windows line ends too",
    {
      "spoke.yaml": edit(SPOKE, [
        "  hub: hub-a\n",
        "<<<<<<< HEAD\n  hub: hub-a\n||||||| base\n=======\n  hub: hub-b\n>>>>>>> other\n<<<<<<<\n",
      ]).replaceAll("\n", "\r\n"),
    },
    [`spoke.yaml:6:1: ${CONFLICT}`, `spoke.yaml:12:1: ${CONFLICT}`],
  ],
  [
    "a hub with a merge conflict is not also missing",
    { "hub.yaml": `<<<<<<< HEAD\n${HUB}>>>>>>> other\n` },
    [`hub.yaml:1:1: ${CONFLICT}`],
  ],
  [
    "a field that is indented too far is pointed at, and not the one above it",
    { "spoke.yaml": edit(SPOKE, ["  account", "    account"]) },
    [
      "spoke.yaml:7:5: this line is indented deeper than the field above it, which has a value already; give both the same indentation",
    ],
  ],
  [
    "a field without a colon is told as that",
    { "spoke.yaml": edit(SPOKE, ["hub: hub-a", "hub hub-a"]) },
    ["spoke.yaml:6:3: a colon is missing after a field on this line"],
  ],
  [
    "fields that stand too far left are told where they belong",
    { "spoke.yaml": edit(SPOKE, ["  hub: hub-a\n  account", "hub: hub-a\naccount"], ["  vpc", "vpc"]) },
    [
      "spoke.yaml:5:1: spec is empty",
      'spoke.yaml:6:1: unknown field "hub"; it is a field of spec: is the indentation right?',
      'spoke.yaml:7:1: unknown field "account"; it is a field of spec: is the indentation right?',
      'spoke.yaml:8:1: unknown field "vpc"; it is a field of spec: is the indentation right?',
    ],
  ],
  [
    "a field that stands too far right is told where it belongs",
    {
      "hub.yaml": edit(HUB, ["role/spoke", "role/spoke\n      mode: phz-association"]),
    },
    [
      'hub.yaml:13:7: unknown field "mode" in spec.spokeDefaults.role; it is a field of spec.spokeDefaults: is the indentation right?',
    ],
  ],
  [
    "more anchors and aliases than the parser can carry are refused",
    { "x.yaml": "a: &a 1\nb: *a\n".repeat(600) },
    ["x.yaml:1001:4: a document has more than 1000 anchors and aliases"],
  ],
  [
    "lines are indented by 400 columns at most",
    { "x.yaml": `a:\n${" ".repeat(401)}b: 1\n` },
    ["x.yaml:2:1: a line is indented by more than 400 columns"],
  ],
];

test.each(cases)("%s", (_, folder, problems) => {
  expect(problemsIn(folder)).toEqual(problems);
});

test("braces in comments, and in JSON, are no templates", () => {
  const policy = '{"Statement":[{"Condition":{"Bool":{"a":"b"}}}]}';
  const text = `# {{ was }}\n${ENDPOINT}  managed:\n    subnets: [subnet-0000000a]\n    policy: '${policy}'\n`;
  expect(problemsIn({ "endpoint.yaml": text })).toEqual([]);
});
