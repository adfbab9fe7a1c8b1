import { type Action, isWait } from "../../action/action.ts";
import type { ActionKey } from "../../action/common.ts";
import { compare } from "../../compare.ts";
import { plural } from "../../counted.ts";
import type { Desired } from "../../desired/types.ts";
import { type Finding, finding, type Why } from "../../finding.ts";
import { withoutDependents } from "../order/dependents.ts";
import { placeOf } from "../wanted/zones/zone-row.ts";
import type { Waiting } from "./hub-counts.ts";

export type Permitted = {
  readonly actions: readonly Action[];
  readonly held: readonly Action[];
  readonly findings: readonly Finding[];
  /** What of the removals that wait for a later pass nothing holds back. */
  readonly waiting: Waiting;
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
  waiting: Waiting = { zones: [], endpoints: [] },
): Permitted {
  const hubs = new Map<string, Desired["hubs"][number]>(desired.hubs.map((hub) => [hub.name, hub]));
  const suspended = new Set<string>(desired.endpoints.filter((e) => e.suspend).map(({ name }) => name));
  const dropped = new Set<ActionKey>();
  const told = new Map<string, Told>();

  function policyOn(action: Action | Removal): Policy | undefined {
    const hub = hubs.get(action.hub);
    if (hub?.writePolicy === "observe") return "observe";
    if (hub?.suspend) return "suspended hub";
    if (action.endpoint !== undefined && suspended.has(action.endpoint)) return "suspended endpoint";
    if (!takesAway(action)) return undefined;
    if (hub?.writePolicy === "upsert-only") return "upsert-only";
    return removals === "unsettled" ? "unsettled" : undefined;
  }

  function stops(action: Action | Removal, steps: number): boolean {
    const policy = policyOn(action);
    if (!policy) return false;
    const place = `${action.hub} ${policy} ${policy === "suspended endpoint" ? action.endpoint : ""}`;
    const { hub, endpoint } = action;
    const entry: Told = told.get(place) ?? { hub, ...(endpoint && { endpoint }), policy, count: 0 };
    told.set(place, entry);
    entry.count += steps;
    return true;
  }

  for (const action of actions) if (stops(action, isWait(action) ? 0 : 1)) dropped.add(action.key);
  const left = {
    zones: waiting.zones.filter(
      ({ row, zone, vpcs }) => !stops({ ...placeOf(row), removal: true }, vpcs.length + (zone ? 1 : 0)),
    ),
    endpoints: waiting.endpoints.filter(({ hub }) => !stops({ hub: hub.name, removal: true }, 1)),
  };
  if (told.size === 0) return { actions, held: [], findings: [], waiting };
  const kept = new Set(withoutDependents(actions, dropped));
  const places = [...told].sort(([a], [b]) => compare(a, b)).map(([, entry]) => entry);
  return {
    actions: [...kept],
    held: actions.filter((action) => !kept.has(action)),
    findings: places.map(({ hub, endpoint, policy, count }) => {
      const place = policy === "suspended endpoint" && endpoint ? { hub, endpoint } : { hub };
      return finding("withheld", place, wordsOf(policy, count));
    }),
    waiting: left,
  };
}

type Told = Pick<Removal, "hub" | "endpoint"> & { readonly policy: Policy; count: number };

/** A removal that no step of the plan is written down for. */
type Removal = Pick<Action, "hub" | "endpoint"> & { readonly kind?: undefined; readonly removal: true };

type Policy = "observe" | "suspended hub" | "suspended endpoint" | "upsert-only" | "unsettled";

/** Deleting authorizations, the anchor's moving on and repair of an alias take nothing away that somebody uses. */
function takesAway(action: Action | Removal): boolean {
  switch (action.kind) {
    case "move":
    case "turnOffPrivateDns":
    case "handOver":
      return true;
    case "disassociate":
    case "disassociateRule":
      return (action.removal ?? action.replaced) === true;
    case "createResolverEndpoint":
      return action.replaces !== undefined;
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
  const steps = plural(count, "step");
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
