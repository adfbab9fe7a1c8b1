import type { ActionKey } from "./common.ts";
import type { EndpointAction } from "./endpoint.ts";
import type { OwnAction } from "./own.ts";
import type { ResolverEndpointAction } from "./resolver-endpoint.ts";
import type { RuleAction } from "./rule.ts";
import type { ShareAction } from "./share.ts";
import type { ZoneAction } from "./zone.ts";

/**
 * One step of a plan, as plain data: it can be printed, saved, compared and executed later. Zones and endpoints that
 * do not exist yet are named by their key; the action that makes one is among `after`.
 */
export type Action =
  | ZoneAction
  | EndpointAction
  | RuleAction
  | ShareAction
  | OwnAction
  | ResolverEndpointAction;

export type ActionKind = Action["kind"];

/** What must have ended before the action starts, well where it says so in `after`. */
export function awaitedBy({ after, afterSettled }: Action): readonly ActionKey[] {
  return afterSettled ? [...after, ...afterSettled] : after;
}

/** The same, and those whose turn comes before. */
export function startsAfter(action: Action): readonly ActionKey[] {
  const awaited = awaitedBy(action);
  return action.inTurnAfter ? [...awaited, ...action.inTurnAfter] : awaited;
}

/** Nothing but a wait: it looks now and then, and takes neither place nor rate from those that act. */
export function isWait({ kind }: Action): boolean {
  return kind.startsWith("await");
}
