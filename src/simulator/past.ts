import type { Estate } from "./estate.ts";

/** A service whose reads may lag behind. */
type Lagging = "route53" | "route53resolver" | "ram";

export type Past = {
  /** Keeps what is, before a write changes it. */
  remember(service: Lagging): void;
  /** Nobody may ask any more: what is kept then would be older than it seems. */
  forget(): void;
  /** What `look` sees of the service as it was before its latest writes; as far back as is remembered. */
  before<T>(service: Lagging, writes: number, look: () => T): T;
};

/** What of the estate is whose. */
const OWN = { route53: "zones", route53resolver: "resolver", ram: "ram" } as const;

export const lagsBehind = (service: string): service is Lagging => Object.hasOwn(OWN, service);

/** More is never asked for, and each costs a copy of all that the service has. */
const REMEMBERED_MAX = 50;

/** Earlier states of zones, of Resolver and of RAM, for reads that lag behind: AWS's lists are eventually consistent. */
export function createPast(estate: Estate): Past {
  const states: { [S in Lagging]: Estate[(typeof OWN)[S]][] } = {
    route53: [],
    route53resolver: [],
    ram: [],
  };
  return {
    remember(service) {
      const kept: unknown[] = states[service];
      kept.push(structuredClone(estate[OWN[service]]));
      if (kept.length > REMEMBERED_MAX) kept.shift();
    },
    forget() {
      for (const kept of Object.values(states)) kept.length = 0;
    },
    before(service, writes, look) {
      const then = states[service].at(-writes) ?? states[service][0];
      if (!then) return look();
      const now = estate[OWN[service]];
      Object.assign(estate, { [OWN[service]]: then }); // handlers are synchronous: nobody else looks meanwhile
      try {
        return look();
      } finally {
        Object.assign(estate, { [OWN[service]]: now });
      }
    },
  };
}
