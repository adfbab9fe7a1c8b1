import type { Accounts } from "../../aws/accounts.ts";
import { failureOf } from "../../aws/failure.ts";
import { createImpatience, isUnanswered } from "../../aws/impatience.ts";
import type { Action } from "../../model/action/action.ts";
import { zoneEffectsOf } from "../../model/action/effects.ts";
import type { ZoneRef } from "../../model/action/refs.ts";
import type { Clock } from "../../model/clock.ts";
import type { Desired, Hub } from "../../model/desired/types.ts";
import type { Failure } from "../../model/failure.ts";
import { vpcKey, type ZoneId, type ZoneName } from "../../model/ids.ts";
import type { Unconfirmed } from "../../model/report.ts";
import { getZoneVpcs } from "../../reconcilers/zones.ts";
import { CONFIRMED } from "./until-listed.ts";

export type Expected = {
  readonly id: ZoneId;
  readonly name: ZoneName;
  readonly hub: Hub;
  readonly present: Set<string>;
  readonly absent: Set<string>;
};

export type ConfirmContext = {
  readonly accounts: Accounts;
  readonly clock: Clock;
  readonly signal: AbortSignal;
  /** As it begins, and again with each read that failed, which is repeated for a minute. */
  readonly onConfirming?: (zones: number, failure?: Failure) => void;
};

/** One GetHostedZone for each zone whose pairs changed, until it shows what was written. */
export async function confirm(
  expected: readonly Expected[],
  context: ConfirmContext,
): Promise<Unconfirmed[]> {
  const tell = (failure?: Failure) => context.onConfirming?.(expected.length, failure);
  if (expected.length > 0) tell();
  const impatiently = createImpatience();
  const confirmed = expected.map((zone) => impatiently(() => confirmZone(zone, context, tell)));
  const results = await Promise.all(confirmed);
  return results.filter((r) => r !== undefined);
}

async function confirmZone(
  { id, name, hub, present, absent }: Expected,
  { accounts, clock, signal }: ConfirmContext,
  tell: (failure: Failure) => void,
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
      tell(failure);
    }
    if (signal.aborted || clock.now() >= deadline || (failure && isUnanswered(failure)))
      return { zone: id, name, pairs, ...(failure && { failure }) };
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
      const { name } = by.zone;
      const empty = { id, name, hub, present: new Set<string>(), absent: new Set<string>() };
      const zone = zones.get(id) ?? empty;
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
