import { createHash } from "node:crypto";
import type { Hub } from "./desired/types.ts";
import type { Owner, ZoneName } from "./ids.ts";

/**
 * Who a hosted zone belongs to. Route 53 cannot tag on create, so the proof is the CallerReference: set atomically,
 * shown by ListHostedZones and GetHostedZone, impossible to change (semantics 8). It reads
 *
 *     vpceop/<owner>/<hash of hub account, Region, hub VPC, set, zone name>/<shard>/<generation>
 *
 * The hash proves, it does not tell: what is needed to find the endpoint document again (service, set) stands in the
 * zone's comment, made in the same call, and in its tags.
 */
export type ZoneReference = {
  readonly owner: string;
  readonly hash: string;
  readonly shard: number;
  /** Raised when a deleted zone has used the reference up. */
  readonly generation: number;
};

const PREFIX = "vpceop";

export function ownershipHash(hub: Hub, set: string, name: ZoneName): string {
  return hashOf(hub, set, name);
}

function hashOf(hub: Hub, set: string, what: string): string {
  const identity = [hub.account, hub.region, hub.vpc, set, what].join("\n");
  return createHash("sha256").update(identity).digest("hex").slice(0, 32);
}

export function callerReference(reference: ZoneReference): string {
  return [PREFIX, reference.owner, reference.hash, reference.shard, reference.generation].join("/");
}

export function parseCallerReference(text: string): ZoneReference | undefined {
  const match = /^vpceop\/([^/]+)\/([0-9a-f]{32})\/(\d+)\/(\d+)$/.exec(text);
  if (!match) return undefined;
  const [, owner = "", hash = "", shard, generation] = match;
  return { owner, hash, shard: Number(shard), generation: Number(generation) };
}

/** The same zone under the next generation: for HostedZoneAlreadyExists when no zone has the reference any more. */
export function nextGeneration(text: string): string {
  const reference = parseCallerReference(text);
  if (!reference) throw new Error(`not a reference of ours: ${text}`);
  return callerReference({ ...reference, generation: reference.generation + 1 });
}

/** Whether a zone with this CallerReference is the one that serves `name` for this hub and set. */
export function provesZone(reference: Proof, hub: Hub, set: string, name: ZoneName): boolean {
  return reference.owner === (hub.owner as string) && isFor(reference, hub, set, name);
}

/** Owner and hash: whose a thing is, and what it is for. */
export type Proof = Pick<ZoneReference, "owner" | "hash">;

/** Whether a thing is for this name, or service, of this hub and set, whoever owns it: the hash leaves the owner out. */
export function isFor({ hash }: Pick<Proof, "hash">, hub: Hub, set: string, what: string): boolean {
  return hash === hashOf(hub, set, what);
}

/** What a zone remembers of the document that asked for it. Readable copies: ownership never rests on them. */
export type ZoneRecord = {
  readonly service: string;
  readonly set: string;
  /** Where the name came from: AWS's list, or the document's `extraNames`. */
  readonly origin: "aws" | "extra";
  /** Digest of all names that the endpoint had when the zone was made: tells an unfinished creation from a new name. */
  readonly names: string;
};

/** At most 256 characters, Route 53's limit for a comment; a service name has at most 100. */
export function zoneComment(record: ZoneRecord): string {
  return `vpce-operator service=${record.service} set=${record.set} origin=${record.origin} names=${record.names}`;
}

export function parseZoneComment(comment: string | undefined): ZoneRecord | undefined {
  const match = /^vpce-operator service=(\S+) set=(\S+) origin=(aws|extra) names=([0-9a-f]+)$/.exec(
    comment ?? "",
  );
  if (!match) return undefined;
  const [, service = "", set = "", origin, names = ""] = match;
  return { service, set, origin: origin as ZoneRecord["origin"], names };
}

const TAG = {
  owner: "vpce-operator/owner",
  hub: "vpce-operator/hub",
  endpoint: "vpce-operator/endpoint",
} as const;
/** Whose a thing is that was tagged as it was made. */
export const OWNER_TAG = TAG.owner;
const TAG_CLAIM = "vpce-operator/claim";
const TAG_SERVICE = "vpce-operator/service";
const TAG_SET = "vpce-operator/set";
const TAG_ORIGIN = "vpce-operator/origin";

export type Tags = Readonly<Record<string, string>>;

const TAG_ZONAL = "vpce-operator/zonal-names";

