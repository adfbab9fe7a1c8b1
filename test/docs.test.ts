import { existsSync, readFileSync } from "node:fs";
import { dirname, normalize } from "node:path/posix";
import { describe, expect, it, test } from "vitest";
import { parseAllDocuments } from "yaml";
import { program } from "../cmd/program.ts";
import { commandsUnder } from "../tools/cli-page.ts";
import { commandsIn, whyRefused } from "./support/command-line.ts";
import { anchorsOf, blocksOf, inlineCode, linksOf, type Page, pages, shellLines } from "./support/pages.ts";

/** What pages say that the repository can judge: links, paths, commands and their flags, examples' syntax. */
const PAGES = pages();
const SCRIPTS = Object.keys(JSON.parse(readFileSync("package.json", "utf8")).scripts);
const NAMES = program.commands.map((command) => command.name());
const COMMANDS = commandsUnder(program);
/** Every command has it, or the soak of this repository. */
const ALSO = new Set(["--help", "--seconds", "--seed", "--rules", "--switches"]);

/** `wrong` of each page, as `page: words`. */
function problems(wrong: (page: Page) => readonly string[]): string[] {
  return PAGES.flatMap((page) => wrong(page).map((words) => `${page.path}: ${words}`));
}

describe("links", () => {
  it("inside of the repository lead to a file, and to a heading in it", () => {
    const isDead = (from: string, target: string) => {
      const [path = "", anchor] = target.split("#");
      const file = path === "" ? from : normalize(`${dirname(from)}/${path}`);
      if (!existsSync(file)) return true;
      return anchor !== undefined && !anchorsOf({ text: readFileSync(file, "utf8") }).has(anchor);
    };
    const inside = (page: Page) => linksOf(page).filter((target) => !/^\w+:/.test(target));
    expect(PAGES.flatMap(inside).length).toBeGreaterThan(100);
    expect(problems((page) => inside(page).filter((target) => isDead(page.path, target)))).toEqual([]);
  });

  it("to elsewhere are well-formed https addresses", () => {
    const outside = (page: Page) => linksOf(page).filter((target) => /^\w+:/.test(target));
    const isWrong = (target: string) => !URL.canParse(target) || !target.startsWith("https://");
    expect(problems((page) => outside(page).filter(isWrong))).toEqual([]);
  });

  it("of the index reach every page of docs/", () => {
    const index = PAGES.find(({ path }) => path === "docs/README.md");
    const reached = new Set(index && linksOf(index).map((target) => `docs/${target.split("#")[0]}`));
    const mine = PAGES.filter(({ path }) => /^docs\/[^/]+\.md$/.test(path) && path !== "docs/README.md");
    expect(mine.map(({ path }) => path).filter((path) => !reached.has(path))).toEqual([]);
  });
});

test("every path of the repository that a page names is there", () => {
  const named = /^(src|cmd|test|docs|tools|bench|deploy|\.ci)\/[\w./-]*$/;
  const isGone = (code: string) => named.test(code) && !existsSync(code);
  expect(problems((page) => inlineCode(page).filter(isGone))).toEqual([]);
});

describe("commands", () => {
  it("in shell blocks exist, with their flags and arguments", () => {
    expect(PAGES.flatMap(shellLines).length).toBeGreaterThan(80);
    expect(problems((page) => shellLines(page).flatMap(wrongIn))).toEqual([]);
  });

  it("in prose exist, with the flags that are named beside them", () => {
    expect(problems((page) => inlineCode(page).flatMap(wrongInProse))).toEqual([]);
  });

  it.each([
    ["vpce-operator plan --sumary desired-state", "plan has no --sumary"],
    ["cat x | vpce-operator plan --output html # as a page", "--output takes text, json, markdown"],
    ["vpce-operator plan a b", 'plan does not take "b"'],
    ["AWS_REGION=eu-west-1 vpce-operator table create", "create takes 1 arguments"],
    ["x=$(vpce-operator pause --table t)", "pause needs --reason"],
    ["vpce-operator frobnicate", 'vpce-operator does not take "frobnicate"'],
    ["npm run tset", "there is no script tset"],
    ["npm run demo -- --dæmon", "demo has no"],
    ["node tools/nothing.ts", "there is no tools/nothing.ts"],
    ["npx vitest run test/nowhere", "there is no test/nowhere"],
  ])("that are wrong are found: %s", (line, why) => {
    expect(wrongIn(line)).toEqual([expect.stringContaining(why)]);
  });

  it.each(["plan --sumary", "`--frobnicate`", "vpce-operator paln", "status --spoke NAME"])(
    "that are wrong in prose are found: %s",
    (code) => expect(wrongInProse(code.replaceAll("`", ""))).toHaveLength(1),
  );
});

