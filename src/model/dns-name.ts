import type { ZoneName } from "./ids.ts";

/** `a.b.c` lies beneath `b.c` and `c`, not beneath itself: a zone of one of these answers for it (semantics 5). */
export function isBeneath(name: string, above: string): boolean {
  return name.endsWith(`.${above}`);
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

/** As names are compared here: in lower case, without the final dot. */
export function plainName(written: string): string {
  return written.toLowerCase().replace(/\.$/, "");
}
