import { readFileSync } from "node:fs";
import { expect, test } from "vitest";
import { createCloud } from "./cloud.ts";
import { VirtualClock } from "./virtual-clock.ts";
import { parseWorld } from "./world.ts";
import { type SchemaNode, worldJsonSchema } from "./world-json-schema.ts";
import { withWorldReference, worldReference } from "./world-reference.ts";

const docs = new URL("../../docs/", import.meta.url);
const page = readFileSync(new URL("world.md", docs), "utf8");

test("docs/world.md has the current reference: run `node tools/docs.ts`", () => {
  expect(page).toContain(worldReference());
  expect(page).toBe(withWorldReference(page));
  expect(() => withWorldReference("# World")).toThrow("the page has no place for the reference");
});

test("docs/world.schema.json is current: run `node tools/docs.ts`", () => {
  const schema = readFileSync(new URL("world.schema.json", docs), "utf8");
  expect(schema).toBe(`${JSON.stringify(worldJsonSchema(), null, 2)}\n`);
});

test("every field of a world file is described", () => {
  const { $defs = {}, ...root } = worldJsonSchema();
  const silent: string[] = [];
  const visit = (node: SchemaNode, path: string) => {
    for (const [name, field] of Object.entries(node.properties ?? {})) {
      if (!field.description) silent.push(`${path}.${name}`);
      visit(field, `${path}.${name}`);
    }
    for (const form of node.anyOf ?? []) visit(form, path);
  };
  for (const [name, node] of Object.entries({ file: root, ...$defs })) {
    if (!node.description) silent.push(name);
    visit(node, name);
  }
  expect(silent).toEqual([]);
});

test("the page's worlds load", () => {
  const worlds = [...page.matchAll(/```yaml\n(accounts[^`]*)```/g)].map(([, text = ""]) => text);
  for (const text of worlds) createCloud({ clock: new VirtualClock(), world: parseWorld(text, "world.md") });
  expect(worlds.length).toBe(5);
});
