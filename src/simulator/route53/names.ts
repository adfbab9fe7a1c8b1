/**
 * A DNS name as Route 53 keeps it: lower case, with a final dot, every character that is not a letter, digit,
 * hyphen, underscore or dot as its octal code (`*` is `\052`), whichever way it was written.
 * Source: Developer Guide, "DNS domain name format".
 */
export function canonicalName(name: string): string {
  const plain = plainName(name);
  return plain.replace(/[^a-z0-9_.-]/g, (char) => `\\${char.charCodeAt(0).toString(8).padStart(3, "0")}`);
}

/** The same name for DNS: octal codes as characters, lower case, with a final dot. */
export function plainName(name: string): string {
  const plain = name
    .toLowerCase()
    .replace(/\\([0-7]{3})/g, (_, octal) => String.fromCharCode(Number.parseInt(octal, 8)));
  return plain.endsWith(".") ? plain : `${plain}.`;
}

/**
 * Why Route 53 takes the text for no domain name: a label without characters or with more than 63, more than 255 in
 * all, or a character that has to be written as its octal code. Source: Developer Guide, "DNS domain name format";
 * the words as users have published them.
 */
export function nameFault(name: string): string | undefined {
  if (!/^[!-~]*$/.test(name)) return "UnsupportedCharacter (Value contains unsupported characters)";
  const plain = plainName(name);
  const labels = plain.slice(0, -1).split(".");
  if (name === ".") return undefined;
  if (labels.includes("")) return "DomainLabelEmpty (Domain label is empty)";
  if (labels.some((label) => label.length > 63)) return "DomainLabelTooLong (Domain label is too long)";
  return plain.length > 256 ? "DomainNameTooLong (Domain name is too long)" : undefined;
}

/** Sorts names as Route 53's lists do: by their labels from the right. */
export const reversedName = (name: string): string => plainName(name).split(".").reverse().join(".");

/** The id without the `/hostedzone/` or `/change/` that AWS puts before it in some answers and takes in all. */
export const bareId = (id: string | undefined): string => (id ?? "").replace(/^\/?(hostedzone|change)\//, "");
