import type { Action } from "../../action/action.ts";
import type { ActionKey } from "../../action/common.ts";
import { actionKey } from "../../action/zone.ts";
import { type Finding, finding } from "../../finding.ts";
import { vpcKey } from "../../ids.ts";
import { isAdded } from "../../inventory/entries.ts";
import { sameAccount } from "../estate/estate.ts";
import type { Sequence } from "../order/sequence.ts";
import { type Client, clientName, isHubClient } from "../wanted/clients.ts";
import { isTurningOff, turnOffKey } from "../wanted/endpoints/private-dns.ts";
import { at } from "../wanted/finding-place.ts";
import { type LiveRow, type Place, placeOf, type WantedRow } from "../wanted/zones/zone-row.ts";
import type { Joining } from "./new-associations.ts";

export type PairPlan = { readonly actions: readonly Action[]; readonly findings: readonly Finding[] };

/**
 * One client into one zone: authorize (in another account), associate, take the authorization back. `created`: the
 * zone is made by this plan. `release`: an endpoint of the VPC's own holds the name, or AWS for it still: `now`, and nothing else
 * answers it; `by` this plan, by that action.
 */
export function pairActions(
  zone: WantedRow,
  joining: Joining,
  created: boolean,
  sequence: Sequence,
  release?: Release,
): PairPlan {
  const { client, departure } = joining;
  const from = departure?.by === "move" ? departure.from : undefined;
  const crosses = !sameAccount(zone.hub, client.account);
  const made = created ? [actionKey("createZone", zone.ref)] : [];
  const waits = [...made, ...(departure?.after ?? [])];
  const key = actionKey(from ? "move" : "associate", zone.ref, client.vpc);
  const beneath = sequence.beneath(client.vpc, zone.ref.name);
  // Given early, so that it is there when the aliases are INSYNC; but not while the association may wait long.
  const early = [...waits, ...(zone.wanted.endpoint.live?.after ?? []), ...beneath.after];
  const place = placeOf(zone);
  const isDark = release === "now";
  const by = typeof release === "object" ? [release.by] : [];
  const permission = authorization(zone, client, { place, after: early, association: key, isDark });
  const takesOver = isHubClient(client) && zone.wanted.endpoint.document.hubPrivateDns === "turnOff";
  const association = {
    ...place,
    ...(takesOver && { urgent: true as const, waitForRelease: true as const }),
    ...(release && { waitForRelease: true as const }),
    ...((isDark || by.length > 0) && { urgent: true as const }),
    key,
    vpc: client.vpc,
    after: [
      ...waits,
      ...sequence.gatesOf(zone.wanted.endpoint, client.vpc),
      ...beneath.after,
      ...permission.before.map((a) => a.key),
      ...(takesOver && isTurningOff(zone.wanted.endpoint) ? [turnOffKey(zone)] : []),
      ...by,
    ],
    ...(crosses && client.spoke && { account: client.account, spoke: client.spoke.name }),
  };
  sequence.steps(client.vpc, { place, key, inDns: false });
  return {
    actions: [
      ...beneath.waits,
      ...permission.before,
      associationOf(zone, client, from, association),
      ...permission.afterwards,
    ],
    findings: from ? [{ ...moveWindow(zone, client, from), action: key }] : [],
  };
}

/** `bridged`: by rules. */
export type Release = "bridged" | "now" | { readonly by: ActionKey };

type Association = Omit<Extract<Action, { kind: "associate" }>, "kind" | "because">;

function associationOf(
  zone: WantedRow,
  client: Client,
  from: LiveRow | undefined,
  association: Association,
): Action {
  const name = zone.ref.name;
  if (!from)
    return {
      ...association,
      kind: "associate",
      because: `${clientName(client)} is not associated with ${name}`,
    };
  return {
    ...association,
    kind: "move",
    from: { ...from.ref, hub: from.hub.name },
    because: `${clientName(client)} belongs in another zone of the name ${name}`,
  };
}

/**
 * The hub's authorization for a VPC of another account: given before the association, taken back after it (semantics 17). A
 * VPC of the hub's own account needs none; one that stands all the same is taken back.
 */
function authorization(
  zone: WantedRow,
  client: Client,
  {
    place,
    after,
    association,
    isDark,
  }: { place: Place; after: readonly ActionKey[]; association: ActionKey; isDark: boolean },
): { before: Action[]; afterwards: Action[] } {
  const common = { ...place, vpc: client.vpc, ...(client.spoke && { spoke: client.spoke.name }) };
  const seen = zone.live?.authorizations;
  const given = seen?.kind === "seen" && seen.value.some((v) => vpcKey(v) === vpcKey(client.vpc));
  const needed = !sameAccount(zone.hub, client.account);
  const before: Action = {
    ...common,
    kind: "authorize",
    key: actionKey("authorize", zone.ref, client.vpc),
    after,
    ...(isDark && { urgent: true as const }),
    because: `${clientName(client)} is not associated with ${zone.ref.name}, and account ${client.account} has to be authorized`,
  };
  const afterwards: Action = {
    ...common,
    kind: "deauthorize",
    key: actionKey("deauthorize", zone.ref, client.vpc),
    after: [],
    afterSettled: [association],
    because: "an authorization that stays would let the VPC associate again unasked",
  };
  // In an adopted zone only what was seen absent before it was made is ours to take back: by this pass, or the inventory.
  const { live } = zone;
  const wasOurs = live !== undefined && isAdded(live, "authorization", client.vpc);
  const isOurs = zone.adopted ? seen?.kind === "seen" && needed && (!given || wasOurs) : needed || given;
  return { before: needed && !given ? [before] : [], afterwards: isOurs ? [afterwards] : [] };
}

function moveWindow(zone: WantedRow, client: Client, from: LiveRow): Finding {
  return finding("window", at(zone, client), {
    reason: "Move",
    message: `${zone.ref.name} is not private in ${clientName(client)} between leaving zone ${from.live.id} and joining this one: AWS allows a VPC one zone of a name`,
  });
}
