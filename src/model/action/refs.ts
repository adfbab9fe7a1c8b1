import type {
  DocumentName,
  EndpointId,
  Owner,
  Region,
  ResolverEndpointId,
  RuleId,
  ZoneId,
  ZoneName,
} from "../ids.ts";

/** A zone by its place in desired state; `id` when it exists already. */
export type ZoneRef = {
  readonly key: ZoneKey;
  readonly name: ZoneName;
  readonly id?: ZoneId;
};

export type ZoneKey = string;

/** A name may have several zones, beyond the VPCs that one of them takes: from the second on the key has its number. */
export function zoneKey(hub: DocumentName, set: string, name: ZoneName, shard = 0): ZoneKey {
  return shard === 0 ? `${hub}/${set}/${name}` : `${hub}/${set}/${name}#${shard}`;
}

/** 0 is a name's first zone, and nearly always its only one. */
export function shardOf({ key }: ZoneRef): number {
  return Number(/#(\d+)$/.exec(key)?.[1] ?? 0);
}

/** An endpoint by its place in desired state (`hub/set/service`); `id` when it exists already. */
export type EndpointRef = {
  readonly key: string;
  readonly service: string;
  readonly region: Region;
  readonly id?: EndpointId;
};

export function endpointKey(hub: DocumentName, set: string, service: string): EndpointRef["key"] {
  return `${hub}/${set}/${service}`;
}

/** A rule by its place in desired state (`hub/name`, of a carve-out `hub/name/system`); `id` and `arn` when it exists. */
export type RuleRef = {
  readonly key: string;
  readonly name: ZoneName;
  readonly type: "FORWARD" | "SYSTEM";
  readonly region: Region;
  readonly live?: { readonly id: RuleId; readonly arn: string };
};

export function ruleKey(hub: DocumentName, name: ZoneName, type: RuleRef["type"]): string {
  return type === "SYSTEM" ? `${hub}/${name}/system` : `${hub}/${name}`;
}

/** One for each hub; `arn` when it exists. */
export type ShareRef = { readonly key: string; readonly region: Region; readonly arn?: string };

/** `owner`: in whose name the tag on it is written. */
export type OwnRef = {
  readonly key: string;
  readonly id: EndpointId;
  readonly service: string;
  readonly owner: Owner;
};

/** By its place in desired state (`hub/resolver/inbound`); `id` when it exists. What takes its place has none yet. */
export type ResolverEndpointRef = {
  readonly key: string;
  readonly direction: ResolverDirection;
  readonly region: Region;
  readonly id?: ResolverEndpointId;
};

export type ResolverDirection = "INBOUND" | "OUTBOUND";

export function resolverEndpointRef(
  hub: { readonly name: DocumentName; readonly region: Region },
  direction: ResolverDirection,
  id?: ResolverEndpointId,
): ResolverEndpointRef {
  const key = `${hub.name}/resolver/${direction.toLowerCase()}`;
  return { key, direction, region: hub.region, ...(id && { id }) };
}
