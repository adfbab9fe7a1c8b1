/**
 * A signal that aborts with the first of others, until it is let go. `AbortSignal.any` has no end: a signal that lives as
 * long as the process would hear of each of ten thousand passes.
 */
export function linkedSignal(...sources: readonly AbortSignal[]): {
  signal: AbortSignal;
  unlink: () => void;
} {
  const controller = new AbortController();
  const abort = () => controller.abort();
  for (const source of sources) {
    if (source.aborted) abort();
    else source.addEventListener("abort", abort, { once: true });
  }
  const unlink = () => {
    for (const source of sources) source.removeEventListener("abort", abort);
  };
  return { signal: controller.signal, unlink };
}
