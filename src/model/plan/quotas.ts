import { zoneKey } from "../action.ts";
import type { Hub } from "../desired/types.ts";
import type { Finding } from "../finding.ts";
import type { ZoneId } from "../ids.ts";
import type { Creations } from "./creation.ts";
import type { Draft } from "./draft.ts";
import { vpcLimitOf } from "./shards.ts";
import { missingFrom, type WantedZone } from "./wanted-zones.ts";

/** AWS's quota of VPCs for a zone, until it is raised. */
const VPCS_PER_ZONE = 300;
/** From here on a quota is worth a call, or a word. */
const NEARLY = 0.8;

/** A zone whose room AWS should be asked about, with the hub whose calls may ask. */
export type LimitNeeded = { readonly hub: Hub; readonly zone: ZoneId };

/**
 * Nearly full zones that clients should join, or would if there were room: AWS may have granted more than the document
 * says, or less.
 */
export function nearlyFull({ zones }: Draft): LimitNeeded[] {
  const names = Map.groupBy(zones, ({ hub, record, ref }) => zoneKey(hub.name, record.set, ref.name));
  return [...names.values()].flatMap((shards) => {
    const isCrowded = shards.some((zone) => zone.overflow && missingFrom(zone).length > 0);
    const asked = shards.filter((zone) => isNearlyFull(zone) && (isCrowded || missingFrom(zone).length > 0));
    return asked.flatMap(({ hub, view }) => (view ? [{ hub, zone: view.id }] : []));
  });
}

function isNearlyFull({ hub, view, clients }: WantedZone): boolean {
  const wanted = clients.length + (hub.anchorVpc ? 1 : 0);
  return view?.vpcs.kind === "seen" && wanted > NEARLY * Math.min(VPCS_PER_ZONE, vpcLimitOf(hub, view));
}

/** Accounts that this plan brings near their quota of zones: raising it takes AWS days. */
export function zoneForecast(drafts: readonly Draft[], { byZone }: Creations): Finding[] {
  const made = Map.groupBy([...byZone.keys()], (zone) => zone.hub.account);
  const hubs = new Map(drafts.map((draft) => [draft.hub.account, draft]));
  return [...hubs].flatMap(([account, { hub, view }]): Finding[] => {
    const more = made.get(account)?.length ?? 0;
    const zones = view.zonesInAccount + more;
    const { zonesPerAccount } = hub.quotas;
    if (more === 0 || zones <= NEARLY * zonesPerAccount) return [];
    return [
      {
        kind: "note",
        reason: "ZoneQuotaNear",
        hub: hub.name,
        account,
        message: `account ${account} will have ${zones} of ${zonesPerAccount} hosted zones`,
        todo: "ask AWS for more hosted zones in time, then raise quotas.zonesPerAccount of the hub",
      },
    ];
  });
}
