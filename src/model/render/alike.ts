/** What differs between things that have the same cause: `{ spoke: "pay", zone: "ssm.…" }`. */
export type Particulars = Readonly<Record<string, string | undefined>>;

/**
 * The same words whoever they are about: `spoke pay in account 2222…` → `spoke <spoke> in account <account>`. Only
 * whole words are replaced, the longest first, for a zone's name may hold a spoke's.
 */
export function withoutParticulars(text: string, particulars: Particulars): string {
  const known = Object.entries(particulars)
    .filter((entry): entry is [string, string] => entry[1] !== undefined && entry[1] !== "")
    .sort(([, a], [, b]) => b.length - a.length);
  let words = text;
  for (const [what, value] of known) words = replaceWord(words, value, `<${what}>`);
  return words;
}

function replaceWord(text: string, word: string, by: string): string {
  let from = text.indexOf(word);
  if (from < 0) return text;
  let replaced = "";
  let end = 0;
  for (; from >= 0; from = text.indexOf(word, from + word.length)) {
    const after = from + word.length;
    if (IN_A_WORD.test(text[from - 1] ?? " ") || IN_A_WORD.test(text[after] ?? " ")) continue;
    replaced += text.slice(end, from) + by;
    end = after;
  }
  return replaced + text.slice(end);
}

const IN_A_WORD = /[A-Za-z0-9_<-]/;

/** `a, b, c … and 7 more`; all of them where `most` says so. */
export function listed(names: readonly string[], most: number): string {
  if (names.length <= most) return names.join(", ");
  const shown = names.slice(0, most).join(", ");
  return shown === "" ? `${names.length}` : `${shown} … and ${names.length - most} more`;
}
