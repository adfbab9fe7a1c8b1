/**
 * AWS's request rates as data: which token buckets a call draws from, and how large they are. The pacer of calls and the
 * forecast of a plan both ask `drawsOf`, so they cannot disagree.
 *
 * Route 53: Developer Guide, "Throttling for Amazon Route 53 API requests". EC2: "Throttling for the Amazon EC2
 * API". Resolver: its quotas page. STS: its quotas page, 600 a second, of which half is left to others.
 */
export type Service = "route53" | "ec2" | "resolver" | "ram" | "sts";

/** A token bucket: holds at most `burst` tokens, refilled by `perSecond` tokens a second. */
export type Rate = { readonly burst: number; readonly perSecond: number };

/** What of a call decides from whose buckets it draws, and how much. `account`: whoever's buckets AWS charges. */
export type PacedCall = {
  readonly account: string;
  readonly service: Service;
  readonly region: string;
  readonly operation: string;
  readonly costs?: Costs;
};

/** How often the same call was made. */
export type CallCount = Omit<PacedCall, "costs"> & { readonly count: number };

/** How an attempt ended; `failed`: by an error other than throttling, the network's included. */
export const CALL_OUTCOMES = ["ok", "throttled", "failed"] as const;
export type CallOutcome = (typeof CALL_OUTCOMES)[number];

/** What became of calls of one operation, and how long they waited for tokens before they were sent. */
export type CallTally = CallCount & { readonly waitedMs: number } & Readonly<Record<CallOutcome, number>>;

/** The buckets of one lane are AWS's for one account, and one Region where the service is Regional. */
export type Draws = {
  readonly lane: string;
  /** Drawn together or not at all. */
  readonly charges: readonly (Charge & { readonly rate: Rate })[];
};

type Charge = { readonly bucket: string; readonly tokens: number };

/** The changes in a `ChangeResourceRecordSets` batch; other operations cost the same whatever they carry. */
export type Costs = { readonly creates?: number; readonly deletes?: number; readonly upserts?: number };

/** Bucket → its rate, in place of AWS's default. */
export type RateOverrides = ReadonlyMap<string, Rate>;

/** Route 53's bucket for all actions of an account together, and its bucket for change throughput. */
const ALL = "all";
const CHANGES = "changes";

const ROUTE53: Readonly<Record<string, Rate>> = {
  [ALL]: { burst: 50, perSecond: 10 },
  [CHANGES]: { burst: 1500, perSecond: 100 },
  AssociateVPCWithHostedZone: { burst: 20, perSecond: 5 },
  DisassociateVPCFromHostedZone: { burst: 10, perSecond: 5 },
  CreateHostedZone: { burst: 40, perSecond: 2 },
  DeleteHostedZone: { burst: 40, perSecond: 5 },
};
const ROUTE53_OTHER: Rate = { burst: 50, perSecond: 10 };

const EC2: Readonly<Record<string, Rate>> = {
  CreateVpcEndpoint: { burst: 4, perSecond: 0.3 },
  ModifyVpcEndpoint: { burst: 4, perSecond: 0.3 },
  DeleteVpcEndpoints: { burst: 4, perSecond: 0.3 },
};
const EC2_DESCRIBE: Rate = { burst: 100, perSecond: 20 };
const EC2_OTHER: Rate = { burst: 50, perSecond: 5 };
const RESOLVER: Rate = { burst: 5, perSecond: 5 };
/** RAM publishes no number: as slow as Resolver, for what little is asked. */
const RAM: Rate = { burst: 5, perSecond: 5 };
const STS: Rate = { burst: 300, perSecond: 300 };

/** Operations that take two change tokens whatever they carry. */
const TWO_CHANGES = new Set([
  "AssociateVPCWithHostedZone",
  "DisassociateVPCFromHostedZone",
  "CreateHostedZone",
  "DeleteHostedZone",
]);

/** What a call draws, from which buckets of whom, and how large AWS has made them, unless overridden. */
export function drawsOf(call: PacedCall, overrides: RateOverrides = new Map()): Draws {
  const { account, service, region } = call;
  const charges = chargesOf(call).map((charge) => ({
    ...charge,
    rate: rateOf(service, charge.bucket, overrides),
  }));
  const lane = service === "route53" ? `${account}/${service}` : `${account}/${service}/${region}`;
  return { lane, charges };
}

