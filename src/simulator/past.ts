import type { Estate } from "./estate.ts";
import type { Zones } from "./route53/state.ts";

export type Past = {
  /** Keeps what is, before a write changes it. */
  remember(): void;
  /** Nobody may ask any more: what is kept then would be older than it seems. */
  forget(): void;
  /** What `look` sees of Route 53 as it was before the latest writes; as far back as is remembered. */
  before<T>(writes: number, look: () => T): T;
};

/** More is never asked for, and each costs a copy of all zones. */
const REMEMBERED_MAX = 50;

/** Earlier states of the zones, for reads that lag behind: AWS's lists are eventually consistent. */
export function createPast(estate: Estate): Past {
  const states: Zones[] = [];
  return {
    remember() {
      states.push(structuredClone(estate.zones));
      if (states.length > REMEMBERED_MAX) states.shift();
    },
    forget() {
      states.length = 0;
    },
    before(writes, look) {
      const then = states.at(-writes) ?? states[0];
      if (!then) return look();
      const { zones } = estate;
      estate.zones = then; // handlers are synchronous: nobody else looks meanwhile
      try {
        return look();
      } finally {
        estate.zones = zones;
      }
    },
  };
}
