import { join } from "node:path";
import { compare } from "../../model/compare.ts";
import { isDocumentName, isPassedOver } from "./names.ts";
import { LEADS_OUT, LINK_CIRCLE, type Obstacle, type Why } from "./obstacle.ts";

const FILES_MAX = 100_000;

/** A folder on a disk, or in a commit. Nothing throws: what cannot be told is answered with why. */
export type FileTree = {
  readonly list: (real: string) => Promise<readonly Entry[] | Why>;
  /** Where a link leads at last. */
  readonly follow: (link: Found) => Promise<Target | Why>;
};

export type Entry = { readonly name: string; readonly kind: "folder" | "file" | "link" | Why };
export type Target = { readonly real: string; readonly kind: "folder" | "file" | Why };

/** The path that leads there from the folder, as people type it, and the one without links. */
export type Found = { readonly path: string; readonly real: string };

/**
 * What a folder holds, each file once, by the path that leads there from the folder: those that are read, and the
 * `others`, which are not for their names. Obstacles may hide a document, so they are problems and no absences.
 */
export type Walk = {
  readonly documents: readonly Found[];
  readonly others: readonly Found[];
  readonly obstacles: readonly Obstacle[];
};

/**
 * Walks a folder without opening a file. Links are followed when all else is known, so that what is reached on two ways
 * is met by its own path; they lead within the folder, and never back to where they stand. That covers the mount of a
 * Kubernetes ConfigMap: visible links into a hidden folder, which a hidden link swaps for another.
 */
export async function walkTree(tree: FileTree, root: Found): Promise<Walk> {
  const walker = createWalker(tree, root.real);
  await walker.enter(root);
  // A linked folder may hold links itself: the list grows meanwhile.
  for (const link of walker.links) await walker.follow(link);
  const { documents, others, obstacles } = walker;
  if (documents.size > FILES_MAX) {
    const message = `the folder holds ${documents.size} documents; the most is ${FILES_MAX}`;
    return { documents: [], others: [], obstacles: [{ path: root.path, code: "TooMany", message }] };
  }
  const unread = [...others.values()].filter(({ real }) => !documents.has(real));
  return { documents: [...documents.values()].sort(byPath), others: unread.sort(byPath), obstacles };
}

function byPath(a: Found, b: Found): number {
  return compare(a.path, b.path);
}

function createWalker(tree: FileTree, realRoot: string) {
  /** By real path. */
  const documents = new Map<string, Found>();
  const others = new Map<string, Found>();
  const entered = new Set<string>();
  const links: Found[] = [];
  const obstacles: Obstacle[] = [];

  const meet = (found: Found) => {
    const files = isDocumentName(found.path) ? documents : others;
    if (!files.has(found.real)) files.set(found.real, found);
  };

  const refuse = (path: string, why: Why) => obstacles.push({ ...why, path });

  async function enter({ path, real }: Found): Promise<void> {
    if (entered.has(real)) return;
    entered.add(real);
    const entries = await tree.list(real);
    if ("code" in entries) {
      refuse(path, entries);
      return;
    }
    for (const { name, kind } of entries.toSorted((a, b) => compare(a.name, b.name))) {
      if (!isPassedOver(name)) await take({ path: join(path, name), real: join(real, name) }, kind);
    }
  }

  async function take(found: Found, kind: Entry["kind"]): Promise<void> {
    if (kind === "folder") await enter(found);
    else if (kind === "file") meet(found);
    else if (kind === "link") links.push(found);
    else refuse(found.path, kind);
  }

  async function follow(link: Found): Promise<void> {
    const { path, real: from } = link;
    const target = await tree.follow(link);
    if ("code" in target) {
      refuse(path, target);
      return;
    }
    const { real, kind } = target;
    const isWithin = isIn(realRoot, real);
    if (isWithin && kind === "folder" && isIn(real, from)) refuse(path, LINK_CIRCLE);
    else if (isWithin) await take({ path, real }, kind);
    else if (kind === "file" && !isDocumentName(path)) others.set(real, { path, real });
    else refuse(path, LEADS_OUT);
  }

  return { documents, others, links, obstacles, enter, follow };
}

/** Whether a path without links is that folder or lies in it. */
function isIn(folder: string, path: string): boolean {
  return path === folder || path.startsWith(folder === "/" ? folder : `${folder}/`);
}
