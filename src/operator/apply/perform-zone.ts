import type { Session } from "../../aws/accounts.ts";
import { criticalSection, shielded } from "../../aws/critical-section.ts";
import { failureOf } from "../../aws/failure.ts";
import { interrupted } from "../../aws/pacer.ts";
import { priorityOf, withPriority } from "../../aws/priority.ts";
import type { Alias, LiveAlias } from "../../model/action/alias.ts";
import type { ActionKey } from "../../model/action/common.ts";
import type { ZoneRef } from "../../model/action/refs.ts";
import { actionKey, type ZoneAction } from "../../model/action/zone.ts";
import type { Clock } from "../../model/clock.ts";
import { type AccountId, pairKey, type VpcRef, vpcKey, type ZoneId } from "../../model/ids.ts";
import { PROPAGATION_SECONDS, SURE_SECONDS } from "../../model/propagation.ts";
import {
  associate,
  authorize,
  type ChangeId,
  deauthorize,
  disassociate,
} from "../../reconcilers/associations.ts";
import { isInsync, writeAliases } from "../../reconcilers/records.ts";
import { createZone, deleteZone, getZoneVpcs, tagZone } from "../../reconcilers/zones.ts";
import type { Sessions } from "../sessions.ts";
import { createInsyncWatch, type InsyncOptions } from "./insync.ts";
import { createLooks } from "./looks.ts";
import { type Made, targetIn, zoneIdIn } from "./made.ts";
import { deletionStep, moveStep } from "./open-step.ts";
import { listLag, type Patience, pauseMs } from "./poll.ts";
import { type Steps, unremembered } from "./steps.ts";
import { refuseInUse, refuseUnlisted, untilShown } from "./until-listed.ts";
import type { Wait, Waits } from "./waits.ts";

/** A name that a VPC's own private DNS held may stay taken for a while after that was switched off (semantics 30). */
const RELEASE: Patience = { everyMs: 5_000, timeoutMs: 5 * 60_000 };

export type ZoneOptions = {
  readonly insync: InsyncOptions;
  readonly waits: Waits;
  readonly steps?: Steps | undefined;
  /** What was to be added stands there already. */
  readonly onThere?: ((action: ZoneAction) => void) | undefined;
};

/**
 * The Route 53 calls behind each kind of action on a zone. Every one may be repeated: a create finds what an earlier
 * attempt made, a removal accepts what is gone. Zones made in this pass are found by their key.
 */
