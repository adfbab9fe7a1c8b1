import { constants } from "node:fs";
import { type FileHandle, open } from "node:fs/promises";
import { decodeText } from "../../model/desired/decode.ts";
import type { File } from "../../model/desired/documents.ts";
import { NOT_A_FILE, type Obstacle, whyUnread } from "./walk.ts";

/** Larger is a mistake (a dump, a log), not desired state: 10,000 spokes in one file are about 2.5 MB. */
const FILE_BYTES_MAX = 32 * 1024 * 1024;
/** As far as a file that is not read is looked into. */
const PEEK_BYTES = 1024 * 1024;

/** A file's text, or what stands in its way. Nothing but a regular file is read, and a FIFO does not make it wait. */
export async function readDocumentFile(path: string): Promise<File | Obstacle> {
  return opened<File | Obstacle>(path, async (handle, size) => {
    if (size > FILE_BYTES_MAX) {
      const message = `the file has ${size} bytes; the most is ${FILE_BYTES_MAX}`;
      return { path, code: "TooLarge", message, hint: "split it, or move it out of the folder" };
    }
    const decoded = decodeText(await handle.readFile());
    return "text" in decoded ? { path, text: decoded.text } : { path, ...decoded };
  });
}

/** Prose may show documents as examples. */
const PROSE = /\.(md|markdown|rst|adoc|html?)$/i;

/** Whether a file that is not read for its name holds documents: then it was meant to be read. */
export async function lookInto(path: string): Promise<Obstacle | undefined> {
  if (PROSE.test(path)) return undefined;
  return opened<Obstacle | undefined>(path, async (handle, size) => {
    const buffer = Buffer.alloc(Math.min(size, PEEK_BYTES));
    const { bytesRead } = await handle.read(buffer, 0, buffer.length, 0);
    // Byte by byte: of UTF-16 the letters are left, too.
    const text = buffer.subarray(0, bytesRead).toString("latin1").replaceAll("\0", "");
    if (!/^\W*apiVersion["']?\s*:\s*["']?vpce-operator\//m.test(text)) return undefined;
    const message = "this holds documents, but only files named .yaml, .yml and .json are read";
    return { path, code: "NotRead", message, hint: "rename it, or move it out of the folder" };
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
