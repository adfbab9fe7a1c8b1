import type { Session } from "../aws/accounts.ts";
import { FailureError } from "../aws/failure.ts";
import type { Hub } from "../model/desired/types.ts";
import type { Seen } from "../model/failure.ts";
import type { ZoneId } from "../model/ids.ts";
import type { HubView, ZoneView } from "../model/observed.ts";
import { parseCallerReference } from "../model/zone.ts";
import { listAuthorizations } from "./associations.ts";
import { listEndpoints, listServices } from "./endpoints.ts";
import { listRecords } from "./records.ts";
import { see } from "./see.ts";
import { getZoneVpcs, type ListedZone, listZones, listZoneTags } from "./zones.ts";

/** The zones of one account as one pass reads them: hubs that share an account share the reading. */
export type AccountZones = Pick<HubView, "zones" | "otherOwners" | "zonesInAccount">;

/** Endpoints and services of the hub's Region beside the account's zones; unreadable as a whole when one of them is. */
export async function observeHub(
  session: Session,
  hub: Hub,
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
    return { services, endpoints, ...account.value };
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
    const claimed = all
      .filter((z) => z.isPrivate)
      .map((zone) => ({ zone, owner: parseCallerReference(zone.callerReference)?.owner }));
    const ours = claimed
      .filter(({ owner }) => owner !== undefined && owners.has(owner))
      .map(({ zone }) => zone);
    const others = claimed.filter(({ owner }) => owner !== undefined && !owners.has(owner));
    const [details, tags] = await Promise.all([
      Promise.all(ours.map((zone) => observeZone(session, zone, sweep))),
      see(() =>
        listZoneTags(
          session.route53,
          ours.map((z) => z.id),
        ),
      ),
    ]);
    return {
      zones: details.map((view) => ({ ...view, tags: tagsOf(tags, view.id) })),
      otherOwners: new Map(others.map(({ zone, owner }) => [zone.id, owner as string])),
      zonesInAccount: all.length,
    };
  });
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
