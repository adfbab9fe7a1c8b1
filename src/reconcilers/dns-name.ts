/** Route 53 answers absolute names with `*` as `\052`; inside, names have neither the dot nor the escape. */
export function dnsName(answered: string): string {
  return answered.toLowerCase().replace(/\.$/, "").replace("\\052", "*");
}

/** Inside → as Route 53 wants it written. */
export function escapedName(name: string): string {
  return name.replace("*", "\\052");
}
