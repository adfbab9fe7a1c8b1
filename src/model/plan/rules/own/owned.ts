import { accessKey } from "../../../access.ts";
import { fillRole } from "../../../desired/roles.ts";
import { isKeptFrom, regionalDomain, takesGap } from "../../../desired/rule-mode.ts";
import { serviceNamesOf } from "../../../desired/service.ts";
import type { Hub, Spoke } from "../../../desired/types.ts";
import { type Seen, valueIn } from "../../../failure.ts";
import { handedOverIn, isHandedOverBy } from "../../../handed-over.ts";
import { type DocumentName, isWildcard, type VpcId, type ZoneName, zoneNameOf } from "../../../ids.ts";
import type { OwnEndpointView } from "../../../observed/endpoint.ts";
import { isGoing } from "../../../observed/endpoint-state.ts";
import type { Observed } from "../../../observed/observed.ts";
import type { HandedOverAt } from "../../../own-definition.ts";
import type { Draft } from "../../wanted/draft.ts";
import type { HubEndpoint } from "../../wanted/endpoints/endpoint.ts";

/**
 * A spoke's own endpoint beside what its document says (semantics 59):
 *
 * | private DNS | our tag | document | what becomes of it |
 * |---|---|---|---|
 * | on  | –   | `remove` | tagged and switched off, once its names are served by the hub, if nothing speaks against it |
 * | on  | yes | `remove` | the same: a pass died between the two |
 * | off | yes | `remove` | it lingers, from when that was seen, for whoever still has its addresses; then it may be deleted |
 * | off | yes | anything else, or its names are no longer shared | switched on again before what serves them leaves |
 * | on  | yes | anything else | its tag goes as soon as it answers again, and only then what serves its names meanwhile |
 * | off | –   | | somebody else's affair |
 */
export type Owned = {
  readonly spoke: Spoke;
  readonly view: OwnEndpointView;
  readonly becomes: "handedOver" | "lingers" | "takenBack" | "returned";
  /** What its private DNS holds, or held. */
  readonly names: readonly ZoneName[];
  /** Those of the names beneath which it answers too. */
  readonly wildcards: readonly ZoneName[];
  /** The hub's endpoints that have a name of it and that the spoke shares. */
  readonly shared: readonly HubEndpoint[];
};

/**
 * Those of a hub whose documents say what becomes of their endpoints, or of which one was handed over, as far as a table knows:
 * also where the document says nothing any more, or is gone.
 */
export function spokesLooked(
  hub: Hub,
  documents: readonly Spoke[],
  left: readonly HandedOverAt[] = [],
): readonly Spoke[] {
  const here = left.filter((one) => one.hub === (hub.name as string) && !one.isDeleted);
  const handed = new Set(here.map(({ vpc }) => vpc));
  const own = documents.filter(
    ({ hub: of, ownEndpoints, suspend, vpc }) =>
      of === hub && !suspend && (ownEndpoints.redundant !== undefined || handed.has(vpc)),
  );
  const known = new Set(documents.map(({ vpc }) => vpc));
  const gone = new Map(
    here.flatMap((one) => (known.has(one.vpc) ? [] : [[one.vpc, goneSpoke(hub, one)] as const])),
  );
  return [...own, ...gone.values()];
}

/** Nothing is done for them; but whether their names are public is told, for somebody may have suspended them in a window. */
export function suspendedLooked(documents: readonly Spoke[]): Spoke[] {
  return documents.filter(
    (spoke) => spoke.suspend && takesGap(spoke) && spoke.ownEndpoints.redundant !== undefined,
  );
}

/** Those of a hub that were handed over, or come back. */
export function suspendedIn(
  draft: Draft,
  documents: readonly Spoke[],
  observed: Pick<Observed, "ownEndpoints">,
): Owned[] {
  const spokes = suspendedLooked(documents).filter(({ hub }) => hub === draft.hub);
  const views = (spoke: Spoke) => valueIn(observed.ownEndpoints?.byAccess.get(ownAccess(spoke))) ?? [];
  return spokes.flatMap((spoke) =>
    views(spoke).flatMap((view) =>
      view.vpc === spoke.vpc && !view.privateDnsEnabled ? (ownedOf(draft, documents, spoke, view) ?? []) : [],
    ),
  );
}

/** As its document would take back what it handed over: it shares nothing any more. */
function goneSpoke(hub: Hub, { spoke, account, region, vpc }: HandedOverAt): Spoke {
  const role = account === hub.account ? hub.role : hub.spokeRole && fillRole(hub.spokeRole, account);
  return {
    name: spoke as DocumentName,
    labels: {},
    hub,
    account,
    region,
    vpc,
    ...(role && { role }),
    mode: "resolver-rule",
    ownEndpoints: { acceptSourceChange: false, allowGap: false, acceptDifferences: [], lingerSeconds: 0 },
    endpoints: [],
    pathCheck: "off",
    suspend: false,
    isGone: true,
  };
}

/** Of a hub's spokes that were looked at; what is nobody's affair here is left out. `documents`: of all hubs. */
export function ownedIn(
  draft: Draft,
  documents: readonly Spoke[],
  observed: Pick<Observed, "ownEndpoints">,
): Owned[] {
  const { ownEndpoints } = observed;
  if (!ownEndpoints) return [];
  return spokesLooked(draft.hub, documents, valueIn(ownEndpoints.definitions)).flatMap((spoke) => {
    const views = valueIn(ownEndpoints.byAccess.get(ownAccess(spoke))) ?? [];
    return views.flatMap((view) =>
      view.vpc === spoke.vpc ? (ownedOf(draft, documents, spoke, view) ?? []) : [],
    );
  });
}

