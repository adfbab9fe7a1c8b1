// Which files are read, by their names. What these leave out is looked into, or documents would be missed in silence.

/** `.yaml`, `.yml` and `.json`, in any case; the JSON Schema for editors may stand beside the documents. */
export function isDocumentName(path: string): boolean {
  return /\.(ya?ml|json)$/i.test(path) && !/\.schema\.json$/i.test(path);
}

/** Hidden names, and what editors leave beside the file that they edit. */
export function isPassedOver(name: string): boolean {
  return /^\.|~$|^#.*#$|\.sw[a-z]$/i.test(name);
}

/** Prose may show documents as examples. */
export function isProse(path: string): boolean {
  return /\.(md|markdown|rst|adoc|html?)$/i.test(path);
}

/** Whether the beginning of a file that is not read holds documents: then it was meant to be read. */
export function looksLikeDocuments(bytes: Buffer): boolean {
  // Byte by byte: of UTF-16 the letters are left, too.
  const text = bytes.toString("latin1").replaceAll("\0", "");
  return /^\W*apiVersion["']?\s*:\s*["']?vpce-operator\//m.test(text);
}
