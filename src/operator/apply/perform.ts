import type { Accounts } from "../../aws/accounts.ts";
import type { Action } from "../../model/action/action.ts";
import {
  isOwnAction,
  isResolverEndpointAction,
  isRuleAction,
  isShareAction,
  isZoneAction,
} from "../../model/action/family.ts";
import type { RuleRef, ZoneRef } from "../../model/action/refs.ts";
import type { Clock } from "../../model/clock.ts";
import type { Desired } from "../../model/desired/types.ts";
import type { RuleId, ZoneId } from "../../model/ids.ts";
import type { Definitions } from "../definitions.ts";
import { createSessions } from "../sessions.ts";
import { INSYNC_DEFAULTS, type InsyncOptions } from "./insync.ts";
import { createMade, zoneIdIn } from "./made.ts";
import { createEndpointPerformer } from "./perform-endpoint.ts";
import { createOwnPerformer } from "./perform-own.ts";
import { createResolverEndpointPerformer } from "./perform-resolver-endpoint.ts";
import { createRulePerformer } from "./perform-rule.ts";
import { createSharePerformer } from "./perform-share.ts";
import { createZonePerformer, type ZoneOptions } from "./perform-zone.ts";
import { createWaits, type Waits } from "./waits.ts";

/** Performs one action: resolves when it is so, rejects with what stands in the way. */
export type Perform = (action: Action, signal: AbortSignal) => Promise<void>;

export type Performer = {
  readonly perform: Perform;
  /** The id of a zone, once it is known. */
  readonly zoneId: (zone: ZoneRef) => ZoneId | undefined;
  /** The same of a rule. */
  readonly ruleId: (rule: RuleRef) => RuleId | undefined;
};

export type PerformOptions = Pick<ZoneOptions, "steps" | "onThere"> & {
  readonly insync?: InsyncOptions | undefined;
  readonly definitions?: Definitions | undefined;
  /** Of a process that makes many passes. */
  readonly waits?: Waits | undefined;
};

/** The AWS calls behind a plan's actions. What this pass makes is known to its later actions by its key. */
export function createPerform(
  desired: Desired,
  accounts: Accounts,
  clock: Clock,
  { insync = INSYNC_DEFAULTS, waits = createWaits(), definitions, ...hooks }: PerformOptions = {},
): Performer {
  waits.begin();
  const sessions = createSessions(desired, accounts);
  const made = createMade();
  const performEndpoint = createEndpointPerformer(sessions, clock, made);
  const performRule = createRulePerformer(sessions, clock, made, waits);
  const performResolverEndpoint = createResolverEndpointPerformer(sessions, clock, made);
  const performShare = createSharePerformer(sessions, clock, made);
  const performOwn = createOwnPerformer(sessions, clock, made, { definitions, waits });
  const performZone = createZonePerformer(sessions, clock, made, { ...hooks, insync, waits });
  return {
    perform(action, signal) {
      if (isZoneAction(action)) return performZone(action, signal);
      if (isRuleAction(action)) return performRule(action, signal);
      if (isOwnAction(action)) return performOwn(action, signal);
      if (isResolverEndpointAction(action)) return performResolverEndpoint(action, signal);
      return isShareAction(action) ? performShare(action, signal) : performEndpoint(action, signal);
    },
    zoneId: (zone) => zoneIdIn(made, zone),
    ruleId: ({ live, key }) => (live ?? made.rules.get(key))?.id,
  };
}
