import { readFileSync } from "node:fs";
import { expect, test } from "vitest";
import { edit } from "../../../test/support/fixture.ts";
import { desiredJsonSchema } from "./json-schema.ts";
import { parseDesired } from "./parse.ts";
import { formatProblem } from "./problems.ts";
import { desiredStateReference, withReference } from "./reference.ts";

const docs = new URL("../../../docs/", import.meta.url);
const page = readFileSync(new URL("desired-state.md", docs), "utf8");

test("docs/desired-state.md has the current reference: run `node tools/docs.ts`", () => {
  expect(page).toContain(desiredStateReference());
  expect(page).toBe(withReference(page));
});

test("docs/desired-state.schema.json is current: run `node tools/docs.ts`", () => {
  const schema = readFileSync(new URL("desired-state.schema.json", docs), "utf8");
  expect(schema).toBe(`${JSON.stringify(desiredJsonSchema(), null, 2)}\n`);
});

test("a page without the two marks is not guessed at", () => {
  expect(() => withReference("# Desired state")).toThrow("the page has no place for the reference");
});

test("the page's examples are sound", () => {
  const blocks = [...page.matchAll(/```yaml\n(apiVersion[^`]*)```/g)].map(([, text = ""]) => text);
  const [hub = ""] = blocks;
  const second = edit(
    hub,
    ["shared-euw1", "shared-use1"],
    ["eu-west-1", "us-east-1"],
    ["000b", "000c"],
    ["000b", "000d"],
  );
  const text = [...blocks, second].join("---\n");
  const { problems } = parseDesired([{ path: "examples.yaml", text }], () => "a-secret");
  expect(problems.map(formatProblem)).toEqual([]);
  expect(blocks.length).toBe(6);
});

type Node = { [key: string]: unknown };

test("every field of the schema is described", () => {
  const silent: string[] = [];
  const visit = (node: Node, path: string) => {
    for (const [name, field] of Object.entries((node.properties ?? {}) as Record<string, Node>)) {
      if (!field.description) silent.push(`${path}.${name}`);
      visit(field, `${path}.${name}`);
    }
    for (const branch of (node.anyOf ?? node.oneOf ?? []) as Node[]) visit(branch, path);
  };
  visit(desiredJsonSchema(), "");
  expect(silent).toEqual([]);
});

test("the schema takes a mode in any letter case, as the parser does, and offers the usual one", () => {
  const [, , spoke] = desiredJsonSchema().oneOf as [
    Node,
    Node,
    { properties: { spec: { properties: Node } } },
  ];
  const { anyOf } = spoke.properties.spec.properties.mode as {
    anyOf: [{ enum: string[] }, { pattern: string }];
  };
  const [usual, any] = anyOf;
  expect(usual.enum).toEqual(["phz-association", "resolver-rule"]);
  expect("PHZ-association").toMatch(new RegExp(any.pattern, "u"));
  expect("Resolver-rule").toMatch(new RegExp(any.pattern, "u"));
  expect("phz-associations").not.toMatch(new RegExp(any.pattern, "u"));
});
