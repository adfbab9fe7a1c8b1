import type { Seen } from "../failure.ts";
import type { EndpointId, Region, SecurityGroupId, SubnetId, VpcId, ZoneName } from "../ids.ts";
import type { Tags } from "../ownership.ts";
import type { EndpointState } from "./endpoint-state.ts";
import type { SecurityGroupView } from "./network.ts";

export type EndpointView = {
  readonly id: EndpointId;
  readonly service: string;
  /** The service's Region, as far as AWS tells. */
  readonly serviceRegion?: Region;
  readonly state: EndpointState;
  readonly privateDnsEnabled: boolean;
  readonly tags: Tags;
  readonly dnsRecordIpType: "ipv4" | "ipv6" | "dualstack" | "service-defined";
  readonly ipAddressType: string;
  readonly subnets: readonly SubnetId[];
  readonly securityGroups: readonly SecurityGroupId[];
  /** JSON text as AWS keeps it. */
  readonly policy?: string;
  /** AWS's words for a creation that failed. */
  readonly lastError?: string;
  /** The regional DnsEntry: what aliases point to. Absent: none shown; `pending`: its zone id is not known yet. */
  readonly regional?: { readonly dnsName: string; readonly hostedZoneId: string } | "pending";
  /** The DnsEntries' names of single Availability Zones. */
  readonly zonal?: readonly string[];
  readonly interfaces?: readonly string[];
  /** Private addresses of all its interfaces; read only where a zone that others made may answer by them. */
  readonly addresses?: Seen<readonly string[]>;
};

/** An interface endpoint of a spoke's VPC, by the credentials of its account. */
export type OwnEndpointView = EndpointView & {
  readonly vpc: VpcId;
  /** A service of AWS made it, and rules over it. */
  readonly isRequesterManaged: boolean;
  /** What its private DNS holds; none while that is off. */
  readonly names: readonly ZoneName[];
  /** Those of the names beneath which it answers too. */
  readonly wildcards: readonly ZoneName[];
  /** Nothing of its names is still being made. */
  readonly isSettled: boolean;
  /** Who may connect to it; read where it is to be handed over. */
  readonly groups?: Seen<readonly SecurityGroupView[]>;
};
