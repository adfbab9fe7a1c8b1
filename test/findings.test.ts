import { readFileSync } from "node:fs";
import { expect, test } from "vitest";
import { findingsPage } from "../tools/findings-page.ts";

test("docs/findings.md says what reasons.ts says: `node tools/docs.ts` writes it", () => {
  expect(readFileSync(new URL("../docs/findings.md", import.meta.url), "utf8")).toBe(findingsPage());
});
