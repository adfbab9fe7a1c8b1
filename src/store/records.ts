import { z } from "zod";

/**
 * Everything that stands in the table: the only place that knows its form.
 *
 * | pk | sk | is | written by |
 * |---|---|---|---|
 * | `lease` | `lease` | the lease, alone in its partition; never deleted | whoever acquires or holds it |
 * | `binding` | `table` | whose table it is | the first holder, `table move` |
 * | `source` | `last-good` | the commit that rules | the holder |
 * | `zone` | zone id | inventory: what we claimed and made in that zone | the holder |
 * | `open` | id of the step | what a step that darkens a name would put back | the holder |
 * | `guard` | owner, account, Region and VPC of a hub | its losses of the last hour, and what was allowed | the holder |
 * | `rollout` | hub | the canary | the holder |
 * | `status` | `head`, `a#0000`… | the status of the last pass, packed, in chunks | the holder |
 * | `history` | time, pass, part | what passes did, packed | the holder |
 * | `requests` | `pause`, or kind, `#`, id | what people ask for | anybody with the table's permission |
 *
 * Every item has `shape`, the version of its form. What the holder writes has `epoch` too, and is written only where no
 * higher one stands (semantics 38). The value is JSON: `json` as text, or where that is long, `packed` by gzip. Items
 * that go by themselves have `expires` (epoch seconds), the table's TTL attribute.
 */
export const KEY = { partition: "pk", sort: "sk" } as const;
export const TTL_ATTRIBUTE = "expires";

/** The form that this version writes. A larger number is not understood, and nothing is done on its account. */
export const SHAPE = 1;

const at = z.number();

/** Where documents that ruled are to be had again. */
const commit = z.object({
  url: z.string(),
  ref: z.string(),
  path: z.string(),
  commit: z.string(),
  tree: z.string(),
});

/** Whose authorization, association or record it is, and how sure it is that we made it (semantics 39). */
const inventoryEntry = z.object({
  what: z.enum(["authorization", "association", "record"]),
  state: z.enum(["claimed", "made"]),
  /** The read that showed it absent, before the act. */
  absentAt: at,
  lastAttemptAt: at.optional(),
  /** The thing as we made it, for comparing before it is removed. */
  made: z.string().optional(),
  /** First of the two complete reads that do not show it. */
  unseenAt: at.optional(),
});

/** Losses of a hub. Ten thousand VPCs that lose the same hundred names are one entry of `pairs`. */
const losses = z.object({
  pairs: z.array(z.object({ names: z.array(z.string()), vpcs: z.array(z.string()) })),
  others: z.array(z.string()),
});
const target = z.object({
  dnsName: z.string(),
  hostedZoneId: z.string(),
  evaluateTargetHealth: z.boolean(),
});
const undone = z.object({
  by: z.object({
    account: z.string(),
    hub: z.string(),
    spoke: z.string().optional(),
    role: z.string().optional(),
  }),
  zone: z.string(),
});
/** A call that puts back what a step took away, and who makes it. */
const undoCall = z.union([
  undone.extend({
    operation: z.enum(["authorize", "associate", "deauthorize"]),
    vpc: z.object({ id: z.string(), region: z.string() }),
  }),
  undone.extend({
    operation: z.literal("writeAliases"),
    aliases: z.array(z.object({ name: z.string(), type: z.enum(["A", "AAAA"]), target })),
  }),
]);

export const RECORDS = {
  binding: z.object({
    owners: z.array(z.string()),
    /** URL and path, or a folder's name; none until a daemon used the table. */
    source: z.string().optional(),
  }),
  source: commit.extend({
    /** Commits after a rewritten history that somebody accepted. */
    accepted: z.array(z.string()).optional(),
  }),
  zone: z.object({
    entries: z.record(z.string(), inventoryEntry),
    /** Account, Region and VPC of the hub that adopted it. */
    hub: z.string(),
    /** Of the endpoint's document. */
    services: z.array(z.string()),
    set: z.string(),
  }),
  open: z.object({ zone: z.string(), begunAt: at, because: z.string(), undo: z.array(undoCall) }),
  /** Times by DynamoDB's clock (semantics 41). */
  guard: z.object({
    /** What went since then, or was about to. */
    lost: z.array(z.object({ at, losses })),
    /** What somebody allowed by its digest, and what of it is left; ended: it allows nothing any more. */
    allowed: z.array(z.object({ digest: z.string(), since: at, endedAt: at.optional(), left: losses })),
  }),
  /** By the endpoint's id: what a spoke's own endpoint is made again by. */
  definition: z.object({
    account: z.string(),
    region: z.string(),
    hub: z.string(),
    spoke: z.string(),
    at,
    input: z.record(z.string(), z.unknown()),
    isDeleted: z.literal(true).optional(),
  }),
  /** By the hub's account and VPC; `src/model/rollout/state.ts` says what each member is. */
  rollout: z.object({
    hub: z.string(),
    desired: z.string(),
    revision: z.string(),
    phase: z.enum(["canary", "rest", "done", "failed"]),
    since: at,
    chosen: z.array(z.string()).readonly(),
    completed: z.object({ desired: z.string(), revision: z.string(), commit: commit.optional() }).optional(),
    result: z.string().optional(),
  }),
} as const;

export type RecordKind = keyof typeof RECORDS;
export type RecordOf<K extends RecordKind> = z.infer<(typeof RECORDS)[K]>;

/** What people ask for. `subject`: the spoke to forget, the commit to accept; `reason` is for people. */
export const request = z.object({
  kind: z.enum(["pause", "resume", "reconcile", "forget", "accept"]),
  id: z.string(),
  at,
  author: z.string(),
  subject: z.string().optional(),
  reason: z.string().optional(),
  /** By the holder: when it had acted on it, and its epoch. */
  acknowledgedAt: at.optional(),
});
export type PersonRequest = z.infer<typeof request>;
