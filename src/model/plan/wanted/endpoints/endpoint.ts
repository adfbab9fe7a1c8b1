import type { Alias } from "../../../action/alias.ts";
import type { EndpointAction } from "../../../action/endpoint.ts";
import { managedIn } from "../../../desired/managed.ts";
import type { Endpoint, Hub, ManagedEndpoint } from "../../../desired/types.ts";
import { type Finding, finding, type Why } from "../../../finding.ts";
import type { EndpointId, Region, ZoneName } from "../../../ids.ts";
import type { EndpointView } from "../../../observed/endpoint.ts";
import type { HubView } from "../../../observed/hub.ts";
import { aliasTarget, existingEndpoint, TYPES, usable } from "./existing.ts";
import type { LiveEndpoint } from "./live-endpoint.ts";
import { planManaged } from "./managed.ts";
import { type WantedName, wantedNames } from "./names.ts";
import { serviceHint } from "./service-hint.ts";
import { ambiguousService, serviceNameFor } from "./service-name.ts";
import { listNotes, servesUnlisted } from "./unlisted.ts";
import { zonalOf } from "./zonal.ts";

/** An endpoint document held against the hub: which names it has there, and where they should point. */
export type HubEndpoint = {
  readonly document: Endpoint;
  readonly service: string;
  readonly names: readonly WantedName[];
  /** Absent: stalled, a finding says why; its zones, records and new clients are left alone. */
  readonly live?: LiveEndpoint;
  /** The managed endpoint that serves; absent for one that is not ours, or not there yet. */
  readonly managed?: EndpointId;
  /** What a managed endpoint should be in this hub. */
  readonly spec?: ManagedEndpoint;
  /** What makes or mends a managed endpoint. */
  readonly actions: readonly EndpointAction[];
  readonly findings: readonly Finding[];
};

export function hubEndpointOf(hub: Hub, document: Endpoint, view: HubView): HubEndpoint {
  const service = serviceNameFor(document, hub, view);
  const listed = view.services.find((s) => s.name === service)?.privateNames;
  const names = wantedNames(document, listed ?? []);
  const ambiguous = ambiguousService(document, hub, view);
  const shown: Source = ambiguous ? { live: ambiguous } : source(hub, document, service, view.endpoints);
  const serves = listed !== undefined || servesUnlisted(document, service, view);
  const found: Source = serves
    ? shown
    : // the endpoint that serves goes on serving, whatever the list left out (semantics 12)
      {
        live: unknownService(service, document.serviceRegion ?? hub.region, view),
        ...(shown.managed && { managed: shown.managed }),
      };
  const { actions = [] } = found;
  const live = found.live && withZonal(document, found.live, found.spec, view);
  const place = { hub: hub.name, endpoint: document.name } as const;
  const findings = serves ? listNotes(place, document, service, listed) : [];
  findings.push(...(found.findings ?? []));
  const { managed, spec } = found;
  const common = { document, service, names, actions, ...(managed && { managed }), ...(spec && { spec }) };
  if (live && "reason" in live)
    return { ...common, findings: [...findings, finding("withheld", place, live)] };
  if (!live) return { ...common, findings };
  if (names.length > 0) return { ...common, live, findings };
  const nameless: Finding = finding("withheld", place, {
    reason: "NoPrivateNames",
    message: `${service} has no private DNS name that this document wants`,
    todo: "check names, or write the names in extraNames",
  });
  return { ...common, actions: [], findings: [...findings, nameless] };
}

function withZonal(
  document: Endpoint,
  live: LiveEndpoint | Why,
  spec: ManagedEndpoint | undefined,
  view: HubView,
): LiveEndpoint | Why {
  if ("reason" in live) return live;
  const zonal = zonalOf(document, live, spec, view);
  if (zonal && "reason" in zonal) return zonal;
  return { ...live, ...(zonal && { zonal }) };
}

type Source = {
  /** Absent: stalled, and `findings` say why. */
  readonly live?: LiveEndpoint | Why;
  readonly managed?: EndpointId;
  readonly spec?: ManagedEndpoint;
  readonly actions?: readonly EndpointAction[];
  readonly findings?: readonly Finding[];
};

function source(hub: Hub, endpoint: Endpoint, service: string, all: readonly EndpointView[]): Source {
  const wanted = endpoint.source;
  if (wanted.by !== "managed") return { live: existingEndpoint(hub, endpoint, wanted, service, all) };
  const spec = managedIn(wanted, hub);
  const { view, ref, stalled, actions, findings } = planManaged(hub, endpoint, spec, service, all);
  const common = { spec, actions, findings, ...(view && { managed: view.id }) };
  if (stalled) return common;
  const types = TYPES[spec.dnsRecordIpType];
  const wait = actions.find((a) => a.kind === "awaitEndpoint");
  if (!wait && view)
    return { ...common, live: aliasTarget(hub, endpoint, view) ?? { ...usable(endpoint, view), types } };
  const target = { endpoint: ref.key, evaluateTargetHealth: endpoint.evaluateTargetHealth };
  return { ...common, live: { ...(view && { view }), target, types, after: wait ? [wait.key] : [] } };
}

function unknownService(service: string, region: Region, { services }: HubView): Why {
  const hint = serviceHint(service, region, services);
  return {
    reason: "ServiceNotListed",
    message: `AWS's list of endpoint services in ${region} does not name ${service}`,
    todo: `${hint ? `${hint} Else ` : ""}check the service's name and that it is offered in the Region; its zones and their VPCs stay meanwhile`,
  };
}

/**
 * A plain name has its alias at the apex, a wildcard name at the apex and at `*` (semantics 4); with `zonalNames` the
 * same beneath the id of each Availability Zone.
 */
export function aliasesFor(zone: ZoneName, wildcard: boolean, live: LiveEndpoint): Alias[] {
  const zonal = [...(live.zonal?.targets ?? [])].sort(([a], [b]) => (a < b ? -1 : 1));
  const names: (readonly [name: string, target: Alias["target"]])[] = [
    [zone, live.target],
    ...zonal.map(([id, target]) => [`${id}.${zone}`, target] as const),
  ];
  return names.flatMap(([name, target]) =>
    (wildcard ? [name, `*.${name}`] : [name]).flatMap((place) =>
      live.types.map((type) => ({
        name: place,
        type: type === "ipv6" ? ("AAAA" as const) : ("A" as const),
        target,
      })),
    ),
  );
}
