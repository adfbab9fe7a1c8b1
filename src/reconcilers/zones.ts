import {
  ChangeTagsForResourceCommand,
  CreateHostedZoneCommand,
  DeleteHostedZoneCommand,
  GetHostedZoneCommand,
  type HostedZone,
  ListHostedZonesCommand,
  ListTagsForResourcesCommand,
  type Route53Client,
} from "@aws-sdk/client-route-53";
import { failureOf } from "../aws/failure.ts";
import { listAll } from "../aws/paginate.ts";
import type { Region, VpcId, VpcRef, ZoneId, ZoneName } from "../model/ids.ts";
import { nextGeneration, type Tags } from "../model/zone.ts";
import { dnsName } from "./dns-name.ts";

/** A zone as ListHostedZones shows it: enough to tell whose it is. */
export type ListedZone = {
  readonly id: ZoneId;
  readonly name: ZoneName;
  readonly callerReference: string;
  readonly comment?: string;
  readonly isPrivate: boolean;
};

/** Every zone of the account: one call for each 100. */
export async function listZones(route53: Route53Client): Promise<ListedZone[]> {
  const zones = await listAll(async (token) => {
    const page = await route53.send(new ListHostedZonesCommand({ ...(token && { Marker: token }) }));
    return { items: page.HostedZones ?? [], next: page.IsTruncated ? page.NextMarker : undefined };
  });
  return zones.map(listed);
}

function listed(zone: HostedZone): ListedZone {
  const comment = zone.Config?.Comment;
  return {
    id: bareId(zone.Id ?? ""),
    name: dnsName(zone.Name ?? "") as ZoneName,
    callerReference: zone.CallerReference ?? "",
    isPrivate: zone.Config?.PrivateZone ?? false,
    ...(comment && { comment }),
  };
}

/** The VPCs of a zone, other accounts' included; the answer is not paginated. */
export async function getZoneVpcs(route53: Route53Client, id: ZoneId): Promise<VpcRef[]> {
  const { VPCs } = await route53.send(new GetHostedZoneCommand({ Id: id }));
  const refs = (VPCs ?? []).map((v) => ({ id: v.VPCId as VpcId, region: v.VPCRegion as string as Region }));
  return [...new Map(refs.map((r) => [r.id, r])).values()]; // an emulator was seen to list one twice
}

/** Tags of many zones, ten to a call: AWS's limit for ListTagsForResources. */
export async function listZoneTags(
  route53: Route53Client,
  ids: readonly ZoneId[],
): Promise<Map<ZoneId, Tags>> {
  const batches = Array.from({ length: Math.ceil(ids.length / 10) }, (_, i) =>
    ids.slice(i * 10, i * 10 + 10),
  );
  const answers = await Promise.all(
    batches.map((ResourceIds) =>
      route53.send(
        new ListTagsForResourcesCommand({ ResourceType: "hostedzone", ResourceIds: [...ResourceIds] }),
      ),
    ),
  );
  const sets = answers.flatMap((a) => a.ResourceTagSets ?? []);
  return new Map(
    sets.map((s) => [
      bareId(s.ResourceId ?? ""),
      Object.fromEntries((s.Tags ?? []).map((t) => [t.Key ?? "", t.Value ?? ""])),
    ]),
  );
}

export type NewZone = {
  readonly name: ZoneName;
  readonly vpc: VpcRef;
  readonly callerReference: string;
  readonly comment: string;
};

/** Most generations of one zone name that a program would ever use up; beyond it something else is wrong. */
const GENERATIONS_MAX = 20;

/**
 * Makes the zone, or finds the one that an earlier attempt made. A deleted zone keeps its CallerReference used: then
 * the next generation is taken, with the same first VPC, so that ConflictingDomainExists stops a duplicate
 * (semantics 8). The list may lag behind a create whose answer was lost: it is read again before a generation is raised.
 */
export async function createZone(
  route53: Route53Client,
  zone: NewZone,
  settle: () => Promise<void>,
): Promise<ZoneId> {
  let reference = zone.callerReference;
  for (let generation = 0; generation < GENERATIONS_MAX; generation++) {
    try {
      const answer = await route53.send(
        new CreateHostedZoneCommand({
          Name: zone.name,
          CallerReference: reference,
          VPC: { VPCId: zone.vpc.id, VPCRegion: zone.vpc.region as never },
          HostedZoneConfig: { Comment: zone.comment, PrivateZone: true },
        }),
      );
      return bareId(answer.HostedZone?.Id ?? "");
    } catch (error) {
      if (failureOf(error).kind !== "exists") throw error;
      const made = await findByReference(route53, reference, settle);
      if (made) return made;
      reference = nextGeneration(reference);
    }
  }
  throw new Error(`${GENERATIONS_MAX} generations of ${zone.callerReference} are used up`);
}

async function findByReference(
  route53: Route53Client,
  reference: string,
  settle: () => Promise<void>,
): Promise<ZoneId | undefined> {
  for (let look = 0; look < 2; look++) {
    const zones = await listZones(route53);
    const made = zones.find((z) => z.callerReference === reference);
    if (made) return made.id;
    if (look === 0) await settle();
  }
  return undefined;
}

export async function tagZone(route53: Route53Client, id: ZoneId, tags: Tags): Promise<void> {
  const AddTags = Object.entries(tags).map(([Key, Value]) => ({ Key, Value }));
  await route53.send(
    new ChangeTagsForResourceCommand({ ResourceType: "hostedzone", ResourceId: id, AddTags }),
  );
}

export async function deleteHostedZone(route53: Route53Client, id: ZoneId): Promise<void> {
  await route53.send(new DeleteHostedZoneCommand({ Id: id }));
}

/** Some calls answer `/hostedzone/Z…`, some `Z…`. */
export function bareId(id: string): ZoneId {
  return id.replace(/^\/hostedzone\//, "") as ZoneId;
}
