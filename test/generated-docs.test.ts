import { readFileSync } from "node:fs";
import { expect, test } from "vitest";
import { statusJsonSchema } from "../src/model/status/status.ts";
import { configurationPage, metricsPage, statusPage } from "../tools/daemon-pages.ts";

const page = (name: string) => readFileSync(new URL(`../docs/${name}`, import.meta.url), "utf8");

test.each([
  ["configuration.md", configurationPage],
  ["status.md", statusPage],
  ["metrics.md", metricsPage],
  ["status.schema.json", () => `${JSON.stringify(statusJsonSchema(), null, 2)}\n`],
])("docs/%s says what the program does: `node tools/docs.ts` writes it", async (name, made) => {
  expect(page(name)).toBe(await made());
});
