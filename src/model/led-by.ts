import type { EndpointId, ZoneName } from "./ids.ts";
import type { RecordView } from "./observed.ts";

/** Whether an alias to this name leads to the endpoint: its own names begin with its id, S3's with `*.` before that. */
export function leadsTo(id: EndpointId, dnsName: string): boolean {
  return dnsName.replace(/^\*\./, "").startsWith(`${id}-`);
}

/** The name by which a record answers, an alias's or a CNAME's, in lower case without the dot; of addresses none. */
export function leadOf({ type, alias, plain }: RecordView): string | undefined {
  if (alias) return alias.dnsName;
  const [name] = type === "CNAME" ? (plain?.values ?? []) : [];
  return name?.toLowerCase().replace(/\.$/, "").replace("\\052", "*");
}

/** Whether a name is one of the endpoint's own as AWS lists them: the regional one, or that of an Availability Zone. */
export function answersAs(
  { regional, zonal = [] }: { readonly regional: string; readonly zonal?: readonly string[] | undefined },
  name: string,
): boolean {
  return name === regional || zonal.includes(name);
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
