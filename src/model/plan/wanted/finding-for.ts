import type { Finding } from "../../finding.ts";
import type { Client } from "./clients.ts";
import type { WantedRow } from "./zones/zone-row.ts";

export type Say = (kind: Finding["kind"], reason: string, message: string, todo?: string) => Finding;

export function findingFor(zone: WantedRow, client?: Client): Say {
  return (kind, reason, message, todo) => ({
    kind,
    reason,
    hub: zone.hub.name,
    endpoint: zone.wanted.endpoint.document.name,
    zone: zone.ref.name,
    ...(client?.spoke && { spoke: client.spoke.name }),
    ...(client && { vpc: client.vpc, account: client.account }),
    message,
    ...(todo && { todo }),
  });
}
