import type { Action } from "../../action/action.ts";
import type { EndpointAction } from "../../action/endpoint.ts";
import { actionKey } from "../../action/zone.ts";
import { type Finding, finding } from "../../finding.ts";
import type { HubEndpoint } from "../wanted/endpoints/endpoint.ts";
import type { WantedRow } from "../wanted/zones/zone-row.ts";

type Planned = { readonly actions: readonly EndpointAction[]; readonly findings: readonly Finding[] };

/**
 * Subnets leave an endpoint when the names of their Availability Zones have left DNS (`zonalNames`), and not while it
 * cannot be seen whether there are such names.
 */
export function afterZonalNames(
  { actions, document }: HubEndpoint,
  zones: readonly WantedRow[],
  written: readonly Action[],
): Planned {
  if (!document.zonalNames) return { actions, findings: [] };
  const unread = zones.find(({ live }) => live && live.records?.kind !== "seen");
  const leaving = zones.flatMap(({ ref }) =>
    written.some((a) => a.kind === "changeRecords" && a.deletes && a.zone.key === ref.key)
      ? [actionKey("awaitInsync", ref)]
      : [],
  );
  const removing = actions.filter((a) => a.kind === "modifyEndpoint" && a.change.removeSubnets);
  const others = actions.filter((a) => !removing.includes(a));
  if (!unread || removing.length === 0)
    return {
      actions: [...removing.map((a) => ({ ...a, after: [...a.after, ...leaving] })), ...others],
      findings: [],
    };
  const { hub, ref } = unread;
  const held = finding(
    "withheld",
    { hub: hub.name, endpoint: document.name, zone: ref.name },
    {
      reason: "RecordsNotRead",
      message: `the endpoint keeps its subnets: the records of zone ${ref.id} (${ref.name}), which may lead to one of their Availability Zones, could not be read`,
      todo: "run again",
    },
  );
  return { actions: others, findings: [held] };
}
