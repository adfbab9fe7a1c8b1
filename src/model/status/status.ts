import * as z from "zod";

/**
 * What is known of the fleet and of the process that keeps it, as one value: the page, `/status.json`, `vpce-operator
 * status` and the fleet's gauges read it and nothing else. This one definition is the type, the JSON Schema and the reference
 * in docs/status.md. Times are epoch milliseconds. Fields may be added within a version: whoever reads one passes over what it
 * does not know.
 */
const time = z.number();
const revision = z.string().describe("A commit, or a hash of what the folder held.");

export const condition = z.object({
  type: z
    .enum(["Ready", "Reconciling", "Stalled", "PathBlocked"])
    .describe(
      "`Ready` is always there; the others only while they are true; `PathBlocked`: packets of the spoke do not reach the hub and come back, or its queries stop between the hub's Resolver endpoints.",
    ),
  status: z.enum(["True", "False", "Unknown"]),
  reason: z
    .string()
    .describe("Stable: a reason of docs/findings.md, AWS's error code, or one of docs/status.md."),
  message: z.string().describe("What is so, and what to do about it."),
  since: time.describe("Since when status and reason are as they are."),
  revision: revision.describe("The desired state that it was seen by."),
});

const findingTold = z.object({
  kind: z.enum(["unknown", "conflict", "withheld", "window", "note"]),
  reason: z.string().describe("As in docs/findings.md, or AWS's error code."),
  message: z.string(),
  todo: z.string().optional(),
  endpoint: z.string().optional(),
  zone: z.string().optional().describe("Of one name alone."),
});

const privateName = z.object({
  hub: z.string(),
  endpoint: z.string(),
  name: z.string(),
  state: z.enum(["shared", "planned", "withheld", "unknown", "vanished"]),
  zones: z
    .array(z.string())
    .describe("Ids of the zones that are there; several where VPCs are more than one takes."),
});

const objectStatus = z.object({
  kind: z.enum(["Hub", "Endpoint", "Spoke"]),
  name: z.string(),
  hub: z
    .string()
    .optional()
    .describe("Of an endpoint and a spoke. An endpoint of several hubs is told once for each."),
  vpc: z.string().optional().describe("Of a spoke: its VPC and Region."),
  suspended: z.literal(true).optional(),
  account: z
    .string()
    .optional()
    .describe("Of a spoke of rule mode: where its associations are looked for once its document is gone."),
  leaving: z
    .array(z.string())
    .optional()
    .describe(
      "Of a spoke whose document is gone: the names of the zones that its VPC is in still, and of the rules that it has.",
    ),
  conditions: z.array(condition),
  findings: z
    .array(findingTold)
    .optional()
    .describe("All that the last plan says of it, worst first, notes too. Absent: nothing."),
  moreFindings: z.number().optional().describe("How many more there were than stand here."),
  served: z
    .number()
    .describe(
      "Of a spoke: private names that it resolves by us. Of an endpoint or hub: names that are shared.",
    ),
  of: z.number().describe("How many there should be."),
  cells: z
    .string()
    .optional()
    .describe(
      "Of a spoke: one letter for each of `endpoints` that are of its hub, in their order: `s` served, `p` on its way, `w` withheld, `c` conflict, `f` failed, `u` unknown, `-` not wanted.",
    ),
});

const applied = z.object({ revision, at: time });

export const STATUS_VERSION = 1;

export const status = z.object({
  version: z.literal(STATUS_VERSION),
  at: time.describe("When this was written."),
  process: z.object({
    label: z.string().describe("The instance that wrote it."),
    state: z.enum(["standby", "leading", "draining", "stopped", "failed"]),
    since: time,
    version: z.string(),
  }),
  lease: z
    .object({
      held: z.boolean().describe("By the instance that wrote this."),
      holder: z.string().optional().describe("Who holds it, as last seen: its label."),
      epoch: z.number().optional().describe("The holder's term."),
      since: time.describe("Since when this is so, as far as this instance saw."),
    })
    .optional()
    .describe("Absent: without a table there is but one instance."),
  source: z.object({
    name: z.string().describe("URL and path, or the folder."),
    lastApplied: applied
      .optional()
      .describe(
        "By which, or by one with the same documents, the last whole pass acted, and no rollout has yet to go on.",
      ),
    lastAttempted: applied.optional().describe("What the source showed last."),
    refusal: z
      .object({ reason: z.string(), message: z.string(), since: time })
      .optional()
      .describe("Why what the source shows does not rule."),
  }),
  paused: z.object({ reason: z.string(), since: time }).optional(),
  pass: z
    .object({
      id: z.string(),
      startedAt: time,
      why: z.array(z.string()),
      watching: z.string().optional().describe("Why it only looks: `dryRun`, `paused`, `handover`."),
      phase: z.enum(["observing", "applying"]),
      done: z.number(),
      of: z.number(),
      secondsLeft: z.number().optional(),
    })
    .optional()
    .describe("The pass under way."),
  lastPass: z
    .object({
      id: z.string(),
      startedAt: time,
      endedAt: time,
      result: z.enum(["converged", "open", "cut", "failed"]),
      watching: z.string().optional(),
      revision,
      actions: z.number(),
      done: z.number(),
      failed: z.number(),
      error: z.string().optional().describe("Of a pass that did not come to its end."),
    })
    .optional(),
  nextPassAt: time.optional(),
  requests: z
    .array(z.object({ id: z.string(), at: time, acknowledgedAt: time.optional() }))
    .describe("The last requests to reconcile, and when they were acted on."),
  names: z.object({ served: z.number(), of: z.number() }),
  findings: z
    .array(z.object({ kind: z.string(), reason: z.string(), count: z.number() }))
    .describe("Of the last plan, counted."),
  plan: z.array(z.string()).describe("The last plan as people read it, in lines; long ones are cut."),
  endpoints: z
    .array(z.string())
    .describe("`hub/endpoint`: those of a hub are the columns of its spokes' `cells`."),
  privateNames: z.array(privateName).describe("Each private DNS name, where it stands, and what serves it."),
  objects: z.array(objectStatus),
});

export type Status = z.infer<typeof status>;
export type Condition = z.infer<typeof condition>;
export type ObjectStatus = z.infer<typeof objectStatus>;
export type FindingTold = z.infer<typeof findingTold>;

/** What the process says of itself; the rest of the status is made of desired state, plan and report. */
export type Facts = Pick<
  Status,
  "process" | "lease" | "source" | "paused" | "pass" | "lastPass" | "nextPassAt" | "requests"
>;

/** The fleet's half of a status. */
export type FleetStatus = Pick<
  Status,
  "names" | "findings" | "plan" | "endpoints" | "privateNames" | "objects"
>;

/** `Ready` of a document, which always has one. */
export function readiness({ conditions }: ObjectStatus): Condition["status"] {
  return conditions.find(({ type }) => type === "Ready")?.status ?? "Unknown";
}

export function isReady(object: ObjectStatus): boolean {
  return readiness(object) === "True";
}

export const EMPTY_FLEET: FleetStatus = {
  names: { served: 0, of: 0 },
  findings: [],
  plan: [],
  endpoints: [],
  privateNames: [],
  objects: [],
};

export function statusJsonSchema(): object {
  return { $id: "status.schema.json", title: "Status", ...z.toJSONSchema(status) };
}
