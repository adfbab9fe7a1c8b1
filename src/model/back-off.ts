import { type Action, awaitedBy } from "./action/action.ts";
import type { ActionKey } from "./action/common.ts";
import type { Desired } from "./desired/types.ts";
import type { Failure } from "./failure.ts";
import { type Finding, finding, sortFindings } from "./finding.ts";
import { vpcKey } from "./ids.ts";
import type { Outcome } from "./outcome.ts";
import { withoutDependents } from "./plan/order/dependents.ts";
import type { Plan } from "./plan/plan.ts";

/**
 * What failed is left alone for a while, and the rest goes on: reads by (account, role), actions by the document that
 * they are made for (semantics 44). The wait is a random part of one that doubles with each failure in a row, so that
 * a thousand accounts that were denied together do not come back together (full jitter).
 */
const FIRST_MS = 1000;
const LONGEST_MS = 15 * 60_000;

type Wait = { readonly failures: number; readonly until: number; readonly failure: Failure };

export type BackOff = {
  /** Why this is not to be tried now; undefined: it may be. */
  holds(key: string): Failure | undefined;
  failed(key: string, failure: Failure): void;
  succeeded(key: string): void;
  /** Somebody asked for it, or what it is about has changed: everything that `isMeant` may be tried at once. */
  clear(isMeant?: (key: string) => boolean): void;
  /** When the first of those that are left alone may be tried again, in epoch milliseconds. */
  nextAt(): number | undefined;
};

/** `now` in epoch milliseconds; `random` uniform in [0, 1). */
export function createBackOff(now: () => number, random: () => number): BackOff {
  const waits = new Map<string, Wait>();
  return {
    holds(key) {
      const wait = waits.get(key);
      return wait && wait.until > now() ? wait.failure : undefined;
    },
    failed(key, failure) {
      const failures = (waits.get(key)?.failures ?? 0) + 1;
      const longest = Math.min(LONGEST_MS, FIRST_MS * 2 ** (failures - 1));
      waits.set(key, { failures, until: now() + random() * longest, failure });
    },
    succeeded: (key) => void waits.delete(key),
    clear(isMeant = () => true) {
      for (const key of waits.keys()) if (isMeant(key)) waits.delete(key);
    },
    nextAt() {
      const ahead = [...waits.values()].map(({ until }) => until).filter((until) => until > now());
      return ahead.length > 0 ? Math.min(...ahead) : undefined;
    },
  };
}

/**
 * Of an action: what it is made for, a spoke by its document or, in the hub's account, by its VPC, so that an
 * authorization is not made without its association.
 */
export function documentKey(action: Action): string {
  const { hub, spoke, endpoint } = action;
  if (spoke !== undefined) return `hub ${hub} spoke ${spoke}`;
  if ("vpc" in action && action.vpc) return `hub ${hub} vpc ${vpcKey(action.vpc)}`;
  return endpoint === undefined ? `hub ${hub}` : `hub ${hub} endpoint ${endpoint}`;
}

/**
 * The plan without the actions that are left alone for now, and without what waits for them; a finding says so for each
 * document. The last filter of all: what the plan counts, it has counted (semantics 44).
 */
export function withoutBackedOff(plan: Plan, backOff: BackOff): Plan {
  const failures = new Map<ActionKey, Failure>();
  for (const action of plan.actions) {
    const failure = isAlwaysTried(action) ? undefined : backOff.holds(documentKey(action));
    if (failure) failures.set(action.key, failure);
  }
  if (failures.size === 0) return plan;
  const kept = new Set(withoutDependents(plan.actions, failures.keys()));
  const heldBy = new Map<string, { readonly action: Action; readonly failure: Failure; count: number }>();
  for (const action of plan.actions.filter((one) => !kept.has(one))) {
    const failure = failures.get(action.key) ?? firstOf(awaitedBy(action), failures);
    if (!failure) continue;
    failures.set(action.key, failure);
    const known = heldBy.get(documentKey(action));
    if (known) known.count += 1;
    else heldBy.set(documentKey(action), { action, failure, count: 1 });
  }
  const findings = [...heldBy.values()].map(backsOff);
  return { ...plan, actions: [...kept], findings: sortFindings([...plan.findings, ...findings]) };
}

/** What lights a dark name, a zone's aliases among it, and what takes back an authorization. */
function isAlwaysTried({ urgent, kind }: Action): boolean {
  return urgent === true || kind === "changeRecords" || kind === "deauthorize";
}

function firstOf(keys: readonly ActionKey[], held: ReadonlyMap<ActionKey, Failure>): Failure | undefined {
  const key = keys.find((k) => held.has(k));
  return key === undefined ? undefined : held.get(key);
}

function backsOff({ action, failure, count }: { action: Action; failure: Failure; count: number }): Finding {
  const { hub, spoke, endpoint, account } = action;
  const place = { hub, account, ...(spoke && { spoke }), ...(endpoint && { endpoint }) };
  const steps = count === 1 ? "1 step waits" : `${count} steps wait`;
  return finding("withheld", place, {
    reason: "BacksOff",
    message: `${steps}, because the last try failed: ${failure.error}: ${failure.message}`,
    todo: "mend the cause; it is tried again by itself, at the latest after 15 minutes",
  });
}

/** What a pass did, for the next ones. */
export function noteOutcomes(
  backOff: BackOff,
  actions: readonly Action[],
  outcomes: readonly Outcome[],
): void {
  const byKey = new Map(outcomes.map((outcome) => [outcome.key, outcome]));
  const failures = new Map<string, Failure>();
  const tried = new Set<string>();
  for (const action of actions) {
    const outcome = byKey.get(action.key);
    const key = documentKey(action);
    if (outcome?.result === "done") tried.add(key);
    if (outcome?.result === "failed" && outcome.failure)
      failures.set(key, failures.get(key) ?? outcome.failure);
  }
  for (const key of tried) if (!failures.has(key)) backOff.succeeded(key);
  for (const [key, failure] of failures) backOff.failed(key, failure);
}

/** Whether a back-off is about a document that is not as it was. */
export function aboutChanged(before: Desired, after: Desired): (key: string) => boolean {
  const [old, now] = [fingerprints(before), fingerprints(after)];
  return (key) => old.get(key) !== now.get(key);
}

/** Each document as text, by its key. */
function fingerprints({ hubs, endpoints, spokes }: Desired): ReadonlyMap<string, string> {
  const names = (documents: readonly { readonly name: string }[]) => documents.map(({ name }) => name);
  return new Map([
    ...hubs.map((hub) => [`hub ${hub.name}`, JSON.stringify(hub)] as const),
    ...endpoints.flatMap((endpoint) => {
      const text = JSON.stringify({ ...endpoint, hubs: names(endpoint.hubs) });
      return names(endpoint.hubs).map((hub) => [`hub ${hub} endpoint ${endpoint.name}`, text] as const);
    }),
    ...spokes.flatMap((spoke) => {
      const text = JSON.stringify({ ...spoke, hub: spoke.hub.name, endpoints: names(spoke.endpoints) });
      const vpc = vpcKey({ id: spoke.vpc, region: spoke.region });
      return [`spoke ${spoke.name}`, `vpc ${vpc}`].map(
        (key) => [`hub ${spoke.hub.name} ${key}`, text] as const,
      );
    }),
  ]);
}
