import type { Failure, Seen } from "../failure.ts";
import type { ZoneId, ZoneName } from "../ids.ts";
import type { Proof } from "../ownership.ts";
import type { EndpointView } from "./endpoint.ts";
import type { SubnetView } from "./network.ts";
import type { ResolverView } from "./resolver.ts";
import type { ZoneView } from "./zone.ts";

/** One hub: its account's zones, its VPC's endpoints, its Region's services. */
export type HubView = {
  /** Every endpoint service of the Region with the private names that AWS gives it. */
  readonly services: readonly ServiceView[];
  /** The interface endpoints of the hub VPC. */
  readonly endpoints: readonly EndpointView[];
  /** Those of endpoints that documents want `zonalNames` of; read only where there are such documents. */
  readonly subnets?: Seen<readonly SubnetView[]>;
  /** Private zones of the account that are ours: any hub of this owner. */
  readonly zones: readonly ZoneView[];
  /**
   * Zones that somebody else made: those of a name that an `adoptZones` document wants, and those that the inventory knows.
   */
  readonly adoptable: readonly ZoneView[];
  /** Private zones of the account that are another owner's, by CallerReference or claim. */
  readonly otherOwners: ReadonlyMap<ZoneId, OthersZone>;
  /** The account's other private zones: neither ours nor adoptable, so nothing in them was read. */
  readonly strangers: readonly { readonly id: ZoneId; readonly name: ZoneName }[];
  /** Why the tags of zones that others made could not be read: one of them may have been taken over by us. */
  readonly unclassified?: Failure;
  /** Absent: the hub's documents name no Resolver endpoints. */
  readonly resolver?: Seen<ResolverView>;
  /** All zones of the account, public ones included: they count against its quota. */
  readonly zonesInAccount: number;
};

/** As far as a list tells: its own comment and tags may name its set. */
export type OthersZone = Proof & { readonly name: ZoneName; readonly set?: string };

export type ServiceView = { readonly name: string; readonly privateNames: readonly string[] };