/** What is wrong with the form of a line's commands: of ours, of this repository's scripts, and paths that are run. */
function wrongIn(line: string): string[] {
  return commandsIn(line).flatMap((words) => {
    const why = whyRefusedOf(words);
    return why === undefined ? [] : [`${words.join(" ")}: ${why}`];
  });
}

const OURS = [["vpce-operator"], ["node", "dist/vpce-operator.mjs"], ["node", "cmd/main.ts"]];

function whyRefusedOf(words: readonly string[]): string | undefined {
  const own = OURS.find((start) => start.every((word, i) => word === words[i]));
  if (own) return words.includes("$@") ? undefined : whyRefused(program, words.slice(own.length));
  const [name = "", verb = "", ...rest] = words;
  if (name === "npm" && verb === "run") return wrongScript(rest);
  const ran = name === "node" ? [verb] : name === "npx" ? rest : [];
  const gone = ran.find((word) => /^[\w.-]+\/[\w./-]+$/.test(word) && !existsSync(word));
  return gone && `there is no ${gone}`;
}

function wrongScript([script = "", dashes, ...rest]: readonly string[]): string | undefined {
  if (!SCRIPTS.includes(script)) return `there is no script ${script}`;
  return script === "demo" && dashes === "--" ? whyRefused(program, ["demo", ...rest]) : undefined;
}

/** Prose says a part of a command: its name, or flags alone. */
function wrongInProse(code: string): string[] {
  const [first = "", second = "", third = ""] = code.split(/\s+/);
  if (first === "npm" && second === "run")
    return third === "" || SCRIPTS.includes(third) ? [] : [`${code}: no script ${third}`];
  const command = first === "vpce-operator" ? second : first;
  if (first === "vpce-operator" && /^[a-z]/.test(command) && !NAMES.includes(command))
    return [`${code}: no command ${command}`];
  if (!NAMES.includes(command) && !/^--[a-z]/.test(code)) return [];
  const own = COMMANDS.filter(([name]) => `${name} `.startsWith(`vpce-operator ${command} `));
  const known = (own.length > 0 ? own : COMMANDS).flatMap(([, { options }]) =>
    options.map(({ long }) => long),
  );
  const flags = [...code.matchAll(/(?<![\w-])--[a-z][a-z-]*/g)].map(([flag]) => flag);
  return flags
    .filter((flag) => !known.includes(flag) && !ALSO.has(flag))
    .map((flag) => `${code}: no ${flag}`);
}

test("YAML and JSON in pages can be read", () => {
  const unreadable = ({ language, text }: { language: string; text: string }) => {
    if (language === "json") return isJson(text) ? undefined : "no JSON";
    if (language !== "yaml") return undefined;
    return parseAllDocuments(text).flatMap(({ errors }) => errors.map(({ message }) => message))[0];
  };
  const wrong = (page: Page) =>
    blocksOf(page).flatMap((block) => {
      const why = unreadable(block);
      return why === undefined ? [] : [`line ${block.line}: ${why}`];
    });
  expect(problems(wrong)).toEqual([]);
});

function isJson(text: string): boolean {
  try {
    JSON.parse(text);
    return true;
  } catch {
    return false;
  }
}
