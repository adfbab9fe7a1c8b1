import { CloneBroken } from "./clone.ts";

/** A blob to read, and how much of its beginning is kept. */
export type Wanted = { readonly id: string; readonly bytesMax: number };

/**
 * Takes what `cat-file --batch` prints for these, in their order, and gives each blob away as soon as it is complete: no
 * more than one is held. See git-cat-file(1), "BATCH OUTPUT".
 */
export function createBlobReader(
  wanted: readonly Wanted[],
  give: (bytes: Buffer, index: number) => void,
): { take: (chunk: Buffer) => void; isComplete: () => boolean } {
  let index = 0;
  let header = "";
  let kept: Buffer[] = [];
  let room = 0;
  /** Of the blob that is being read, its line end with it; undefined between blobs. */
  let left: number | undefined;

  function takeHeader(chunk: Buffer): Buffer {
    const end = chunk.indexOf(0x0a);
    header += chunk.toString("latin1", 0, end < 0 ? chunk.length : end);
    if (end < 0) return chunk.subarray(chunk.length);
    const [, id, bytes] = /^([0-9a-f]+) blob (\d+)$/.exec(header) ?? [];
    const want = wanted[index];
    if (!want || id !== want.id) throw new CloneBroken(`the clone lacks an object: ${header.slice(0, 80)}`);
    header = "";
    left = Number(bytes) + 1;
    room = Math.min(want.bytesMax, Number(bytes));
    return chunk.subarray(end + 1);
  }

  function takeBody(chunk: Buffer, missing: number): Buffer {
    const part = chunk.subarray(0, missing);
    if (room > 0) kept.push(part.subarray(0, room));
    room -= Math.min(room, part.length);
    left = missing - part.length;
    if (left === 0) {
      give(Buffer.concat(kept), index++);
      kept = [];
      left = undefined;
    }
    return chunk.subarray(part.length);
  }

  return {
    take(chunk) {
      let rest = chunk;
      while (rest.length > 0) rest = left === undefined ? takeHeader(rest) : takeBody(rest, left);
    },
    isComplete: () => index === wanted.length,
  };
}
