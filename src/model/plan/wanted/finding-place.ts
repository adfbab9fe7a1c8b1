import type { FindingPlace } from "../../finding.ts";
import type { Client } from "./clients.ts";
import type { WantedRow } from "./zones/zone-row.ts";

/** What a finding is about: a zone that documents want, and a client of it. */
export function at(zone: WantedRow, client?: Client): FindingPlace {
  return {
    hub: zone.hub.name,
    endpoint: zone.wanted.endpoint.document.name,
    zone: zone.ref.name,
    ...(client?.spoke && { spoke: client.spoke.name }),
    ...(client && { vpc: client.vpc, account: client.account }),
  };
}
