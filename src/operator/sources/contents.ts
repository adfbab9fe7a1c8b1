import type { DocumentCache } from "../../model/desired/document-cache.ts";
import { type File, nothingFound } from "../../model/desired/documents.ts";
import { type Parsed, parseInTurns } from "../../model/desired/parse.ts";
import type { Problem } from "../../model/desired/problems.ts";
import { atOnce, type Turns } from "../../model/turns.ts";

/** Files as the parser takes them, and everything that may be one and was not read. */
export type Contents = {
  /** The folder's name, for a problem of the whole. */
  readonly place: string;
  readonly files: readonly File[];
  readonly unread: readonly Problem[];
  /** How many files were passed over for their names. */
  readonly others: number;
};

/** Where secrets that the documents only name come from: the environment and files beside the process. */
export type SecretSources = {
  readonly env: Readonly<Record<string, string | undefined>>;
  readonly file: (path: string) => string | undefined;
};

export function parseContents(...parameters: Parameters<typeof parseContentsInTurns>): Parsed {
  return atOnce(parseContentsInTurns(...parameters));
}

/** A process that parses again and again keeps a `cache`, and has other things to do meanwhile. */
export function* parseContentsInTurns(
  { place, files, unread, others }: Contents,
  secrets: SecretSources | "not read",
  cache?: DocumentCache,
): Turns<Parsed> {
  if (files.length + unread.length === 0)
    return { problems: [nothingFound(place, aboutOthers(others))], warnings: [] };
  return yield* parseInTurns(files, secretsOf(secrets), cache, unread);
}

function secretsOf(sources: SecretSources | "not read") {
  if (sources === "not read") return sources;
  return (source: { env: string } | { file: string }) =>
    "env" in source ? sources.env[source.env] : sources.file(source.file);
}

function aboutOthers(count: number): string | undefined {
  if (count === 0) return undefined;
  return count === 1 ? "1 file is not .yaml, .yml or .json" : `${count} files are not .yaml, .yml or .json`;
}
