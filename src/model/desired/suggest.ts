/**
 * The allowed word that was probably meant: at most `most`, else a third, of its letters wrong, swapped neighbours
 * counting once, letter case not at all. Undefined when nothing is near.
 */
export function nearest(written: string, allowed: Iterable<string>, most?: number): string | undefined {
  const wanted = written.toLowerCase();
  let best: string | undefined;
  let bestDistance = Number.POSITIVE_INFINITY;
  for (const word of allowed) {
    const enough = most ?? Math.max(1, Math.floor(word.length / 3));
    if (Math.abs(word.length - wanted.length) > enough) continue;
    const distance = editDistance(wanted, word.toLowerCase());
    if (distance <= enough && distance < bestDistance) [best, bestDistance] = [word, distance];
  }
  return best;
}

/** `did you mean "region"?`, or nothing. */
export function didYouMean(written: string, allowed: Iterable<string>): string | undefined {
  const word = nearest(written, allowed);
  return word === undefined ? undefined : `did you mean "${word}"?`;
}

/** Insertions, deletions, replacements and swaps of neighbours (optimal string alignment). */
function editDistance(a: string, b: string): number {
  let [before, row]: number[][] = [[], Array.from({ length: b.length + 1 }, (_, j) => j)];
  for (let i = 1; i <= a.length; i++) {
    const next = [i];
    for (let j = 1; j <= b.length; j++) {
      const same = a[i - 1] === b[j - 1];
      const swapped = i > 1 && j > 1 && a[i - 1] === b[j - 2] && a[i - 2] === b[j - 1];
      next[j] = Math.min(
        at(row, j) + 1,
        at(next, j - 1) + 1,
        at(row, j - 1) + (same ? 0 : 1),
        swapped ? at(before, j - 2) + 1 : Number.POSITIVE_INFINITY,
      );
    }
    [before, row] = [row ?? [], next];
  }
  return at(row, b.length);
}

function at(row: readonly number[] | undefined, index: number): number {
  return row?.[index] ?? Number.POSITIVE_INFINITY;
}
