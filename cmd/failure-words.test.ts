import { expect, test } from "vitest";
import { wordsFor } from "./failure-words.ts";
import { UserError } from "./terminal.ts";

const system = (code: string, path?: string) =>
  Object.assign(new Error(`${code}: something, open '${path}'`), { code, ...(path && { path }) });

test.each<[unknown, string | RegExp]>([
  [new UserError("two\nproblems"), "two\nproblems"],
  [system("ENOSPC", "plan.json"), "plan.json: the disk is full: make room, or choose another place (ENOSPC)"],
  [system("EACCES", "/etc/x"), "/etc/x: permission denied: look at who may read or write it (EACCES)"],
  [
    system("EMFILE"),
    "the machine: this process has too many files open: raise the limit (ulimit -n) (EMFILE)",
  ],
  [
    Object.assign(new Error("Cannot find module"), {
      code: "ERR_MODULE_NOT_FOUND",
      url: "file:///dist/plan.mjs",
    }),
    /^a part of the program is missing: file:\/\/\/dist\/plan.mjs; copy the whole folder dist, .* npm run build$/,
  ],
  [
    new TypeError("Cannot read properties of undefined\n    at x.ts:1"),
    /^a bug of vpce-operator [\d.]+: Cannot read properties of undefined\. Please report this line .*; --log-level debug shows where it happened$/,
  ],
  ["thrown words", /^a bug of vpce-operator [\d.]+: thrown words\./],
])("%s is said in words, without a stack", (error, words) => {
  if (typeof words === "string") expect(wordsFor(error)).toBe(words);
  else expect(wordsFor(error)).toMatch(words);
});
