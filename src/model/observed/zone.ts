import type { Seen } from "../failure.ts";
import type { VpcRef, ZoneId, ZoneName } from "../ids.ts";
import type { ZoneInventory } from "../inventory/entries.ts";
import type { Tags } from "../ownership.ts";

export type ZoneView = {
  readonly id: ZoneId;
  readonly name: ZoneName;
  readonly callerReference: string;
  readonly comment?: string;
  /** GetHostedZone: every VPC, other accounts' included. */
  readonly vpcs: Seen<VpcsByKey>;
  /** Read for our zones only. */
  readonly records?: Seen<readonly RecordView[]>;
  readonly tags?: Seen<Tags>;
  /** Read when strays are swept. */
  readonly authorizations?: Seen<readonly VpcRef[]>;
  /** GetHostedZoneLimit: how many VPCs it takes. Read when it is nearly full, as far as may be. */
  readonly vpcLimit?: number;
  /**
   * Of somebody else's zone: what we added to it, as the inventory tells it; nothing, where it tells nothing of the zone.
   * Absent: there is no inventory.
   */
  readonly added?: Seen<ZoneInventory | undefined>;
};

/** VPCs by `vpcKey`. */
export type VpcsByKey = ReadonlyMap<string, VpcRef>;

/** A record set as listed; `name` in lower case, without the trailing dot, `*` instead of `\052`. */
export type RecordView = {
  readonly name: string;
  readonly type: string;
  readonly alias?: AliasTarget;
  /** Of plain A, AAAA and CNAME records, as AWS lists them: other types' values are nobody's business here. */
  readonly plain?: PlainValues;
  /** SetIdentifier, of a record with a routing policy (weighted, latency, failover …). */
  readonly identifier?: string;
};

/** `ttl` in seconds. */
export type PlainValues = { readonly ttl: number; readonly values: readonly string[] };

export type AliasTarget = {
  readonly dnsName: string;
  readonly hostedZoneId: string;
  readonly evaluateTargetHealth: boolean;
};
