import { expect, test, vi } from "vitest";
import { complain, printJson } from "./terminal.ts";

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

test("what a file put into an error is shown, and neither obeyed nor hidden", () => {
  const written: string[] = [];
  const spy = vi.spyOn(process.stderr, "write").mockImplementation((text) => written.push(String(text)) > 0);
  complain('a.yaml:1:1: unknown kind "\u001b]0;owned\u0007Hub\u202e"\nnext line');
  spy.mockRestore();
  expect(written.join("")).toBe('a.yaml:1:1: unknown kind "\\u001b]0;owned\\u0007Hub\\u202e"\nnext line\n');
});
