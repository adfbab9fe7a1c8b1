import { readFileSync } from "node:fs";

/**
 * Throws unless a tag is the version of package.json, of its lock, and of the changelog's newest section:
 *
 *     node tools/release-version.ts v1.2.3
 */
const [tag = ""] = process.argv.slice(2);
const { version } = JSON.parse(readFileSync("package.json", "utf8"));
const lock = JSON.parse(readFileSync("package-lock.json", "utf8"));
const newest = /^## \[(\d[^\]]*)\] - \d{4}-\d\d-\d\d$/m.exec(readFileSync("CHANGELOG.md", "utf8"))?.[1];

const found = {
  "package.json": version,
  "package-lock.json": lock.version,
  "CHANGELOG.md, below [Unreleased]": newest,
};
for (const [where, said] of Object.entries(found))
  if (`v${said}` !== tag) throw new Error(`the tag is ${tag}, and ${where} says ${said ?? "no version"}`);
