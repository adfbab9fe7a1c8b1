import { expect, test } from "vitest";
import { ENDPOINT, edit, type Folder, HUB, problemsIn, SPOKE } from "../../../test/support/fixture.ts";

const bomb = [
  "a: &a [x,x,x,x,x,x,x,x,x]",
  "b: &b [*a,*a,*a,*a,*a,*a,*a]",
  "c: &c [*b,*b,*b,*b,*b,*b]",
  "d: [*c,*c,*c,*c,*c]",
].join("\n");

const cases: [sentence: string, folder: Folder, problems: string[]][] = [
  [
    "an empty file is not the same as a deleted one",
    { "x.yaml": "" },
    ["x.yaml:1:1: the file holds no document; was it truncated? delete the file if it is not needed"],
  ],
  [
    "a file of comments only holds no document",
    { "x.yaml": "# nothing\n---\n# more\n" },
    ["x.yaml:1:1: the file holds no document; was it truncated? delete the file if it is not needed"],
  ],
  [
    "a file that ends inside quotes is truncated",
    { "hub.yaml": HUB.slice(0, HUB.indexOf('111111"')) },
    ["hub.yaml:7:19: a closing quote, a bracket, a comma or a colon is missing; was the file truncated?"],
  ],
  [
    "a file that ends inside brackets is truncated",
    { "endpoint.yaml": ENDPOINT.slice(0, ENDPOINT.indexOf(": core }")) },
    ["endpoint.yaml:5:17: the indentation does not fit the lines above, or a bracket is still open"],
  ],
  [
    "a file that ends after a colon leaves a field empty",
    { "spoke.yaml": SPOKE.slice(0, SPOKE.indexOf(" vpc-0b")) },
    ["spoke.yaml:8:3: spec.vpc is empty"],
  ],
  [
    "a tab is no indentation, and one problem, whatever is misread after it",
    { "spoke.yaml": edit(SPOKE, ["  account", "\taccount"]) },
    ["spoke.yaml:7:1: a tab indents this line; YAML allows spaces only"],
  ],
  [
    "a tab after spaces is one problem, though it makes a field stand twice",
    { "hub.yaml": edit(HUB, ["  vpc: ", "  anchorVpc:\n  \tvpc: vpc-0a11000000000000b\n  vpc: "]) },
    ["hub.yaml:10:3: a tab indents this line; YAML allows spaces only"],
  ],
  [
    "each line that a tab indents is a problem",
    { "spoke.yaml": edit(SPOKE, ["  hub", "\thub"], ["  account", "\taccount"]) },
    [
      "spoke.yaml:6:1: a tab indents this line; YAML allows spaces only",
      "spoke.yaml:7:1: a tab indents this line; YAML allows spaces only",
    ],
  ],
  [
    "a field that stands too far left is out of place",
    { "spoke.yaml": edit(SPOKE, ["  account", " account"]) },
    [
      "spoke.yaml:7:1: this line begins after 1 space, those above it after 2 or 0",
      "spoke.yaml:8:1: this line begins after 2 spaces, those above it after 1 or 0",
    ],
  ],
  [
    "a plain value does not begin with @",
    { "spoke.yaml": edit(SPOKE, ["hub: hub-a", "hub: @x"]) },
    ["spoke.yaml:6:8: a plain value cannot begin with this character; put it in quotes"],
  ],
  [
    "a value with a colon needs quotes",
    { "spoke.yaml": edit(SPOKE, ["hub: hub-a", "hub: hub-a: b"]) },
    ["spoke.yaml:6:8: a field stands where a value is expected; put a value that contains `: ` in quotes"],
  ],
  [
    "YAML tags mean nothing",
    { "spoke.yaml": edit(SPOKE, ["hub: hub-a", "hub: !x hub-a"]) },
    ["spoke.yaml:6:8: YAML tags (!…) are not understood here"],
  ],
  [
    "a key said twice is pointed at the second time",
    { "hub.yaml": edit(HUB, ["  vpc:", "  region: eu-west-2\n  vpc:"]) },
    ["hub.yaml:9:3: duplicate field region"],
  ],
  [
    "a duplicate key does not hide the document's other problems",
    { "hub.yaml": edit(HUB, ["  vpc: vpc-0a000001", "  region: eu-west-2\n  vpc: vpc-1"]) },
    [
      "hub.yaml:9:3: duplicate field region",
      'hub.yaml:10:8: spec.vpc must be vpc- and 8 or 17 hex digits, not "vpc-1"',
    ],
  ],
  [
    "an alias needs its anchor",
    { "spoke.yaml": edit(SPOKE, ["hub: hub-a", "hub: *h"]) },
    ["spoke.yaml:6:8: this alias has no anchor before it"],
  ],
  [
    "an alias bomb is not expanded",
    { "x.yaml": bomb },
    ["x.yaml:2:8: aliases stand for more than 100 values; write the values out"],
  ],
  [
    "brackets nest 50 levels deep at most",
    { "x.yaml": `a: ${"[".repeat(1_000_000)}` },
    ["x.yaml:1:54: nested more than 50 levels deep"],
  ],
  [
    "lists within one line nest 50 levels deep at most",
    { "x.yaml": `${"- ".repeat(1_000_000)}a` },
    ["x.yaml:1:101: nested more than 50 levels deep"],
  ],
  [
    "`?` keys, which cost the parser exponential time, are refused",
    { "x.yaml": `a: 1\n${"? ".repeat(5_000)}b\n` },
    ["x.yaml:2:1: `?` keys are not understood here"],
  ],
  [
    "a file has a size limit",
    { "x.yaml": "#".repeat(8_000_001) },
    ["x.yaml:1:1: the file has more than 8000000 characters"],
  ],
  [
    "a list is no document",
    { "x.yaml": "- a\n" },
    ["x.yaml:1:1: a document must have apiVersion, kind, metadata and spec"],
  ],
  [
    "a word is no document",
    { "x.yaml": "hello\n" },
    ["x.yaml:1:1: a document must have apiVersion, kind, metadata and spec"],
  ],
  [
    "lines and columns are right in the second document of a file",
    {
      "x.yaml": `${edit(SPOKE, ["name: pay", "name: two"], ["0b000001", "0b000002"])}---\n# second\n${edit(SPOKE, ["name: pay", "name: three"], ["vpc-0b000001", "vpc-3"])}`,
    },
    ['x.yaml:18:8: spec.vpc must be vpc- and 8 or 17 hex digits, not "vpc-3"'],
  ],
  [
    "Windows line ends do not shift a place",
    { "spoke.yaml": edit(SPOKE, ["hub-a", "hub-b"]).replaceAll("\n", "\r\n") },
    ['spoke.yaml:6:8: there is no Hub "hub-b"; did you mean "hub-a"?'],
  ],
  [
    "a problem in an anchored value is told where the anchor is used too",
    {
      "hub.yaml": edit(
        HUB,
        ["region: eu-west-1", "region: &r eu-west"],
        ["  spokeDefaults:", "  anchorVpc: { vpc: vpc-0a0000ff, region: *r }\n  spokeDefaults:"],
      ),
    },
    [
      'hub.yaml:8:14: spec.region must be a Region of the partitions aws, aws-cn or aws-us-gov, like eu-west-1, not "eu-west"',
      'hub.yaml:10:43: spec.anchorVpc.region must be a Region of the partitions aws, aws-cn or aws-us-gov, like eu-west-1, not "eu-west"',
    ],
  ],
];

test.each(cases)("%s", (_, folder, problems) => {
  expect(problemsIn(folder)).toEqual(problems);
});

test.each<[sentence: string, text: string]>([
  ["documents end with ---", `${SPOKE}---\n`],
  ["documents begin with a comment and ---", `# spokes\n---\n${SPOKE}`],
  [
    "brackets stand in comments and in quotes",
    `# ${"[".repeat(60)}\n${edit(SPOKE, ["name: pay", `name: pay\n  labels: { note: "${"[".repeat(60)}" }`])}`,
  ],
  ["a file begins with a byte order mark", `\ufeff${SPOKE}`],
  [
    "anchors and aliases repeat a value",
    edit(SPOKE, ["name: pay", "name: pay\n  labels: { a: &x one, b: *x }"]),
  ],
])("%s, and all is well", (_, text) => {
  expect(problemsIn({ "spoke.yaml": text })).toEqual([]);
});