/**
 * By ids of Availability Zones: those that we made aliases for. An alias at another one may be somebody's. Ids that no
 * longer have aliases stay.
 */
export function zonalTags(ids: Iterable<string>): Tags {
  const value = [...new Set(ids)].sort().join(" ");
  return value ? { [TAG_ZONAL]: value } : {};
}

export function zonalIds(tags: Tags): ReadonlySet<string> {
  return new Set((tags[TAG_ZONAL] ?? "").split(" ").filter((id) => id !== ""));
}

/** Tags for people and cost reports; repaired when they drift (semantics 8). */
export function zoneTags(owner: Owner, hub: string, endpoint: string, record: ZoneRecord): Tags {
  return {
    [TAG.owner]: owner,
    [TAG.hub]: hub,
    [TAG.endpoint]: endpoint,
    [TAG_SERVICE]: record.service,
    [TAG_SET]: record.set,
    [TAG_ORIGIN]: record.origin,
  };
}

/**
 * The wanted tags that are missing or wrong. Those that name documents say what made the thing and are left as they are:
 * renaming a document, or splitting one into several, changes nothing in AWS.
 */
export function tagsAmiss(wanted: Tags, live: Tags): Tags {
  const isName = (key: string) => key === TAG.hub || key === TAG.endpoint;
  const amiss = ([key, value]: [string, string]) =>
    live[key] !== value && (live[key] === undefined || !isName(key));
  return Object.fromEntries(Object.entries(wanted).filter(amiss));
}

/** The tags' copy of the comment, for a zone whose comment somebody edited. */
export function recordFromTags(tags: Tags): ZoneRecord | undefined {
  const { [TAG_SERVICE]: service, [TAG_SET]: set, [TAG_ORIGIN]: origin } = tags;
  if (!service || !set || (origin !== "aws" && origin !== "extra")) return undefined;
  return { service, set, origin, names: "" };
}

/** The comment is as old as the zone; where its name came from may have changed since, and the repaired tag tells. */
export function zoneRecord(comment: string | undefined, tags: Tags): ZoneRecord | undefined {
  const written = parseZoneComment(comment);
  const tagged = recordFromTags(tags);
  return written && tagged ? { ...written, origin: tagged.origin } : (written ?? tagged);
}

export function digestOfNames(names: readonly string[]): string {
  return createHash("sha256")
    .update([...names].sort().join("\n"))
    .digest("hex")
    .slice(0, 12);
}

/** The proof that an endpoint is ours: a tag set in the call that creates it (semantics 11), and the same hash. */
export function endpointClaim(hub: Hub, set: string, service: string): { tag: string; value: string } {
  return { tag: TAG_CLAIM, value: `${PREFIX}/${hub.owner}/${hashOf(hub, set, service)}` };
}

/** The set that tags name: it proves nothing by itself. */
export function setIn(tags: Tags): string | undefined {
  return tags[TAG_SET];
}

/** The set that an endpoint of this hub was made for, when its claim proves it ours. */
export function claimedSet(hub: Hub, service: string, tags: Tags): string | undefined {
  const set = setIn(tags);
  if (set === undefined) return undefined;
  const claim = endpointClaim(hub, set, service);
  return tags[claim.tag] === claim.value ? set : undefined;
}

/** The tag by which an adopted zone was made ours (`takeOwnership`): the proof beside CallerReference. */
export function zoneClaim(hub: Hub, set: string, name: ZoneName): Tags {
  return { [TAG_CLAIM]: `${PREFIX}/${hub.owner}/${hashOf(hub, set, name)}` };
}

/** Of a claim tag, a zone's or an endpoint's; it has neither shard nor generation. */
export function parseClaim(tags: Tags): Proof | undefined {
  const match = /^vpceop\/([^/]+)\/([0-9a-f]{32})$/.exec(tags[TAG_CLAIM] ?? "");
  return match ? { owner: match[1] ?? "", hash: match[2] ?? "" } : undefined;
}

/**
 * Whose a zone is, with the hash that says what it serves: the maker's, until a claim tag says that another owner took
 * it over. That tag defeats the CallerReference, so that a zone never has two owners (semantics 10).
 */
export function provenOwner(callerReference: string, tags: Tags): Proof | undefined {
  const made = parseCallerReference(callerReference);
  const claim = parseClaim(tags);
  return claim && claim.owner !== made?.owner ? claim : made;
}
