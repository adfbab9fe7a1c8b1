import type { File } from "../../../model/desired/documents.ts";
import type { Contents } from "../contents.ts";
import { isProse, looksLikeDocuments } from "../names.ts";
import { NOT_READ, type Obstacle, problemOf, tooLarge, type Why } from "../obstacle.ts";
import { documentOf, FILE_BYTES_MAX, PEEK_BYTES } from "../read-file.ts";
import { type Found, walkTree } from "../walk.ts";
import { createBlobReader, type Wanted } from "./blobs.ts";
import { type Clone, CloneBroken } from "./clone.ts";
import { createTreeReader, fileTreeOf, type Tree, type TreeEntry } from "./tree.ts";

/** All documents together: they are held at a time. */
const DOCUMENT_BYTES_MAX = 256 * 1024 * 1024;
/** As long as a path may be, on Linux. */
const LINK_BYTES_MAX = 4096;

export type ContentsReader = (tree: string, path: string, signal: AbortSignal) => Promise<Contents>;

/** Reads the tree with this id, which stands at `path`, without a work tree: no filter, hook or checkout comes into play. */
export function createContentsReader(clone: Clone, timeoutMs: number): ContentsReader {
  /** Of files that are not read for their names, by id: whether they look like documents. */
  let looks: ReadonlyMap<string, boolean> = new Map();

  async function listed(id: string, signal: AbortSignal): Promise<Tree> {
    const reader = createTreeReader();
    await clone.read(["ls-tree", "-r", "-t", "-z", "--long", "--full-tree", id], signal, {
      output: reader.take,
      timeoutMs,
    });
    return reader.tree();
  }

  async function readBlobs(
    wanted: readonly Wanted[],
    signal: AbortSignal,
    give: (bytes: Buffer, index: number) => void,
  ): Promise<void> {
    if (wanted.length === 0) return;
    const reader = createBlobReader(wanted, give);
    const input = wanted.map(({ id }) => `${id}\n`).join("");
    await clone.read(["cat-file", "--batch", "--buffer"], signal, { input, output: reader.take, timeoutMs });
    if (!reader.isComplete()) throw new CloneBroken("the clone is broken: not every object could be read");
  }

  async function linkTargets(tree: Tree, signal: AbortSignal): Promise<Map<string, string>> {
    const ids = [...new Set([...tree.values()].filter(({ kind }) => kind === "link").map(({ id }) => id))];
    const targets = new Map<string, string>();
    const wanted = ids.map((id) => ({ id, bytesMax: LINK_BYTES_MAX }));
    await readBlobs(wanted, signal, (bytes, index) =>
      targets.set(ids[index] as string, bytes.toString("utf8")),
    );
    return targets;
  }

  /** Larger ones would be refused as documents, too. */
  async function strays(others: readonly Found[], tree: Tree, signal: AbortSignal): Promise<Obstacle[]> {
    const blobs = others.map((found) => ({ ...found, ...entryAt(tree, found) }));
    const looked = blobs.filter(({ path, bytes }) => !isProse(path) && bytes <= FILE_BYTES_MAX);
    const known = new Map<string, boolean>();
    for (const { id } of looked) if (looks.has(id)) known.set(id, looks.get(id) === true);
    const ids = [...new Set(looked.map(({ id }) => id))].filter((id) => !known.has(id));
    const wanted = ids.map((id) => ({ id, bytesMax: PEEK_BYTES }));
    await readBlobs(wanted, signal, (bytes, index) =>
      known.set(ids[index] as string, looksLikeDocuments(bytes)),
    );
    looks = known;
    return looked.filter(({ id }) => known.get(id)).map(({ path }) => ({ ...NOT_READ, path }));
  }

  return async (id, path, signal) => {
    const tree = await listed(id, signal);
    const fileTree = fileTreeOf(tree, await linkTargets(tree, signal));
    const { documents, others, obstacles } = await walkTree(fileTree, { path, real: "/" });
    const { readable, refused } = withinLimits(documents, tree, path);
    const files: File[] = [];
    const unread: Obstacle[] = [...obstacles, ...refused];
    const wanted = readable.map((found) => ({ id: entryAt(tree, found).id, bytesMax: FILE_BYTES_MAX }));
    await readBlobs(wanted, signal, (bytes, index) => {
      const read = documentOf((readable[index] as Found).path, bytes);
      if ("text" in read) files.push(read);
      else unread.push(read);
    });
    unread.push(...(await strays(others, tree, signal)));
    return { place: path, files, unread: unread.map(problemOf), others: others.length };
  };
}

function withinLimits(
  documents: readonly Found[],
  tree: Tree,
  path: string,
): { readable: readonly Found[]; refused: readonly Obstacle[] } {
  const sized = documents.map((found) => ({ found, bytes: entryAt(tree, found).bytes }));
  const large = sized.filter(({ bytes }) => bytes > FILE_BYTES_MAX);
  const fitting = sized.filter(({ bytes }) => bytes <= FILE_BYTES_MAX);
  const refused = large.map(({ found, bytes }) => ({ ...tooLarge(bytes, FILE_BYTES_MAX), path: found.path }));
  const total = fitting.reduce((sum, { bytes }) => sum + bytes, 0);
  if (total <= DOCUMENT_BYTES_MAX) return { readable: fitting.map(({ found }) => found), refused };
  const message = `the documents have ${total} bytes together; the most is ${DOCUMENT_BYTES_MAX}`;
  const why: Why = { code: "TooLarge", message, hint: "name a smaller folder in the repository" };
  return { readable: [], refused: [...refused, { ...why, path }] };
}

function entryAt(tree: Tree, { real }: Found): TreeEntry {
  return tree.get(real) as TreeEntry;
}
