import type { Action } from "../../action/action.ts";
import type { Alias, LiveAlias } from "../../action/alias.ts";
import type { ActionKey } from "../../action/common.ts";
import { actionKey } from "../../action/zone.ts";
import { valueIn } from "../../failure.ts";
import { type Finding, finding, type Why } from "../../finding.ts";
import { recordKey, type VpcRef } from "../../ids.ts";
import { answersByAddresses, isPlainAddress, leadOf, leadsTo, mayHoldAddressOf } from "../../led-by.ts";
import type { RecordView } from "../../observed/zone.ts";
import { tagsAmiss, zonalTags, zoneClaim, zoneTags } from "../../ownership.ts";
import { isAnchor, vpcsIn } from "../estate/estate.ts";
import type { Sequence } from "../order/sequence.ts";
import { at } from "../wanted/finding-place.ts";
import { expecting, recordDiff, servingPlain } from "../wanted/zones/adopted-records.ts";
import { firstOf, keptAliases, mayNotChange, type RecordDiff } from "../wanted/zones/records.ts";
import { leftZonalAliases } from "../wanted/zones/zonal-records.ts";
import { ownZonalIds, placeOf, type WantedRow } from "../wanted/zones/zone-row.ts";
import { type Creation, creationActions } from "./creation.ts";

type Planned = { readonly actions: readonly Action[]; readonly findings: readonly Finding[] };

