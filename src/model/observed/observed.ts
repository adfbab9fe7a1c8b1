import type { Hub } from "../desired/types.ts";
import type { Seen } from "../failure.ts";
import type { ZoneId } from "../ids.ts";
import type { KnownSpoke } from "../leaving.ts";
import type { HandedOverAt } from "../own-definition.ts";
import type { PathFacts } from "../path/facts.ts";
import type { OwnEndpointView } from "./endpoint.ts";
import type { HubView } from "./hub.ts";
import type { DnsGroupView, NetworkView } from "./network.ts";
import type { RuleAccountView, RulePath } from "./rule-account.ts";
import type { VpcView } from "./vpc.ts";

/** What AWS showed in one pass. Everything that could not be read says so; nothing is left out in silence. */
export type Observed = {
  readonly hubs: ReadonlyMap<Hub, Seen<HubView>>;
  /** By `vpcKey`: only VPCs that lack a pair were looked at (semantics 14). */
  readonly vpcs: ReadonlyMap<string, Seen<VpcView>>;
  /** Names of the records of zones of others above a name that a VPC should join, as far as they were asked for. */
  readonly recordsAbove: ReadonlyMap<ZoneId, Seen<readonly string[]>>;
  /** By DHCP options set, of spokes' VPCs that were looked at: the DNS servers that hosts are told to ask. */
  readonly nameServers?: ReadonlyMap<string, Seen<readonly string[]>>;
  /** Security groups of the hubs' endpoints; subnets only where something is missing. */
  readonly networks: ReadonlyMap<Hub, NetworkView>;
  /** By `accessKey`: the rule associations of each account that has, or had, rule-mode spokes. */
  readonly ruleAccounts?: ReadonlyMap<string, Seen<RuleAccountView>>;
  /** What packets meet between the hubs and those of their spokes that lack something, or were not looked at for an hour. */
  readonly path?: PathFacts;
  /** Of hubs whose rules somebody has or lacks: what both Resolver endpoints' groups let out and in for DNS. */
  readonly hopGroups?: ReadonlyMap<Hub, Seen<readonly DnsGroupView[]>>;
  /** Of hubs where a rule association is missing. */
  readonly rulePaths?: ReadonlyMap<Hub, RulePath>;
  /** Of hubs of whose rules this process has seen one spoke served: since when, in epoch milliseconds, and now. */
  readonly firstServed?: ReadonlyMap<Hub, { readonly since: number; readonly now: number }>;
  /** By `accessKey`: endpoints of spokes' VPCs whose documents say what becomes of them. `at`: when, in epoch milliseconds. */
  readonly ownEndpoints?: {
    readonly at: number;
    readonly byAccess: ReadonlyMap<string, Seen<readonly OwnEndpointView[]>>;
    /** Where some were handed over. Absent: there is no table to know it, nor to keep what they are made again by. */
    readonly definitions?: Seen<readonly HandedOverAt[]>;
  };
  /** Spokes whose documents are gone, as they were last known; told by no read of AWS. */
  readonly leaving?: readonly KnownSpoke[];
  /** By `vpcKey`: what this process saw in passes before of VPCs that this one did not look at. */
  readonly ranges?: ReadonlyMap<string, RangesBefore>;
};

/** The ranges of a VPC, IPv4 and IPv6, and when they were read, in epoch milliseconds. */
export type RangesBefore = { readonly cidrs: readonly string[]; readonly at: number };
