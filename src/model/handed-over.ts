import type { Owner } from "./ids.ts";
import type { Tags } from "./ownership.ts";

/**
 * The tag on a spoke's own endpoint whose names the hub serves now: by whom, and since when. It stands there before private DNS is
 * switched off, so that whoever finds it switched off knows by whom, how long ago, and that it may be switched on again.
 */
export const HANDED_OVER = "vpceop/handed-over";

/** `at` in epoch milliseconds. */
export type HandedOver = { readonly owner: string; readonly at: number };

export function handedOverTag({ owner, at }: HandedOver): Tags {
  return { [HANDED_OVER]: `${owner} ${new Date(at).toISOString()}` };
}

/** Undefined: it bears no such tag, or one that nobody of us wrote. */
export function handedOverIn(tags: Tags): HandedOver | undefined {
  const [, owner = "", time = ""] =
    /^(\S+) (\d{4}-\d{2}-\d{2}T[\d:.]+Z)$/.exec(tags[HANDED_OVER] ?? "") ?? [];
  const at = Date.parse(time);
  return Number.isNaN(at) ? undefined : { owner, at };
}

export function isHandedOverBy(tags: Tags, owner: Owner): boolean {
  return handedOverIn(tags)?.owner === (owner as string);
}
