// Only the daemon will keep a cache from parse to parse; a command reads each file once, through a fresh one.

import { createHash } from "node:crypto";
import type { Turns } from "../turns.ts";
import { type File, readDocuments, type Source } from "./documents.ts";
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
  /** The reading of each file, in the order of the files; of other files nothing is kept. A document is a piece. */
  readonly read: (files: readonly File[]) => Turns<readonly Reading[]>;
};

export function createDocumentCache(): DocumentCache {
  let known: ReadonlyMap<string, Reading> = new Map();
  return {
    *read(files) {
      const kept = new Map<string, Reading>();
      const readings: Reading[] = [];
      for (const file of files) {
        const key = keyOf(file);
        const reading = kept.get(key) ?? known.get(key) ?? (yield* readingOf(file));
        kept.set(key, reading);
        readings.push(reading);
        yield;
      }
      known = kept;
      return readings;
    },
  };
}

/** The path too, for places name it. */
function keyOf({ path, text }: File): string {
  return `${createHash("sha256").update(text, "utf16le").digest("base64")} ${path}`;
}

function* readingOf(file: File): Turns<Reading> {
  const problems = new Problems();
  const documents: Document[] = [];
  for (const source of yield* readDocuments(file, problems)) {
    documents.push(documentOf(source, problems));
    yield;
  }
  const reading = { documents, problems: problems.all() };
  freeze(reading);
  return reading;
}

function documentOf(source: Source, problems: Problems): Document {
  warnOfUnknownRegions(source, problems);
  const document = shapeDocument(source, problems);
  freeze(document);
  return document;
}

function freeze(value: unknown): void {
  if (typeof value !== "object" || value === null || Object.isFrozen(value)) return;
  Object.freeze(value);
  for (const part of Object.values(value)) freeze(part);
}
