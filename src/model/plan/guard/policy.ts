import { type Action, type ActionKey, isWait } from "../../action.ts";
import { compare } from "../../compare.ts";
import type { Desired } from "../../desired/types.ts";
import { type Finding, finding, type Why } from "../../finding.ts";
import { withoutDependents } from "../order/dependents.ts";

export type Permitted = {
  readonly actions: readonly Action[];
  readonly held: readonly Action[];
  readonly findings: readonly Finding[];
};

export type PolicyOptions = {
  /** Of a folder that may be in the middle of a copy: what is not there may be about to come (semantics 42). */
  readonly removals?: "allowed" | "unsettled";
};

/**
 * What the documents let the operator do at all, before the guard weighs it (semantics 44). The first that holds is told:
 *
 * | said | holds |
 * |---|---|
 * | Hub `writePolicy: observe` | everything |
 * | Hub or Endpoint `suspend` | everything of it |
 * | Hub `writePolicy: upsert-only` | what removes, moves out, or switches private DNS off |
 * | the folder is not settled | the same |
 *
 * A spoke's `suspend` is no filter: its VPC still counts when zones are dealt out.
 */
export function withinPolicy(
  actions: readonly Action[],
  desired: Desired,
  { removals = "allowed" }: PolicyOptions,
): Permitted {
  const hubs = new Map<string, Desired["hubs"][number]>(desired.hubs.map((hub) => [hub.name, hub]));
  const suspended = new Set<string>(desired.endpoints.filter((e) => e.suspend).map(({ name }) => name));
  const dropped = new Set<ActionKey>();
  const told = new Map<string, { readonly action: Action; readonly policy: Policy; count: number }>();

  function policyOn(action: Action): Policy | undefined {
    const hub = hubs.get(action.hub);
    if (hub?.writePolicy === "observe") return "observe";
    if (hub?.suspend) return "suspended hub";
    if (action.endpoint !== undefined && suspended.has(action.endpoint)) return "suspended endpoint";
    if (!takesAway(action)) return undefined;
    if (hub?.writePolicy === "upsert-only") return "upsert-only";
    return removals === "unsettled" ? "unsettled" : undefined;
  }

  for (const action of actions) {
    const policy = policyOn(action);
    if (!policy) continue;
    dropped.add(action.key);
    const place = `${action.hub} ${policy} ${policy === "suspended endpoint" ? action.endpoint : ""}`;
    const entry = told.get(place) ?? { action, policy, count: 0 };
    told.set(place, entry);
    if (!isWait(action)) entry.count += 1;
  }
  if (dropped.size === 0) return { actions, held: [], findings: [] };
  const kept = new Set(withoutDependents(actions, dropped));
  const places = [...told].sort(([a], [b]) => compare(a, b)).map(([, entry]) => entry);
  return {
    actions: [...kept],
    held: actions.filter((action) => !kept.has(action)),
    findings: places.map(({ action: { hub, endpoint }, policy, count }) => {
      const place = policy === "suspended endpoint" && endpoint ? { hub, endpoint } : { hub };
      return finding("withheld", place, wordsOf(policy, count));
    }),
  };
}

type Policy = "observe" | "suspended hub" | "suspended endpoint" | "upsert-only" | "unsettled";

/** Deleting authorizations, the anchor's moving on and repair of an alias take nothing away that somebody uses. */
function takesAway(action: Action): boolean {
  switch (action.kind) {
    case "move":
    case "turnOffPrivateDns":
      return true;
    case "changeRecords":
      return action.repoints === true || Boolean(action.deletes?.length);
    case "modifyEndpoint": {
      const { removeSubnets, removeSecurityGroups, policy } = action.change;
      return Boolean(removeSubnets?.length || removeSecurityGroups?.length) || policy !== undefined;
    }
    default:
      return action.removal === true;
  }
}

function wordsOf(policy: Policy, count: number): Why {
  const steps = `${count} ${count === 1 ? "step" : "steps"}`;
  switch (policy) {
    case "observe":
      return {
        reason: "WritePolicy",
        message: `${steps} not taken: writePolicy is observe`,
        todo: "set writePolicy to upsert-only or sync to let the operator act",
      };
    case "upsert-only":
      return {
        reason: "WritePolicy",
        message: `${steps} not taken that would remove, move or switch something off: writePolicy is upsert-only`,
        todo: "set writePolicy to sync to let the operator remove",
      };
    case "suspended hub":
    case "suspended endpoint":
      return {
        reason: "Suspended",
        message: `${steps} not taken: it is suspended`,
        todo: "take suspend out of the document to go on",
      };
    case "unsettled":
      return {
        reason: "NotSettled",
        message: `${steps} not taken that would remove something: the folder of documents changed a moment ago`,
        todo: "nothing; once the folder has stayed the same for half a minute it is believed",
      };
  }
}
