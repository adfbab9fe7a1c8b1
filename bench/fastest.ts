/** The least of several measurements in milliseconds, for a machine is never slow by itself; `prepare` is not counted. */
export function fastest<T = void>(
  repeats: number,
  work: (prepared: T) => unknown,
  prepare?: () => T,
): number {
  let best = Number.POSITIVE_INFINITY;
  for (let i = 0; i < repeats; i++) {
    const prepared = prepare?.() as T;
    const since = performance.now();
    work(prepared);
    best = Math.min(best, performance.now() - since);
  }
  return best;
}
