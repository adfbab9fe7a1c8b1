import type { Resource } from "../resource.ts";

export type RouteTable = Resource & {
  vpcId: string;
  /**
   * Destination (an IPv4 or IPv6 block, or a prefix list's id) → id of the target. The local routes are in every table
   * and not here; nor are the routes of gateway endpoints, which follow from these.
   */
  routes: Map<string, string>;
};

/** What routes lead to and nothing else here knows of: `igw-…`, `nat-…`, `vgw-…`, `eigw-…`. Absent VPC: attached to none. */
export type Gateway = Resource & { vpcId: string | undefined };
