import { DescribeSubnetsCommand, DescribeVpcsCommand, type EC2Client } from "@aws-sdk/client-ec2";
import type { Session } from "../aws/accounts.ts";
import { FailureError } from "../aws/failure.ts";
import { listAll } from "../aws/paginate.ts";
import { type Failure, isUnread, type Seen, valueIn } from "../model/failure.ts";
import { type AccountId, type Region, type VpcId, type VpcRef, zoneNameOf } from "../model/ids.ts";
import { type Found, type FoundVpc, type FoundZone, isKept } from "../model/import/found.ts";
import { reaches } from "../model/led-by.ts";
import type { EndpointView } from "../model/observed/endpoint.ts";
import type { RecordView } from "../model/observed/zone.ts";
import { withAddresses } from "./addresses.ts";
import { listEndpoints, listServices } from "./endpoints.ts";
import { filterValues } from "./filter-values.ts";
import { findRules } from "./import-rules.ts";
import { listRecords } from "./records.ts";
import { see } from "./see.ts";
import { getZoneVpcs, type ListedZone, listZones, listZoneTags } from "./zones.ts";

/**
 * What a hub account has today: the VPC's interface endpoints, the account's private zones of their names with VPCs
 * and records, and whose VPCs these are, asked of the hub's account and of every spoke's account. Unreadable as a whole
 * only when the hub is, or has no such VPC; of another account that cannot be read it says so. Nothing is written.
 * `lookForAnchor`: of the hub account's VPCs in zones that vpce-operator keeps it also asks whether they are empty.
 */
export async function findEstate(
  hub: Session,
  home: VpcRef,
  spokes: readonly Session[],
  { lookForAnchor = false }: { readonly lookForAnchor?: boolean } = {},
): Promise<Seen<Found>> {
  const identity = await hub.identity();
  if (identity.kind === "unreadable") return identity;
  return see(async () => {
    const ec2 = hub.ec2(home.region);
    const [[hubVpc], endpoints, listed] = await Promise.all([
      describeVpcs(ec2, [home.id]),
      listEndpoints(ec2, home.id),
      listZones(hub.route53),
    ]);
    if (!hubVpc) throw new FailureError(noSuchVpc(hub.account, home));
    const named = endpoints.map(({ service, serviceRegion: region }) => ({
      names: [service],
      ...(region && region !== home.region && { region }),
    }));
    const services = await listServices(ec2, named);
    const used = new Set(endpoints.map(({ service }) => service));
    const names = new Set(
      services.filter((s) => used.has(s.name)).flatMap((s) => s.privateNames.map(zoneNameOf)),
    );
    const [ofNames, others] = [true, false].map((has) =>
      listed.filter((zone) => zone.isPrivate && names.has(zone.name) === has),
    );
    const leading = await zonesLeadingTo(hub, ec2, endpoints, others ?? []);
    const zones = await readZones(hub, [...(ofNames ?? []), ...leading.zones]);
    const rules = await findRules(hub, home, spokes);
    const clients = rules.resolver?.associations.map(({ vpc }) => vpc) ?? [];
    const members = [...zones.flatMap((z) => valueIn(z.vpcs) ?? []), ...clients];
    const refs = new Map(members.map((v) => [v.id, v]));
    const { vpcs, unread } = await findVpcs([...refs.values()], hub, spokes);
    const seen = await withAddresses(ec2, leading.endpoints, zones, ({ addresses }) => !addresses);
    const found: Found = {
      services,
      endpoints: seen,
      zones,
      vpcs,
      ...(rules.resolver && { resolver: rules.resolver }),
      unread: [...leading.unread, ...rules.unread, ...unread],
    };
    return lookForAnchor ? withEmptyVpcs(found, hub, home) : found;
  });
}

/** Zones that are named otherwise, and have records that lead to the endpoints, by name or by address. */
async function zonesLeadingTo(
  { route53 }: Session,
  ec2: EC2Client,
  endpoints: readonly EndpointView[],
  zones: readonly ListedZone[],
): Promise<{
  endpoints: readonly EndpointView[];
  zones: readonly ListedZone[];
  unread: readonly string[];
}> {
  const looks = await Promise.all(
    zones.map(async (zone) => ({ ...zone, records: await see(() => listRecords(route53, zone.id)) })),
  );
  const seen = await withAddresses(ec2, endpoints, looks);
  const leads = (record: RecordView) => seen.some((endpoint) => reaches(endpoint, record));
  const unread = looks.flatMap(({ id, name, records }) =>
    records.kind === "unreadable"
      ? [`the records of ${id} (${name}), which may lead to an endpoint: ${records.failure.error}`]
      : [],
  );
  const denied = seen.map(({ addresses }) => addresses).find(isUnread);
  return {
    endpoints: seen,
    zones: looks.filter(({ records }) => valueIn(records)?.some(leads)),
    unread: [...unread, ...(denied ? [addressesInWords(denied.failure)] : [])],
  };
}

function addressesInWords({ error, message }: Failure): string {
  return `the addresses of the endpoints, to which records of zones may lead: ${error}: ${message}`;
}

