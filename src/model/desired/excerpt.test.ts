import { expect, test } from "vitest";
import { edit, HUB, parseFolder, SPOKE } from "../../../test/support/fixture.ts";
import { formatWithExcerpt } from "./excerpt.ts";

const shown = (folder: Readonly<Record<string, string>>) =>
  parseFolder(folder).problems.map(formatWithExcerpt);

test("a line whose words are harmless is shown with a caret under the place", () => {
  expect(shown({ "hub.yaml": edit(HUB, ["region:", "regoin:"]) })).toEqual([
    'hub.yaml:8:3: unknown field "regoin" in spec; did you mean "region"?\n  8 |   regoin: eu-west-1\n    |   ^',
  ]);
});

test("a tab is shown as an arrow", () => {
  const [problem] = shown({ "spoke.yaml": edit(SPOKE, ["  account", "\taccount"]) });
  expect(problem).toBe(
    'spoke.yaml:7:1: a tab indents this line; YAML allows spaces only\n  7 | →account: "222222222222"\n    | ^',
  );
});

test("a comment is not shown, for it may hold anything", () => {
  const [problem] = shown({ "hub.yaml": edit(HUB, ["owner: team", "owner: # the-secret"]) });
  expect(problem).toBe("hub.yaml:6:3: spec.owner is empty\n  6 |   owner:\n    |   ^");
});

test("a word that may be a secret is masked from the place on, and the line not shown where one stands before it", () => {
  const at = (text: string) =>
    shown({ "hub.yaml": edit(HUB, ["owner: team", text]) }).find((p) => p.includes(":6:"));
  expect(at("ownr: the-secret")).toContain("\n  6 |   ownr: …\n    |   ^");
  expect(at("owner: The_Secret")).toContain("\n  6 |   owner: …\n    |          ^");
  expect(at("owner: [the-secret, region]")).toContain("\n  6 |   owner: […, region]\n");
  expect(at("the-secret: region")).toContain("\n  6 |   …: region\n    |   ^");
  const both = shown({ "hub.yaml": edit(HUB, ["owner: team", "anchorVpc: { the-secret: region, vpc: 5 }"]) });
  expect(both.filter((problem) => problem.includes(":6:")).map((problem) => problem.includes("\n"))).toEqual([
    true,
    false, // the place is behind the secret
  ]);
  expect(both.join("\n")).not.toContain("the-secret");
});

test("every field of text and every choice shows its line when its value is wrong", () => {
  const wrong = ["account", "region", "vpc"].map((field) => shown({ "hub.yaml": replaced(HUB, field) })[0]);
  for (const problem of wrong) expect(problem).toMatch(/: …\n {4}\|/);
});

const replaced = (text: string, field: string) =>
  text.replace(new RegExp(`^  ${field}: .*$`, "m"), `  ${field}: The_Secret`);

test.each([
  [
    "an ExternalId, also where it would be a number or a word of the schema",
    edit(HUB, ["owner: team", "ownr: { externalId: region }"]),
  ],
  ["more than 120 characters", edit(HUB, ["owner: team", `ownr: [${"region, ".repeat(20)}]`])],
])("a line with %s is not shown", (_, text) => {
  const problems = parseFolder({ "hub.yaml": text }).problems.filter(({ line }) => line === 6);
  expect(problems.map(({ code, excerpt }) => [code, excerpt])).toEqual([["UnknownField", undefined]]);
});
