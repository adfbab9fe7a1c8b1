import { compare } from "../compare.ts";
import type { Source } from "./documents.ts";
import type { PolicyFiles } from "./policy-files.ts";
import type { Path } from "./positions.ts";
import type { Problems } from "./problems.ts";
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
  const some = known.slice(0, 10).join(", ") + (known.length > 10 ? ", …" : "");
  const hint =
    didYouMean(name, known) ?? (known.length > 0 ? `there are: ${some}` : `there is no ${kind} at all`);
  problems.error(source.value(path), `there is no ${kind} "${name}"`, hint);
  return undefined;
}

/** A list of references or names says each once. */
export function refuseRepeats(
  words: readonly string[],
  path: Path,
  source: Source,
  problems: Problems,
): void {
  for (const [index, word] of words.entries()) {
    if (words.indexOf(word) < index)
      problems.error(source.value([...path, index]), `"${word}" is listed twice`);
  }
}
