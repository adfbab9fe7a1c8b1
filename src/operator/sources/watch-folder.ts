import { type FSWatcher, realpathSync, watch } from "node:fs";
import { basename, dirname, join, resolve } from "node:path";

/**
 * Calls at each change below a folder, and when a link on the way to it is swapped. It may miss some (a network's file
 * system tells of none): whoever watches looks by himself as well. Returns what ends it.
 */
export function watchFolder(root: string, onChange: () => void): () => void {
  let watchers: FSWatcher[] = [];
  let real: string | undefined;

  const changed = () => {
    if (realOf(root) !== real) rearm();
    onChange();
  };

  function rearm(): void {
    close();
    real = realOf(root);
    if (real !== undefined) add(real, true);
    for (const folder of foldersOfLinks(root)) add(folder, false);
  }

  function add(path: string, recursive: boolean): void {
    try {
      const watcher = watch(path, { recursive, persistent: false }, changed);
      watcher.on("error", () => watcher.close());
      watchers.push(watcher);
    } catch {
      // Gone meanwhile, or no watches left to have.
    }
  }

  function close(): void {
    for (const watcher of watchers) watcher.close();
    watchers = [];
  }

  rearm();
  return close;
}

function realOf(path: string): string | undefined {
  try {
    return realpathSync(path);
  } catch {
    return undefined;
  }
}

/** The folders in which the links stand that lead there, and the one that holds the folder itself, which may be replaced. */
function foldersOfLinks(root: string): Set<string> {
  const folders = new Set([dirname(resolve(root))]);
  for (let path = resolve(root); path !== dirname(path); path = dirname(path)) {
    const folder = dirname(path);
    const isLink = realOf(path) !== join(realOf(folder) ?? folder, basename(path));
    if (isLink) folders.add(folder);
  }
  return folders;
}
