import type { Dirent, Stats } from "node:fs";
import { lstat, readdir, realpath, stat } from "node:fs/promises";
import { join } from "node:path";
import { DANGLING_LINK, LINK_CIRCLE, NOT_A_FILE, type Why } from "./obstacle.ts";
import type { Entry, FileTree } from "./walk.ts";

export const disk: FileTree = {
  async list(real) {
    try {
      const entries = await readdir(real, { withFileTypes: true });
      return await Promise.all(entries.map((entry) => entryOf(real, entry)));
    } catch (error) {
      return whyUnread(error);
    }
  },
  async follow({ path }) {
    try {
      const real = await realpath(path);
      const kind = kindOf(await stat(real)) ?? NOT_A_FILE;
      return { real, kind: kind === "link" ? LINK_CIRCLE : kind };
    } catch (error) {
      return whyUnread(error);
    }
  },
};

async function entryOf(folder: string, entry: Dirent): Promise<Entry> {
  const kind = kindOf(entry);
  if (kind) return { name: entry.name, kind };
  // Some file systems do not tell the kind with the name.
  const seen = await lstat(join(folder, entry.name)).then((stats) => kindOf(stats) ?? NOT_A_FILE, whyUnread);
  return { name: entry.name, kind: seen };
}

function kindOf(entry: Dirent | Stats): "folder" | "file" | "link" | undefined {
  if (entry.isDirectory()) return "folder";
  if (entry.isFile()) return "file";
  return entry.isSymbolicLink() ? "link" : undefined;
}

/** An error of the file system in words; the system's own message is not for users. */
export function whyUnread(error: unknown): Why {
  const { code = "unknown error" } = error as NodeJS.ErrnoException;
  switch (code) {
    case "ENOENT":
    case "ENOTDIR":
      return DANGLING_LINK;
    case "ELOOP":
      return LINK_CIRCLE;
    case "EACCES":
    case "EPERM":
      return {
        code: "Unreadable",
        message: "permission to read this is denied",
        hint: "let the operator's user read it, or move it out of the folder",
      };
    default:
      return { code: "Unreadable", message: `this cannot be read: ${code}` };
  }
}
