/** `1 zone`, `2 zones`. */
export function plural(count: number, one: string, many = `${one}s`): string {
  return `${count} ${count === 1 ? one : many}`;
}

/** `a, b and 3 more`: a fleet may have thousands, and a sentence names a few. */
export function listed(all: readonly string[], most: number, between = ", "): string {
  const more = all.length - most;
  return more > 0 ? `${all.slice(0, most).join(between)} and ${more} more` : all.join(between);
}
