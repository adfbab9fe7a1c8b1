import type { ZoneName } from "./ids.ts";

/** `a.b.c` lies beneath `b.c` and `c`, not beneath itself: a zone of one of these answers for it (semantics 5). */
export function isBeneath(name: string, above: string): boolean {
  return name.endsWith(`.${above}`);
}

/** Whether the domain has the name: it is the name itself, or above it; an empty one is the root, above all. */
export function liesIn(name: string, domain: string): boolean {
  return domain === "" || name === domain || isBeneath(name, domain);
}

/** `a.b.c` → `b.c`, `c`: the nearest first. */
export function namesAbove(name: ZoneName): ZoneName[] {
  const labels = name.split(".");
  return labels.slice(1).map((_, i) => labels.slice(i + 1).join(".") as ZoneName);
}

/** How many labels a name has. */
export function depthOf(name: string): number {
  return name.split(".").length;
}

/** Names as they are compared here, in lower case, without the final dot, and with `*` where Route 53 answers `\052`. */
export function dnsName(answered: string): string {
  return answered.toLowerCase().replace(/\.$/, "").replace("\\052", "*");
}

/** Inside → as Route 53 wants it written. */
export function escapedName(name: string): string {
  return name.replace("*", "\\052");
}
