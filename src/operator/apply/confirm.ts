import type { Accounts } from "../../aws/accounts.ts";
import { failureOf } from "../../aws/failure.ts";
import type { Action } from "../../model/action.ts";
import type { Clock } from "../../model/clock.ts";
import type { Desired, Hub } from "../../model/desired/types.ts";
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
      const live = new Set((await getZoneVpcs(route53, id)).map(vpcKey));
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
  idOf: (action: Action) => ZoneId | undefined,
): Expected[] {
  const zones = new Map<ZoneId, Expected>();
  const deleted = new Set(done.filter((a) => a.kind === "deleteZone").map((a) => a.zone.id));
  const expect = (id: ZoneId | undefined, hubName: string, vpc: string, side: "present" | "absent") => {
    const hub = desired.hubs.find((h) => h.name === hubName);
    if (!id || !hub || deleted.has(id)) return;
    const zone = zones.get(id) ?? { id, hub, present: new Set<string>(), absent: new Set<string>() };
    zone[side].add(vpc);
    zone[side === "present" ? "absent" : "present"].delete(vpc);
    zones.set(id, zone);
  };
  for (const action of done) {
    if (action.kind === "disassociate") expect(idOf(action), action.hub, vpcKey(action.vpc), "absent");
    if (action.kind === "associate" || action.kind === "move")
      expect(idOf(action), action.hub, vpcKey(action.vpc), "present");
    if (action.kind === "move") expect(action.from.id, action.from.hub, vpcKey(action.vpc), "absent");
  }
  return [...zones.values()];
}