export function createZonePerformer(
  sessions: Sessions,
  clock: Clock,
  made: Made,
  { insync, waits, steps = unremembered, onThere }: ZoneOptions,
): (action: ZoneAction, signal: AbortSignal) => Promise<void> {
  /** By the key of the action that waits for it. */
  const changes = new Map<ActionKey, string>();
  const looks = createLooks<ReadonlyMap<string, VpcRef>>(clock);
  const watches = new Map<AccountId, ReturnType<typeof createInsyncWatch>>();

  function idOf(zone: ZoneRef): ZoneId {
    const id = zoneIdIn(made, zone);
    if (!id) throw new Error(`zone ${zone.key} was not made before it is used`);
    return id;
  }

  /** Of a VPC's change the next pass of this process may have to know too. */
  function changed(zone: ZoneRef, vpc: VpcRef | undefined, change: ChangeId): void {
    if (!change) return;
    const key = actionKey("awaitInsync", zone, vpc);
    changes.set(key, change);
    if (vpc) waits.keep(key, { zone: idOf(zone), change, since: clock.now() });
  }

  /** One look for all VPCs whose wait ends together. */
  async function stillShown(zone: ZoneRef, vpc: VpcRef, route53: Session["route53"]): Promise<void> {
    const id = idOf(zone);
    const live = await looks(id, () => getZoneVpcs(route53, id));
    refuseUnlisted(live, zone.name, vpc);
  }

  async function awaitInsync(
    action: Extract<ZoneAction, { kind: "awaitInsync" }>,
    route53: Session["route53"],
    signal: AbortSignal,
  ) {
    const wait = waitOf(action);
    const propagated = async (since: number) => {
      await propagation(since + (action.sure ? SURE_SECONDS : PROPAGATION_SECONDS) * 1000, signal);
      if (action.sure && action.vpc) await stillShown(action.zone, action.vpc, route53);
    };
    try {
      if (wait.change === undefined) await propagated(wait.since);
      else if (!(await isSeen({ ...wait, change: wait.change }, action.account, route53, signal)))
        await propagated(clock.now());
    } catch (error) {
      if (signal.aborted) waits.keep(action.key, wait);
      throw error;
    }
  }

  /** After nothing: an earlier pass made it. No change: an earlier attempt did, and its answer was lost. */
  function waitOf({ key, after, zone }: ZoneAction): Wait {
    const id = zoneIdIn(made, zone);
    const change = after.length > 0 ? changes.get(key) : undefined;
    const before = waits.before(key);
    const isSame = after.length === 0 || (change !== undefined && change === before?.change);
    if (before && before.zone === id && isSame) return before;
    return { since: clock.now(), ...(id && { zone: id }), ...(change !== undefined && { change }) };
  }

  /** False where nobody may ask. */
  async function isSeen(
    { change, since }: Wait & { readonly change: string },
    account: AccountId,
    route53: Session["route53"],
    signal: AbortSignal,
  ): Promise<boolean> {
    const known = watches.get(account);
    const watch = known ?? createInsyncWatch(clock, (id) => isInsync(route53, id), insync);
    watches.set(account, watch);
    try {
      await watch(change, signal, since);
      return true;
    } catch (error) {
      // Not documented: whether a zone's owner may ask about a change that the VPC's account made.
      const { kind } = failureOf(error);
      if (kind !== "denied" && kind !== "gone") throw error;
      return false;
    }
  }

  async function propagation(until: number, signal: AbortSignal): Promise<void> {
    await clock.sleep(until - clock.now(), signal);
    if (signal.aborted) throw interrupted();
  }

  /** The aliases; not once more for a change to wait for, where the last pass wrote them and waited for that (semantics 43). */
  async function writeRecords(
    action: Extract<ZoneAction, { kind: "changeRecords" }>,
    route53: Session["route53"],
  ): Promise<void> {
    const { zone, upserts, deletes, again } = action;
    const before = again && waits.before(actionKey("awaitInsync", zone));
    if (before && before.change !== undefined && before.zone === idOf(zone))
      return changed(zone, undefined, before.change as ChangeId);
    const there = () => onThere?.(action);
    changed(zone, undefined, await writeAliases(route53, idOf(zone), upserts.map(resolved), deletes, there));
  }

  /**
   * In the VPC's account; with one more authorization when the first did not hold (semantics 17). `isThere` says whether
   * a conflict is with this very pair.
   */
  async function join(
    action: Extract<ZoneAction, { kind: "associate" | "move" }>,
    isThere?: () => Promise<boolean>,
  ): Promise<ChangeId> {
    const hub = sessions.hub(action.hub).route53;
    const id = idOf(action.zone);
    const inZone = isThere ?? (() => holds(hub, id, action.vpc));
    const there = isThere ? undefined : () => onThere?.(action);
    const attempt = () => associate(sessions.of(action).route53, id, action.vpc, inZone, there);
    try {
      return await attempt();
    } catch (error) {
      if (failureOf(error).kind !== "unauthorized" || !action.spoke) throw error;
      await authorize(hub, id, action.vpc);
      return attempt();
    }
  }

  /**
   * AWS allows a VPC one zone of a name: out of one and into the other back to back, and back again on failure. Before
   * anything is taken away, the join is tried: being refused only for the zone that the VPC is still in shows that the
   * role, the authorization and the VPC are as they should be.
   */
  async function move(action: Extract<ZoneAction, { kind: "move" }>, signal: AbortSignal): Promise<ChangeId> {
    const origin = sessions.hub(action.from.hub).route53;
    const from = action.from.id as ZoneId;
    const early = await join(action, async () => true);
    if (early) return early; // it had left the other one
    if (signal.aborted) throw interrupted();
    return steps({
      async work() {
        await disassociate(origin, from, action.vpc);
        return join(action);
      },
      undo: () => putBack(action, origin, from),
      left: `${action.vpc.id} is in neither zone of ${action.zone.name} until a later pass associates it`,
      ...moveStep(action, sessions, clock.now()),
    });
  }

  /** Aliases and zone back to back. Where a client leaves with it, it is dark in between. */
  function deletion(action: Extract<ZoneAction, { kind: "deleteZone" }>): Promise<void> {
    const { route53 } = sessions.of(action);
    const id = idOf(action.zone);
    const how = action.darkens ? deletionStep(action, id, sessions, clock.now()) : undefined;
    return deleteZone(route53, id, action.deletes, (section) =>
      how ? steps({ ...section, ...how }) : criticalSection(section),
    );
  }

  /** Into the zone that it came from, whose hub may be another account than the one that it was to move to. */
  async function putBack(
    action: Extract<ZoneAction, { kind: "move" }>,
    origin: Session["route53"],
    from: ZoneId,
  ): Promise<void> {
    const crosses = sessions.document(action.from.hub).account !== action.account;
    if (crosses) await authorize(origin, from, action.vpc);
    await associate(sessions.of(action).route53, from, action.vpc, () => holds(origin, from, action.vpc));
    // An authorization that stays does no harm to the name, and the next pass deletes it.
    if (crosses) await deauthorize(origin, from, action.vpc).catch(() => undefined);
  }

  /** Where the alias points, now that the endpoint is there. */
  function resolved({ target, ...place }: Alias): LiveAlias {
    if ("dnsName" in target) return { ...place, target };
    const { evaluateTargetHealth } = target;
    return { ...place, target: { ...targetIn(made, target), evaluateTargetHealth } };
  }

  /** A conflict means "not yet" for a while, when the VPC's own private DNS was just switched off. */
  async function patiently<T>(isPatient: boolean, signal: AbortSignal, act: () => Promise<T>): Promise<T> {
    const since = clock.now();
    for (;;) {
      try {
        return await act();
      } catch (error) {
        const waitedMs = clock.now() - since;
        const isOver = waitedMs >= RELEASE.timeoutMs || failureOf(error).kind !== "conflict";
        if (!isPatient || isOver) throw error;
        await clock.sleep(pauseMs(RELEASE.everyMs, waitedMs), signal);
        if (signal.aborted) throw interrupted();
      }
    }
  }

  /** Before the anchor leaves. A chain of zones waits for it, so it goes ahead like what makes zones. */
  async function confirmed(action: ZoneAction, vpc: VpcRef, signal: AbortSignal): Promise<void> {
    const { route53 } = sessions.of(action);
    const zone = { id: idOf(action.zone), name: action.zone.name };
    const look = () => untilShown({ clock, signal, route53 }, zone, [vpc], "the anchor stays in it");
    await withPriority(priorityOf("CreateHostedZone"), look);
  }

  async function act(action: ZoneAction, signal: AbortSignal): Promise<void> {
    const { route53 } = sessions.of(action);
    switch (action.kind) {
      case "createZone":
        made.zones.set(
          action.zone.key,
          await patiently(action.waitForRelease === true, signal, () =>
            createZone(
              route53,
              { ...action, name: action.zone.name },
              () => listLag(clock, signal),
              () => Math.floor(clock.now() / 1000),
            ),
          ),
        );
        return;
      case "changeRecords":
        return writeRecords(action, route53);
      case "awaitInsync":
        return awaitInsync(action, route53, signal);
      case "tagZone":
        return tagZone(route53, idOf(action.zone), action.tags);
      case "authorize":
        return authorize(route53, idOf(action.zone), action.vpc, () => onThere?.(action));
      case "associate": {
        const change = await patiently(action.waitForRelease === true, signal, () => join(action));
        made.joined.add(pairKey(action.zone.key, action.vpc));
        return changed(action.zone, action.vpc, change);
      }
      case "move":
        return changed(action.zone, action.vpc, await move(action, signal));
      case "deauthorize":
        return deauthorize(route53, idOf(action.zone), action.vpc);
      case "disassociate":
        if (action.confirms) await confirmed(action, action.confirms, signal);
        return changed(action.zone, action.vpc, await disassociate(route53, idOf(action.zone), action.vpc));
      case "deleteZone":
        if (action.onlyWith)
          await refuseInUse({ clock, signal, route53 }, idOf(action.zone), action.onlyWith);
        return deletion(action);
    }
  }

  /** Until an urgent one is done a name does not resolve: once started, it is not stopped between its calls. */
  return (action, signal) => (action.urgent ? shielded(() => act(action, signal)) : act(action, signal));
}

async function holds(route53: Session["route53"], id: ZoneId, vpc: VpcRef): Promise<boolean> {
  return (await getZoneVpcs(route53, id)).has(vpcKey(vpc));
}
