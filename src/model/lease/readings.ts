/**
 * What a machine's three clocks show, in milliseconds, each from a beginning of its own:
 *
 * | clock | stands still while a laptop sleeps | may be set |
 * |---|---|---|
 * | monotonic | yes (Linux, macOS) | no |
 * | sinceBoot | no | no |
 * | wall | no | yes |
 */
export type Readings = {
  readonly monotonic: number;
  readonly sinceBoot: number;
  readonly wall: number;
};

/** The largest of the three: a clock may shorten a lease, never lengthen it (semantics 34). */
export function elapsedMs(since: Readings, now: Readings): number {
  return Math.max(now.monotonic - since.monotonic, now.sinceBoot - since.sinceBoot, now.wall - since.wall);
}
