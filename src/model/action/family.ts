import type { Action } from "./action.ts";
import type { EndpointAction } from "./endpoint.ts";
import type { OwnAction } from "./own.ts";
import type { ResolverEndpointAction } from "./resolver-endpoint.ts";
import type { RuleAction } from "./rule.ts";
import type { ShareAction } from "./share.ts";
import type { ZoneAction } from "./zone.ts";

/** A kind that is left out does not compile. */
const FAMILY = {
  createZone: "zone",
  changeRecords: "zone",
  tagZone: "zone",
  awaitInsync: "zone",
  authorize: "zone",
  associate: "zone",
  deauthorize: "zone",
  disassociate: "zone",
  move: "zone",
  deleteZone: "zone",
  createEndpoint: "endpoint",
  awaitEndpoint: "endpoint",
  modifyEndpoint: "endpoint",
  tagEndpoint: "endpoint",
  turnOffPrivateDns: "endpoint",
  deleteEndpoint: "endpoint",
  createRule: "rule",
  updateRule: "rule",
  tagRule: "rule",
  awaitRule: "rule",
  associateRule: "rule",
  awaitAssociation: "rule",
  awaitSure: "rule",
  disassociateRule: "rule",
  deleteRule: "rule",
  createShare: "share",
  addToShare: "share",
  removeFromShare: "share",
  awaitShared: "share",
  deleteShare: "share",
  handOver: "own",
  tryTakeBack: "own",
  takeBack: "own",
  awaitPrivateDns: "own",
  startLinger: "own",
  endHandOver: "own",
  deleteOwn: "own",
  createResolverEndpoint: "resolver endpoint",
  awaitResolverEndpoint: "resolver endpoint",
  addResolverAddress: "resolver endpoint",
  removeResolverAddress: "resolver endpoint",
  setResolverProtocols: "resolver endpoint",
  deleteResolverEndpoint: "resolver endpoint",
} as const satisfies Record<ZoneAction["kind"], "zone"> &
  Record<EndpointAction["kind"], "endpoint"> &
  Record<RuleAction["kind"], "rule"> &
  Record<ShareAction["kind"], "share"> &
  Record<OwnAction["kind"], "own"> &
  Record<ResolverEndpointAction["kind"], "resolver endpoint">;

/** What an action is about decides who performs it. */
export function isZoneAction(action: Action): action is ZoneAction {
  return FAMILY[action.kind] === "zone";
}

export function isRuleAction(action: Action): action is RuleAction {
  return FAMILY[action.kind] === "rule";
}

export function isShareAction(action: Action): action is ShareAction {
  return FAMILY[action.kind] === "share";
}

export function isOwnAction(action: Action): action is OwnAction {
  return FAMILY[action.kind] === "own";
}

export function isResolverEndpointAction(action: Action): action is ResolverEndpointAction {
  return FAMILY[action.kind] === "resolver endpoint";
}
