import { compare } from "../compare.ts";
import type { Source } from "./documents.ts";
import { echo } from "./echo.ts";
import type { PolicyFiles } from "./policy-files.ts";
import type { Path } from "./positions.ts";
import { formatPlace, type Problems } from "./problems.ts";
import type { Secrets } from "./roles.ts";
import type { Kind } from "./schema.ts";
import type { Shaped } from "./shape.ts";
import { didYouMean } from "./suggest.ts";

/** What a reference may point to, and where to say that it points nowhere. */
export type References = { readonly shaped: Shaped; readonly problems: Problems };

/** Beside documents they point to files: with ExternalIds, which nobody else sees, and with policies. */
export type Outside = { readonly secrets: Secrets; readonly policies: PolicyFiles };

export type LinkContext = References & Outside;

/** Looks a name up; nothing is said when its document exists but is broken, for that is said already. */
export function find<T>(
  linked: ReadonlyMap<string, T>,
  kind: Kind,
  name: string,
  path: Path,
  source: Source,
  { shaped, problems }: References,
): T | undefined {
  const found = linked.get(name);
  if (found || shaped.nameless || shaped.declared[kind].has(name)) return found;
  const known = [...shaped.declared[kind].keys()].sort(compare);
  const hint = didYouMean(name, known) ?? whereTheyAre(kind, shaped);
  const shown = echo(name, path, known);
  const message = shown === undefined ? `there is no ${kind} of this name` : `there is no ${kind} "${shown}"`;
  problems.error("UnknownReference", source.value(path), message, hint);
  return undefined;
}

const PLACES_MAX = 3;

/** Places and not names: a name that nobody refers to may be a secret in the wrong field. */
function whereTheyAre(kind: Kind, { declared }: Shaped): string {
  const all = [...declared[kind].values()];
  if (all.length === 0) return `there is no ${kind} at all`;
  const places = all.slice(0, PLACES_MAX).map(formatPlace);
  return `names are at ${places.join(", ")}${all.length > PLACES_MAX ? ", …" : ""}`;
}

/** A list of references or names says each once. */
export function refuseRepeats(
  words: readonly string[],
  path: Path,
  source: Source,
  problems: Problems,
): void {
  const firsts = new Map<string, number>();
  for (const [index, word] of words.entries()) {
    const first = firsts.get(word);
    if (first === undefined) firsts.set(word, index);
    else {
      const hint = `see ${formatPlace(source.value([...path, first]))}`;
      problems.error("ListedTwice", source.value([...path, index]), "this is in the list already", hint);
    }
  }
}
