/**
 * Identifiers, parsed once at the edge and never re-checked inside. A brand exists for the compiler only:
 * at run time each is the string that AWS prints.
 */
type Brand<T, Name extends string> = T & { readonly __brand: Name };

/** Twelve digits. */
export type AccountId = Brand<string, "AccountId">;
/** `eu-west-1`, `us-gov-west-1`, `cn-north-1`. */
export type Region = Brand<string, "Region">;
/** `vpc-` and 8 or 17 hex digits. */
export type VpcId = Brand<string, "VpcId">;
/** `vpce-` and 8 or 17 hex digits. */
export type EndpointId = Brand<string, "EndpointId">;
/** `rslvr-in-` or `rslvr-out-` and 17 hex digits. */
export type ResolverEndpointId = Brand<string, "ResolverEndpointId">;
/** `rslvr-rr-` and 17 hex digits. */
export type RuleId = Brand<string, "RuleId">;
/** `subnet-` and 8 or 17 hex digits. */
export type SubnetId = Brand<string, "SubnetId">;
/** `sg-` and 8 or 17 hex digits. */
export type SecurityGroupId = Brand<string, "SecurityGroupId">;
/** A hosted zone's bare id (`Z…`), without `/hostedzone/`. */
export type ZoneId = Brand<string, "ZoneId">;
/** A private DNS name without a leading `*.` and without a trailing dot, in lower case: what a zone is named. */
export type ZoneName = Brand<string, "ZoneName">;
/** A name of a hub, endpoint or spoke document. */
export type DocumentName = Brand<string, "DocumentName">;
/** The identity of ownership (`Hub.spec.owner`), part of every CallerReference. */
export type Owner = Brand<string, "Owner">;

/** A VPC is known by its id *and* Region: Route 53 asks for both in every association call. */
export type VpcRef = { readonly id: VpcId; readonly region: Region };

/** The one text form of a VPC: ids are unique, the Region is shown because association calls need it. */
export function vpcKey(vpc: VpcRef): string {
  return vpc instanceof KeyedVpc ? vpc.key : `${vpc.id}@${vpc.region}`;
}

/**
 * The one object for a VPC, which has its key at hand: what AWS shows of ten thousand VPCs in a hundred zones holds each
 * of them once, and a fleet asks for the same few thousand keys millions of times. It belongs to whoever holds it, and
 * is forgotten when nobody does: a process runs for months, and VPCs come and go.
 */
export function vpcRef(id: VpcId, region: Region): VpcRef {
  const before = HELD.get(id)?.deref();
  if (before?.region === region) return before;
  const now = Object.freeze(new KeyedVpc(id, region));
  HELD.set(id, new WeakRef(now));
  FORGET.register(now, id);
  return now;
}

/** A zone, by its id or its key in desired state, and a VPC: the thing that is associated or not. */
export function pairKey(zone: string, vpc: VpcRef): string {
  return `${zone} ${vpcKey(vpc)}`;
}

/** A record set's place in its zone; those with a routing policy share one. Texts say it like this as well. */
export function recordKey({ type, name }: { readonly type: string; readonly name: string }): string {
  return `${type} ${name}`;
}

export function vpcsByKey(vpcs: readonly VpcRef[]): ReadonlyMap<string, VpcRef> {
  return new Map(vpcs.map((vpc) => [vpcKey(vpc), vpc]));
}

/** Printed and compared as its id and Region; a copy is a plain reference, without the key. */
class KeyedVpc implements VpcRef {
  readonly id: VpcId;
  readonly region: Region;
  readonly #key: string;

  constructor(id: VpcId, region: Region) {
    this.id = id;
    this.region = region;
    this.#key = `${id}@${region}`;
  }

  get key(): string {
    return this.#key;
  }
}

const HELD = new Map<VpcId, WeakRef<VpcRef>>();
const FORGET = new FinalizationRegistry<VpcId>((id) => {
  if (HELD.get(id)?.deref() === undefined) HELD.delete(id);
});

/** `*.dkr.ecr.eu-west-1.amazonaws.com` → `dkr.ecr.eu-west-1.amazonaws.com`: the zone that serves a private DNS name. */
export function zoneNameOf(dnsName: string): ZoneName {
  return dnsName.toLowerCase().replace(/\.$/, "").replace(/^\*\./, "") as ZoneName;
}

export function isWildcard(dnsName: string): boolean {
  return dnsName.startsWith("*.");
}
