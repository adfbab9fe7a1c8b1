import { execFileSync } from "node:child_process";
import { readFileSync } from "node:fs";
import { expect, test } from "vitest";
import { statusJsonSchema } from "../src/model/status/status.ts";
import { cliPage, WIDTH } from "../tools/cli-page.ts";
import { configurationPage, metricsPage, statusPage } from "../tools/daemon-pages.ts";
import { ADVICE } from "../tools/error-advice.ts";
import { messagesInSources } from "../tools/error-messages.ts";
import { troubleshootingPage } from "../tools/troubleshooting-page.ts";

const page = (name: string) => readFileSync(new URL(`../docs/${name}`, import.meta.url), "utf8");

test.each([
  ["cli.md", cliPage],
  ["troubleshooting.md", troubleshootingPage],
  ["configuration.md", configurationPage],
  ["status.md", statusPage],
  ["metrics.md", metricsPage],
  ["status.schema.json", () => `${JSON.stringify(statusJsonSchema(), null, 2)}\n`],
])("docs/%s says what the program does: `node tools/docs.ts` writes it", async (name, made) => {
  expect(page(name)).toBe(await made());
});

test.each([["vpce-operator"], ["plan"], ["table move"]])("docs/cli.md has what %s --help prints", (name) => {
  const words = name === "vpce-operator" ? [] : name.split(" ");
  const env = { ...process.env, COLUMNS: String(WIDTH) };
  const said = execFileSync("node", ["cmd/main.ts", ...words, "--help"], { encoding: "utf8", env });
  expect(page("cli.md")).toContain(`## ${name}\n\n\`\`\`text\n${said.trim()}\n\`\`\`\n`);
});

test("what docs/troubleshooting.md advises is of sentences that the program says", () => {
  const said = messagesInSources();
  expect(said.length).toBeGreaterThan(40);
  expect(said).toContain("table … cannot be used: …"); // where a template fills it in, …
  expect(said).toContain("stopped before the call was sent"); // … and where it is plain
  expect(Object.keys(ADVICE).filter((message) => !said.includes(message))).toEqual([]);
});
