import type { RuleRef } from "../../action/refs.ts";
import type { ResolverEndpointAction } from "../../action/resolver-endpoint.ts";
import type { Hub } from "../../desired/types.ts";
import type { Failure } from "../../failure.ts";
import { type Finding, finding } from "../../finding.ts";
import type { VpcId } from "../../ids.ts";
import type { Lately } from "./hour.ts";
import type { HubScales } from "./hub-counts.ts";
import { type Tally, tally } from "./loss.ts";

export type TooMany = {
  readonly scales: HubScales;
  /** What counts of those that nobody allowed. */
  readonly own: Tally;
  readonly lately: readonly Lately[];
  readonly digest: string;
  /** Epoch milliseconds from which on the hour alone no longer holds them back. */
  readonly until?: number;
};

export function tooMany({ scales: { hub, has }, own: lost, lately, digest, until }: TooMany): Finding {
  const removed = [
    ...(lost.spokes.size + lost.zones.size > 0
      ? [
          `${lost.spokes.size} of ${has.spokes.size} spoke VPCs`,
          `${lost.zones.size} of ${has.zones.size} zones`,
        ]
      : []),
    ...(lost.endpoints.size > 0 ? [`${lost.endpoints.size} of ${has.endpoints.size} managed endpoints`] : []),
  ];
  const parts = [
    ...(removed.length > 0 ? [`removes ${removed.join(" and ")}`] : []),
    ...(lost.repointed.size > 0
      ? [`points the aliases of ${lost.repointed.size} of ${has.repointed.size} endpoints elsewhere`]
      : []),
  ];
  const todo = byDigest(hub, digest);
  return finding(
    "withheld",
    { hub: hub.name },
    {
      reason: "TooManyRemovals",
      message: `the plan ${parts.join(", and ")}${before(lately)}; more than ${hub.guard.maxRemovalPercent} % (and more than one) of any is held back`,
      todo: until === undefined ? todo : `${todo}; or wait: it goes ahead after ${minute(until)}`,
    },
  );
}

function byDigest({ name }: Hub, digest: string): string {
  return `if that is meant, run again with --allow-removals ${digest}; or, for the daemon, write in hub ${name} under metadata.annotations: vpce-operator/allow-removals: ${digest}`;
}

/** Nobody can say how many lose something, so it is no matter of a share of them. */
export function unknownConsumers(hub: Hub, { live, name }: RuleRef, digest: string): Finding {
  return finding(
    "withheld",
    { hub: hub.name, zone: name },
    {
      reason: "UnknownConsumers",
      message: `no document wants rule ${live?.id} (${name}), and it is shared with accounts that were not looked into: without it associations there would end unseen`,
      todo: byDigest(hub, digest),
    },
  );
}

/** What forwards to an inbound endpoint from outside AWS stands in no list of AWS's. */
export function unknownForwarders(hub: Hub, action: ResolverEndpointAction, digest: string): Finding {
  const { id } = action.resolverEndpoint;
  const what =
    action.kind === "removeResolverAddress"
      ? `address ${action.address.ip} of inbound Resolver endpoint ${id}`
      : `inbound Resolver endpoint ${id}`;
  return finding(
    "withheld",
    { hub: hub.name },
    {
      reason: "UnknownForwarders",
      message: `${what} is to go, no rule leads there, and whether DNS servers outside AWS forward to it cannot be seen`,
      todo: `point such servers elsewhere, then: ${byDigest(hub, digest)}`,
    },
  );
}

export function forwardersInto(hub: Hub, vpc: VpcId, digest: string): Finding {
  return finding(
    "withheld",
    { hub: hub.name },
    {
      reason: "UnknownForwarders",
      message: `${vpc} is to leave zones of hub ${hub.name}: no rule leads there any more, but an inbound Resolver endpoint stands there, and whether DNS servers outside AWS forward to it cannot be seen`,
      todo: `point such servers elsewhere, then: ${byDigest(hub, digest)}`,
    },
  );
}

export function notRemembered(hub: Hub, { message }: Failure): Finding {
  return finding(
    "withheld",
    { hub: hub.name },
    {
      reason: "LossesNotRemembered",
      message: `nothing is removed: the table does not tell, or cannot be told, what the hub loses within the hour: ${message}`,
      todo: "see why the table does not answer (vpce-operator table describe; its permissions are in docs/lease.md); the next pass goes on by itself",
    },
  );
}

function before(lately: readonly Lately[]): string {
  const { spokes, zones, endpoints, repointed } = tally(lately.map(({ loss }) => loss));
  const parts = [
    counted(spokes.size, "spoke VPC"),
    counted(zones.size, "zone"),
    counted(endpoints.size, "managed endpoint"),
    counted(repointed.size, "endpoint pointed elsewhere", "endpoints pointed elsewhere"),
  ].filter((part) => part !== undefined);
  return parts.length === 0 ? "" : `, after ${parts.join(" and ")} within the last hour`;
}

function counted(count: number, one: string, many = `${one}s`): string | undefined {
  return count === 0 ? undefined : `${count} ${count === 1 ? one : many}`;
}

/** The first whole minute after it. */
function minute(at: number): string {
  const text = new Date(Math.ceil(at / 60_000) * 60_000).toISOString();
  return `${text.slice(0, 10)} ${text.slice(11, 16)} UTC`;
}
