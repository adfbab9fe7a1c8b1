import { readFile, stat, writeFile } from "node:fs/promises";
import { dirname } from "node:path";
import { UserError } from "./terminal.ts";

/** A file that the user named. Throws UserError in words. */
export function readNamed(path: string): Promise<string> {
  return readFile(path, "utf8").catch((error: unknown) => {
    throw unusable(path, error);
  });
}

/** Writes a file that the user named. Throws UserError in words. */
export function writeNamed(path: string, text: string): Promise<void> {
  return writeFile(path, text).catch((error: unknown) => {
    throw unusable(path, error);
  });
}

/** Before minutes are spent on what would be written there. */
export async function refuseMissingFolder(file: string): Promise<void> {
  const folder = dirname(file);
  const isFolder = await stat(folder).then(
    (entry) => entry.isDirectory(),
    () => false,
  );
  if (!isFolder) throw new UserError(`${file} cannot be written: there is no folder ${folder}`);
}

/** The reason in words where it has some, else Node's. */
function unusable(path: string, error: unknown): UserError {
  const { code = "", message } = error as NodeJS.ErrnoException;
  return new UserError(`${path}: ${WORDS[code] ?? message}`, { cause: error });
}

const WORDS: Readonly<Record<string, string>> = {
  ENOENT: "no such file",
  EISDIR: "this is a folder, not a file",
  EACCES: "permission denied",
};
