import type { Session } from "../../aws/accounts.ts";
import { FailureError, failureOf } from "../../aws/failure.ts";
import type { EndpointAction } from "../../model/action.ts";
import type { Hub } from "../../model/desired/types.ts";
import { isUnread } from "../../model/failure.ts";
import type { ZoneId, ZoneName } from "../../model/ids.ts";
import { leadOf, leadsTo, mayHold } from "../../model/led-by.ts";
import type { RecordView } from "../../model/observed.ts";
import { parseZoneComment } from "../../model/ownership.ts";
import { listZonesOfVpc } from "../../reconcilers/associations.ts";
import { listRecords } from "../../reconcilers/records.ts";
import { see } from "../../reconcilers/see.ts";
import { listZones } from "../../reconcilers/zones.ts";

type Deletion = Extract<EndpointAction, { kind: "deleteEndpoint" }>;
type Candidate = { readonly id: ZoneId; readonly name?: ZoneName };

/**
 * The last look before an endpoint goes: reads by id each zone that led there, and each that may lead there by a second
 * list or by the zones of the hub's own VPCs. The list of the plan may have left one out (semantics 12). Throws
 * FailureError: EndpointInUse, or what kept a zone from being read.
 */
export async function refuseLed({ route53, account }: Session, hub: Hub, action: Deletion): Promise<void> {
  const { target, led, privateNames } = action;
  const own = [{ id: hub.vpc, region: hub.region }, ...(hub.anchorVpc ? [hub.anchorVpc] : [])];
  const [listed, ...ofVpcs] = await Promise.all([listZones(route53), ...own.map(zonesOf)]);
  const may = listed.filter(
    ({ name, comment, isPrivate }) =>
      isPrivate && (mayHold(name, privateNames) || parseZoneComment(comment)?.service === target.service),
  );
  const candidates: Candidate[] = [...led.map((id) => ({ id })), ...may, ...ofVpcs.flat()];
  const zones = [...new Map(candidates.map((zone) => [zone.id, zone])).values()];
  const leading = await Promise.all(zones.map(async (zone) => ({ zone, leads: await leads(zone.id) })));
  const found = leading.find((look) => look.leads)?.zone;
  if (found) throw new FailureError(inUse(action, found));

  /** An emulator that cannot list them has none to show. */
  async function zonesOf(vpc: (typeof own)[number]): Promise<Candidate[]> {
    const zones = await see(() => listZonesOfVpc(route53, vpc));
    if (isUnread(zones)) throw new FailureError(zones.failure);
    const all = zones.kind === "seen" ? zones.value : [];
    return all.filter(({ name, owner }) => owner.account === account && mayHold(name, privateNames));
  }

  async function leads(zone: ZoneId): Promise<boolean> {
    const records = await listRecords(route53, zone).catch((error: unknown): RecordView[] => {
      if (failureOf(error).kind !== "gone") throw error;
      return [];
    });
    return records.some((record) => target.id && leadsTo(target.id, leadOf(record) ?? ""));
  }
}

function inUse({ target }: Deletion, { id, name }: Candidate) {
  return {
    kind: "conflict",
    error: "EndpointInUse",
    message: `${target.id} stays: a record of zone ${id}${name ? ` (${name})` : ""} leads to it; plan again`,
    operation: "ListResourceRecordSets",
  } as const;
}
