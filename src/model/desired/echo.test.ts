import { expect, test } from "vitest";
import { isMap, isScalar, parseDocument, visit } from "yaml";
import { ENDPOINT, edit, HUB, parseFolder, SPOKE } from "../../../test/support/fixture.ts";
import { formatWithExcerpt } from "./excerpt.ts";

/** In the forms that ExternalIds have: words, random letters, a UUID, digits; some would be a name or a Region. */
const SECRETS = [
  "Zx9+not/for=anybody",
  "corp-external-id-7781",
  "3f2b8c1e-9a4d-4c1b-8f6e-0123456789ab",
  "9876543",
  "two words",
];

const FULL = {
  "hub.yaml": edit(
    HUB,
    [
      "  spokeDefaults:\n    role:\n",
      "  role: { arn: 'arn:aws:iam::111111111111:role/x' }\n  spokeDefaults:\n    mode: phz-association\n    role:\n      externalIdFrom: { env: ID }\n",
    ],
    [
      "vpc: vpc-0a000001",
      "vpc: vpc-0a000001\n  anchorVpc: { vpc: vpc-0a0000ff, region: eu-west-2 }\n  quotas: { vpcsPerZone: 9 }",
    ],
  ),
  "endpoint.yaml": `${ENDPOINT}  extraNames: [a.example.com]\n  hubPrivateDns: off\n  managed: { subnets: [subnet-0000000a], tags: { a: b }, policy: { Statement: [] } }\n`,
  "spoke.yaml": edit(
    SPOKE,
    ["hub: hub-a", "hub: hub-a\n  region: eu-west-1\n  endpoints: { matchLabels: { tier: core } }"],
    ["name: pay", "name: pay\n  labels: { team: a }"],
  ),
};

/** The text with the part-th value, or key, replaced. */
function* spoilt(text: string, secret: string): Generator<string> {
  for (const what of ["value", "key"] as const) {
    let count = 0;
    visit(parseDocument(text), { Scalar: (key) => void (key === what && count++) });
    for (let part = 0; part < count; part++) {
      const document = parseDocument(text);
      let seen = 0;
      visit(document, {
        Scalar(key, node) {
          if (key !== what || seen++ !== part || !isScalar(node)) return undefined;
          node.value = secret;
          node.type = "PLAIN";
          return visit.BREAK;
        },
      });
      yield document.toString();
      if (what === "key") yield document.toString().replace(`${secret}: `, `${secret}:`);
    }
    if (isMap(parseDocument(text).contents)) yield `${text}\n${secret}\n`;
  }
}

test.each(SECRETS)(
  "%s, typed into any field or written as any key, is repeated by no problem, its line or JSON",
  (secret) => {
    let problemsCount = 0;
    for (const [file, text] of Object.entries(FULL)) {
      for (const changed of spoilt(text, secret)) {
        const parsed = parseFolder({ ...FULL, [file]: changed }, () => "an-external-id");
        const found = [...parsed.problems, ...parsed.warnings];
        problemsCount += found.length;
        const said = found.map(formatWithExcerpt).join("\n") + JSON.stringify(found);
        expect(said, changed).not.toContain(secret);
      }
    }
    expect(problemsCount).toBeGreaterThan(60);
  },
);

test.each([
  ["an account without its zero", "hub.yaml", '"111111111111"', '"11111111111"', 'not "11111111111"'],
  ["an AWS id", "hub.yaml", "vpc-0a000001", "vpc-0a00001", 'not "vpc-0a00001"'],
  ["a Region", "hub.yaml", "eu-west-1", "eu-west", 'not "eu-west"'],
  [
    "a role, without its name",
    "hub.yaml",
    "arn:aws:iam::{account}",
    "arn:aws:iam::{acount}",
    '{acount}:role/…"',
  ],
  [
    "a name of AWS's",
    "endpoint.yaml",
    "service: ssm",
    "service: ssm\n  names: [SSM.eu-west-1.amazonaws.com]",
    '"SSM.eu',
  ],
  ["a number", "hub.yaml", "owner: team", "owner: team\n  quotas: { vpcsPerZone: 1 }", "not 1"],
  ["a field that is nearly right", "hub.yaml", "owner:", "ownr:", 'field "ownr"'],
  ["a field of another kind", "spoke.yaml", "hub:", "owner: a\n  hub:", 'field "owner"'],
  [
    "a choice that is nearly right",
    "spoke.yaml",
    "hub:",
    "mode: phz-asociation\n  hub:",
    'not "phz-asociation"',
  ],
  ["a reference that is nearly right", "spoke.yaml", "hub: hub-a", "hub: hub-b", 'no Hub "hub-b"'],
] as const)("%s is repeated", (_, file, from, to, words) => {
  const text = { "hub.yaml": HUB, "endpoint.yaml": ENDPOINT, "spoke.yaml": SPOKE }[file];
  const { problems } = parseFolder({ [file]: edit(text, [from, to]) });
  expect(problems.map(({ message }) => message).join("\n")).toContain(words);
});
