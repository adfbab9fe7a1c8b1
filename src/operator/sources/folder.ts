import { realpath, stat } from "node:fs/promises";
import { relative } from "node:path";
import type { File } from "../../model/desired/documents.ts";
import type { Parsed } from "../../model/desired/parse.ts";
import { type Contents, parseContents, type SecretSources } from "./contents.ts";
import { disk } from "./disk.ts";
import { type Obstacle, problemOf } from "./obstacle.ts";
import { lookInto, readDocumentFile } from "./read-file.ts";
import { type Found, type Walk, walkTree } from "./walk.ts";

/** A file at a time is slow, and each open one takes a descriptor, of which a process may have a thousand. */
const FILES_AT_A_TIME = 50;

/**
 * The desired state of a folder, or of one file of any name. Whatever may be a document and was not read is a problem:
 * taken for an absence, it would be removed. Throws when the folder itself cannot be found.
 */
export async function readFolder(root: string, secrets: SecretSources | "not read"): Promise<Parsed> {
  return parseContents((await scanFolder(root)).contents, secrets);
}

/** What a folder holds now, and the paths without links of all that was read. Throws as `readFolder`. */
export async function scanFolder(root: string): Promise<{ contents: Contents; reals: readonly string[] }> {
  const whole = { path: root, real: await realpath(root) };
  const walk = (await stat(root)).isDirectory() ? await walkTree(disk, whole) : only(whole);
  const read = await eachOf(walk.documents, readDocumentFile);
  const files = read.filter((result): result is File => "text" in result);
  const unread = read.filter((result): result is Obstacle => "code" in result);
  const strays = (await eachOf(walk.others, lookInto)).filter((stray) => stray !== undefined);
  const obstacles = [...walk.obstacles, ...unread, ...strays];
  const contents = {
    place: shown(root),
    files: files.map(({ path, text }) => ({ path: shown(path), text })),
    unread: obstacles.map((obstacle) => problemOf({ ...obstacle, path: shown(obstacle.path) })),
    others: walk.others.length,
  };
  return { contents, reals: walk.documents.map(({ real }) => real) };
}

/** A file that the user names is read whatever its name. */
function only(found: Found): Walk {
  return { documents: [found], others: [], obstacles: [] };
}

async function eachOf<T>(found: readonly Found[], read: (path: string) => Promise<T>): Promise<T[]> {
  const results: T[] = [];
  for (let first = 0; first < found.length; first += FILES_AT_A_TIME)
    results.push(
      ...(await Promise.all(found.slice(first, first + FILES_AT_A_TIME).map(({ path }) => read(path)))),
    );
  return results;
}

/** As the user would type it: relative to the working folder when it lies below. */
function shown(path: string): string {
  const short = relative(".", path) || ".";
  return short.startsWith("..") ? path : short;
}
