import type { Session } from "../aws/accounts.ts";
import { FailureError } from "../aws/failure.ts";
import type { Endpoint, Hub } from "../model/desired/types.ts";
import type { Seen } from "../model/failure.ts";
import type { ZoneId } from "../model/ids.ts";
import type { HubView, ZoneView } from "../model/observed.ts";
import { namesToAdopt } from "../model/plan/names.ts";
import { parseCallerReference, parseZoneClaim } from "../model/zone.ts";
import { listAuthorizations } from "./associations.ts";
import { listEndpoints, listServices } from "./endpoints.ts";
import { listRecords } from "./records.ts";
import { see } from "./see.ts";
import { getZoneVpcs, type ListedZone, listZones, listZoneTags } from "./zones.ts";

/** The zones of one account as one pass reads them: hubs that share an account share the reading. */
export type AccountZones = Pick<HubView, "zones" | "otherOwners" | "zonesInAccount"> & {
  /** Private zones that are not ours, as listed. */
  readonly strangers: readonly ListedZone[];
};

/** Endpoints and services of the hub's Region beside the account's zones; unreadable as a whole when one of them is. */
export async function observeHub(
  session: Session,
  hub: Hub,
  documents: readonly Endpoint[],
  zones: () => Promise<Seen<AccountZones>>,
): Promise<Seen<HubView>> {
  const identity = await session.identity();
  if (identity.kind === "unreadable") return identity;
  return see(async () => {
    const ec2 = session.ec2(hub.region);
    const [services, endpoints, account] = await Promise.all([
      listServices(ec2),
      listEndpoints(ec2, hub.vpc),
      zones(),
    ]);
    if (account.kind === "unreadable") throw new FailureError(account.failure);
    const { strangers, ...own } = account.value;
    const names = namesToAdopt(hub, documents, services);
    const wanted = strangers.filter((zone) => names.has(zone.name));
    return { services, endpoints, ...own, adoptable: await observeAll(session, wanted, true) };
  });
}

/**
 * The account's zones that one of `owners` made, each with its VPCs, records, tags, and, when `sweep` is set, its
 * outstanding authorisations. A part that cannot be read is unreadable by itself.
 */
export async function observeZones(
  session: Session,
  owners: ReadonlySet<string>,
  sweep: boolean,
): Promise<Seen<AccountZones>> {
  return see(async () => {
    const all = await listZones(session.route53);
    const listed = all.filter((z) => z.isPrivate);
    const others = listed.filter((zone) => !owners.has(ownerOf(zone) ?? ""));
    const taken = sweep ? await takenOver(session, others, owners) : new Set<ZoneId>();
    const ours = listed.filter((zone) => owners.has(ownerOf(zone) ?? "") || taken.has(zone.id));
    const strangers = others.filter((zone) => !taken.has(zone.id));
    const claimed = strangers.flatMap((zone) => {
      const owner = ownerOf(zone);
      return owner === undefined ? [] : [[zone.id, owner] as const];
    });
    const zones = await observeAll(session, ours, sweep);
    return { zones, otherOwners: new Map(claimed), zonesInAccount: all.length, strangers };
  });
}

function ownerOf(zone: ListedZone): string | undefined {
  return parseCallerReference(zone.callerReference)?.owner;
}

/** Zones that somebody else made and that a tag says one of `owners` took over. */
async function takenOver(
  session: Session,
  zones: readonly ListedZone[],
  owners: ReadonlySet<string>,
): Promise<Set<ZoneId>> {
  const tags = await see(() =>
    listZoneTags(
      session.route53,
      zones.map((z) => z.id),
    ),
  );
  if (tags.kind === "unreadable") return new Set(); // then they are nobody's of ours: nothing of theirs is touched
  const claims = [...tags.value].filter(([, own]) => owners.has(parseZoneClaim(own)?.owner ?? ""));
  return new Set(claims.map(([id]) => id));
}

async function observeAll(
  session: Session,
  zones: readonly ListedZone[],
  sweep: boolean,
): Promise<ZoneView[]> {
  const [details, tags] = await Promise.all([
    Promise.all(zones.map((zone) => observeZone(session, zone, sweep))),
    see(() =>
      listZoneTags(
        session.route53,
        zones.map((z) => z.id),
      ),
    ),
  ]);
  return details.map((view) => ({ ...view, tags: tagsOf(tags, view.id) }));
}

async function observeZone(session: Session, zone: ListedZone, sweep: boolean): Promise<ZoneView> {
  const { route53 } = session;
  const [vpcs, records, authorizations] = await Promise.all([
    see(() => getZoneVpcs(route53, zone.id)),
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

function tagsOf(
  all: Seen<ReadonlyMap<ZoneId, Record<string, string>>>,
  id: ZoneId,
): NonNullable<ZoneView["tags"]> {
  return all.kind === "unreadable" ? all : { kind: "seen", value: all.value.get(id) ?? {} };
}
