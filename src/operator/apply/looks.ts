import type { Clock } from "../../model/clock.ts";

/** No association is COMPLETE sooner. */
const GATHER_MS = 1_000;

/**
 * One look for all who ask for the same within a second: it begins a second after the first has asked, and so after everything
 * that any of them has done.
 */
export function createLooks<T>(clock: Clock): (key: string, look: () => Promise<T>) => Promise<T> {
  const pending = new Map<string, Promise<T>>();
  async function begin(key: string, look: () => Promise<T>) {
    await clock.sleep(GATHER_MS);
    pending.delete(key);
    return look();
  }
  return (key, look) => {
    const one = pending.get(key) ?? begin(key, look);
    pending.set(key, one);
    return one;
  };
}