/** Route 53's three kinds of buckets, one for each EC2 action, one each for the others. */
function chargesOf({ service, operation, costs = {} }: PacedCall): readonly Charge[] {
  if (service === "ec2") return [{ bucket: operation, tokens: 1 }];
  if (service !== "route53") return [{ bucket: service, tokens: 1 }];
  const changes = TWO_CHANGES.has(operation) ? 2 : changeTokens(costs);
  const charges = [
    { bucket: ALL, tokens: 1 },
    { bucket: operation, tokens: 1 },
  ];
  return changes === 0 ? charges : [...charges, { bucket: CHANGES, tokens: changes }];
}

function changeTokens({ creates = 0, deletes = 0, upserts = 0 }: Costs): number {
  return creates + deletes + 2 * upserts;
}

/** AWS's size of a bucket, unless overridden. */
export function rateOf(service: Service, bucket: string, overrides: RateOverrides = new Map()): Rate {
  return overrides.get(bucket) ?? defaultRate(service, bucket);
}

function defaultRate(service: Service, bucket: string): Rate {
  switch (service) {
    case "route53":
      return ROUTE53[bucket] ?? ROUTE53_OTHER;
    case "ec2":
      return EC2[bucket] ?? (bucket.startsWith("Describe") ? EC2_DESCRIBE : EC2_OTHER);
    case "resolver":
      return RESOLVER;
    case "ram":
      return RAM;
    case "sts":
      return STS;
  }
}

/** Reads are never refused by a write gate; `AssumeRole` makes credentials, not changes. */
export function isRead(operation: string): boolean {
  return /^(Get|List|Describe|AssumeRole)/.test(operation);
}

/** What may be overridden: the buckets of calls that the operator makes. */
const BUCKETS: readonly string[] = [
  ALL,
  CHANGES,
  "ram",
  "resolver",
  "sts",
  "AssociateVPCWithHostedZone",
  "ChangeResourceRecordSets",
  "ChangeTagsForResource",
  "CreateHostedZone",
  "CreateVPCAssociationAuthorization",
  "CreateVpcEndpoint",
  "DeleteHostedZone",
  "DeleteVPCAssociationAuthorization",
  "DeleteVpcEndpoints",
  "DescribeDhcpOptions",
  "DescribeVpcAttribute",
  "DescribeVpcEndpointServices",
  "DescribeVpcEndpoints",
  "DescribeVpcs",
  "DisassociateVPCFromHostedZone",
  "GetAccountLimit",
  "GetChange",
  "GetHostedZone",
  "GetHostedZoneLimit",
  "ListHostedZones",
  "ListHostedZonesByVPC",
  "ListResourceRecordSets",
  "ListTagsForResources",
  "ListVPCAssociationAuthorizations",
  "ModifyVpcEndpoint",
];

/**
 * `all=40/5,AssociateVPCWithHostedZone=10/2` → bucket by bucket, burst / tokens per second.
 * Throws one Error that names every problem.
 */
export function parseRates(text: string): RateOverrides {
  const overrides = new Map<string, Rate>();
  const problems: string[] = [];
  for (const part of text.split(",").map((word) => word.trim())) {
    if (part === "") continue;
    const [, bucket = "", burst, perSecond] =
      /^(\w+)\s*=\s*(\d+(?:\.\d+)?)\s*\/\s*(\d+(?:\.\d+)?)$/.exec(part) ?? [];
    const rate = { burst: Number(burst), perSecond: Number(perSecond) };
    const problem = problemOf(part, bucket, rate, overrides);
    if (problem === undefined) overrides.set(bucket, rate);
    else problems.push(problem);
  }
  if (problems.length > 0) throw new Error(problems.join("\n"));
  return overrides;
}

function problemOf(part: string, bucket: string, rate: Rate, taken: RateOverrides): string | undefined {
  if (bucket === "") return `"${part}": expected BUCKET=BURST/PER_SECOND, for example all=40/5`;
  if (!BUCKETS.includes(bucket)) return `"${part}": unknown bucket "${bucket}"${hint(bucket)}`;
  if (rate.burst < 1) return `"${part}": the burst must be at least 1`;
  if (rate.perSecond <= 0) return `"${part}": the rate must be above 0 per second`;
  if (taken.has(bucket)) return `"${part}": "${bucket}" is given twice`;
  return undefined;
}

/** Most slips are in letter case: `AssociateVpc…` for `AssociateVPC…`. */
function hint(bucket: string): string {
  const near = BUCKETS.find((name) => name.toLowerCase() === bucket.toLowerCase());
  return near === undefined ? `; known are ${BUCKETS.join(", ")}` : `; did you mean "${near}"?`;
}
