import { basename, dirname, join } from "node:path/posix";
import { DANGLING_LINK, LEADS_OUT, LINK_CIRCLE, NOT_A_FILE, SUBMODULE, type Why } from "../obstacle.ts";
import type { Entry, FileTree, Target } from "../walk.ts";
import { GitFailure } from "./run.ts";

/** What stands in a tree: `bytes` of a blob. See git-ls-tree(1). */
export type TreeEntry = { readonly kind: Entry["kind"]; readonly id: string; readonly bytes: number };

/** All that lies below a folder in a commit, by its path from there: `/spokes/a.yaml`. */
export type Tree = ReadonlyMap<string, TreeEntry>;

const ENTRIES_MAX = 500_000;

/** Collects what `ls-tree -r -t -z --long` prints; a path that stands twice is one that nobody can read. */
export function createTreeReader(): { take: (chunk: Buffer) => void; tree: () => Tree } {
  const tree = new Map<string, TreeEntry>();
  let rest: Buffer = Buffer.alloc(0);
  return {
    take(chunk) {
      const bytes = Buffer.concat([rest, chunk]);
      let start = 0;
      for (let end = bytes.indexOf(0); end >= 0; end = bytes.indexOf(0, start)) {
        add(tree, bytes.toString("utf8", start, end));
        start = end + 1;
      }
      rest = bytes.subarray(start);
    },
    tree: () => tree,
  };
}

function add(tree: Map<string, TreeEntry>, line: string): void {
  const [, mode = "", id = "", bytes, name] = /^(\d+) \w+ ([0-9a-f]+) +(\d+|-)\t(.*)$/s.exec(line) ?? [];
  if (name === undefined)
    throw new GitFailure("git lists a tree in a way that is not known; update the operator");
  const path = `/${name}`;
  const kind = tree.has(path) ? TWICE : (KINDS[mode] ?? NOT_A_FILE);
  tree.set(path, { kind, id, bytes: Number(bytes) || 0 });
  if (tree.size > ENTRIES_MAX)
    throw new GitFailure(
      `the folder holds more than ${ENTRIES_MAX} files; name a smaller one in the repository`,
    );
}

const KINDS: Readonly<Record<string, Entry["kind"]>> = {
  "040000": "folder",
  "100644": "file",
  "100664": "file", // of old versions of git
  "100755": "file",
  "120000": "link",
  "160000": SUBMODULE,
};

const TWICE: Why = {
  code: "Unreadable",
  message: "this stands twice in its folder, as no tool makes it",
  hint: "delete both, and commit it again",
};

/** As a disk would show it. `linkTargets` by the ids of their blobs. */
export function fileTreeOf(tree: Tree, linkTargets: ReadonlyMap<string, string>): FileTree {
  const folders = new Map<string, Entry[]>();
  for (const [path, { kind }] of tree) {
    const cut = path.lastIndexOf("/");
    const folder = path.slice(0, cut) || "/";
    const entries = folders.get(folder);
    const entry = { name: path.slice(cut + 1), kind };
    if (entries) entries.push(entry);
    else folders.set(folder, [entry]);
  }
  return {
    list: async (real) => folders.get(real) ?? [],
    follow: async ({ real }) => createFollower(tree, linkTargets)(dirname(real), basename(real)),
  };
}

/** As many as Linux follows, in all. */
const HOPS_MAX = 40;

/** From the folder in which a link stands, as a disk would follow it; never above the folder of the documents. */
function createFollower(tree: Tree, linkTargets: ReadonlyMap<string, string>) {
  let hops = 0;

  function follow(folder: string, target: string): Target | Why {
    if (target.startsWith("/")) return LEADS_OUT;
    if (++hops > HOPS_MAX) return LINK_CIRCLE;
    let at: Target = { real: folder, kind: "folder" };
    for (const step of target.split("/").filter((step) => step !== "" && step !== ".")) {
      const next = stepTo(at, step);
      if ("code" in next) return next;
      at = next;
    }
    return at;
  }

  function stepTo({ real, kind }: Target, step: string): Target | Why {
    if (kind !== "folder") return DANGLING_LINK;
    if (step === "..") return real === "/" ? LEADS_OUT : { real: dirname(real), kind };
    const next = join(real, step);
    const entry = tree.get(next);
    if (!entry) return DANGLING_LINK;
    if (entry.kind === "link") return follow(real, linkTargets.get(entry.id) ?? "");
    return { real: next, kind: entry.kind };
  }

  return follow;
}
