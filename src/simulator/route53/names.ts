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

/** Sorts names as Route 53's lists do: by their labels from the right. */
export const reversedName = (name: string): string => plainName(name).split(".").reverse().join(".");

/** The id without the `/hostedzone/` or `/change/` that AWS puts before it in some answers and takes in all. */
export const bareId = (id: string | undefined): string => (id ?? "").replace(/^\/?(hostedzone|change)\//, "");
