import { stat } from "node:fs/promises";
import { relative } from "node:path";
import { type File, nothingFound } from "../../model/desired/documents.ts";
import { type Parsed, parseDesired } from "../../model/desired/parse.ts";
import type { Problem } from "../../model/desired/problems.ts";
import { lookInto, readDocumentFile } from "./read-file.ts";
import { type Obstacle, type Walk, walkFolder } from "./walk.ts";

/** A file at a time is slow, and each open one takes a descriptor, of which a process may have a thousand. */
const FILES_AT_A_TIME = 50;

/** Where secrets that the documents only name come from: the environment and files beside the process. */
export type SecretSources = {
  readonly env: Readonly<Record<string, string | undefined>>;
  readonly file: (path: string) => string | undefined;
};

/**
 * The desired state of a folder, or of one file of any name. Whatever may be a document and was not read is a problem:
 * taken for an absence, it would be removed. Throws when the folder itself cannot be found.
 */
export async function readFolder(root: string, secrets: SecretSources | "not read"): Promise<Parsed> {
  const walk = (await stat(root)).isDirectory() ? await walkFolder(root) : only(root);
  const read = await eachOf(walk.documents, readDocumentFile);
  const files = read.filter((result): result is File => "text" in result);
  const unread = read.filter((result): result is Obstacle => "code" in result);
  const strays = (await eachOf(walk.others, lookInto)).filter((stray) => stray !== undefined);
  const problems = [...walk.obstacles, ...unread, ...strays].map(problemOf);
  if (files.length + problems.length === 0)
    return { problems: [nothingFound(shown(root), aboutOthers(walk.others.length))], warnings: [] };
  const shownFiles = files.map(({ path, text }) => ({ path: shown(path), text }));
  return parseDesired(shownFiles, secretsOf(secrets), undefined, problems);
}

/** A file that the user names is read whatever its name. */
function only(path: string): Walk {
  return { documents: [path], others: [], obstacles: [] };
}

async function eachOf<T>(paths: readonly string[], read: (path: string) => Promise<T>): Promise<T[]> {
  const results: T[] = [];
  for (let first = 0; first < paths.length; first += FILES_AT_A_TIME)
    results.push(...(await Promise.all(paths.slice(first, first + FILES_AT_A_TIME).map(read))));
  return results;
}

function secretsOf(sources: SecretSources | "not read") {
  if (sources === "not read") return sources;
  return (source: { env: string } | { file: string }) =>
    "env" in source ? sources.env[source.env] : sources.file(source.file);
}

function problemOf({ path, code, message, hint, line = 1, column = 1 }: Obstacle): Problem {
  const words = { message, ...(hint !== undefined && { hint }) };
  return { file: shown(path), line, column, code, severity: "error", ...words };
}

function aboutOthers(count: number): string | undefined {
  if (count === 0) return undefined;
  return count === 1 ? "1 file is not .yaml, .yml or .json" : `${count} files are not .yaml, .yml or .json`;
}

/** As the user would type it: relative to the working folder when it lies below. */
function shown(path: string): string {
  const short = relative(".", path) || ".";
  return short.startsWith("..") ? path : short;
}
