/** The least of several measurements in milliseconds, for a machine is never slow by itself; `prepare` is not counted. */
export function fastest<T = void>(
  repeats: number,
  work: (prepared: T) => unknown,
  prepare?: () => T,
  now = () => performance.now(),
): number {
  let best = Number.POSITIVE_INFINITY;
  for (let i = 0; i < repeats; i++) {
    const prepared = prepare?.() as T;
    const since = now();
    work(prepared);
    best = Math.min(best, now() - since);
  }
  return best;
}

/** What this thread has worked so far, in milliseconds: what else runs on the machine does not count. Steps of some ms. */
export function threadMs(): number {
  const { user, system } = process.threadCpuUsage();
  return (user + system) / 1000;
}
