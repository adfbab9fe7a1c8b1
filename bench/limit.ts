import { rateOf } from "../src/model/cost/rates.ts";
import { PROPAGATION_SECONDS } from "../src/model/propagation.ts";
import { formulaOf } from "./calls.ts";
import { type Case, type Job, lastShardOf, shardsOf } from "./jobs.ts";

/** Of every call in the benchmark's cloud, and until a change is INSYNC there. */
export const LATENCY_SECONDS = 0.04;
export const INSYNC_SECONDS = 30;
const AUTHORIZATIONS_MAX = 900;

/** Seconds that no schedule beats. `served` is absent where a job serves nobody. */
export type Limit = { readonly served?: number; readonly clean: number };

/**
 * The largest of the longest chain of dependent calls, and for each bucket (tokens − burst) ÷ rate plus the shortest
 * chain before its first and after its last call. `README.md` has the formulas in words.
 */
export function limitOf(job: Job, size: Case): Limit {
  const { zones: names, vpcs, accounts } = size;
  const shards = shardsOf(size);
  const zones = names * shards;
  const pairs = names * vpcs;
  const L = LATENCY_SECONDS;
  const session = 2 * L; // AssumeRole, GetCallerIdentity
  const reads = hubReads(job, size);
  // The zones, then each zone, and all of their tokens; all of it, for the guard judges a whole plan before the first write.
  const seen = session + Math.max(job === "cold" ? L : 2 * L, bucket("all", reads) + L);
  // A write of the hub's takes the next token; the bucket of its own is full until then.
  const writing = Math.max(seen, session + bucket("all", reads + 1));
  const inspected = seen + session + 2 * L; // DescribeVpcs, then the rest
  const all = (tokens: number, before = reads) => bucket("all", before + tokens);
  const making = 2 * L + INSYNC_SECONDS + L; // created, aliased, INSYNC, asked
  const moving = 3 * L; // the first client joins, is seen, and the anchor leaves
  const joined = lastShardOf(size) * L; // one after another
  switch (job) {
    case "drift check":
      return { clean: seen };
    case "cold": {
      const forced = Math.max(0, pairs - AUTHORIZATIONS_MAX);
      const usable = inspected + shards * making + (shards - 1) * moving;
      const associated = bucket("AssociateVPCWithHostedZone", Math.ceil(pairs / accounts));
      const chain = Math.max(usable + joined, inspected + making + associated + L);
      const created = bucket("CreateHostedZone", zones) + L + INSYNC_SECONDS + joined;
      const moves = 2 * (zones - names); // a look and a disassociation
      return {
        served: Math.max(
          chain,
          inspected + created,
          session + all(3 * zones + moves + pairs + forced) + 2 * L,
        ),
        clean: Math.max(chain + L, inspected + created + L, session + all(4 * zones + moves + 2 * pairs) + L),
      };
    }
    case "one spoke added": {
      const chain = inspected + L + bucket("AssociateVPCWithHostedZone", names) + L;
      return {
        served: Math.max(chain, session + all(names) + 2 * L),
        clean: Math.max(chain + L, session + all(2 * names) + L),
      };
    }
    case "one zone added": {
      const usable = inspected + shards * making + (shards - 1) * moving;
      const chain = usable + joined;
      return {
        served: Math.max(chain, session + all(3 * shards + vpcs) + 2 * L),
        clean: Math.max(
          chain + L,
          inspected + making + L + all(vpcs, 0) + L,
          session + all(4 * shards + 2 * vpcs) + L,
        ),
      };
    }
    case "one spoke removed": {
      const chain = writing + bucket("DisassociateVPCFromHostedZone", names) + L;
      return { clean: Math.max(chain, session + all(names) + L) };
    }
    case "teardown": {
      const disassociated = bucket("DisassociateVPCFromHostedZone", pairs);
      // The last client is out in DNS, and somebody has asked, before its zone loses its aliases and goes.
      // One shard after the other: the anchor comes back into each.
      const gone = INSYNC_SECONDS + L + 2 * L;
      const chain = writing + Math.max(disassociated + L + gone, shards * (L + gone) + (shards - 1) * L);
      // For the VPC that stays to the end nobody can ask whether others left with an earlier pass.
      const waited = writing + PROPAGATION_SECONDS + 2 * L;
      return { clean: Math.max(chain, waited, session + all(2 * pairs + 2 * zones) + L) };
    }
  }
}

/** Tokens that the hub's Route 53 reads take before the first write can be decided; confirming reads come after. */
function hubReads(job: Job, size: Case): number {
  const { hub } = formulaOf(job === "cold" || job === "drift check" ? job : "drift check", size);
  const reads = Object.entries(hub).filter(([call]) => /^route53:(List|Get)/.test(call));
  const total = reads.reduce((sum, [, count]) => sum + count, 0);
  return job === "cold" ? total - size.zones : total;
}

/** How long the bucket makes the last of these tokens wait. */
function bucket(name: string, tokens: number): number {
  const { burst, perSecond } = rateOf("route53", name);
  return Math.max(0, (tokens - burst) / perSecond);
}
