import type { Session } from "../aws/accounts.ts";
import { FailureError } from "../aws/failure.ts";
import { managedIn } from "../model/desired/managed.ts";
import { foreignRegionOf, serviceNamesOf } from "../model/desired/service.ts";
import type { Endpoint, Hub, HubResolver } from "../model/desired/types.ts";
import { isUnread, type Seen, valueIn } from "../model/failure.ts";
import type { SubnetId, ZoneId } from "../model/ids.ts";
import { hubPlace, type Inventory } from "../model/inventory/entries.ts";
import type { EndpointView } from "../model/observed/endpoint.ts";
import type { HubView, OthersZone } from "../model/observed/hub.ts";
import type { ResolverView } from "../model/observed/resolver.ts";
import type { ZoneView } from "../model/observed/zone.ts";
import { parseCallerReference, provenOwner, type Tags, zoneRecord } from "../model/ownership.ts";
import { namesToAdopt } from "../model/plan/wanted/endpoints/names.ts";
import { withAddresses } from "./addresses.ts";
import { listAuthorizations } from "./associations.ts";
import { listEndpoints, listServices, type NamedService } from "./endpoints.ts";
import { listSubnets } from "./network.ts";
import { readShares } from "./ram.ts";
import { listRecords } from "./records.ts";
import { readResolver } from "./resolver.ts";
import { see } from "./see.ts";
import { type ListedZone, listZones, listZoneTags } from "./zones.ts";

/** The zones of one account as one pass reads them: hubs that share an account share the reading. */
export type AccountZones = Pick<HubView, "zones" | "otherOwners" | "unclassified" | "zonesInAccount"> & {
  /** Private zones that are not ours, as listed. */
  readonly others: readonly ListedZone[];
  /** Of all private zones: any of them may have been taken over. */
  readonly tags: Seen<ReadonlyMap<ZoneId, Tags>>;
};

/** How a zone's VPCs are learned: an earlier reading may stand in for this one. */
export type MembersOf = (session: Session, zone: ZoneId) => Promise<ZoneView["vpcs"]>;

/** Endpoints and services of the hub's Region beside the account's zones; unreadable as a whole when one of them is. */
export async function observeHub(
  session: Session,
  hub: Hub,
  documents: readonly Endpoint[],
  membersOf: MembersOf,
  zones: () => Promise<Seen<AccountZones>>,
  inventory: Inventory = new Map(),
): Promise<Seen<HubView>> {
  const identity = await session.identity();
  if (identity.kind === "unreadable") return identity;
  return see(async () => {
    const ec2 = session.ec2(hub.region);
    const [services, endpoints, account, resolver] = await Promise.all([
      listServices(ec2, servicesOf(hub, documents)),
      listEndpoints(ec2, hub.vpc),
      zones(),
      hub.resolver && observeResolver(session, hub, hub.resolver),
    ]);
    if (account.kind === "unreadable") throw new FailureError(account.failure);
    const { others, tags, ...own } = account.value;
    const adopting = documents.filter((e) => e.adoptZones && e.hubs.includes(hub));
    const names = namesToAdopt(hub, adopting, { services, endpoints });
    const place = hubPlace(hub);
    const isRead = ({ id, name }: ListedZone) => names.has(name) || inventory.get(id)?.hub === place;
    const wanted = others.filter(isRead);
    const strangers = others.filter((zone) => !isRead(zone)).map(({ id, name }) => ({ id, name }));
    const adoptable = await observeAll(session, wanted, tags, membersOf, true);
    const adopted = new Set(adopting.flatMap((document) => serviceNamesOf(document, hub)));
    const seen = await withAddresses(ec2, endpoints, adoptable, ({ service }) => adopted.has(service));
    const zonal = documents.filter((e) => e.zonalNames && e.hubs.includes(hub));
    const subnets = zonal.length > 0 && (await see(() => listSubnets(ec2, subnetsOf(hub, zonal, endpoints))));
    return {
      services,
      endpoints: seen,
      ...own,
      adoptable,
      strangers,
      ...(subnets && { subnets }),
      ...(resolver && { resolver }),
    };
  });
}

/** Endpoints and rules as a whole or not at all; without the shares nobody is given a rule, and nobody loses one. */
async function observeResolver(
  session: Session,
  hub: Hub,
  documents: HubResolver,
): Promise<Seen<ResolverView>> {
  const shares = see(() => readShares(session.ram(hub.region), hub.owner, hub.sharing.share));
  return see(async () => ({
    ...(await readResolver(session.resolver(hub.region), session.ec2(hub.region), hub, documents)),
    shares: await shares,
  }));
}

