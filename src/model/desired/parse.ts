import { compare } from "../compare.ts";
import { atOnce, type Turns } from "../turns.ts";
import { refuseClashes } from "./clashes.ts";
import { createDocumentCache, type DocumentCache } from "./document-cache.ts";
import { type File, nothingFound } from "./documents.ts";
import { withExcerpts } from "./excerpt.ts";
import { link } from "./link.ts";
import { checkMisshapen } from "./misshapen.ts";
import { policyFilesIn } from "./policy-files.ts";
import { type Problem, Problems } from "./problems.ts";
import type { Secrets } from "./roles.ts";
import { checkRules } from "./rules.ts";
import { isSavedPlan } from "./saved-plan-file.ts";
import { sortDocuments } from "./shape.ts";
import type { Desired } from "./types.ts";

/** Either the whole desired state, or everything that is wrong with it; warnings in both cases. Sorted by place. */
export type Parsed =
  | { readonly desired: Desired; readonly problems: readonly []; readonly warnings: readonly Problem[] }
  | {
      readonly desired?: undefined;
      readonly problems: readonly Problem[];
      readonly warnings: readonly Problem[];
    };

/**
 * YAML files → `Desired`: read, check each document's shape, link the documents, check the rules between them. Every
 * step goes on with what is sound, so that one run reports all problems. One problem refuses everything: a partial
 * desired state would remove what it does not name. The order of the files does not matter.
 *
 * `secrets` reads what `externalIdFrom` points to; undefined means that it is not there, `not read` that nobody needs it. `cache` spares files that are
 * as they were at the parse before; the result is the same. `unread` are the files that could not be read, and why.
 */
export function parseDesired(...parameters: Parameters<typeof parseInTurns>): Parsed {
  return atOnce(parseInTurns(...parameters));
}

/** The same in pieces: ten thousand files take seconds, and others have to have their turns (decision 0017). */
export function* parseInTurns(
  files: readonly File[],
  secrets: Secrets,
  cache: DocumentCache = createDocumentCache(),
  unread: readonly Problem[] = [],
): Turns<Parsed> {
  const problems = new Problems();
  problems.include(unread);
  if (files.length + unread.length === 0) problems.include([nothingFound(".")]);
  const sorted = [...files].sort((a, b) => compare(a.path, b.path));
  const read = (yield* cache.read(sorted)).map((reading, i) => ({ file: sorted[i] as File, ...reading }));
  yield;
  const policies = policyFilesIn(read);
  const readings = read.filter(({ file, documents }) => !policies.has(file.path) && !isSavedPlan(documents));
  problems.include(readings.flatMap((reading) => reading.problems));
  const documents = readings.flatMap((reading) => reading.documents);
  // What a file says that was not read, nobody knows: names may be declared there.
  const hasUnread = unread.length > 0 || readings.some((reading) => reading.documents.length === 0);
  const shaped = sortDocuments(documents, hasUnread, problems);
  checkMisshapen(shaped, problems);
  yield;
  const linked = link(shaped, { secrets, policies }, problems);
  yield;
  checkRules(linked, problems);
  yield;
  refuseClashes(linked, problems);
  yield;

  const texts = new Map(files.map(({ path, text }) => [path, text]));
  const [warnings, errors] = [problems.warnings(), problems.errors()].map((found) =>
    withExcerpts(found, (file) => texts.get(file)),
  ) as [Problem[], Problem[]];
  if (errors.length > 0) return { problems: errors, warnings };
  const { hubs, endpoints, spokes } = linked;
  return { desired: { hubs, endpoints, spokes }, problems: [], warnings };
}
