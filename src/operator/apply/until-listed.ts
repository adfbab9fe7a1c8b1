import type { Session } from "../../aws/accounts.ts";
import { FailureError } from "../../aws/failure.ts";
import type { Clock } from "../../model/clock.ts";
import { type VpcRef, vpcKey, type ZoneId, type ZoneName } from "../../model/ids.ts";
import { getZoneVpcs } from "../../reconcilers/zones.ts";
import { type Patience, poll } from "./poll.ts";

/** Lists may lag behind associations by as much (semantics 15). */
export const CONFIRMED: Patience = { everyMs: 3_000, timeoutMs: 60_000 };

/**
 * Until the zone's own list shows the VPCs, for what counts on them being there. `waits` says what does not happen
 * before. Throws FailureError (NotConfirmed) when the list does not show them within a minute.
 */
export async function untilShown(
  { clock, signal, route53 }: { clock: Clock; signal: AbortSignal; route53: Session["route53"] },
  zone: { readonly id: ZoneId | undefined; readonly name: ZoneName },
  vpcs: readonly VpcRef[],
  waits: string,
): Promise<void> {
  let missing = vpcs;
  const look = async () => {
    const live = zone.id && (await getZoneVpcs(route53, zone.id));
    missing = live ? vpcs.filter((vpc) => !live.has(vpcKey(vpc))) : vpcs;
    return missing.length === 0 ? true : undefined;
  };
  await poll(clock, signal, CONFIRMED, look, () => ({
    kind: "transient",
    error: "NotConfirmed",
    message: `zone ${zone.name} does not show ${missing.map((v) => v.id).join(", ")} yet, so ${waits}`,
    operation: "GetHostedZone",
  }));
}

/**
 * The last looks before a zone goes that was found empty: a list may have lagged behind a VPC that joined. Those that
 * this plan took out may still be shown for a while.
 */
export async function refuseInUse(
  { clock, signal, route53 }: { clock: Clock; signal: AbortSignal; route53: Session["route53"] },
  id: ZoneId,
  expected: readonly VpcRef[],
): Promise<void> {
  const known = new Set(expected.map(vpcKey));
  let others: readonly VpcRef[] = [];
  const look = async () => {
    others = [...(await getZoneVpcs(route53, id)).values()].filter((vpc) => !known.has(vpcKey(vpc)));
    return others.length === 0 ? true : undefined;
  };
  await poll(clock, signal, CONFIRMED, look, () => ({
    kind: "conflict",
    error: "ZoneInUse",
    message: `zone ${id} stays: it was to be deleted as empty, and its list shows ${others.map((v) => v.id).join(", ")}`,
    operation: "GetHostedZone",
  }));
}

/**
 * After the wait for a VPC that a list showed: that list may have lagged behind a process before this one, which took the VPC
 * out again, and what the zone is to replace would go for nothing (semantics 58). Throws FailureError (NotConfirmed).
 */
export function refuseUnlisted(live: ReadonlyMap<string, VpcRef>, zone: ZoneName, vpc: VpcRef): void {
  if (live.has(vpcKey(vpc))) return;
  throw new FailureError({
    kind: "transient",
    error: "NotConfirmed",
    message: `zone ${zone} does not show ${vpc.id} any more, so what it was to replace stays; the next pass goes on from here`,
    operation: "GetHostedZone",
  });
}
