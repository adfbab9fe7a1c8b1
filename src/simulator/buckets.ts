import type { Clock, Json } from "./service.ts";

/**
 * How the server counts: `bucket` as AWS documents it; `sliding` and `fixed` windows of a second (longer for rates
 * below one a second) as other servers do: a pacer must not be throttled by any of them.
 */
export type ThrottleModel = "bucket" | "sliding" | "fixed";

export type Throttle = {
  /** Takes the request's tokens from all its buckets, or none and answers false: the request is throttled. */
  admit(request: ThrottledRequest): boolean;
  setModel(model: ThrottleModel | "off"): void;
  reset(): void;
};

type ThrottledRequest = {
  service: string;
  account: string;
  region: string;
  operation: string;
  input: Json;
};

/** The request throttling of AWS, for every account (and Region where the service is Regional) on its own. */
export function createThrottle(clock: Clock, model: ThrottleModel | "off"): Throttle {
  const meters = new Map<string, Meter>();
  let current = model;

  function meterOf(key: string, limit: Limit, model: ThrottleModel): Meter {
    const meter = meters.get(key) ?? METERS[model](limit);
    meters.set(key, meter);
    return meter;
  }

  return {
    admit(request) {
      if (current === "off") return true;
      const at = clock.now();
      const demands = [];
      for (const { name, limit, tokens } of demandsOf(request)) {
        const meter = meterOf(`${request.service}/${request.account}/${name}`, limit, current);
        demands.push({ meter, tokens });
      }
      const fits = demands.every(({ meter, tokens }) => meter.fits(tokens, at));
      if (fits) for (const { meter, tokens } of demands) meter.take(tokens, at);
      return fits;
    },
    setModel(model) {
      current = model;
      meters.clear();
    },
    reset: () => meters.clear(),
  };
}

type Limit = { burst: number; perSecond: number };
type Demand = { name: string; limit: Limit; tokens: number };

function demandsOf(request: ThrottledRequest): Demand[] {
  switch (request.service) {
    case "route53":
      return route53Demands(request);
    case "ec2":
      return [
        { name: `${request.region}/${request.operation}`, limit: ec2Limit(request.operation), tokens: 1 },
      ];
    case "route53resolver":
      return [{ name: request.region, limit: RESOLVER, tokens: 1 }];
    case "ram":
      return [{ name: request.region, limit: RAM, tokens: 1 }];
    case "sts":
      return [{ name: request.region, limit: STS, tokens: 1 }];
    default:
      return []; // DynamoDB publishes no numbers that matter here
  }
}

/** Route 53 Developer Guide, "Throttling for Amazon Route 53 API requests" (2026). One account, all Regions. */
const ROUTE53 = { burst: 50, perSecond: 10 };
const ROUTE53_GOVCLOUD = { burst: 40, perSecond: 5 };
const ROUTE53_ACTIONS: { readonly [operation: string]: Limit } = {
  AssociateVPCWithHostedZone: { burst: 20, perSecond: 5 },
  DisassociateVPCFromHostedZone: { burst: 10, perSecond: 5 },
  CreateHostedZone: { burst: 40, perSecond: 2 },
  DeleteHostedZone: { burst: 40, perSecond: 5 },
};
const ROUTE53_CHANGES = { burst: 1500, perSecond: 100 };

function route53Demands({ region, operation, input }: ThrottledRequest): Demand[] {
  if (region.startsWith("us-gov-")) return [{ name: "account", limit: ROUTE53_GOVCLOUD, tokens: 1 }];
  const own = ROUTE53_ACTIONS[operation];
  const demands = [
    { name: "account", limit: ROUTE53, tokens: 1 },
    { name: own ? operation : "other actions", limit: own ?? ROUTE53, tokens: 1 },
  ];
  const changes = own ? 2 : changeTokens(input);
  if (changes > 0) demands.push({ name: "changes", limit: ROUTE53_CHANGES, tokens: changes });
  return demands;
}

/** An UPSERT counts as two changes, CREATE and DELETE as one. */
function changeTokens(input: Json): number {
  const { Changes: changes = [] } = (input.ChangeBatch ?? {}) as { Changes?: { Action?: string }[] };
  return changes.reduce((sum, { Action }) => sum + (Action === "UPSERT" ? 2 : 1), 0);
}

/** EC2 User Guide, "Request throttling for the Amazon EC2 API": each action has a bucket of its category's size. */
function ec2Limit(operation: string): Limit {
  if (/^(Create|Modify)VpcEndpoint$|^DeleteVpcEndpoints$/.test(operation))
    return { burst: 4, perSecond: 0.3 };
  if (/^(Describe|Get|List|Search)/.test(operation)) return { burst: 100, perSecond: 20 };
  return { burst: 50, perSecond: 5 };
}

const RESOLVER = { burst: 5, perSecond: 5 };
/** RAM publishes no rate; here it is no more generous than Resolver, whose rules it shares. */
const RAM = RESOLVER;
const STS = { burst: 600, perSecond: 600 };

type Meter = { fits(tokens: number, at: number): boolean; take(tokens: number, at: number): void };

const METERS: { readonly [model in ThrottleModel]: (limit: Limit) => Meter } = {
  bucket: tokenBucket,
  sliding: slidingWindow,
  fixed: fixedWindow,
};

function tokenBucket({ burst, perSecond }: Limit): Meter {
  let tokens = burst;
  let countedAt = 0;
  const refill = (at: number) => {
    tokens = Math.min(burst, tokens + ((at - countedAt) / 1000) * perSecond);
    countedAt = at;
  };
  return {
    fits(wanted, at) {
      refill(at);
      return tokens + ROUNDING >= wanted;
    },
    take(wanted) {
      tokens -= wanted;
    },
  };
}

/** A token that is due to the millisecond must not be refused for a rounding error. */
const ROUNDING = 1e-6;

function slidingWindow(limit: Limit): Meter {
  const { windowMs, capacity } = windowOf(limit);
  let taken: { at: number; tokens: number }[] = [];
  return {
    fits(wanted, at) {
      taken = taken.filter((entry) => entry.at > at - windowMs);
      return taken.length === 0 || taken.reduce((sum, { tokens }) => sum + tokens, wanted) <= capacity;
    },
    take: (tokens, at) => void taken.push({ at, tokens }),
  };
}

function fixedWindow(limit: Limit): Meter {
  const { windowMs, capacity } = windowOf(limit);
  let window = -1;
  let taken = 0;
  return {
    fits(wanted, at) {
      const now = Math.floor(at / windowMs);
      if (now !== window) taken = 0;
      window = now;
      return taken === 0 || taken + wanted <= capacity;
    },
    take(tokens) {
      taken += tokens;
    },
  };
}

/** A window holds what the rate gives in it; an empty one admits any request, or a large batch would never pass. */
function windowOf({ perSecond }: Limit): { windowMs: number; capacity: number } {
  const windowMs = Math.max(1000, Math.ceil(1000 / perSecond));
  return { windowMs, capacity: Math.max(1, Math.floor((perSecond * windowMs) / 1000)) };
}
