import { type Action, type ActionKey, actionKey, type ZoneAction } from "../../action.ts";
import { valueIn } from "../../failure.ts";
import type { Finding } from "../../finding.ts";
import type { VpcRef } from "../../ids.ts";
import { zoneClaim, zoneTags } from "../../ownership.ts";
import { isAnchor } from "../estate/estate.ts";
import type { Sequence } from "../order/sequence.ts";
import { diffRecords, keptAliases, mayNotChange, type RecordDiff } from "../wanted/zones/records.ts";
import type { WantedZone } from "../wanted/zones/wanted-zones.ts";
import { findingFor } from "./admission.ts";
import { type Creation, creationActions } from "./creation.ts";

type Planned = { readonly actions: readonly Action[]; readonly findings: readonly Finding[] };

/** What makes or mends one zone itself: the zone, its aliases and the wait for them, its tags. */
export function zoneActions(
  zone: WantedZone,
  creation: Creation | undefined,
  circumstances: Circumstances,
  sequence: Sequence,
): Planned {
  if (!creation && !zone.view) return { actions: [], findings: [] };
  const beneath = creation && sequence.beneath(creation.first, zone.ref.name);
  const made = creation && creationActions(creation, beneath?.after ?? [], circumstances.successor);
  const after = creation ? [actionKey("createZone", zone.ref)] : [];
  const records = recordActions(zone, creation, circumstances, after);
  for (const { kind, key } of records.actions)
    if (kind === "awaitInsync") {
      sequence.gate(zone, key);
      if (creation?.client) sequence.steps(creation.first, { place: commonTo(zone), key, settled: true });
    }
  return {
    actions: [
      ...(beneath?.waits ?? []),
      ...(made?.actions ?? []),
      ...records.actions,
      ...tagActions(zone, after),
    ],
    findings: [...(made?.findings ?? []), ...records.findings],
  };
}

/** What the rest of the plan means for a zone. */
export type Circumstances = {
  /** Its aliases have to be INSYNC for certain: somebody joins the endpoint's zones. */
  readonly hasJoiners: boolean;
  /** Or the endpoint that they led to before goes. */
  readonly isReplaced: boolean;
  /** Who joins the zone that the anchor leaves for this one. */
  readonly successor: VpcRef | undefined;
};

function recordActions(
  zone: WantedZone,
  creation: Creation | undefined,
  circumstances: Circumstances,
  after: readonly ActionKey[],
): Planned {
  const { view } = zone;
  if (view && view.records?.kind !== "seen") return { actions: [], findings: [] };
  const live = valueIn(view?.records) ?? [];
  const aliases = keptAliases(zone, live);
  if (aliases.length === 0) return { actions: [], findings: [] };
  const diff = diffRecords(zone.ref.name, aliases, live);
  const findings = recordFindings(zone, diff);
  const unproven =
    !creation && (circumstances.isReplaced || (circumstances.hasJoiners && !provedInsync(zone)));
  const upserts = diff.upserts.length > 0 ? diff.upserts : unproven ? aliases : [];
  if (upserts.length === 0 || diff.blocking.length > 0 || mayNotChange(zone, diff))
    return { actions: [], findings };
  const change: Action = {
    ...commonTo(zone),
    kind: "changeRecords",
    key: actionKey("changeRecords", zone.ref),
    ...(creation?.client && { urgent: true }), // until then the name is dark in the zone's first VPC
    after: [...after, ...(zone.settled.live?.after ?? [])],
    upserts,
    because: whyChange(zone, creation, diff, circumstances),
  };
  const wait: Action = {
    ...commonTo(zone),
    kind: "awaitInsync",
    key: actionKey("awaitInsync", zone.ref),
    after: [change.key],
    because: "no client may join before the aliases are INSYNC",
  };
  return { actions: [change, wait], findings };
}

function whyChange(
  zone: WantedZone,
  creation: Creation | undefined,
  diff: RecordDiff,
  { isReplaced }: Circumstances,
): string {
  if (creation) return "the new zone needs its aliases before a VPC may use it";
  if (diff.upserts.length === 0 && isReplaced)
    return `the old endpoint goes, and nothing proves that the aliases of ${zone.ref.name} are INSYNC`;
  if (diff.upserts.length === 0)
    return `nothing proves that the aliases of ${zone.ref.name} are INSYNC: no client uses the zone yet`;
  const places = diff.upserts.map((a) => `${a.type} ${a.name}`).join(", ");
  return `${places} should point at ${zone.settled.live?.view?.id ?? "the new endpoint"}`;
}

function recordFindings(zone: WantedZone, diff: RecordDiff): Finding[] {
  const { foreign, blocking, differing } = diff;
  const say = findingFor(zone);
  const kept = mayNotChange(zone, diff) ? differing : [];
  return [
    ...kept.map(({ name, type, alias }) =>
      say(
        "withheld",
        "AdoptedRecord",
        `${type} ${name} in the adopted zone ${zone.ref.id} points ${alias ? `at ${alias.dnsName}` : "elsewhere"}, not at ${zone.settled.live?.view?.id ?? "the new endpoint"}`,
        "set takeRecords: true to change it",
      ),
    ),
    ...(zone.adopted ? [] : foreign).map(({ name, type }) =>
      say(
        "note",
        "ForeignRecord",
        `record ${name} ${type} in our zone is not ours; it is left alone and keeps the zone from being deleted`,
      ),
    ),
    ...blocking.map(({ name, type, identifier }) =>
      say(
        "conflict",
        identifier ? "RoutedRecordInTheWay" : "CnameInTheWay",
        `${type} ${name}${identifier ? ` with a routing policy (${identifier})` : ""} in zone ${zone.ref.id} makes the alias impossible`,
        "delete that record",
      ),
    ),
  ];
}

/**
 * A zone that more than its first VPC uses got its clients after its aliases were INSYNC. One that nobody joined yet
 * may have been left by a process that died in between: its aliases are written again, for a change to wait for.
 */
function provedInsync({ hub, view }: WantedZone): boolean {
  if (view?.vpcs.kind !== "seen") return false;
  const vpcs = view.vpcs.value;
  return vpcs.length > 1 && vpcs.some((vpc) => !isAnchor(hub, vpc));
}

function tagActions(zone: WantedZone, after: readonly ActionKey[]): Action[] {
  const { hub, settled, record, view, adopted } = zone;
  if (view && view.tags?.kind !== "seen") return [];
  if (adopted && !settled.endpoint.takeOwnership) return [];
  const live = valueIn(view?.tags) ?? {};
  const claim = adopted ? zoneClaim(hub, record.set, zone.ref.name) : {};
  const wanted = Object.entries({
    ...zoneTags(hub.owner, hub.name, settled.endpoint.name, record),
    ...claim,
  });
  const tags = Object.fromEntries(wanted.filter(([key, value]) => live[key] !== value));
  const names = Object.keys(tags);
  if (names.length === 0) return [];
  const because = adopted
    ? "the document says takeOwnership: from then on the zone is ours"
    : view
      ? `tags ${names.join(", ")} differ`
      : "people and cost reports read tags";
  return [{ ...commonTo(zone), kind: "tagZone", key: actionKey("tagZone", zone.ref), after, tags, because }];
}

/** Whose calls these are: the hub's. */
export function commonTo(zone: WantedZone): Pick<ZoneAction, "hub" | "account" | "endpoint" | "zone"> {
  return {
    hub: zone.hub.name,
    account: zone.hub.account,
    endpoint: zone.settled.endpoint.name,
    zone: zone.ref,
  };
}
