/** One look at a folder. */
export type Scan = {
  /** Of all that it holds. */
  readonly hash: string;
  /** By a clock that only goes forward; milliseconds. */
  readonly atMs: number;
  /** All of it came at once since the scan before: a link on the way to it leads elsewhere now. */
  readonly swapped: boolean;
};

/** What scans until now have shown. */
export type Settling = { readonly hash: string; readonly sinceMs: number; readonly removalsAllowed: boolean };

const APART_MS = 30_000;

/**
 * Whether a file that is missing was deleted (semantics 42). A folder that is being copied into, or synchronised by
 * rsync, shows a part of what it will hold; it is the same after half a minute only when that is over. An atomic swap of
 * a link, as Kubernetes and git-sync make it, shows all at once.
 *
 * | the scan | removals |
 * |---|---|
 * | the first, or other than the one before | no |
 * | other, by a swap | yes |
 * | equal to one at least 30 s before, all between equal too | yes |
 */
export function settled(before: Settling | undefined, { hash, atMs, swapped }: Scan): Settling {
  if (before?.hash !== hash) return { hash, sinceMs: atMs, removalsAllowed: before !== undefined && swapped };
  const { sinceMs, removalsAllowed } = before;
  return { hash, sinceMs, removalsAllowed: removalsAllowed || atMs - sinceMs >= APART_MS };
}
