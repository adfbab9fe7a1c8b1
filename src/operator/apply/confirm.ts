import type { Accounts } from "../../aws/accounts.ts";
import { failureOf } from "../../aws/failure.ts";
import type { Action, ZoneRef } from "../../model/action.ts";
import type { Clock } from "../../model/clock.ts";
import type { Desired, Hub } from "../../model/desired/types.ts";
import { zoneEffectsOf } from "../../model/effects.ts";
import type { Failure } from "../../model/failure.ts";
import { vpcKey, type ZoneId } from "../../model/ids.ts";
import type { Unconfirmed } from "../../model/report.ts";
import { getZoneVpcs } from "../../reconcilers/zones.ts";
import { CONFIRMED } from "./until-listed.ts";

export type Expected = {
  readonly id: ZoneId;
  readonly hub: Hub;
  readonly present: Set<string>;
  readonly absent: Set<string>;
};

/** One GetHostedZone for each zone whose pairs changed, until it shows what was written. */
export async function confirm(
  expected: readonly Expected[],
  accounts: Accounts,
  clock: Clock,
  signal: AbortSignal,
): Promise<Unconfirmed[]> {
  const results = await Promise.all(expected.map((zone) => confirmZone(zone, accounts, clock, signal)));
  return results.filter((r) => r !== undefined);
}

async function confirmZone(
  { id, hub, present, absent }: Expected,
  accounts: Accounts,
  clock: Clock,
  signal: AbortSignal,
): Promise<Unconfirmed | undefined> {
  const { route53 } = accounts.session(hub.account, hub.role);
  const deadline = clock.now() + CONFIRMED.timeoutMs;
  for (;;) {
    let failure: Failure | undefined;
    let pairs = [...present, ...absent];
    try {
      const live = await getZoneVpcs(route53, id);
      pairs = [
        ...[...present].filter((vpc) => !live.has(vpc)),
        ...[...absent].filter((vpc) => live.has(vpc)),
      ];
      if (pairs.length === 0) return undefined;
    } catch (error) {
      failure = failureOf(error);
    }
    if (signal.aborted || clock.now() >= deadline) return { zone: id, pairs, ...(failure && { failure }) };
    await clock.sleep(CONFIRMED.everyMs, signal);
  }
}

/** What the zones should show after these actions, deleted zones left out. */
export function expectationsOf(
  done: readonly Action[],
  desired: Desired,
  idOf: (zone: ZoneRef) => ZoneId | undefined,
): Expected[] {
  const hubs = new Map<string, Hub>(desired.hubs.map((h) => [h.name, h]));
  const deleted = new Set(done.flatMap((a) => (a.kind === "deleteZone" ? [a.zone.id] : [])));
  const zones = new Map<ZoneId, Expected>();
  for (const action of done)
    for (const { change, vpc, by } of zoneEffectsOf(action)) {
      const id = idOf(by.zone);
      const hub = hubs.get(hubOf(action, by.zone));
      if (!id || !hub || deleted.has(id)) continue;
      const zone = zones.get(id) ?? { id, hub, present: new Set<string>(), absent: new Set<string>() };
      const [now, before] = change === "gain" ? [zone.present, zone.absent] : [zone.absent, zone.present];
      now.add(vpcKey(vpc));
      before.delete(vpcKey(vpc));
      zones.set(id, zone);
    }
  return [...zones.values()];
}

/** Whose credentials read the zone: a move may lead out of another hub's. */
function hubOf(action: Action, zone: ZoneRef): string {
  return action.kind === "move" && zone === action.from ? action.from.hub : action.hub;
}
