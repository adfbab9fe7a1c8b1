import type { Resource } from "../resource.ts";

/** A rule. The lowest number that matches decides, in each direction. */
export type AclEntry = {
  number: number;
  egress: boolean;
  /** A protocol's number; `-1` for all. */
  protocol: string;
  allow: boolean;
  /** An IPv4 or IPv6 block. */
  cidr: string;
  /** Of TCP and UDP. */
  ports?: { from: number; to: number } | undefined;
  icmp?: { type: number; code: number } | undefined;
};

export type NetworkAcl = Resource & {
  vpcId: string;
  isDefault: boolean;
  /** Without those at the end that deny the rest. */
  entries: AclEntry[];
};
