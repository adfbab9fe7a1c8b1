import type { Alias } from "../../../action/alias.ts";
import { zoneKey } from "../../../action/refs.ts";
import type { Endpoint, Hub } from "../../../desired/types.ts";
import { type Finding, finding, type Why } from "../../../finding.ts";
import { type VpcId, vpcKey, type ZoneName } from "../../../ids.ts";
import type { HubView } from "../../../observed/hub.ts";
import type { ZoneView } from "../../../observed/zone.ts";
import { digestOfNames, type ZoneRecord } from "../../../ownership.ts";
import { hiddenWithoutWildcard } from "../../resolution/plain-zone.ts";
import { hiddenBeneath } from "../../resolution/shadow.ts";
import type { Client, ClientList } from "../clients.ts";
import { aliasesFor, type HubEndpoint } from "../endpoints/endpoint.ts";
import { adoptedZone } from "./disputes.ts";
import { existingShards, type ShardRules, shardsOf } from "./shards.ts";
import { isPlain, type LiveRow, liveRef, type WantedRow, type ZoneWanted } from "./zone-row.ts";

/** What all endpoints of a hub have to know to tell which zones they want. */
export type HubContext = {
  readonly hub: Hub;
  readonly view: HubView;
  /** Which endpoint each of our zones serves. */
  readonly claims: ReadonlyMap<LiveRow, HubEndpoint>;
  readonly documents: readonly Endpoint[];
  readonly shardRules: ShardRules;
  readonly suspended: ReadonlySet<VpcId>;
};

type Wanted = {
  readonly zones: WantedRow[];
  /** Shards that nobody is left in. */
  readonly emptied: LiveRow[];
  readonly findings: Finding[];
};

/** The zones of one endpoint: one for each name, or several where more VPCs want it than a zone takes. */
export function zonesOf(context: HubContext, endpoint: HubEndpoint, clients: ClientList): Wanted {
  const { hub, claims } = context;
  const { document, service, live } = endpoint;
  const own = [...claims].filter(([, claimant]) => claimant === endpoint).map(([row]) => row);
  const ofName = Map.groupBy(own, (row) => row.live.name);
  const isListed = context.view.services.some((listed) => listed.name === service);
  const digest = digestOfNames(endpoint.names.map((n) => n.zone));
  const wanted: Wanted = { zones: [], emptied: [], findings: [] };
  const place = { hub: hub.name, endpoint: document.name } as const;

  const names = endpoint.names.filter(({ zone }) => ofName.has(zone) || !isServedByRules(hub, clients));
  for (const { zone: name, wildcard, origin, explicit } of names) {
    const rows = rowsOf(context, endpoint, name, ofName.get(name) ?? []);
    if (rows.length === 0 && !explicit && isNewName(endpoint, hub, own, digest))
      wanted.findings.push(
        finding(
          "withheld",
          { ...place, zone: name },
          {
            reason: "NewName",
            message: `AWS added the name ${name} to ${service} after the endpoint's first client joined`,
            todo: "set newNames: apply, or list it in names, to share it",
          },
        ),
      );
    else want(name, origin, rows, live && aliasesFor(name, wildcard, live));
  }
  for (const [name, rows] of ofName) {
    if (endpoint.names.some((n) => n.zone === name)) continue;
    want(name, rows[0]?.record?.origin ?? "aws", rows.sort(byShard));
    if (!isListed) continue; // that the whole service is missing is said of the endpoint
    wanted.findings.push(
      finding(
        "note",
        { ...place, zone: name },
        {
          reason: "NameVanished",
          message: `AWS no longer lists ${name} for ${service}; its zone and associations stay as they are`,
          todo: "to give it up, list the remaining names in names",
        },
      ),
    );
  }
  return wanted;

  function want(
    name: ZoneName,
    origin: ZoneRecord["origin"],
    rows: readonly LiveRow[],
    aliases?: readonly Alias[],
  ): void {
    const record = { service, set: document.set, origin, names: digest };
    const common = { name, endpoint, record, ...(aliases && { aliases }) };
    const { zones, emptied } = zonesOfName(context, common, rows, clients);
    wanted.zones.push(...zones);
    wanted.findings.push(...plainNames(document, zones));
    wanted.emptied.push(...emptied);
  }
}

/** The view VPC answers by an endpoint's own private DNS, and every spoke by a rule: nobody needs a zone (semantics 48). */
function isServedByRules({ resolver }: Hub, { all }: ClientList): boolean {
  return resolver !== undefined && all.length === 0;
}

