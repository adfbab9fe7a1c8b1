import type { Owner } from "./ids.ts";
import type { Tags } from "./ownership.ts";

/**
 * The tag on a spoke's own endpoint whose names the hub serves now: by whom, and since when. It stands there before private DNS is
 * switched off, so that whoever finds it switched off knows by whom, and that it may be switched on again; it says `switching` until
 * that is seen, and only from then on the time counts, which AWS tells nobody.
 */
export const HANDED_OVER = "vpceop/handed-over";

/** `at` in epoch milliseconds: when private DNS was seen off; or is to be, with `isSwitching`. */
export type HandedOver = { readonly owner: string; readonly at: number; readonly isSwitching?: true };

export function handedOverTag({ owner, at, isSwitching }: HandedOver): Tags {
  return { [HANDED_OVER]: `${owner} ${isSwitching ? "switching " : ""}${new Date(at).toISOString()}` };
}

/** Undefined: it bears no such tag, or one that nobody of us wrote. */
export function handedOverIn(tags: Tags): HandedOver | undefined {
  const [, owner = "", switching, time = ""] =
    /^(\S+) (switching )?(\d{4}-\d{2}-\d{2}T[\d:.]+Z)$/.exec(tags[HANDED_OVER] ?? "") ?? [];
  const at = Date.parse(time);
  return Number.isNaN(at) ? undefined : { owner, at, ...(switching !== undefined && { isSwitching: true }) };
}

export function isHandedOverBy(tags: Tags, owner: Owner): boolean {
  return handedOverIn(tags)?.owner === (owner as string);
}
