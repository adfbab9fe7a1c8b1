import { type Finding, type FindingPlace, finding } from "../../finding.ts";
import type { VpcRef, ZoneName } from "../../ids.ts";
import type { VpcView, ZoneOfVpc } from "../../observed/vpc.ts";
import { type Estate, isOwnRule } from "../estate/estate.ts";
import { type Holder, holdersOf } from "../resolution/carriers.ts";
import { type Gaps, isStuck, zonesBeside } from "../rules/handing-over/gaps.ts";
import { isLettingGo } from "../rules/own/bridge.ts";
import { ownedIn } from "../rules/own/owned.ts";
import { type Client, leaveOut } from "../wanted/clients.ts";
import { leaveRule, leaveZone } from "../wanted/ways-out.ts";
import type { WantedRow } from "../wanted/zones/zone-row.ts";
import { openingOf } from "./own-gap-clients.ts";

/** Semantics 20: who holds the name in that VPC, told before AWS refuses, and what to do about it. */
export function heldElsewhere(
  { estate, gaps }: { readonly estate: Estate; readonly gaps: Gaps },
  place: FindingPlace,
  zone: WantedRow,
  client: Client,
  view: VpcView,
): Finding | undefined {
  const { name } = zone.ref;
  const { vpc } = client;
  const holder = holdersOf(name, view)
    .holders.filter((one) => one.name === name && !isExpected({ estate, gaps }, zone, client, one))
    .at(0);
  switch (holder?.kind) {
    case undefined:
      return undefined;
    case "zone":
      return heldByZone(estate, place, vpc, holder, name);
    case "endpoint": {
      const stay = gaps.stays.get(holder.id);
      if (stay?.kind === "withheld") return finding(stay.kind, place, stay.why);
      return finding("conflict", place, {
        reason: "NameHeldByEndpoint",
        message: `${vpc.id} has its own endpoint ${holder.id} with private DNS on, and that holds ${name}`,
        todo: `switch it off or delete it: aws ec2 modify-vpc-endpoint --region ${vpc.region} --vpc-endpoint-id ${holder.id} --no-private-dns-enabled${orLeaveOut(client, zone)}`,
      });
    }
    case "rule":
      return finding("conflict", place, {
        reason: "NameHeldByRule",
        message: `${vpc.id} is associated with Resolver rule ${holder.id} for ${name}, and a rule of the same name wins over a zone`,
        todo: leaveRule(holder.id, vpc),
      });
  }
}

/** AWS switches no private DNS on beside a zone of the name: what was handed over would never come back. */
export function takenBack(
  estate: Estate,
  place: FindingPlace,
  zone: WantedRow,
  client: Client,
): Finding | undefined {
  const { spoke, vpc } = client;
  const { drafts, observed } = estate;
  const draft = observed.ownEndpoints && drafts.find(({ hub }) => hub === zone.hub);
  const own = spoke && draft && ownedIn(draft, [spoke], observed);
  const { name } = zone.ref;
  const holder = own?.find(
    (one) => one.spoke === spoke && one.becomes === "takenBack" && one.names.includes(name), // the table tells of others too
  );
  if (!spoke || !holder) return undefined;
  if (isStuck(holder) && zonesBeside(estate, holder).length > 0) return undefined; // it stays handed over: with all of its names
  return finding("conflict", place, {
    reason: "NameHeldByEndpoint",
    message: `${vpc.id}'s own endpoint ${holder.view.id} was handed over, and is switched on again: it holds ${name} then`,
    todo: "run again", // of what is in the way then, its own words are said
  });
}

/**
 * Whether who has the name in the VPC is ours, or makes room: the hub's own private DNS is switched off before it joins, and
 * until AWS has let go, a conflict means "not yet".
 */
function isExpected(
  { estate, gaps }: { readonly estate: Estate; readonly gaps: Gaps },
  zone: WantedRow,
  client: Client,
  holder: Holder,
): boolean {
  const own = openingOf(gaps, client, zone.ref.name);
  const { document, live } = zone.wanted.endpoint;
  const isTurnedOff = client.spoke === undefined && document.hubPrivateDns === "turnOff";
  switch (holder.kind) {
    case "rule":
      return client.spoke !== undefined && isOwnRule(estate, holder.id); // it leaves when the zone serves (semantics 58)
    case "endpoint":
      return (isTurnedOff && holder.id === live?.view?.id) || holder.id === own?.view.id;
    case "zone": {
      if (holder.id === zone.live?.id || estate.ours(holder.id)) return true;
      if (holder.owner.service === undefined) return false;
      return (
        isTurnedOff ||
        own !== undefined ||
        (client.spoke !== undefined && isLettingGo(estate, client.spoke, zone.ref.name))
      );
    }
  }
}

/** A spoke may keep an endpoint of its own: its document leaves the hub's out. */
function orLeaveOut({ spoke }: Client, { wanted }: WantedRow): string {
  return spoke ? `; or to keep it, ${leaveOut(spoke, wanted.endpoint.document)}` : "";
}

export function heldByZone(
  estate: Estate,
  place: FindingPlace,
  vpc: VpcRef,
  row: ZoneOfVpc,
  name: ZoneName,
): Finding {
  const { account, service } = row.owner;
  const own = estate.drafts.filter((d) => d.hub.account === account).map((d) => d.view);
  const isListed = own.some((v) => [...v.zones, ...v.adoptable, ...v.strangers].some((z) => z.id === row.id));
  if (own.length > 0 && !isListed)
    return finding("unknown", place, {
      reason: "ListLags",
      message: `${vpc.id} is in zone ${row.id} of the name ${name} of account ${account}, which that account's list does not show yet`,
      todo: "run again",
    });
  const owner = estate.drafts.map((d) => d.view.otherOwners.get(row.id)?.owner).find((o) => o !== undefined);
  const whose = owner
    ? `vpce-operator's owner ${owner} in account ${account}`
    : account
      ? `account ${account}`
      : `the AWS service ${service ?? "unknown"}`;
  const leave = account
    ? leaveZone(row.id, vpc)
    : "it belongs to an endpoint of that VPC: switch that endpoint's private DNS off, or delete it";
  const todo = owner
    ? `did the hub's spec.owner change? then change it back to ${owner}; else ${leave}`
    : leave;
  return finding("conflict", place, {
    reason: "NameHeldByZone",
    message: `${vpc.id} is in zone ${row.id} of the name ${name}, owned by ${whose}`,
    todo,
  });
}
