import { readdirSync, readFileSync } from "node:fs";
import { join } from "node:path/posix";

export type Page = { readonly path: string; readonly text: string };
export type Block = { readonly language: string; readonly text: string; readonly line: number };

/** Every page that people read: paths from the root of the repository. */
export function pages(): readonly Page[] {
  const inDocs = readdirSync("docs", { recursive: true, encoding: "utf8" }).map((path) => join("docs", path));
  const paths = [...readdirSync("."), ...inDocs, "bench/README.md"].filter((path) => path.endsWith(".md"));
  return paths.sort().map((path) => ({ path, text: readFileSync(path, "utf8") }));
}

const FENCE = /^( *)```(\w*)\n(.*?)^ *```$/gms;

export function blocksOf({ text }: Pick<Page, "text">): readonly Block[] {
  return [...text.matchAll(FENCE)].map(({ 1: indent = "", 2: language = "", 3: body = "", index }) => ({
    language,
    text: body.replaceAll(new RegExp(`^${indent}`, "gm"), ""),
    line: text.slice(0, index).split("\n").length + 1,
  }));
}

/** The lines of a page's shell blocks, those that go on after a backslash as one. */
export function shellLines(page: Pick<Page, "text">): readonly string[] {
  return blocksOf(page)
    .filter(({ language }) => language === "sh")
    .flatMap(({ text }) =>
      text
        .replaceAll(/\\\n\s*/g, "")
        .trim()
        .split("\n"),
    )
    .filter((line) => line.trim() !== "");
}

/** What stands between single backquotes outside of blocks. */
export function inlineCode({ text }: Pick<Page, "text">): readonly string[] {
  return [...text.replaceAll(FENCE, "").matchAll(/`([^`\n]+)`/g)].map(([, code = ""]) => code);
}

/** Targets of links, outside of code. */
export function linksOf({ text }: Pick<Page, "text">): readonly string[] {
  const prose = text.replaceAll(FENCE, "").replaceAll(/`[^`\n]*`/g, "");
  return [...prose.matchAll(/\]\(([^()\s]*(?:\([^()]*\)[^()\s]*)*)\)/g)].map(([, target = ""]) => target);
}

/** The anchors of a page, as GitHub makes them of its headings. */
export function anchorsOf({ text }: Pick<Page, "text">): ReadonlySet<string> {
  const headings = [...text.replaceAll(FENCE, "").matchAll(/^#+ +(.+)$/gm)].map(([, words = ""]) => words);
  const seen = new Map<string, number>();
  return new Set(
    headings.map((words) => {
      const slug = slugOf(words);
      const before = seen.get(slug) ?? 0;
      seen.set(slug, before + 1);
      return before === 0 ? slug : `${slug}-${before}`;
    }),
  );
}

function slugOf(heading: string): string {
  const words = heading.replaceAll(/\[([^\]]*)\]\([^)]*\)/g, "$1").toLowerCase();
  return words.replaceAll(/[^\p{Letter}\p{Number}\p{Mark} _-]/gu, "").replaceAll(" ", "-");
}

/** A page's part under a heading of the second level. */
export function inSection(page: Page, title: string): Page {
  const [, body = ""] = page.text.split(`\n## ${title}\n`);
  return { ...page, text: body.split("\n## ")[0] ?? "" };
}
