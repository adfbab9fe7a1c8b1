import type { Dirent, Stats } from "node:fs";
import { lstat, readdir, realpath, stat } from "node:fs/promises";
import { join } from "node:path";
import { compare } from "../../model/compare.ts";
import type { ProblemCode } from "../../model/desired/problem-codes.ts";

const FILES_MAX = 100_000;

/** What stands in the way of reading something that may be a document. */
export type Obstacle = {
  readonly path: string;
  /** 1-based; the first when it is about the file as a whole. */
  readonly line?: number;
  readonly column?: number;
  readonly code: ProblemCode;
  readonly message: string;
  readonly hint?: string;
};

/**
 * What a folder holds, each file once, by the path that leads there from the folder: those that are read, and the
 * `others`, which are not for their names. Obstacles may hide a document, so they are problems and no absences.
 */
export type Walk = {
  readonly documents: readonly string[];
  readonly others: readonly string[];
  readonly obstacles: readonly Obstacle[];
};

/**
 * Walks a folder without opening a file. Links are followed when all else is known, so that what is reached on two ways
 * is met by its own path; they lead within the folder, and never back to where they stand. That covers the mount of a
 * Kubernetes ConfigMap: visible links into a hidden folder, which a hidden link swaps for another.
 */
export async function walkFolder(root: string): Promise<Walk> {
  const realRoot = await realpath(root);
  const walker = createWalker(realRoot);
  await walker.enter(root, realRoot);
  // A linked folder may hold links itself: the list grows meanwhile.
  for (const link of walker.links) await walker.follow(link);
  const { documents, others, obstacles } = walker;
  if (documents.size > FILES_MAX) {
    const message = `the folder holds ${documents.size} documents; the most is ${FILES_MAX}`;
    return { documents: [], others: [], obstacles: [{ path: root, code: "TooMany", message }] };
  }
  const unread = [...others].filter(([real]) => !documents.has(real));
  return {
    documents: [...documents.values()].sort(compare),
    others: unread.map(([, path]) => path).sort(compare),
    obstacles,
  };
}

/** `.yaml`, `.yml` and `.json`, in any case; the JSON Schema for editors may stand beside the documents. */
function isDocumentName(path: string): boolean {
  return /\.(ya?ml|json)$/i.test(path) && !/\.schema\.json$/i.test(path);
}

/** Hidden names, and what editors leave beside the file that they edit. */
function isPassedOver(name: string): boolean {
  return /^\.|~$|^#.*#$|\.sw[a-z]$/i.test(name);
}

type Link = { readonly path: string; readonly real: string };

function createWalker(realRoot: string) {
  /** By real path. */
  const documents = new Map<string, string>();
  const others = new Map<string, string>();
  const entered = new Set<string>();
  const links: Link[] = [];
  const obstacles: Obstacle[] = [];

  const meet = (path: string, real: string) => {
    const files = isDocumentName(path) ? documents : others;
    if (!files.has(real)) files.set(real, path);
  };

  const refuse = (path: string, error: unknown) => obstacles.push({ path, ...whyUnread(error) });

  async function enter(path: string, real: string): Promise<void> {
    if (entered.has(real)) return;
    entered.add(real);
    let entries: Dirent[];
    try {
      entries = await readdir(path, { withFileTypes: true });
    } catch (error) {
      refuse(path, error);
      return;
    }
    for (const entry of entries.sort((a, b) => compare(a.name, b.name))) {
      if (isPassedOver(entry.name)) continue;
      await take(join(path, entry.name), join(real, entry.name), entry);
    }
  }

  async function take(path: string, real: string, entry: Dirent | Stats): Promise<void> {
    if (entry.isDirectory()) await enter(path, real);
    else if (entry.isFile()) meet(path, real);
    else if (entry.isSymbolicLink()) links.push({ path, real });
    else if ("mode" in entry) obstacles.push({ path, ...NOT_A_FILE });
    // Some file systems do not tell the kind with the name.
    else
      await lstat(path).then(
        (stats) => take(path, real, stats),
        (error) => refuse(path, error),
      );
  }

  async function follow({ path, real: from }: Link): Promise<void> {
    try {
      const real = await realpath(path);
      const stats = await stat(real);
      const isWithin = isIn(realRoot, real);
      if (isWithin && stats.isDirectory() && isIn(real, from)) obstacles.push({ path, ...CIRCLE });
      else if (isWithin) await take(path, real, stats);
      else if (stats.isFile() && !isDocumentName(path)) others.set(real, path);
      else obstacles.push({ path, ...LEADS_OUT });
    } catch (error) {
      refuse(path, error);
    }
  }

  return { documents, others, links, obstacles, enter, follow };
}

function isIn(folder: string, path: string): boolean {
  return path === folder || path.startsWith(folder === "/" ? folder : `${folder}/`);
}

type Why = Omit<Obstacle, "path">;

const CIRCLE: Why = {
  code: "LinkCircle",
  message: "this link leads in a circle",
  hint: "delete it",
};

const LEADS_OUT: Why = {
  code: "LinkLeadsOut",
  message: "this link leads out of the folder of desired state",
  hint: "copy what it leads to into the folder, or delete the link",
};

export const NOT_A_FILE: Why = {
  code: "NotAFile",
  message: "this is a FIFO, socket or device, and is not opened",
  hint: "put a file in its place, or delete it",
};

/** An error of the file system in words; the system's own message is not for users. */
export function whyUnread(error: unknown): Why {
  switch ((error as NodeJS.ErrnoException).code) {
    case "ENOENT":
    case "ENOTDIR":
      return { code: "DanglingLink", message: "this leads to nothing", hint: "delete the link, or mend it" };
    case "ELOOP":
      return CIRCLE;
    case "EACCES":
    case "EPERM":
      return {
        code: "Unreadable",
        message: "permission to read this is denied",
        hint: "let the operator's user read it, or move it out of the folder",
      };
    default:
      return {
        code: "Unreadable",
        message: `this cannot be read: ${(error as NodeJS.ErrnoException).code ?? "unknown error"}`,
      };
  }
}
