import { readdirSync, readFileSync } from "node:fs";
import { dirname, join, normalize } from "node:path/posix";
import { expect, test } from "vitest";

/**
 * docs/ARCHITECTURE.md draws three pictures of layers, each as one line of names in a block of its own: a room imports
 * only what stands to its left. Here they are held against the imports.
 */
const ROOT = new URL("../", import.meta.url);
const PAGE = readFileSync(new URL("docs/ARCHITECTURE.md", ROOT), "utf8");
const IMPORTS = /^(?:import|export)\b[^;]*?from "(\.[^"]+)";/gms;

/** `a < b = c < d` → floor of each name. */
function floorsOf(heading: string): ReadonlyMap<string, number> {
  const section = PAGE.split(`# ${heading}\n`)[1] ?? "";
  const picture = section.split("\n").find((line) => line.startsWith("    ")) ?? "";
  const floors = picture.split(" < ").map((floor) => floor.split(" = "));
  expect(floors.length, heading).toBeGreaterThan(2);
  return new Map(floors.flatMap((names, floor) => names.map((name) => [name.trim(), floor] as const)));
}

function filesIn(folder: string): string[] {
  return readdirSync(new URL(folder, ROOT), { recursive: true, encoding: "utf8" })
    .filter((name) => name.endsWith(".ts") && !name.endsWith(".test.ts"))
    .map((name) => join(folder, name));
}

/** Those of types count: who reads the one has to read the other. */
function importsOf(file: string): string[] {
  const text = readFileSync(new URL(file, ROOT), "utf8");
  return [...text.matchAll(IMPORTS)].map(([, path = ""]) => normalize(join(dirname(file), path)));
}

/** Every import between two rooms that does not go to the left, as `from -> to`. */
function againstThePicture(folder: string, floors: ReadonlyMap<string, number>): string[] {
  const roomOf = (file: string) => file.slice(folder.length).split("/")[0] ?? "";
  const isRoom = (file: string) => file.startsWith(folder) && file.slice(folder.length).includes("/");
  return filesIn(folder)
    .filter(isRoom)
    .flatMap((file) =>
      importsOf(file)
        .filter(isRoom)
        .filter((target) => roomOf(target) !== roomOf(file))
        .filter((target) => {
          const [to, from] = [floors.get(roomOf(target)), floors.get(roomOf(file))];
          return to === undefined || from === undefined || to >= from;
        })
        .map((target) => `${file} -> ${target}`),
    );
}

test.each([
  ["The folders", "src/"],
  ["The plan", "src/model/plan/"],
  ["The rules", "src/model/plan/rules/"],
])("the picture under %s holds against the imports of %s", (heading, folder) => {
  expect(againstThePicture(folder, floorsOf(heading))).toEqual([]);
});

test("no room of the rules imports a file of the folder above it", () => {
  const folder = "src/model/plan/rules/";
  const isAbove = (file: string) => dirname(file) === dirname(`${folder}one`);
  const rooms = filesIn(folder).filter((file) => !isAbove(file));
  expect(rooms.length).toBeGreaterThan(20);
  expect(rooms.filter((file) => importsOf(file).some(isAbove))).toEqual([]);
});

/** Of `src/model/desired` the page names stages: it has a file for each document's fields. */
const NAMED = ["src/model/", "src/operator/", "src/daemon/"];

test("every file of src/model, src/operator and src/daemon is named in docs/ARCHITECTURE.md", () => {
  const files = NAMED.flatMap(filesIn).filter((file) => !file.startsWith("src/model/desired/"));
  const folders = files.flatMap((file) => dirname(file).split("/"));
  const names = files.map((file) => file.split("/").at(-1)?.replace(/\.ts$/, "") ?? "");
  const missing = [...new Set([...folders, ...names])].filter(
    (name) => !new RegExp(`(?<![\\w-])${name}(?![\\w-])`).test(PAGE),
  );
  expect(missing).toEqual([]);
});

test("no file of src or cmd imports itself by way of others, not even for a type", () => {
  const files = ["src/", "cmd/"].flatMap(filesIn);
  const imports = new Map(files.map((file) => [file, importsOf(file)]));
  const open = new Set<string>();
  const done = new Set<string>();
  const circles: string[] = [];
  const visit = (file: string) => {
    if (open.has(file)) circles.push([...open].slice([...open].indexOf(file)).join(" -> "));
    if (open.has(file) || done.has(file)) return;
    open.add(file);
    for (const target of imports.get(file) ?? []) visit(target);
    open.delete(file);
    done.add(file);
  };
  for (const file of files) visit(file);
  expect(circles).toEqual([]);
});