/** Where the documents' endpoints are, and where managed ones are to be. */
function subnetsOf(hub: Hub, documents: readonly Endpoint[], endpoints: readonly EndpointView[]): SubnetId[] {
  const services = new Set(documents.flatMap((document) => serviceNamesOf(document, hub)));
  const ids = [
    ...endpoints.filter(({ service }) => services.has(service)).flatMap(({ subnets }) => subnets),
    ...documents.flatMap(({ source }) => (source.by === "managed" ? managedIn(source, hub).subnets : [])),
  ];
  return [...new Set(ids)].sort();
}

/** The services that the hub's documents name. */
function servicesOf(hub: Hub, documents: readonly Endpoint[]): NamedService[] {
  return documents
    .filter(({ hubs }) => hubs.includes(hub))
    .map((endpoint) => {
      const region = foreignRegionOf(endpoint, hub);
      return { names: serviceNamesOf(endpoint, hub), ...(region && { region }) };
    });
}

/**
 * The account's zones that one of `owners` made, each with its VPCs, records, tags, and, when `sweep` is set, its
 * outstanding authorizations. A part that cannot be read is unreadable by itself.
 */
export async function observeZones(
  session: Session,
  owners: ReadonlySet<string>,
  membersOf: MembersOf,
  sweep: boolean,
): Promise<Seen<AccountZones>> {
  return see(async () => {
    const all = await listZones(session.route53);
    const listed = all.filter((z) => z.isPrivate);
    const ids = listed.map((z) => z.id);
    const tags = await see(() => listZoneTags(session.route53, ids));
    const own = (zone: ListedZone) => isOwn(zone, tags, owners);
    const others = listed.filter((zone) => !own(zone));
    const zones = await observeAll(session, listed.filter(own), tags, membersOf, sweep);
    const claimed = listed.flatMap((zone) => {
      const theirs = othersZone(zone, tagsIn(tags, zone.id));
      return theirs && !owners.has(theirs.owner) ? [[zone.id, theirs] as const] : [];
    });
    const unclassified = isUnread(tags) && others.length > 0 ? { unclassified: tags.failure } : {};
    return {
      zones,
      otherOwners: new Map(claimed),
      zonesInAccount: all.length,
      others,
      tags,
      ...unclassified,
    };
  });
}

function othersZone({ callerReference, comment, name }: ListedZone, tags: Tags): OthersZone | undefined {
  const proof = provenOwner(callerReference, tags);
  const set = zoneRecord(comment, tags)?.set;
  return proof && { ...proof, name, ...(set !== undefined && { set }) };
}

/** Made by one of `owners`, or taken over by one. What was made by them and taken over by others is read as well, to say so. */
function isOwn(zone: ListedZone, tags: AccountZones["tags"], owners: ReadonlySet<string>): boolean {
  const made = parseCallerReference(zone.callerReference)?.owner;
  const proven = provenOwner(zone.callerReference, tagsIn(tags, zone.id))?.owner;
  return [made, proven].some((owner) => owner !== undefined && owners.has(owner));
}

function tagsIn(tags: AccountZones["tags"], id: ZoneId): Tags {
  return valueIn(tags)?.get(id) ?? {};
}

async function observeAll(
  session: Session,
  zones: readonly ListedZone[],
  tags: AccountZones["tags"],
  membersOf: MembersOf,
  sweep: boolean,
): Promise<ZoneView[]> {
  const details = await Promise.all(zones.map((zone) => observeZone(session, zone, membersOf, sweep)));
  return details.map((view) => ({ ...view, tags: tagsOf(tags, view.id) }));
}

async function observeZone(
  session: Session,
  zone: ListedZone,
  membersOf: MembersOf,
  sweep: boolean,
): Promise<ZoneView> {
  const { route53 } = session;
  const [vpcs, records, authorizations] = await Promise.all([
    membersOf(session, zone.id),
    see(() => listRecords(route53, zone.id)),
    sweep ? see(() => listAuthorizations(route53, zone.id)) : undefined,
  ]);
  const { id, name, callerReference, comment } = zone;
  return {
    id,
    name,
    callerReference,
    vpcs,
    records,
    ...(comment && { comment }),
    ...(authorizations && { authorizations }),
  };
}

function tagsOf(all: AccountZones["tags"], id: ZoneId): NonNullable<ZoneView["tags"]> {
  return all.kind === "unreadable" ? all : { kind: "seen", value: all.value.get(id) ?? {} };
}
