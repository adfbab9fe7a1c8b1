// Only the daemon will keep a cache from parse to parse; a command reads each file once, through a fresh one.

import { createHash } from "node:crypto";
import { type File, readDocuments } from "./documents.ts";
import { type Problem, Problems } from "./problems.ts";
import { warnOfUnknownRegions } from "./regions.ts";
import { type Document, shapeDocument } from "./shape.ts";

/** What one file says by itself, whatever the others say. It is frozen, for it outlives the parse. */
type Reading = { readonly documents: readonly Document[]; readonly problems: readonly Problem[] };

/**
 * The readings of files, for a process that parses one folder again and again: a file that is as it was is not read a
 * second time. It holds what the files hold, so never a secret that they only name.
 */
export type DocumentCache = {
  /** The reading of each file, in the order of the files; of other files nothing is kept. */
  readonly read: (files: readonly File[]) => readonly Reading[];
};

export function createDocumentCache(): DocumentCache {
  let known: ReadonlyMap<string, Reading> = new Map();
  return {
    read(files) {
      const keyed = files.map((file) => [keyOf(file), file] as const);
      const kept = new Map<string, Reading>();
      for (const [key, file] of keyed) kept.set(key, kept.get(key) ?? known.get(key) ?? readingOf(file));
      known = kept;
      return keyed.map(([key]) => kept.get(key) as Reading);
    },
  };
}

/** The path too, for places name it. */
function keyOf({ path, text }: File): string {
  return `${createHash("sha256").update(text, "utf16le").digest("base64")} ${path}`;
}

function readingOf(file: File): Reading {
  const problems = new Problems();
  const documents = readDocuments(file, problems).map((source) => {
    warnOfUnknownRegions(source, problems);
    return shapeDocument(source, problems);
  });
  const reading = { documents, problems: problems.all() };
  freeze(reading);
  return reading;
}

function freeze(value: unknown): void {
  if (typeof value !== "object" || value === null || Object.isFrozen(value)) return;
  Object.freeze(value);
  for (const part of Object.values(value)) freeze(part);
}
