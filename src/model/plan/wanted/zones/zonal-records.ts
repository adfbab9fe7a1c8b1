import type { LiveAlias } from "../../../action/alias.ts";
import { addedAliases } from "../../../inventory/claims.ts";
import type { RecordView } from "../../../observed/zone.ts";
import { ownAliases, zoneIdIn } from "./records.ts";
import { ownZonalIds, type WantedRow } from "./zone-row.ts";

/**
 * Zonal aliases of ours that are to go: the document no longer wants any, or the endpoint is in that Availability Zone
 * no more, so that nothing answers there. Where both its DNS entry and its subnets do not say so, they stay (semantics
 * 12), as does what nobody proves ours.
 */
export function leftZonalAliases(row: WantedRow, records: readonly RecordView[]): readonly LiveAlias[] {
  const { ref, wanted, adopted } = row;
  const { live, document } = wanted.endpoint;
  if (!live) return [];
  const { zonal } = live;
  const inAdopted = () => (row.live ? addedAliases(row.live) : []);
  const own = adopted ? inAdopted() : ownAliases(ref.name, records, ownZonalIds(row.live));
  return own.filter(({ name }) => {
    const id = zoneIdIn(ref.name, name);
    if (id === undefined) return false;
    return document.zonalNames ? zonal?.isLeft(id) === true : true;
  });
}
