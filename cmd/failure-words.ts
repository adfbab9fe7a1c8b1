import { UserError } from "./terminal.ts";
import { VERSION } from "./version.ts";

/** Why a command ends, as one sentence or a list of problems, never a stack: what, where, what to do next. */
export function wordsFor(error: unknown): string {
  if (error instanceof UserError) return error.message;
  const { code = "", message = String(error), path, url } = error as NodeJS.ErrnoException & { url?: string };
  if (code === "ERR_MODULE_NOT_FOUND" || code === "MODULE_NOT_FOUND")
    return `a part of the program is missing${url ? `: ${url}` : ""}; copy the whole folder dist, not one file of it, or make it again: npm run build`;
  const words = SYSTEM[code];
  if (words !== undefined) return `${path ?? "the machine"}: ${words} (${code})`;
  return `a bug of vpce-operator ${VERSION}: ${firstLine(message)}. Please report this line to whoever gave you the program; --log-level debug shows where it happened`;
}

/** What the machine says no to, by its word for it. */
export const SYSTEM: Readonly<Record<string, string>> = {
  ENOENT: "no such file or folder",
  EISDIR: "this is a folder, not a file",
  ENOTDIR: "a part of this path is a file, not a folder",
  EACCES: "permission denied: look at who may read or write it",
  EPERM: "not permitted: look at who may read or write it",
  EROFS: "this file system is read-only: choose another place",
  ENOSPC: "the disk is full: make room, or choose another place",
  EDQUOT: "your share of the disk is full: make room, or choose another place",
  EMFILE: "this process has too many files open: raise the limit (ulimit -n)",
  ENFILE: "the machine has too many files open",
  ENAMETOOLONG: "the name is too long",
  ELOOP: "its symbolic links lead in a circle",
  EADDRINUSE: "the port is in use: choose another one, or 0 for any",
  EADDRNOTAVAIL: "this machine does not have that address",
};

/** In words where it has some, else Node's. */
export function systemWords(error: unknown): string {
  const { code = "", message } = error as NodeJS.ErrnoException;
  return SYSTEM[code] ?? firstLine(message);
}

function firstLine(text: string): string {
  return text.split("\n", 1)[0] ?? text;
}
