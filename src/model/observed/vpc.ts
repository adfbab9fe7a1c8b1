import type { Seen } from "../failure.ts";
import type { AccountId, EndpointId, ResolverEndpointId, ZoneId, ZoneName } from "../ids.ts";
import type { EndpointState } from "./endpoint-state.ts";
import type { RuleTarget } from "./resolver.ts";

/** A VPC that should join a zone, seen with the credentials of its own account. */
export type VpcView = {
  /** Absent: no such VPC in that account and Region. Another account than expected: the VPC is shared with it. */
  readonly owner?: AccountId;
  /** IPv4 and IPv6. */
  readonly cidrs: readonly string[];
  /** The id of its DHCP options set, or `NO_DHCP_OPTIONS`. Absent: not told, or another account's VPC. */
  readonly dhcpOptions?: string;
  readonly dnsSupport: Seen<boolean>;
  readonly dnsHostnames: Seen<boolean>;
  readonly zones: Seen<readonly ZoneOfVpc[]>;
  /** The VPC's own interface endpoints with private DNS on, and the names they hold. */
  readonly privateDns: Seen<
    readonly {
      readonly endpoint: EndpointId;
      /** Where it is not available: it holds its names, and nobody knows that it answers by them. */
      readonly state?: EndpointState;
      readonly names: readonly ZoneName[];
      /** Those of the names beneath which it answers too: AWS lists them as `*.x`. */
      readonly wildcards?: readonly ZoneName[];
    }[]
  >;
  /** FORWARD and SYSTEM rules associated with the VPC; the root's name is empty. */
  readonly rules: Seen<readonly RuleOfVpc[]>;
};

/** ListHostedZonesByVPC: it tells the owner but no CallerReference. */
export type ZoneOfVpc = {
  readonly id: ZoneId;
  readonly name: ZoneName;
  readonly owner: { readonly account?: AccountId; readonly service?: string };
};

/** A SYSTEM rule keeps its domain from a FORWARD rule of a shorter name. */
export type RuleOfVpc = {
  readonly id: string;
  readonly name: ZoneName;
  readonly isSystem?: true;
  readonly owner?: AccountId;
  /** Where a FORWARD rule sends questions, and by which outbound endpoint; none: the VPC's account is not shown that. */
  readonly targets?: readonly RuleTarget[];
  readonly endpoint?: ResolverEndpointId;
  /** How the association stands, as AWS writes it, where it is not COMPLETE: such a rule may not answer. */
  readonly association?: string;
};

/** What AWS writes of a VPC that has no DHCP options set: its hosts are told of no DNS server (EC2, AssociateDhcpOptions). */
export const NO_DHCP_OPTIONS = "default";
