import { type OwnAction, ownActionKey } from "../../../action/own.ts";
import type { OwnRef } from "../../../action/refs.ts";
import type { FindingPlace } from "../../../finding.ts";
import { vpcRef } from "../../../ids.ts";
import type { Owned } from "../own/owned.ts";
import type { RuleDraft } from "../rule-draft.ts";
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

export function handsOver(owned: Owned, { rules, after }: Served): OwnAction {
  return {
    ...commonOf(owned),
    kind: "handOver",
    key: ownActionKey("handOver", refOf(owned)),
    after,
    names: owned.names,
    rules,
    because: `the document says remove, and ${rules.map(({ name }) => `rule ${name}`).join(" and ")} answers its names there`,
  };
}

/** Never one of a service of which AWS tells no names: nobody knows what it would take along. */
export function deletes({ draft }: RuleDraft, owned: Owned, { rules, zones, after }: Served): OwnAction {
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

/** Its names are private again before anything leaves that serves them; the tag says so until then. */
export function takesBack(owned: Owned): OwnAction[] {
  const { names } = owned;
  const ref = refOf(owned);
  const common = commonOf(owned);
  const isOn = owned.becomes === "returned";
  const on: OwnAction = {
    ...common,
    kind: "takeBack",
    key: ownActionKey("takeBack", ref),
    after: [],
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
