import { constants } from "node:fs";
import { type FileHandle, open } from "node:fs/promises";
import { decodeText } from "../../model/desired/decode.ts";
import type { File } from "../../model/desired/documents.ts";
import { whyUnread } from "./disk.ts";
import { isProse, looksLikeDocuments } from "./names.ts";
import { NOT_A_FILE, NOT_READ, type Obstacle, tooLarge } from "./obstacle.ts";

/** Larger is a mistake (a dump, a log), not desired state: 10,000 spokes in one file are about 2.5 MB. */
export const FILE_BYTES_MAX = 32 * 1024 * 1024;
/** As far as a file that is not read is looked into. */
export const PEEK_BYTES = 1024 * 1024;

/** A file's text, or what stands in its way. Nothing but a regular file is read, and a FIFO does not make it wait. */
export async function readDocumentFile(path: string): Promise<File | Obstacle> {
  return opened<File | Obstacle>(path, async (handle, size) => {
    if (size > FILE_BYTES_MAX) return { ...tooLarge(size, FILE_BYTES_MAX), path };
    return documentOf(path, await handle.readFile());
  });
}

export function documentOf(path: string, bytes: Uint8Array): File | Obstacle {
  const decoded = decodeText(bytes);
  return "text" in decoded ? { path, text: decoded.text } : { path, ...decoded };
}

/** Whether a file that is not read for its name holds documents. */
export async function lookInto(path: string): Promise<Obstacle | undefined> {
  if (isProse(path)) return undefined;
  return opened<Obstacle | undefined>(path, async (handle, size) => {
    const buffer = Buffer.alloc(Math.min(size, PEEK_BYTES));
    const { bytesRead } = await handle.read(buffer, 0, buffer.length, 0);
    return looksLikeDocuments(buffer.subarray(0, bytesRead)) ? { ...NOT_READ, path } : undefined;
  });
}

async function opened<T>(
  path: string,
  use: (handle: FileHandle, size: number) => Promise<T>,
): Promise<T | Obstacle> {
  let handle: FileHandle | undefined;
  try {
    // Without O_NONBLOCK a FIFO that took the file's place meanwhile would never open.
    handle = await open(path, constants.O_RDONLY | constants.O_NONBLOCK);
    const stats = await handle.stat();
    return stats.isFile() ? await use(handle, stats.size) : { path, ...NOT_A_FILE };
  } catch (error) {
    return { path, ...whyUnread(error) };
  } finally {
    await handle?.close();
  }
}
