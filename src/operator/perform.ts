import type { Accounts, Session } from "../aws/accounts.ts";
import { FailureError, failureOf } from "../aws/failure.ts";
import type { Action, ZoneRef } from "../model/action.ts";
import type { Clock } from "../model/clock.ts";
import type { Desired, Hub, Spoke } from "../model/desired/types.ts";
import { type AccountId, vpcKey, type ZoneId } from "../model/ids.ts";
import { associate, authorize, deauthorize, disassociate } from "../reconcilers/associations.ts";
import { changeRecords, isInsync } from "../reconcilers/records.ts";
import { createZone, deleteHostedZone, getZoneVpcs, tagZone } from "../reconcilers/zones.ts";
import { createInsyncWatch, INSYNC_DEFAULTS, type InsyncOptions } from "./insync.ts";

/** Performs one action: resolves when it is so, rejects with what stands in the way. */
export type Perform = (action: Action, signal: AbortSignal) => Promise<void>;

export type Performer = {
  readonly perform: Perform;
  /** The id of an action's zone, once it is known. */
  readonly zoneId: (action: Action) => ZoneId | undefined;
};

/** A list may show a zone a little after its creation. */
const LIST_LAG_MS = 2_000;

/**
 * The AWS calls behind each kind of action. Every one may be repeated: a create finds what an earlier attempt made, a
 * removal accepts what is gone. Zones made in this pass are found by their key.
 */
export function createPerform(
  desired: Desired,
  accounts: Accounts,
  clock: Clock,
  insync: InsyncOptions = INSYNC_DEFAULTS,
): Performer {
  const sessions = sessionsOf(desired, accounts);
  const made = new Map<string, ZoneId>();
  const changes = new Map<string, string>();
  const watches = new Map<AccountId, ReturnType<typeof createInsyncWatch>>();

  function idOf(zone: ZoneRef): ZoneId {
    const id = zone.id ?? made.get(zone.key);
    if (!id) throw new Error(`zone ${zone.key} was not made before it is used`);
    return id;
  }

  function awaitInsync(action: Action, route53: Session["route53"], signal: AbortSignal): Promise<void> {
    const change = changes.get(action.zone.key);
    if (!change) throw new Error(`no change of zone ${action.zone.key} to wait for`);
    const known = watches.get(action.account);
    const watch = known ?? createInsyncWatch(clock, (id) => isInsync(route53, id), insync);
    watches.set(action.account, watch);
    return watch(change, signal);
  }

  /** In the VPC's account; with one more authorisation when the first did not hold (semantics 17). */
  async function join(action: Extract<Action, { kind: "associate" | "move" }>): Promise<void> {
    const hub = sessions.hub(action.hub).route53;
    const id = idOf(action.zone);
    const isThere = async () => (await getZoneVpcs(hub, id)).some((v) => vpcKey(v) === vpcKey(action.vpc));
    const attempt = () => associate(sessions.of(action).route53, id, action.vpc, isThere);
    try {
      await attempt();
    } catch (error) {
      if (failureOf(error).kind !== "unauthorized" || !action.spoke) throw error;
      await authorize(hub, id, action.vpc);
      await attempt();
    }
  }

  /** AWS allows a VPC one zone of a name: out of one and into the other back to back, and back again on failure. */
  async function move(action: Extract<Action, { kind: "move" }>): Promise<void> {
    const origin = sessions.hub(action.from.hub).route53;
    const from = action.from.id as ZoneId;
    await disassociate(origin, from, action.vpc);
    try {
      await join(action);
    } catch (error) {
      await restore(action, origin, from);
      throw error;
    }
  }

  async function restore(
    action: Extract<Action, { kind: "move" }>,
    origin: Session["route53"],
    from: ZoneId,
  ) {
    const isThere = async () =>
      (await getZoneVpcs(origin, from)).some((v) => vpcKey(v) === vpcKey(action.vpc));
    if (action.spoke) await authorize(origin, from, action.vpc);
    try {
      await associate(sessions.of(action).route53, from, action.vpc, isThere);
    } finally {
      if (action.spoke) await deauthorize(origin, from, action.vpc);
    }
  }

  async function perform(action: Action, signal: AbortSignal): Promise<void> {
    const { route53 } = sessions.of(action);
    switch (action.kind) {
      case "createZone":
        made.set(
          action.zone.key,
          await createZone(route53, { ...action, name: action.zone.name }, () =>
            clock.sleep(LIST_LAG_MS, signal),
          ),
        );
        return;
      case "changeRecords":
        changes.set(
          action.zone.key,
          await changeRecords(route53, idOf(action.zone), { upserts: action.upserts }),
        );
        return;
      case "awaitInsync":
        return awaitInsync(action, route53, signal);
      case "tagZone":
        return tagZone(route53, idOf(action.zone), action.tags);
      case "authorize":
        return authorize(route53, idOf(action.zone), action.vpc);
      case "associate":
        return join(action);
      case "move":
        return move(action);
      case "deauthorize":
        return deauthorize(route53, idOf(action.zone), action.vpc);
      case "disassociate":
        return disassociate(route53, idOf(action.zone), action.vpc);
      case "deleteZone": {
        const id = idOf(action.zone);
        if (action.deletes.length > 0)
          await unlessGone(() => changeRecords(route53, id, { deletes: action.deletes }));
        return unlessGone(() => deleteHostedZone(route53, id));
      }
    }
  }

  return { perform, zoneId: ({ zone }) => zone.id ?? made.get(zone.key) };
}

async function unlessGone(act: () => Promise<unknown>): Promise<void> {
  try {
    await act();
  } catch (error) {
    if (failureOf(error).kind !== "gone") throw error;
  }
}

type Sessions = { hub(name: string): Session; of(action: Action): Session };

/** Credentials by the documents' names: an action carries no role, so that a plan can be saved without secrets. */
function sessionsOf(desired: Desired, accounts: Accounts): Sessions {
  const hubs = new Map<string, Hub>(desired.hubs.map((h) => [h.name, h]));
  const spokes = new Map<string, Spoke>(desired.spokes.map((s) => [s.name, s]));
  function hub(name: string): Session {
    const found = hubs.get(name);
    if (!found) throw new FailureError({ kind: "invalid", error: "UnknownHub", message: `no hub ${name}` });
    return accounts.session(found.account, found.role);
  }
  function of(action: Action): Session {
    const spoke = action.spoke === undefined ? undefined : spokes.get(action.spoke);
    const inSpoke = spoke && spoke.account === action.account;
    return inSpoke ? accounts.session(spoke.account, spoke.role) : hub(action.hub);
  }
  return { hub, of };
}