async function readZones(session: Session, zones: readonly ListedZone[]): Promise<FoundZone[]> {
  const { route53 } = session;
  const ids = zones.map(({ id }) => id);
  const all = await see(() => listZoneTags(route53, ids));
  return Promise.all(
    zones.map(async ({ id, name, callerReference }) => {
      const tags = all.kind === "seen" ? { ...all, value: all.value.get(id) ?? {} } : all;
      const vpcs = see(async () => [...(await getZoneVpcs(route53, id)).values()]);
      const records = see(() => listRecords(route53, id));
      return { id, name, callerReference, vpcs: await vpcs, records: await records, tags };
    }),
  );
}

/** The hub's account first, which may see others' VPCs too when they are shared with it; then the spokes' accounts. */
async function findVpcs(
  wanted: readonly VpcRef[],
  hub: Session,
  spokes: readonly Session[],
): Promise<Pick<Found, "vpcs" | "unread">> {
  const vpcs = new Map<VpcId, FoundVpc>();
  const unread: string[] = [];
  for (const sessions of [[hub], spokes]) {
    const missing = wanted.filter(({ id }) => !vpcs.has(id));
    const byRegion = [...Map.groupBy(missing, ({ region }) => region)];
    const looks = byRegion.flatMap(([region, refs]) =>
      sessions.map(async (session) => ({ session, region, seen: await look(session, region, refs) })),
    );
    for (const { session, region, seen } of await Promise.all(looks)) {
      if (seen.kind === "unreadable") unread.push(inWords(session.account, region, seen.failure));
      else for (const [id, vpc] of seen.value) vpcs.set(id, vpc);
    }
  }
  return { vpcs, unread };
}

function inWords(account: AccountId, region: Region, { error, message }: Failure): string {
  return `the VPCs of account ${account} in ${region}: ${error}: ${message}`;
}

async function look(
  session: Session,
  region: Region,
  refs: readonly VpcRef[],
): Promise<Seen<Map<VpcId, FoundVpc>>> {
  const identity = await session.identity();
  if (identity.kind === "unreadable") return identity;
  return see(async () => {
    const ids = refs.map(({ id }) => id);
    const batches = filterValues(ids);
    const found = await Promise.all(batches.map((batch) => describeVpcs(session.ec2(region), batch)));
    return new Map(found.flat());
  });
}

async function withEmptyVpcs(found: Found, hub: Session, home: VpcRef): Promise<Found> {
  const members = found.zones.filter(isKept).flatMap(({ vpcs }) => valueIn(vpcs) ?? []);
  const own = members.filter(({ id }) => found.vpcs.get(id)?.account === hub.account && id !== home.id);
  const empty = await see(() => emptyAmong(hub, own));
  if (empty.kind === "unreadable")
    return { ...found, unread: [...found.unread, subnetsInWords(hub.account, empty.failure)] };
  const vpcs = [...found.vpcs].map(([id, vpc]): [VpcId, FoundVpc] => [
    id,
    { ...vpc, isEmpty: empty.value.has(id) },
  ]);
  return { ...found, vpcs: new Map(vpcs) };
}

/** VPCs without a subnet: without one nothing can be in them. */
async function emptyAmong(hub: Session, vpcs: readonly VpcRef[]): Promise<Set<VpcId>> {
  const byRegion = [...Map.groupBy(vpcs, ({ region }) => region)];
  const used = await Promise.all(
    byRegion.map(([region, refs]) => vpcsWithSubnets(hub.ec2(region), new Set(refs.map(({ id }) => id)))),
  );
  return new Set(vpcs.map(({ id }) => id)).difference(new Set(used.flat()));
}

async function vpcsWithSubnets(ec2: EC2Client, wanted: ReadonlySet<VpcId>): Promise<VpcId[]> {
  const subnets = await listAll(async (token) => {
    const page = await ec2.send(new DescribeSubnetsCommand({ ...(token && { NextToken: token }) }));
    return { items: page.Subnets ?? [], next: page.NextToken };
  });
  return subnets.map((subnet) => subnet.VpcId as VpcId).filter((id) => wanted.has(id));
}

function subnetsInWords(account: AccountId, { error, message }: Failure): string {
  return `the subnets of account ${account}, which tell an anchor from a spoke: ${error}: ${message}`;
}

/** A filter, not ids: of unknown ids EC2 makes an error, and here each account knows a few of them only. */
async function describeVpcs(ec2: EC2Client, ids: readonly VpcId[]): Promise<[VpcId, FoundVpc][]> {
  const vpcs = await listAll(async (token) => {
    const page = await ec2.send(
      new DescribeVpcsCommand({
        Filters: [{ Name: "vpc-id", Values: [...ids] }],
        ...(token && { NextToken: token }),
      }),
    );
    return { items: page.Vpcs ?? [], next: page.NextToken };
  });
  return vpcs.map(({ VpcId: id, OwnerId, Tags }) => {
    const name = Tags?.find(({ Key }) => Key === "Name")?.Value;
    return [id as VpcId, { account: OwnerId as AccountId, ...(name && { name }) }];
  });
}

function noSuchVpc(account: AccountId, { id, region }: VpcRef): Failure {
  return {
    kind: "gone",
    error: "NoSuchVpc",
    message: `account ${account} has no VPC ${id} in ${region}`,
    operation: "DescribeVpcs",
  };
}
