import { readFile, stat, writeFile } from "node:fs/promises";
import { dirname } from "node:path";
import { systemWords } from "./failure-words.ts";
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

export function unusable(path: string, error: unknown): UserError {
  return new UserError(`${path}: ${systemWords(error)}`, { cause: error });
}
