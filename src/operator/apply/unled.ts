import type { Session } from "../../aws/accounts.ts";
import { FailureError } from "../../aws/failure.ts";
import type { EndpointAction } from "../../model/action/endpoint.ts";
import type { Hub } from "../../model/desired/types.ts";
import { isUnread } from "../../model/failure.ts";
import type { ZoneId, ZoneName } from "../../model/ids.ts";
import { isPlainAddress, leadOf, leadsTo, mayHold, mayHoldAddressOf } from "../../model/led-by.ts";
import type { EndpointView } from "../../model/observed/endpoint.ts";
import type { RecordView } from "../../model/observed/zone.ts";
import { parseZoneComment } from "../../model/ownership.ts";
import { listAddresses } from "../../reconcilers/addresses.ts";
import { listZonesOfVpc } from "../../reconcilers/associations.ts";
import { getEndpoint } from "../../reconcilers/endpoints.ts";
import { unlessGone } from "../../reconcilers/gone.ts";
import { listRecords } from "../../reconcilers/records.ts";
import { see } from "../../reconcilers/see.ts";
import { listZones } from "../../reconcilers/zones.ts";

type Deletion = Pick<Extract<EndpointAction, { kind: "deleteEndpoint" }>, "target" | "led" | "privateNames">;
type Candidate = { readonly id: ZoneId; readonly name?: ZoneName };

/**
 * The last look before an endpoint goes: reads by id each zone that led there, and each that may lead there by a second
 * list or by the zones of the hub's own VPCs. The list of the plan may have left one out (semantics 12), and in
 * somebody's zone its addresses may lead there. Throws FailureError: EndpointInUse, or what kept something from being read.
 */
export async function refuseLed(
  session: Session,
  hub: Pick<Hub, "vpc" | "region" | "anchorVpc">,
  action: Deletion,
): Promise<void> {
  const { route53, account } = session;
  const { target, led, privateNames } = action;
  const own = [{ id: hub.vpc, region: hub.region }, ...(hub.anchorVpc ? [hub.anchorVpc] : [])];
  const [listed, ...ofVpcs] = await Promise.all([listZones(route53), ...own.map(zonesOf)]);
  const may = listed.filter(
    ({ name, comment, isPrivate }) =>
      isPrivate && (mayHold(name, privateNames) || parseZoneComment(comment)?.service === target.service),
  );
  const candidates: Candidate[] = [...led.map((id) => ({ id })), ...may, ...ofVpcs.flat()];
  const zones = [...new Map(candidates.map((zone) => [zone.id, zone])).values()];
  const read = await Promise.all(zones.map(async (zone) => ({ zone, records: await recordsOf(zone.id) })));
  const endpoint = read.some(({ records }) => records.some(isPlainAddress))
    ? await seenWithAddresses()
    : undefined;
  const found = read.find(({ records }) => records.some(leads))?.zone;
  if (found) throw new FailureError(inUse(action, found));

  /** An emulator that cannot list them has none to show. */
  async function zonesOf(vpc: (typeof own)[number]): Promise<Candidate[]> {
    const zones = await see(() => listZonesOfVpc(route53, vpc));
    if (isUnread(zones)) throw new FailureError(zones.failure);
    const all = zones.kind === "seen" ? zones.value : [];
    return all.filter(({ name, owner }) => owner.account === account && mayHold(name, privateNames));
  }

  async function recordsOf(zone: ZoneId): Promise<RecordView[]> {
    return (await unlessGone(() => listRecords(route53, zone))) ?? [];
  }

  function leads(record: RecordView): boolean {
    if (target.id && leadsTo(target.id, leadOf(record) ?? "")) return true;
    return endpoint !== undefined && mayHoldAddressOf(endpoint, record);
  }

  async function seenWithAddresses(): Promise<EndpointView | undefined> {
    const ec2 = session.ec2(target.region);
    const view = target.id && (await getEndpoint(ec2, target.id));
    if (!view) return undefined;
    const addresses = await see(() => listAddresses(ec2, view));
    if (isUnread(addresses)) throw new FailureError(addresses.failure);
    return { ...view, addresses };
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
