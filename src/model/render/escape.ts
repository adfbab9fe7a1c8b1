/**
 * What AWS answers and files contain reaches people through here only. A zone's comment, a tag, an error's message are
 * free text to whoever may write them; JSON output stays exact.
 */

/**
 * The text with everything that a terminal obeys or does not show as `\u001b`: control characters (line ends too),
 * direction overrides, what has no width, other spaces than the plain one.
 */
export function visible(text: string): string {
  return text.replace(HIDDEN, escaped);
}

/** As `visible`, for words that have lines of their own. */
export function visibleLines(text: string): string {
  return text.split("\n").map(visible).join("\n");
}

/** The same data, each text in it visible. What holds none that is not stays the very object. */
export function visibleIn<T>(value: T): T {
  if (typeof value === "string") return visible(value) as T;
  if (typeof value !== "object" || value === null) return value;
  const members = Object.entries(value).map(([name, member]) => [name, member, visibleIn(member)] as const);
  if (members.every(([, before, after]) => before === after)) return value;
  if (Array.isArray(value)) return members.map(([, , after]) => after) as T;
  return Object.fromEntries(members.map(([name, , after]) => [name, after])) as T;
}

/** Inside a Markdown table's cell or list item: no markup, link, image or mention comes to life, and the row stays one. */
export function markdown(text: string): string {
  return unlinked(text)
    .replace(/[\\`*[\]|~]/g, "\\$&")
    .replace(/(?<![A-Za-z0-9])_|_(?![A-Za-z0-9])/g, "\\_")
    .replaceAll("://", "\\://")
    .replace(/\bwww\./gi, (www) => `${www.slice(0, -1)}\\.`);
}

/** Inside an HTML element or attribute, in a page or in a part of Markdown that is HTML. */
export function html(text: string): string {
  return unlinked(text).replaceAll('"', "&quot;").replaceAll("'", "&apos;");
}

/** GitHub and GitLab link `@name` and `#1` wherever they stand together. */
function unlinked(text: string): string {
  const entities = visible(text).replaceAll("&", "&amp;").replaceAll("<", "&lt;").replaceAll(">", "&gt;");
  return entities.replace(/@(?=\w)|#(?=\d)/g, "$&<!-- -->");
}

/** Categories C and Z of Unicode but the plain space, and the letters that show nothing. */
const HIDDEN = /[\p{C}\p{Zl}\p{Zp}\u115f\u1160\u2800\u3164\uffa0]|(?! )\p{Zs}/gu;

function escaped(character: string): string {
  const code = character.codePointAt(0) ?? 0;
  return code > 0xffff ? `\\u{${code.toString(16)}}` : `\\u${code.toString(16).padStart(4, "0")}`;
}