/** What answers below a name that only the document knows, nobody can look up: told while a VPC may lose it. */
function plainNames({ name: endpoint, acceptShadowing }: Endpoint, zones: readonly WantedRow[]): Finding[] {
  const zone = zones.find(
    (row) => row.wanted.record.origin === "extra" && row.wanted.missing.length > 0 && isPlain(row),
  );
  if (!zone?.wanted.aliases || acceptShadowing) return [];
  const { name } = zone.ref;
  if (zone.wanted.hidden.some((hidden) => hidden.name === `*.${name}`)) return []; // withheld, with what is hidden
  const place = { hub: zone.hub.name, endpoint, zone: name };
  const why: Why = {
    reason: "PlainExtraName",
    message: `every name below ${name} that no zone of its own holds will be NXDOMAIN in the VPCs that join its zone`,
    todo: `write *.${name} in extraNames if this endpoint serves what is below; acceptShadowing: true takes the loss`,
  };
  return [finding("note", place, why)];
}

type WantedOfName = Pick<ZoneWanted, "endpoint" | "record" | "aliases"> & { readonly name: ZoneName };

/** One row, or one for each shard where the name's clients do not fit into one zone. */
function zonesOfName(
  { hub, view, documents, shardRules, suspended }: HubContext,
  { name, ...wanted }: WantedOfName,
  rows: readonly LiveRow[],
  clients: ClientList,
): { zones: WantedRow[]; emptied: readonly LiveRow[] } {
  const { service, set } = wanted.record;
  const takesClients = wanted.endpoint.live !== undefined && wanted.aliases !== undefined;
  const { shards, emptied } = takesClients
    ? shardsOf(shardRules, rows, clients)
    : { shards: existingShards(shardRules, rows, clients), emptied: [] };
  const beneath = hiddenBeneath(name, service, view, documents);
  const without = hiddenWithoutWildcard(name, service, wanted.record.origin, view);
  const zones = shards.map(({ number: shard, row, clients: own, overflow }): WantedRow => {
    const ofShard = { clients: own, missing: missingFrom(row?.live, own.all), hidden: beneath };
    const zone = {
      ...(row ?? { hub, ref: { key: zoneKey(hub.name, set, name, shard), name }, set, shard, suspended }),
      wanted: { ...wanted, ...ofShard, ...(overflow && { overflow }) },
    };
    if (!isPlain(zone)) return zone;
    return { ...zone, wanted: { ...zone.wanted, hidden: [...without, ...beneath] } };
  });
  return { zones, emptied };
}

function missingFrom(live: ZoneView | undefined, clients: readonly Client[]): readonly Client[] {
  if (live?.vpcs.kind === "unreadable") return [];
  const members = live?.vpcs.value;
  return clients.filter((c) => !members?.has(vpcKey(c.vpc)) && !c.spoke?.suspend);
}

/** The name's zones as they are, by number; an adopted one stands for the first when there is none of ours. */
function rowsOf(
  { hub, view, suspended }: HubContext,
  { document }: HubEndpoint,
  name: ZoneName,
  ours: readonly LiveRow[],
): readonly LiveRow[] {
  const rows = ours.toSorted(byShard);
  if (rows[0]?.shard === 0) return rows;
  const live = adoptedZone(view, document, name);
  if (!live) return rows;
  const { set } = document;
  return [{ hub, ref: liveRef(hub, set, 0, live), set, shard: 0, live, adopted: true, suspended }, ...rows];
}

function byShard(a: LiveRow, b: LiveRow): number {
  return a.shard - b.shard;
}

/**
 * A name that no zone of the endpoint was planned with, on an endpoint that has clients already: AWS added it
 * (semantics 23). A creation that was cut short is told apart by the digest in its siblings' comments.
 */
function isNewName(
  { document }: HubEndpoint,
  hub: Hub,
  siblings: readonly LiveRow[],
  digest: string,
): boolean {
  if (document.newNames === "apply" || siblings.length === 0) return false;
  if (siblings.some((row) => row.record?.names === digest)) return false;
  const anchor = hub.anchorVpc && vpcKey(hub.anchorVpc);
  return siblings.some(
    ({ live }) =>
      live.vpcs.kind === "unreadable" || [...live.vpcs.value.keys()].some((vpc) => vpc !== anchor),
  );
}