/** What makes or mends one zone itself: the zone, its aliases and the wait for them, its tags. */
export function zoneActions(
  zone: WantedRow,
  creation: Creation | undefined,
  circumstances: Circumstances,
  sequence: Sequence,
): Planned {
  if (!creation && !zone.live) return { actions: [], findings: [] };
  const beneath = creation && sequence.beneath(creation.first, zone.ref.name);
  const made = creation && creationActions(creation, beneath?.after ?? [], circumstances.successor);
  const after = creation ? [actionKey("createZone", zone.ref)] : [];
  const records = recordActions(zone, creation, circumstances, after);
  for (const { kind, key } of records.actions)
    if (kind === "awaitInsync") {
      sequence.gate(zone, key);
      if (creation?.client) sequence.steps(creation.first, { place: placeOf(zone), key, inDns: true });
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
  /** Why they go on leading where they lead, if they do. */
  readonly kept: Finding | undefined;
};

function recordActions(
  zone: WantedRow,
  creation: Creation | undefined,
  circumstances: Circumstances,
  after: readonly ActionKey[],
): Planned {
  if (zone.live && zone.live.records?.kind !== "seen") return { actions: [], findings: [] };
  const live = valueIn(zone.live?.records) ?? [];
  const aliases = keptAliases(zone, live);
  if (aliases.length === 0) return { actions: [], findings: [] };
  const diff = recordDiff(zone, aliases, live);
  const findings = [...recordFindings(zone, diff), ...addressNotes(zone, aliases, live)];
  if (circumstances.kept) return { actions: [], findings: [...findings, circumstances.kept] };
  const unproven =
    !creation && (circumstances.isReplaced || (circumstances.hasJoiners && !provedInsync(zone)));
  const upserts = writesOf(zone, diff.upserts.length > 0 || !unproven ? diff.upserts : aliases, live);
  const deletes = leftZonalAliases(zone, live);
  if (upserts.length + deletes.length === 0 || diff.blocking.length > 0 || mayNotChange(zone, diff))
    return { actions: [], findings };
  const change = changeAction(zone, creation, { diff, upserts, deletes }, circumstances, after);
  const wait: Action = {
    ...placeOf(zone),
    kind: "awaitInsync",
    key: actionKey("awaitInsync", zone.ref),
    after: [change.key],
    because: "no client may join before the aliases are INSYNC",
  };
  return { actions: [change, wait], findings };
}

/** `upserts`: those of the difference, or all again for a change to wait for. */
type Change = {
  readonly diff: RecordDiff;
  readonly upserts: readonly Alias[];
  readonly deletes: readonly LiveAlias[];
};

function changeAction(
  zone: WantedRow,
  creation: Creation | undefined,
  { diff, upserts, deletes }: Change,
  circumstances: Circumstances,
  after: readonly ActionKey[],
): Action {
  const isCounted = !creation && (deletes.length > 0 || leadsElsewhere(zone, diff));
  return {
    ...placeOf(zone),
    kind: "changeRecords",
    key: actionKey("changeRecords", zone.ref),
    ...(creation?.client && { urgent: true }), // until then the name does not resolve in the zone's first VPC
    after: [...after, ...(zone.wanted.endpoint.live?.after ?? [])],
    upserts,
    ...(deletes.length > 0 && { deletes }),
    ...(isCounted && { repoints: true }),
    ...(!creation && diff.upserts.length + deletes.length === 0 && { again: true }),
    because: upserts.length > 0 ? whyChange(zone, creation, diff, circumstances) : whyLeft(zone, deletes),
  };
}

/** In somebody else's zone with what must still stand there, and no CNAME or address that serves. */
function writesOf(zone: WantedRow, aliases: readonly Alias[], live: readonly RecordView[]): readonly Alias[] {
  if (!zone.adopted) return aliases;
  const left = servingPlain(zone, aliases, live);
  const isLeft = ({ name, type }: Alias) =>
    left.some((record) => record.name === name && (record.type === type || record.type === "CNAME"));
  return aliases.filter((alias) => !isLeft(alias)).map((alias) => expecting(zone, alias, live));
}

/** Not where only its health evaluation differs, or the same addresses stand there plainly. */
function leadsElsewhere({ wanted }: WantedRow, { upserts, differing }: RecordDiff): boolean {
  const view = wanted.endpoint.live?.view;
  const targets = new Map(upserts.map((alias) => [recordKey(alias), alias.target]));
  return differing.some((record) => {
    if (view && answersByAddresses(view, record)) return false;
    const types = record.type === "CNAME" ? ["A", "AAAA"] : [record.type];
    const target = types
      .map((type) => targets.get(recordKey({ type, name: record.name })))
      .find((t) => t !== undefined);
    return !(target && "dnsName" in target && target.dnsName === leadOf(record));
  });
}

function whyChange(
  zone: WantedRow,
  creation: Creation | undefined,
  diff: RecordDiff,
  { isReplaced }: Circumstances,
): string {
  if (creation) return "the new zone needs its aliases before a VPC may use it";
  if (diff.upserts.length === 0 && isReplaced)
    return `the old endpoint goes, and nothing proves that the aliases of ${zone.ref.name} are INSYNC`;
  if (diff.upserts.length === 0)
    return `nothing proves that the aliases of ${zone.ref.name} are INSYNC: no client uses the zone yet`;
  const places = diff.upserts.map(recordKey).join(", ");
  return `${places} should point at ${zone.wanted.endpoint.live?.view?.id ?? "the new endpoint"}`;
}

function whyLeft({ wanted }: WantedRow, deletes: readonly Alias[]): string {
  const { document, live } = wanted.endpoint;
  const places = deletes.map(recordKey).join(", ");
  return document.zonalNames
    ? `${live?.view?.id ?? "the endpoint"} is no longer in the Availability Zone of ${places}`
    : `no document wants ${places}: zonalNames is off`;
}

function recordFindings(zone: WantedRow, diff: RecordDiff): Finding[] {
  const { foreign, blocking, differing } = diff;
  const place = at(zone);
  const kept = mayNotChange(zone, diff) ? differing : [];
  return [
    ...kept.map((record) =>
      finding("withheld", place, {
        reason: "AdoptedRecord",
        message: differenceInWords(zone, record),
        todo: `${mayReadAddresses(zone, record)}set takeRecords: true to change it`,
      }),
    ),
    ...(zone.adopted || foreign.length === 0
      ? []
      : [
          finding("note", place, {
            reason: "ForeignRecord",
            message: foreignInWords(foreign.map(({ name, type }) => `${name} ${type}`)),
          }),
        ]),
    ...blocking.map((record) => {
      const { name, type, identifier } = record;
      return finding("conflict", place, {
        reason: identifier ? "RoutedRecordInTheWay" : "CnameInTheWay",
        message: `${type} ${name}${identifier ? ` with a routing policy (${identifier})` : ""} in zone ${zone.ref.id} makes the alias impossible`,
        todo: wayOut(zone, record),
      });
    }),
  ];
}

/** A record that serves must not go before its alias is there: both in one batch. */
function wayOut({ wanted }: WantedRow, record: RecordView): string {
  const lead = leadOf(record);
  const id = wanted.endpoint.live?.view?.id;
  if (!id || !lead || !leadsTo(id, lead)) return "delete that record";
  return "it leads to the endpoint: replace it by an alias to the same name, both in one change batch";
}

function differenceInWords({ ref, wanted }: WantedRow, record: RecordView): string {
  const endpoint = wanted.endpoint.live?.view?.id ?? "the new endpoint";
  const what = `${recordKey(record)} in the adopted zone ${ref.id}`;
  const lead = leadOf(record);
  if (lead) return `${what} points at ${lead}, not at ${endpoint}`;
  const addresses = firstOf(record.plain?.values ?? []);
  const { view } = wanted.endpoint.live ?? {};
  if (!addresses || !view?.addresses)
    return `${what} is ${addresses || "no alias"}: whether that is ${endpoint} cannot be told from here`;
  if (view.addresses.kind === "unreadable") {
    const { error, message } = view.addresses.failure;
    return `${what} is ${addresses}: whether that is ${endpoint} cannot be told, for its addresses could not be read (${error}: ${message})`;
  }
  const own = firstOf(view.addresses.value);
  return mayHoldAddressOf(view, record)
    ? `${what} is ${addresses}, and ${endpoint} has ${own}: only exactly its addresses serve`
    : `${what} is ${addresses}, not ${endpoint}, which has ${own}`;
}

function mayReadAddresses({ wanted }: WantedRow, record: RecordView): string {
  const { addresses } = wanted.endpoint.live?.view ?? {};
  if (!isPlainAddress(record) || addresses?.kind !== "unreadable") return "";
  return addresses.failure.kind === "denied"
    ? "allow the hub's role ec2:DescribeNetworkInterfaces (docs/iam.md), or "
    : "run again, or ";
}

/** Addresses serve as long as the endpoint lives: whoever makes it again has to write them again. */
function addressNotes(zone: WantedRow, aliases: readonly Alias[], live: readonly RecordView[]): Finding[] {
  const records = servingPlain(zone, aliases, live).filter(isPlainAddress);
  if (records.length === 0) return [];
  const { ref, wanted } = zone;
  const endpoint = wanted.endpoint.live?.view?.id;
  const why: Why = {
    reason: "PlainAddresses",
    message: `the adopted zone ${ref.id} answers ${records.map(recordKey).join(", ")} by the addresses of ${endpoint}: that serves, and does not follow when the endpoint is made again or gets other subnets`,
    todo: "set takeRecords: true to make aliases of them, which follow",
  };
  return [finding("note", at(zone), why)];
}

function foreignInWords(records: readonly string[]): string {
  const [only] = records;
  if (records.length === 1)
    return `record ${only} in our zone is not ours; it is left alone and keeps the zone from being deleted`;
  return `${records.length} records in our zone are not ours (${firstOf(records)}); they are left alone and keep the zone from being deleted`;
}

/**
 * A zone that more than its first VPC uses got its clients after its aliases were INSYNC. One that nobody joined yet
 * may have been left by a process that died in between: its aliases are written again, for a change to wait for.
 */
export function provedInsync({ hub, live }: WantedRow): boolean {
  const vpcs = vpcsIn(live);
  return vpcs.length > 1 && vpcs.some((vpc) => !isAnchor(hub, vpc));
}

function tagActions(zone: WantedRow, after: readonly ActionKey[]): Action[] {
  const { hub, set, wanted, live, adopted, ref } = zone;
  const { document } = wanted.endpoint;
  if (live && live.tags?.kind !== "seen") return [];
  if (adopted && !document.takeOwnership) return [];
  const has = valueIn(live?.tags) ?? {};
  const claim = adopted ? zoneClaim(hub, set, ref.name) : {};
  const should = {
    ...zoneTags(hub.owner, hub.name, document.name, wanted.record),
    ...claim,
    ...zonalTags([...ownZonalIds(live), ...(wanted.endpoint.live?.zonal?.targets.keys() ?? [])]),
  };
  const tags = tagsAmiss(should, has);
  const names = Object.keys(tags);
  if (names.length === 0) return [];
  const because = adopted
    ? "the document says takeOwnership: from then on the zone is ours"
    : live
      ? `tags ${names.join(", ")} differ`
      : "people and cost reports read tags";
  return [{ ...placeOf(zone), kind: "tagZone", key: actionKey("tagZone", ref), after, tags, because }];
}
