import type { Accounts } from "../../aws/accounts.ts";
import type { Action } from "../../model/action.ts";
import type { Clock } from "../../model/clock.ts";
import type { Desired } from "../../model/desired/types.ts";
import type { ZoneId } from "../../model/ids.ts";
import { createSessions } from "../sessions.ts";
import { INSYNC_DEFAULTS, type InsyncOptions } from "./insync.ts";
import { createEndpointPerformer, type EndpointPerformer } from "./perform-endpoint.ts";
import { createZonePerformer, type ZonePerformer } from "./perform-zone.ts";

/** Performs one action: resolves when it is so, rejects with what stands in the way. */
export type Perform = (action: Action, signal: AbortSignal) => Promise<void>;

export type Performer = {
  readonly perform: Perform;
  /** The id of an action's zone, once it is known. */
  readonly zoneId: (action: Action) => ZoneId | undefined;
};

/** The AWS calls behind a plan's actions. What this pass makes is known to its later actions by its key. */
export function createPerform(
  desired: Desired,
  accounts: Accounts,
  clock: Clock,
  insync: InsyncOptions = INSYNC_DEFAULTS,
): Performer {
  const sessions = createSessions(desired, accounts);
  const endpoints: EndpointPerformer = createEndpointPerformer(sessions, clock, (zone) => zones.id(zone));
  const zones: ZonePerformer = createZonePerformer(sessions, clock, insync, (key) => endpoints.target(key));
  return {
    perform: (action, signal) =>
      "zone" in action ? zones.perform(action, signal) : endpoints.perform(action, signal),
    zoneId: (action) => ("zone" in action ? zones.id(action.zone) : undefined),
  };
}
