import { readdir, readFile, stat } from "node:fs/promises";
import { join, relative } from "node:path";
import { type File, nothingFound } from "../../model/desired/documents.ts";
import { type Parsed, parseDesired } from "../../model/desired/parse.ts";

/** Larger is a mistake (a dump, a log), not desired state: 10,000 spokes in one file are about 2.5 MB. */
const FILE_BYTES_MAX = 32 * 1024 * 1024;
const FILES_MAX = 100_000;
/** A file at a time is slow, and each open one takes a descriptor, of which a process may have a thousand. */
const FILES_AT_A_TIME = 50;

/** Where secrets that the documents only name come from: the environment and files beside the process. */
export type SecretSources = {
  readonly env: Readonly<Record<string, string | undefined>>;
  readonly file: (path: string) => string | undefined;
};

/** Every `.yaml` and `.yml` file below a folder, or one file; hidden folders are passed over. Throws when unreadable. */
export async function readFolder(root: string, secrets: SecretSources | "not read"): Promise<Parsed> {
  const { paths, passedOver } = (await stat(root)).isDirectory()
    ? await yamlFiles(root)
    : { paths: [root], passedOver: 0 };
  if (paths.length === 0)
    return { problems: [nothingFound(shown(root), aboutOthers(passedOver))], warnings: [] };
  return parseDesired(
    await readFiles(paths),
    secrets === "not read"
      ? secrets
      : (source) => ("env" in source ? secrets.env[source.env] : secrets.file(source.file)),
  );
}

async function readFiles(paths: readonly string[]): Promise<File[]> {
  const files: File[] = [];
  for (let first = 0; first < paths.length; first += FILES_AT_A_TIME) {
    const some = paths.slice(first, first + FILES_AT_A_TIME);
    const texts = await Promise.all(some.map((path) => readFile(path, "utf8")));
    files.push(...texts.map((text, i) => ({ path: shown(some[i] as string), text })));
  }
  return files;
}

async function yamlFiles(root: string): Promise<{ paths: string[]; passedOver: number }> {
  const entries = await readdir(root, { recursive: true, withFileTypes: true });
  const visible = entries
    .filter((e) => e.isFile())
    .map((e) => join(e.parentPath, e.name))
    .filter(
      (path) =>
        !relative(root, path)
          .split("/")
          .some((part) => part.startsWith(".")),
    );
  const paths = visible.filter((path) => /\.ya?ml$/.test(path)).sort();
  if (paths.length > FILES_MAX)
    throw new Error(`${root} holds ${paths.length} YAML files; the most is ${FILES_MAX}`);
  for (const path of paths) {
    const { size } = await stat(path);
    if (size > FILE_BYTES_MAX) throw new Error(`${path} has ${size} bytes; the most is ${FILE_BYTES_MAX}`);
  }
  return { paths, passedOver: visible.length - paths.length };
}

function aboutOthers(count: number): string | undefined {
  if (count === 0) return undefined;
  return count === 1 ? "1 file is not .yaml or .yml" : `${count} files are not .yaml or .yml`;
}

/** As the user would type it: relative to the working folder when it lies below. */
function shown(path: string): string {
  const short = relative(".", path) || ".";
  return short.startsWith("..") ? path : short;
}
