import type { Finding } from "../../finding.ts";
import type { Client } from "./clients.ts";
import type { WantedZone } from "./zones/wanted-zones.ts";

export type Say = (kind: Finding["kind"], reason: string, message: string, todo?: string) => Finding;

export function findingFor(zone: WantedZone, client?: Client): Say {
  return (kind, reason, message, todo) => ({
    kind,
    reason,
    hub: zone.hub.name,
    endpoint: zone.settled.endpoint.name,
    zone: zone.ref.name,
    ...(client?.spoke && { spoke: client.spoke.name }),
    ...(client && { vpc: client.vpc, account: client.account }),
    message,
    ...(todo && { todo }),
  });
}
