import type { Action } from "../../action/action.ts";
import type { ActionKey } from "../../action/common.ts";
import type { ZoneRef } from "../../action/refs.ts";
import { takesGap } from "../../desired/rule-mode.ts";
import type { Desired, Hub } from "../../desired/types.ts";
import { namesAbove } from "../../dns-name.ts";
import { type Seen, valueIn } from "../../failure.ts";
import type { Finding } from "../../finding.ts";
import { isWildcard, type VpcRef, vpcKey, vpcRef, type ZoneName, zoneNameOf } from "../../ids.ts";
import { holdsNames } from "../../observed/endpoint-state.ts";
import type { HubView } from "../../observed/hub.ts";
import type { VpcView } from "../../observed/vpc.ts";
import type { ZoneView } from "../../observed/zone.ts";
import { type Estate, isHubVpc } from "../estate/estate.ts";
import { knownNames } from "../order/earlier.ts";
import { NOTHING_SEEN } from "../resolution/carriers.ts";
import type { RuleDrafts } from "../rules/rows/rule-draft.ts";
import type { LiveRow, WantedRow } from "../wanted/zones/zone-row.ts";
import { type RuleGround, ruleGroundOf } from "./rule-ground.ts";

/** What stays as it is whatever the plan does: what was seen, and what documents accept. */
export type Ground = {
  readonly estate: Estate;
  /** Every zone that the hubs read, whoever wants it, by id. */
  readonly views: ReadonlyMap<string, ZoneView>;
  /** Our rows of these, and of zones that the plan makes: by id, or by key. */
  readonly rows: ReadonlyMap<string, LiveRow | WantedRow>;
  readonly named: ReadonlyMap<ZoneName, readonly ZoneView[]>;
  /** Names of zones, by each name above them that a zone has as well. */
  readonly beneath: ReadonlyMap<string, readonly ZoneName[]>;
  /** Those of `views` whose VPCs could not be read. */
  readonly unseen: readonly ZoneView[];
  readonly unread: readonly UnreadHub[];
  /** Names that a zone may have, or may have had a moment ago. */
  readonly known: ReadonlySet<ZoneName>;
  readonly rules: RuleGround;
  /** Actions whose window the plan names. */
  readonly windows: ReadonlySet<ActionKey>;
  /** Those of them whose window lies between a spoke's own endpoint and zones. */
  readonly ownWindows: ReadonlySet<ActionKey>;
  /** Endpoint documents that accept a dark name while the hub's private DNS is switched off. */
  readonly gaps: ReadonlySet<string>;
  /** VPCs, by `vpcKey`, whose documents accept that names are public while their own endpoints are handed over. */
  readonly gapVpcs: ReadonlySet<string>;
};

/** `names`: what its zones, which nobody saw, may bear. */
export type UnreadHub = { readonly hub: Hub; readonly names: ReadonlySet<ZoneName> };

export function groundOf(
  desired: Desired,
  estate: Estate,
  rules: RuleDrafts,
  findings: readonly Finding[],
): Ground {
  const views = estate.drafts.flatMap(({ view }) => [...view.zones, ...view.adoptable]);
  const rows = [...estate.existing, ...estate.zones];
  const names = new Set([...views.map(({ name }) => name), ...rows.map(({ ref }) => ref.name)]);
  const windows = findings.filter(({ kind }) => kind === "window");
  return {
    estate,
    views: new Map(views.map((view) => [view.id, view])),
    rows: new Map(rows.map((row) => [zoneOf(row.ref), row])),
    named: Map.groupBy(views, ({ name }) => name),
    beneath: beneathOf(names),
    unseen: views.filter(({ vpcs }) => vpcs.kind === "unreadable"),
    unread: unreadHubs(desired, estate),
    known: knownNames(estate),
    rules: ruleGroundOf(estate, rules),
    windows: actionsOf(windows),
    ownWindows: actionsOf(windows.filter(({ reason }) => reason === "OwnEndpointGap")),
    gaps: new Set(desired.endpoints.filter(({ allowGap }) => allowGap).map(({ name }) => name)),
    gapVpcs: new Set(desired.spokes.filter(takesGap).map(({ vpc, region }) => vpcKey(vpcRef(vpc, region)))),
  };
}

