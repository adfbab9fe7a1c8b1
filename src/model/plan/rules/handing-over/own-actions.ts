import type { ActionKey } from "../../../action/common.ts";
import { type OwnAction, ownActionKey } from "../../../action/own.ts";
import type { OwnRef, ZoneRef } from "../../../action/refs.ts";
import type { FindingPlace } from "../../../finding.ts";
import { vpcRef } from "../../../ids.ts";
import type { Draft } from "../../wanted/draft.ts";
import type { Owned } from "../own/owned.ts";
import type { Served } from "./served.ts";

export function placeOf({ spoke, shared }: Owned): FindingPlace {
  const [first] = shared;
  return {
    hub: spoke.hub.name,
    ...(first && { endpoint: first.document.name }),
    spoke: spoke.name,
    vpc: vpcRef(spoke.vpc, spoke.region),
    account: spoke.account,
  };
}

export function refOf({ spoke: { hub }, view: { id, service } }: Owned): OwnRef {
  return { key: `${hub.name}/own/${id}`, id, service, owner: hub.owner };
}

function commonOf(owned: Owned) {
  const { hub, spoke, endpoint, account } = placeOf(owned);
  const { region, vpc } = owned.spoke;
  return {
    hub,
    account: account ?? owned.spoke.account,
    ...(spoke && { spoke }),
    ...(endpoint && { endpoint }),
    own: refOf(owned),
    vpc: vpcRef(vpc, region),
  };
}

export function handsOver(owned: Owned, { rules, after }: Served): OwnAction[] {
  const key = ownActionKey("handOver", refOf(owned));
  const off: OwnAction = {
    ...commonOf(owned),
    kind: "handOver",
    key,
    after,
    names: owned.names,
    rules,
    because: `the document says remove, and ${rules.map(({ name }) => `rule ${name}`).join(" and ")} answers its names there`,
  };
  return [off, startsLinger(owned, [key])];
}

/** Not the time of the tag that stands before the switch: nobody knows how long that took. */
export function startsLinger(owned: Owned, after: readonly ActionKey[] = []): OwnAction {
  return {
    ...commonOf(owned),
    kind: "startLinger",
    key: ownActionKey("startLinger", refOf(owned)),
    after,
    because: "it lingers from when its private DNS is seen off",
  };
}

/**
 * By a window: the VPC joins these zones at once (`gaps.ts`). What has to be so before: aliases in DNS, authorizations; `settled`:
 * whose window comes first.
 */
export function opensGap(
  owned: Owned,
  joins: readonly ZoneRef[],
  { after, settled }: { readonly after: readonly ActionKey[]; readonly settled: readonly ActionKey[] },
): OwnAction {
  return {
    ...commonOf(owned),
    kind: "handOver",
    key: ownActionKey("handOver", refOf(owned)),
    after,
    ...(settled.length > 0 && { inTurnAfter: settled }),
    names: owned.names,
    rules: [],
    joins,
    because: `the document says remove, and accepts that its names are public there until the VPC has joined ${joins.map(({ name }) => `zone ${name}`).join(" and ")}`,
  };
}

/** Never one of a service of which AWS tells no names: nobody knows what it would take along. */
export function deletes(draft: Draft, owned: Owned, { rules, zones, after }: Served): OwnAction {
  const { service } = owned.view;
  return {
    ...commonOf(owned),
    kind: "deleteOwn",
    key: ownActionKey("deleteOwn", refOf(owned)),
    after,
    names: owned.names,
    rules,
    ...(zones.length > 0 && { zones }),
    lingerSeconds: owned.spoke.ownEndpoints.lingerSeconds,
    privateNames: draft.view.services.find(({ name }) => name === service)?.privateNames ?? [],
    because: "its names were handed over to the hub, and it has lingered",
    removal: true,
  };
}

/** Nothing is public yet: AWS is asked whether private DNS may come on when the VPC has left its zones. */
export function triesTakeBack(owned: Owned): OwnAction {
  const ref = refOf(owned);
  return {
    ...commonOf(owned),
    kind: "tryTakeBack",
    key: ownActionKey("tryTakeBack", ref),
    after: [],
    because: "its VPC leaves the zones of its names only when private DNS may be switched on",
  };
}

/**
 * Its names are private again before anything leaves that serves them; the tag says so until then. `left`: where nothing serves
 * them meanwhile, the waits for the zones that its VPC leaves.
 */
export function takesBack(owned: Owned, left?: readonly ActionKey[]): OwnAction[] {
  const { names } = owned;
  const ref = refOf(owned);
  const common = commonOf(owned);
  const isOn = owned.becomes === "returned";
  const on: OwnAction = {
    ...common,
    kind: "takeBack",
    key: ownActionKey("takeBack", ref),
    after: left ?? [],
    ...(left && { urgent: true as const }),
    names,
    because: "it was handed over to the hub, and the document no longer asks for that",
  };
  const wait: OwnAction = {
    ...common,
    kind: "awaitPrivateDns",
    key: ownActionKey("awaitPrivateDns", ref),
    after: isOn ? [] : [on.key],
    names,
    because: "AWS makes the zones of its names anew",
  };
  const untag: OwnAction = {
    ...common,
    kind: "endHandOver",
    key: ownActionKey("endHandOver", ref),
    after: [wait.key],
    because: "its private DNS answers as before it was handed over",
  };
  return isOn ? [wait, untag] : [on, wait, untag];
}