/** From when on it lingers and until when, in epoch milliseconds; undefined: that is not written yet. */
export function lingersOf({
  view,
  spoke,
}: Owned): { readonly since: number; readonly until: number } | undefined {
  const handed = handedOverIn(view.tags);
  if (!handed || handed.isSwitching) return undefined;
  return { since: handed.at, until: handed.at + spoke.ownEndpoints.lingerSeconds * 1000 };
}

/** It has lingered, what it holds is known, and the table says that we handed it over: anybody can set a tag. */
export function isDue(owned: Owned, { ownEndpoints }: Pick<Observed, "ownEndpoints">): boolean {
  const { until } = lingersOf(owned) ?? {};
  if (owned.becomes !== "lingers" || owned.names.length === 0 || until === undefined) return false;
  return ownEndpoints !== undefined && isWritten(owned, ownEndpoints.definitions) && ownEndpoints.at >= until;
}

export function isWritten({ view }: Owned, definitions: Seen<readonly HandedOverAt[]> | undefined): boolean {
  return valueIn(definitions)?.some(({ id }) => id === view.id) === true;
}

/**
 * Of which VPCs nobody knows whether an endpoint was handed over there. Where the table was not read, all of which the account was
 * not looked at for another reason.
 */
export function unseenBy(
  { ownEndpoints }: Pick<Observed, "ownEndpoints">,
  hub: Hub,
  documents: readonly Spoke[],
): (vpc: VpcId) => boolean {
  const looked = spokesLooked(hub, documents, valueIn(ownEndpoints?.definitions));
  const isRead = (spoke: Spoke) => ownEndpoints?.byAccess.get(ownAccess(spoke))?.kind !== "unreadable";
  const [read, unread] = [true, false].map(
    (is) => new Set(looked.flatMap((spoke) => (isRead(spoke) === is ? spoke.vpc : []))),
  ) as [Set<VpcId>, Set<VpcId>];
  const isTableRead = ownEndpoints?.definitions?.kind !== "unreadable";
  return (vpc) => unread.has(vpc) || !(isTableRead || read.has(vpc));
}

/** By whose credentials its endpoints are read. */
export function ownAccess({ account, role, region }: Spoke): string {
  return accessKey(account, role, region);
}

function ownedOf(
  draft: Draft,
  documents: readonly Spoke[],
  spoke: Spoke,
  view: OwnEndpointView,
): Owned | undefined {
  if (isGoing(view.state)) return undefined;
  const { names, wildcards } = view.privateDnsEnabled ? view : namesOfService(draft, view);
  const asked = names.filter((name) => !isKeptBack(spoke, name));
  const shared = draft.endpoints.filter(
    (one) => spoke.endpoints.includes(one.document) && one.names.some(({ zone }) => asked.includes(zone)),
  );
  const isAll = asked.length === names.length && isWhole(names, shared);
  const becomes = fateOf(draft, spoke, view, { isAny: shared.length > 0, isAll });
  const isBack = becomes === "takenBack" || becomes === "returned";
  if (isBack && isOfAnotherHub(documents, spoke, view)) return undefined;
  return becomes && { spoke, view, becomes, names, wildcards, shared };
}

/** A VPC may be a spoke of several hubs, and the tag does not tell for which: the one that asks for it and shares its service. */
function isOfAnotherHub(documents: readonly Spoke[], spoke: Spoke, { service }: OwnEndpointView): boolean {
  return documents.some(
    ({ hub, vpc, ownEndpoints, endpoints }) =>
      vpc === spoke.vpc &&
      hub !== spoke.hub &&
      ownEndpoints.redundant === "remove" &&
      endpoints.some((one) => serviceNamesOf(one, hub).includes(service)),
  );
}

function fateOf(
  { hub }: Draft,
  { ownEndpoints }: Spoke,
  view: OwnEndpointView,
  { isAny, isAll }: { readonly isAny: boolean; readonly isAll: boolean },
): Owned["becomes"] | undefined {
  const isOurs = isHandedOverBy(view.tags, hub.owner);
  const goes = ownEndpoints.redundant === "remove";
  if (view.privateDnsEnabled) return goes && isAny ? "handedOver" : isOurs ? "returned" : undefined;
  if (!isOurs) return undefined;
  return goes && isAll ? "lingers" : "takenBack";
}

/** Documents keep it from the Region's rule: the VPC is to answer it by itself. */
export function isKeptBack({ hub, mode }: Spoke, name: ZoneName): boolean {
  return mode === "resolver-rule" && isKeptFrom(regionalDomain(hub), name, hub);
}

/** Its private DNS is one switch for all of them. */
function isWhole(names: readonly ZoneName[], shared: readonly HubEndpoint[]): boolean {
  return names.every((name) => shared.some((one) => one.names.some(({ zone }) => zone === name)));
}

function namesOfService({ view }: Draft, { service }: OwnEndpointView): Pick<Owned, "names" | "wildcards"> {
  const listed = view.services.find(({ name }) => name === service)?.privateNames ?? [];
  const zones = (names: readonly string[]) => [...new Set(names.map(zoneNameOf))];
  return { names: zones(listed), wildcards: zones(listed.filter(isWildcard)) };
}
