/** The record types that a client asks a VPC's resolver for here. */
export type AddressType = "A" | "AAAA";

/**
 * What answered: a private zone, a service's private name, a rule that forwards (`behind`: what answered where it led, when
 * that did), or the public DNS: a public zone of this world where `zoneName` says which.
 */
export type Source =
  | { kind: "private-zone"; zoneId: string; zoneName: string }
  | { kind: "service"; endpointId: string; zoneName: string }
  | { kind: "rule"; ruleId: string; behind?: Source }
  | { kind: "public"; zoneName?: string };

/** NOERROR without addresses: the name exists, with other types only. SERVFAIL: nobody answered on the way, or in a circle. */
export type Answer = {
  rcode: "NOERROR" | "NXDOMAIN" | "SERVFAIL";
  addresses: string[];
  /** The names that were followed, aliases' and CNAMEs' targets. */
  chain?: string[];
  from: Source;
  ttlSeconds: number;
};

/** What a record set, a name or an endpoint comes to, before it is said who answered. */
export type Found = Omit<Answer, "from">;

/** Time to live of an alias to an endpoint, and how long an absent name is remembered (the SOA record's TTL). */
const ALIAS_TTL_SECONDS = 60;
const ABSENT_TTL_SECONDS = 900;

export const NXDOMAIN: Found = { rcode: "NXDOMAIN", addresses: [], ttlSeconds: ABSENT_TTL_SECONDS };
/** Nothing to remember: the next question may be answered. */
export const SERVFAIL: Found = { rcode: "SERVFAIL", addresses: [], ttlSeconds: 0 };
export const NODATA: Found = { rcode: "NOERROR", addresses: [], ttlSeconds: ABSENT_TTL_SECONDS };

export const found = (addresses: string[], ttlSeconds = ALIAS_TTL_SECONDS): Found =>
  addresses.length > 0 ? { rcode: "NOERROR", addresses, ttlSeconds } : NODATA;
