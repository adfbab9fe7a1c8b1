import type { Action } from "../action/action.ts";
import type { ResolverEndpointAction } from "../action/resolver-endpoint.ts";
import { vpcKey } from "../ids.ts";

/** What a person counts as one thing: an association with its authorization, a zone with its aliases and tags. */
export type Step = {
  /** What the step is for: it says what, where and why. */
  readonly main: Action;
  /** All actions of the step, in the order of the plan. */
  readonly parts: readonly Action[];
};

/**
 * | main | parts that are told with it |
 * |---|---|
 * | associate, move | authorize, deauthorize of the same VPC in the same zone |
 * | createZone | changeRecords, awaitInsync, tagZone of that zone |
 * | changeRecords | awaitInsync |
 * | createEndpoint | awaitEndpoint |
 * | createRule, updateRule | awaitRule, tagRule |
 * | associateRule, disassociateRule | awaitAssociation |
 * | createShare | addToShare |
 * | takeBack | tryTakeBack, awaitPrivateDns, endHandOver |
 * | createResolverEndpoint, addResolverAddress, removeResolverAddress | awaitResolverEndpoint |
 *
 * In the order in which the main actions stand in the plan.
 */
export function stepsOf(actions: readonly Action[]): Step[] {
  const steps = new Map<Action, { main: Action; parts: Action[] }>();
  const heads = new Map<string, Action>();
  for (const action of actions) {
    const place = headOf(action);
    const head = place === undefined ? undefined : heads.get(place);
    if (place !== undefined && head?.kind !== "createZone") heads.set(place, action);
  }
  const mainOf = (action: Action): Action => {
    const place = partOf(action);
    return (place === undefined ? undefined : heads.get(place)) ?? action;
  };
  for (const action of actions) {
    const main = mainOf(action);
    const step = steps.get(main) ?? { main, parts: [] };
    steps.set(main, step);
    step.parts.push(action);
  }
  const place = new Map(actions.map((action, i) => [action, i]));
  return [...steps.values()].sort((a, b) => (place.get(a.main) ?? 0) - (place.get(b.main) ?? 0));
}

/** What others may be a part of, by its place. */
function headOf(action: Action): string | undefined {
  switch (action.kind) {
    case "associate":
    case "move":
      return `pair ${action.zone.key} ${vpcKey(action.vpc)}`;
    case "createZone":
    case "changeRecords":
      return `zone ${action.zone.key}`;
    case "createEndpoint":
      return `endpoint ${action.target.key}`;
    case "createRule":
    case "updateRule":
      return `rule ${action.rule.key}`;
    case "associateRule":
    case "disassociateRule":
      return `rule ${action.rule.key} ${vpcKey(action.vpc)}`;
    case "createShare":
      return `share ${action.share.key}`;
    case "takeBack":
      return `own ${action.own.key}`;
    case "createResolverEndpoint":
    case "addResolverAddress":
    case "removeResolverAddress":
      return resolverPlace(action);
    default:
      return undefined;
  }
}

/** Where to look for what this is a part of. */
function partOf(action: Action): string | undefined {
  switch (action.kind) {
    case "authorize":
    case "deauthorize":
      return `pair ${action.zone.key} ${vpcKey(action.vpc)}`;
    case "changeRecords":
    case "tagZone":
      return `zone ${action.zone.key}`;
    case "awaitInsync":
      return action.vpc ? undefined : `zone ${action.zone.key}`;
    case "awaitEndpoint":
      return `endpoint ${action.target.key}`;
    case "awaitRule":
    case "tagRule":
      return `rule ${action.rule.key}`;
    case "awaitAssociation":
      return `rule ${action.rule.key} ${vpcKey(action.vpc)}`;
    case "addToShare":
      return `share ${action.share.key}`;
    case "tryTakeBack":
    case "awaitPrivateDns":
    case "endHandOver":
      return `own ${action.own.key}`;
    case "awaitResolverEndpoint":
      return resolverPlace(action);
    default:
      return undefined;
  }
}

function resolverPlace({ resolverEndpoint: { key, id } }: ResolverEndpointAction): string {
  return id ? `Resolver endpoint ${id}` : `Resolver endpoint ${key}`;
}
