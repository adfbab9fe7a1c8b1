/**
 * Words in lines of at most `width` characters, the first behind `first`, the others behind `rest`. A word that is
 * longer than a line, like the name of a zone, stays whole.
 */
export function wrap(text: string, width: number, first: string, rest = " ".repeat(first.length)): string[] {
  const lines: string[] = [];
  let line = first;
  let isEmpty = true;
  for (const word of text.split(" ")) {
    if (!isEmpty && line.length + 1 + word.length > width) {
      lines.push(line);
      line = rest;
      isEmpty = true;
    }
    line += isEmpty ? word : ` ${word}`;
    isEmpty = false;
  }
  return [...lines, line];
}
