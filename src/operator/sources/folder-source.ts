import { createHash } from "node:crypto";
import { realpath } from "node:fs/promises";
import { join, resolve } from "node:path";
import { type Settling, settled } from "../../model/source/settled.ts";
import type { Contents } from "./contents.ts";
import { disk, whyUnread } from "./disk.ts";
import { scanFolder } from "./folder.ts";
import type { Reading, Source } from "./source.ts";
import { walkTree } from "./walk.ts";
import { watchFolder } from "./watch-folder.ts";

/** Where the links on the way to what was read led: to the folder itself, and within a mount of Kubernetes. */
type Links = { readonly root: string; readonly data: string | undefined };

const SCANS_MAX = 3;

/** A folder, or one file, that others change while it is read. `elapsedMs` is by a clock that only goes forward. */
export function createFolderSource(root: string, elapsedMs: () => number): Source {
  let links: Links | undefined;
  let settling: Settling | undefined;

  async function poll(): Promise<Reading> {
    try {
      const scan = await scanBetweenSwaps(root);
      const hash = hashOf(scan.contents);
      const swapped = links !== undefined && (await isSwapped(links, scan));
      settling = settled(settling, { hash, atMs: elapsedMs(), swapped });
      links = scan.links;
      const removals = settling.removalsAllowed ? "allowed" : "unsettled";
      return { kind: "read", contents: scan.contents, revision: hash, tree: hash, removals };
    } catch (error) {
      // What comes back may be another folder, mounted in its place.
      links = settling = undefined;
      return { kind: "failed", message: `${root}: ${wordsFor(error)}` };
    }
  }

  return { name: resolve(root), poll, watch: (onChange) => watchFolder(root, onChange) };
}

type FolderScan = Awaited<ReturnType<typeof scanFolder>> & { readonly links: Links };

/** What was read while no link on the way to it changed: else it may hold some of each. */
async function scanBetweenSwaps(root: string): Promise<FolderScan> {
  for (let scans = 1; ; scans++) {
    const before = await linksOf(root);
    const scan = await scanFolder(root);
    const links = await linksOf(root);
    if (links.root === before.root && links.data === before.data) return { ...scan, links };
    if (scans === SCANS_MAX) throw new Error(`its links were swapped while it was read, ${scans} times`);
  }
}

async function linksOf(root: string): Promise<Links> {
  const data = await realpath(join(root, "..data")).catch(() => undefined);
  return { root: await realpath(root), data };
}

async function isSwapped(before: Links, { links, reals }: FolderScan): Promise<boolean> {
  if (links.root !== before.root) return true;
  return links.data !== undefined && links.data !== before.data && (await holdsExactly(links.data, reals));
}

/** Kubernetes makes and deletes the visible links after the swap: until they are complete, it shows only a part. */
async function holdsExactly(folder: string, reals: readonly string[]): Promise<boolean> {
  const { documents, obstacles } = await walkTree(disk, { path: folder, real: folder });
  const met = new Set(reals);
  return obstacles.length === 0 && met.size === documents.length && documents.every((d) => met.has(d.real));
}

function hashOf({ files, unread }: Contents): string {
  const parts = [files.map(({ path, text }) => [path, text]), unread];
  return createHash("sha256").update(JSON.stringify(parts)).digest("hex");
}

function wordsFor(error: unknown): string {
  const { code, message } = error as NodeJS.ErrnoException;
  if (code === undefined) return message;
  return code === "ENOENT" ? "there is no such folder or file" : whyUnread(error).message;
}
