import ipaddr from "ipaddr.js";
import { dnsName } from "./dns-name.ts";
import { isUnread, valueIn } from "./failure.ts";
import type { EndpointId, ZoneName } from "./ids.ts";
import type { EndpointView } from "./observed/endpoint.ts";
import type { RecordView } from "./observed/zone.ts";

/** Whether an alias to this name leads to the endpoint: its own names begin with its id, S3's with `*.` before that. */
export function leadsTo(id: EndpointId, dnsName: string): boolean {
  return dnsName.replace(/^\*\./, "").startsWith(`${id}-`);
}

/** The name by which a record answers, an alias's or a CNAME's, in lower case without the dot; of addresses none. */
export function leadOf({ type, alias, plain }: RecordView): string | undefined {
  if (alias) return alias.dnsName;
  const [name] = type === "CNAME" ? (plain?.values ?? []) : [];
  return name === undefined ? undefined : dnsName(name);
}

/** Whether a name is one of the endpoint's own as AWS lists them: the regional one, or that of an Availability Zone. */
export function answersAs(
  { regional, zonal = [] }: { readonly regional: string; readonly zonal?: readonly string[] | undefined },
  name: string,
): boolean {
  return name === regional || zonal.includes(name);
}

/** A plain A or AAAA record, whose addresses may be an endpoint's. */
export function isPlainAddress({ type, plain }: RecordView): boolean {
  return (type === "A" || type === "AAAA") && plain !== undefined;
}

/** Whether a plain record answers as the endpoint's regional name does: by all its addresses of that type, and no other. */
export function answersByAddresses(endpoint: Pick<EndpointView, "addresses">, record: RecordView): boolean {
  if (!isPlainAddress(record)) return false;
  const own = new Set(
    (valueIn(endpoint.addresses) ?? []).map(canonical).filter((a) => typeOf(a) === record.type),
  );
  const given = new Set((record.plain?.values ?? []).map(canonical));
  return own.size > 0 && own.size === given.size && own.isSubsetOf(given);
}

/** Whether a record leads to the endpoint, by a name that begins with its id or by its addresses. */
export function reaches(endpoint: Pick<EndpointView, "id" | "addresses">, record: RecordView): boolean {
  return leadsTo(endpoint.id, leadOf(record) ?? "") || answersByAddresses(endpoint, record);
}

/** Whether some of a plain record's addresses are the endpoint's, or may be: they were asked for and could not be read. */
export function mayHoldAddressOf(endpoint: Pick<EndpointView, "addresses">, record: RecordView): boolean {
  if (!isPlainAddress(record)) return false;
  if (isUnread(endpoint.addresses)) return true;
  const own = new Set((valueIn(endpoint.addresses) ?? []).map(canonical));
  return (record.plain?.values ?? []).some((value) => own.has(canonical(value)));
}

/** IPv6 addresses have many spellings. */
function canonical(address: string): string {
  return ipaddr.isValid(address) ? ipaddr.parse(address).toString() : address;
}

function typeOf(address: string): "A" | "AAAA" {
  return address.includes(":") ? "AAAA" : "A";
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
