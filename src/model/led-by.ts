import type { EndpointId, ZoneName } from "./ids.ts";

/** Whether an alias to this name leads to the endpoint: its own names begin with its id, S3's with `*.` before that. */
export function leadsTo(id: EndpointId, dnsName: string): boolean {
  return dnsName.replace(/^\*\./, "").startsWith(`${id}-`);
}

/**
 * Whether a zone of this name may hold one of a service's private names: the name's own zone, one above it, or one
 * beneath a wildcard. Where no names are known, any zone may.
 */
export function mayHold(zone: ZoneName, privateNames: readonly string[]): boolean {
  if (privateNames.length === 0) return true;
  return privateNames.some((name) => `.${name}`.endsWith(`.${zone}`) || isBeneath(zone, name));
}

function isBeneath(zone: ZoneName, wildcard: string): boolean {
  return wildcard.startsWith("*.") && zone.endsWith(wildcard.slice(1));
}
