import { expect, test, vi } from "vitest";
import { printJson } from "./terminal.ts";

test("a document is printed as JSON.stringify would, though never as one string", () => {
  const document = {
    version: 1,
    actions: [],
    held: [{ a: 1, b: [1, { c: "two\nlines" }] }, 3],
    forecast: { seconds: 1.5, accounts: [{ calls: 1 }] },
    removalsDigest: undefined,
    converged: true,
  };
  const written: string[] = [];
  const spy = vi.spyOn(process.stdout, "write").mockImplementation((text) => written.push(String(text)) > 0);
  printJson(document);
  spy.mockRestore();
  expect(written.join("")).toBe(`${JSON.stringify(document, undefined, 2)}\n`);
  expect(written.length).toBeGreaterThan(5);
});