/**
 * Whether an action takes names of a spoke's own endpoint out of where they are private, by a window that the plan names and the
 * document accepts: between the endpoint and zones, whichever of the two it leaves (semantics 59).
 */
export function opensOwnGap({ ownWindows, gapVpcs }: Ground, vpc: VpcRef, { kind, key }: Action): boolean {
  const isStep = kind === "handOver" || kind === "disassociate" || kind === "deleteZone";
  return isStep && ownWindows.has(key) && gapVpcs.has(vpcKey(vpc));
}

function actionsOf(findings: readonly Finding[]): ReadonlySet<ActionKey> {
  return new Set(findings.flatMap(({ action }) => action ?? []));
}

/** By its id, or by its key until it is made. */
export function zoneOf({ id, key }: ZoneRef): string {
  return id ?? key;
}

/** Whether documents accept that the zone hides what lies beneath its name. */
export function isAccepted({ rows }: Ground, zone: string): boolean {
  return rows.get(zone)?.wanted?.endpoint.document.acceptShadowing === true;
}

/** What is not ours in a VPC, as far as it was looked at, and its own endpoints where it is a hub's. */
export function othersIn({ estate, views, rules }: Ground, vpc: VpcRef): VpcView {
  const seen = valueIn(estate.observed.vpcs.get(vpcKey(vpc))) ?? rules.views.get(vpcKey(vpc));
  const hub = estate.drafts.find((draft) => isHubVpc(draft.hub, vpc));
  if (!seen && !hub) return NOTHING_SEEN;
  const shown = valueIn(seen?.privateDns) ?? [];
  const own = hub
    ? privateDnsOf(hub.view).filter((e) => !shown.some(({ endpoint }) => endpoint === e.endpoint))
    : [];
  return {
    ...NOTHING_SEEN,
    zones: here((valueIn(seen?.zones) ?? []).filter(({ id }) => !views.has(id))),
    privateDns: here([...shown, ...own]),
    rules: here((valueIn(seen?.rules) ?? []).filter(({ id }) => !rules.rules.has(id))),
  };
}

export function here<T>(value: T): Seen<T> {
  return { kind: "seen", value };
}

function privateDnsOf({ endpoints, services }: HubView) {
  return endpoints
    .filter((e) => e.privateDnsEnabled && holdsNames(e.state))
    .map((e) => {
      const names = services.filter((s) => s.name === e.service).flatMap((s) => s.privateNames);
      return {
        endpoint: e.id,
        ...(e.state !== "available" && { state: e.state }),
        names: [...new Set(names.map(zoneNameOf))],
        wildcards: names.filter(isWildcard).map(zoneNameOf),
      };
    });
}

function beneathOf(names: ReadonlySet<ZoneName>): Map<string, ZoneName[]> {
  const beneath = new Map<string, ZoneName[]>();
  for (const name of names)
    for (const above of namesAbove(name)) {
      if (!names.has(above)) continue;
      const others = beneath.get(above);
      if (others) others.push(name);
      else beneath.set(above, [name]);
    }
  return beneath;
}

/** Their zones may bear any private name of the Region, since documents may have gone, and those that are written out. */
function unreadHubs({ hubs, endpoints }: Desired, { drafts, observed }: Estate): UnreadHub[] {
  return hubs
    .filter((hub) => observed.hubs.get(hub)?.kind !== "seen")
    .map((hub) => {
      const listed = drafts.filter((d) => d.hub.region === hub.region).flatMap((d) => d.view.services);
      const written = endpoints.filter((e) => e.hubs.includes(hub));
      const names = [
        ...listed.flatMap((s) => s.privateNames),
        ...written.flatMap((e) => [...(e.names ?? []), ...e.extraNames]),
      ];
      return { hub, names: new Set(names.map(zoneNameOf)) };
    });
}
