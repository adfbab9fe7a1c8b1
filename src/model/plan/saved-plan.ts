import { createHash } from "node:crypto";
import { z } from "zod";
import type { Action } from "../action/action.ts";
import { SAVED_PLAN_FORMAT } from "../desired/saved-plan-file.ts";
import { desiredHash } from "../desired/show.ts";
import { ownersIn } from "../desired/table.ts";
import type { Desired } from "../desired/types.ts";
import { onlyText } from "./only.ts";
import type { Plan, PlanOptions } from "./plan.ts";

/** A reviewed plan: what may be done, for which desired state. It holds no secret and no credentials (semantics 27). */
const savedPlan = z.object({
  format: z.literal(SAVED_PLAN_FORMAT),
  version: z.string(),
  owners: z.array(z.string()),
  desired: z.string(),
  /** The guard's digests, one for each hub that loses something. */
  removals: z.array(z.string()).optional(),
  /** More was to be done than one pass plans: what the file does not name waits. */
  partial: z.literal(true).optional(),
  /** The documents whose part of a plan it is, as `spoke=NAME`. */
  only: z.array(z.string()).optional(),
  actions: z.array(z.object({ key: z.string(), content: z.string().optional() })),
});
export type SavedPlan = z.infer<typeof savedPlan>;

export function savePlan(plan: Plan, desired: Desired, version: string): string {
  const removals = plan.hubCounts.flatMap(({ removalsDigest }) => removalsDigest ?? []);
  const saved: SavedPlan = {
    format: SAVED_PLAN_FORMAT,
    version,
    owners: ownersIn(desired),
    desired: desiredHash(desired),
    ...(removals.length > 0 && { removals }),
    ...(plan.findings.some((f) => f.reason === "NextPass") && { partial: true }),
    ...(plan.partial && { only: plan.partial.only.map(onlyText) }),
    actions: plan.actions.map((a) => ({ key: a.key, ...contentOf(a) })),
  };
  return `${JSON.stringify(saved, undefined, 2)}\n`;
}

/** Throws an Error in words when the text is not a saved plan. */
export function readSavedPlan(text: string): SavedPlan {
  let value: unknown;
  try {
    value = JSON.parse(text);
  } catch (cause) {
    throw new Error("not JSON: a plan is saved with `plan --out FILE`", { cause });
  }
  const parsed = savedPlan.safeParse(value);
  if (!parsed.success)
    throw new Error("not a saved plan of this version: save it again with `plan --out FILE`");
  return parsed.data;
}

/** Removals that were reviewed may go beyond the guard; all of them, or those that are left. */
export function optionsFor(saved: SavedPlan): PlanOptions {
  const reviewed = new Set(reviewedIn(saved).keys());
  return {
    ...(saved.removals !== undefined && {
      allowRemovals: (_digest, removals) => removals.every((a) => reviewed.has(a.key)),
    }),
    ...(saved.partial && { reviewed }),
  };
}

/** Why this plan is not the reviewed one, or nothing: a part of it may be done already, but nothing may be new. */
export function differences(saved: SavedPlan, plan: Plan, desired: Desired, version: string): string[] {
  if (saved.version !== version)
    return [`it was planned by version ${saved.version}, and this is ${version}`];
  if (saved.desired !== desiredHash(desired)) return ["the desired state is not the one that was planned"];
  if (saved.owners.join() !== ownersIn(desired).join()) return ["the owner is not the one that was planned"];
  const reviewed = reviewedIn(saved);
  return plan.actions.flatMap((action) => {
    // It changes nothing, and what a first part of the plan did may need it before the rest.
    if (action.kind === "awaitInsync" && action.after.length === 0) return [];
    const entry = reviewed.get(action.key);
    if (!entry) return [`not in the saved plan: ${action.key}`];
    const { content } = contentOf(action);
    const differs = entry.content !== undefined && content !== undefined && entry.content !== content;
    return differs ? [`not as in the saved plan: ${action.key}`] : [];
  });
}

type Entry = SavedPlan["actions"][number];

function reviewedIn(saved: SavedPlan): ReadonlyMap<string, Entry> {
  return new Map(saved.actions.map((entry) => [entry.key, entry]));
}

/**
 * What an action would write, as a digest: the same key with another alias target is another action. Left out are its
 * place in the order, its words, ids of what this very plan makes, and aliases to an endpoint that was not there yet.
 */
function contentOf(action: Action): { content?: string } {
  const {
    key: _key,
    after: _after,
    afterSettled: _settled,
    inTurnAfter: _turn,
    because: _because,
    ...rest
  } = action;
  if (rest.kind === "changeRecords" && rest.upserts.some(({ target }) => !("dnsName" in target))) return {};
  const { zone, target, ...content } = rest as Record<string, unknown>;
  const place = [zone, target].map((part) => (part as { key?: string } | undefined)?.key);
  const reviewed = Object.entries(content).filter(([member]) => !CIRCUMSTANCES.has(member));
  const text = JSON.stringify([place, reviewed.sort(([a], [b]) => (a < b ? -1 : 1))]);
  return { content: createHash("sha256").update(text).digest("hex").slice(0, 16) };
}

/** Members that tell how a step is done, and change as others are: for whom, how patiently, after what look. */
const CIRCUMSTANCES: ReadonlySet<string> = new Set([
  "served",
  "anchor",
  "confirms",
  "onlyWith",
  "darkens",
  "waitForRelease",
  "urgent",
  "again",
  "spoke",
  "endpoint",
]);
