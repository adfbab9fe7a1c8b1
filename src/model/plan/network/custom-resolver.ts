import { listed } from "../../counted.ts";
import type { Spoke } from "../../desired/types.ts";
import { type Failure, isUnread, valueIn } from "../../failure.ts";
import { type Finding, finding, type Why } from "../../finding.ts";
import { vpcKey, vpcRef } from "../../ids.ts";
import type { Observed } from "../../observed/observed.ts";
import { NO_DHCP_OPTIONS } from "../../observed/vpc.ts";
import type { Draft } from "../wanted/draft.ts";
import { placeOf } from "./path-admission.ts";

/**
 * Of spokes whose VPCs were looked at, those whose hosts ask others than the VPC's own resolver, which alone answers by
 * zones and rules (semantics 56). It withholds nothing: whom those servers ask in turn nobody can see.
 */
export function customResolvers(
  { hub }: Draft,
  desired: readonly Spoke[],
  { vpcs, nameServers }: Observed,
): Finding[] {
  const unread: { readonly spoke: Spoke; readonly failure: Failure }[] = [];
  const told = desired.flatMap((spoke): Finding[] => {
    if (spoke.hub !== hub || spoke.suspend) return [];
    const set = valueIn(vpcs.get(vpcKey(vpcRef(spoke.vpc, spoke.region))))?.dhcpOptions;
    if (set === undefined) return [];
    const seen = nameServers?.get(set);
    if (isUnread(seen)) unread.push({ spoke, failure: seen.failure });
    const servers = set === NO_DHCP_OPTIONS ? [] : valueIn(seen);
    if (servers === undefined || isAmazons(servers)) return [];
    return [finding("note", placeOf(hub, spoke), why(spoke, set, servers))];
  });
  return [...told, ...notChecked(hub.name, unread)];
}

/** Both are the VPC's resolver too (VPC user guide, "Amazon DNS server"). */
const AMAZONS: ReadonlySet<string> = new Set(["AmazonProvidedDNS", "169.254.169.253", "fd00:ec2::253"]);

function isAmazons(servers: readonly string[]): boolean {
  return servers.length > 0 && servers.every((server) => AMAZONS.has(server));
}

function why({ vpc }: Spoke, set: string, servers: readonly string[]): Why {
  const where = set === NO_DHCP_OPTIONS ? "it has no DHCP options set" : `DHCP options set ${set}`;
  return {
    reason: "CustomResolver",
    message:
      servers.length > 0
        ? `hosts of ${vpc} are told to ask ${servers.join(", ")} (${where}): for them the names stay public unless those servers forward them to the resolver of a VPC that has them`
        : `hosts of ${vpc} are told of no DNS server (${where}): for them the names stay public unless they ask the VPC's own resolver`,
    todo: `have those hosts' servers forward the names to the resolver of a VPC that has them, or name AmazonProvidedDNS in the DHCP options of ${vpc}`,
  };
}

/** A fleet may have hundreds. */
const LISTED_MAX = 5;

/** Told once for all that failed alike. */
function notChecked(
  hub: Finding["hub"],
  unread: readonly { readonly spoke: Spoke; readonly failure: Failure }[],
): Finding[] {
  const alike = Map.groupBy(unread, ({ failure: { kind, error } }) => `${kind} ${error}`);
  return [...alike.values()].flatMap((all) => {
    const [first] = all;
    if (!first) return [];
    const spokes = listed(all.map(({ spoke }) => spoke.name).sort(), LISTED_MAX);
    const accounts = listed([...new Set(all.map(({ spoke }) => spoke.account))].sort(), LISTED_MAX);
    const { kind, error } = first.failure;
    const told = finding(
      "note",
      { hub },
      {
        reason: "CustomResolverNotChecked",
        message: `which DNS servers hosts of ${spokes} are told to ask is not checked (${error})`,
        todo:
          kind === "denied"
            ? `allow ec2:DescribeDhcpOptions to the spokes' roles in ${accounts} (docs/iam.md)`
            : "run again",
      },
    );
    return [told];
  });
}
