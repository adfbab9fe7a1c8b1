/** Compares an answer with a recorded one, whose masked values are placeholders such as `<zone-id:1>`. */

/** What each numbered placeholder has stood for so far in this case. */
export type Seen = Map<string, string>;

/** Values that the recording masks without a number: anything goes. */
const MASKS = new Set([
  "datetime",
  "<datetime>",
  "date",
  "timestamp",
  "sg-ids",
  "status-message",
  "<name-server>",
]);

/** Placeholders whose values may hold the character that follows them. */
const PATTERNS: { [placeholder: string]: string } = {
  "vpc-endpoint-id": "vpce-[0-9a-f]+",
  "dns-suffix": "[^.]+",
};

/** The differences, each with its path; keys that `ignored` names are not looked at. */
export function differences(
  recorded: unknown,
  actual: unknown,
  seen: Seen,
  ignored: readonly string[] = [],
  path = "",
): string[] {
  if (typeof recorded === "string") return textDiffers(recorded, actual, seen, path);
  if (recorded === null || typeof recorded !== "object")
    return recorded === actual ? [] : [`${path}: ${actual} instead of ${recorded}`];
  // A document is text on the wire; the recording shows what it says.
  const value = typeof actual === "string" && actual.startsWith("{") ? JSON.parse(actual) : actual;
  if (value === null || typeof value !== "object")
    return [`${path}: ${String(value)} instead of an object or list`];
  const keys = new Set([...Object.keys(recorded), ...presentKeys(value)]);
  return [...keys]
    .filter((key) => !ignored.includes(key))
    .flatMap((key) => {
      const at = `${path}.${key}`;
      const [want, have] = [(recorded as Fields)[key], (value as Fields)[key]];
      if (want === undefined) return [`${at}: not recorded, but answered`];
      if (have === undefined) return [`${at}: recorded, but not answered`];
      return differences(want, have, seen, ignored, at);
    });
}

type Fields = { [key: string]: unknown };

const presentKeys = (value: object): string[] =>
  Object.entries(value).flatMap(([key, inner]) => (key === "$metadata" || inner === undefined ? [] : [key]));

function textDiffers(recorded: string, actual: unknown, seen: Seen, path: string): string[] {
  if (MASKS.has(recorded)) return [];
  const names: string[] = [];
  const source = recorded
    .split(/(<[\w -]+(?::\d+)?>)/)
    .map((part, index) => {
      if (index % 2 === 0) return RegExp.escape(part);
      names.push(part);
      return `(${PATTERNS[part.slice(1, -1).replace(/:\d+$/, "")] ?? ".+?"})`;
    })
    .join("");
  const found = new RegExp(`^${source}$`, "s").exec(String(actual));
  if (!found) return [`${path}: ${actual} instead of ${recorded}`];
  return names.flatMap((name, index) => {
    const value = found[index + 1] as string;
    const before = name.includes(":") ? (seen.get(name) ?? value) : value;
    seen.set(name, before);
    return before === value ? [] : [`${path}: ${name} is ${value}, but was ${before}`];
  });
}
