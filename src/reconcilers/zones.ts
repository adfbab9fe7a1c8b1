import {
  ChangeTagsForResourceCommand,
  CreateHostedZoneCommand,
  DeleteHostedZoneCommand,
  GetHostedZoneCommand,
  GetHostedZoneLimitCommand,
  type HostedZone,
  ListHostedZonesCommand,
  ListTagsForResourcesCommand,
  type Route53Client,
} from "@aws-sdk/client-route-53";
import { type CriticalSection, criticalSection } from "../aws/critical-section.ts";
import { FailureError, failureOf } from "../aws/failure.ts";
import { listAll } from "../aws/paginate.ts";
import type { LiveAlias } from "../model/action/alias.ts";
import { batchesOf } from "../model/batches.ts";
import { dnsName } from "../model/dns-name.ts";
import {
  type Region,
  type VpcId,
  type VpcRef,
  vpcRef,
  vpcsByKey,
  type ZoneId,
  type ZoneName,
} from "../model/ids.ts";
import type { VpcsByKey } from "../model/observed/zone.ts";
import {
  callerReference,
  nextGeneration,
  parseCallerReference,
  parseClaim,
  type Tags,
} from "../model/ownership.ts";
import { unlessGone } from "./gone.ts";
import { deleteAliases, writeAliases } from "./records.ts";
import { tagList } from "./tags.ts";

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
export async function getZoneVpcs(route53: Route53Client, id: ZoneId): Promise<VpcsByKey> {
  const { VPCs } = await route53.send(new GetHostedZoneCommand({ Id: id }));
  const refs = (VPCs ?? []).map((v) => vpcRef(v.VPCId as VpcId, v.VPCRegion as string as Region));
  return vpcsByKey(refs); // an emulator was seen to list one twice
}

/** How many VPCs the zone takes: AWS's quota as it is for this account. */
export async function getVpcLimit(route53: Route53Client, id: ZoneId): Promise<number | undefined> {
  const { Limit } = await route53.send(
    new GetHostedZoneLimitCommand({ HostedZoneId: id, Type: "MAX_VPCS_ASSOCIATED_BY_ZONE" }),
  );
  return Limit?.Value;
}

/** AWS's limit for ListTagsForResources. */
const TAGGED_MAX = 10;

/** Tags of many zones. */
export async function listZoneTags(
  route53: Route53Client,
  ids: readonly ZoneId[],
): Promise<Map<ZoneId, Tags>> {
  const answers = await Promise.all(
    batchesOf(ids, TAGGED_MAX).map((ResourceIds) =>
      route53.send(new ListTagsForResourcesCommand({ ResourceType: "hostedzone", ResourceIds: ResourceIds })),
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

/** The plan's reference, one with the time as its generation, and that one's successor. */
const REFERENCES_MAX = 3;
/** How often the list is read before no zone is believed to have a reference. */
const LOOKS_MAX = 3;

/**
 * Makes the zone, or finds the one that an earlier attempt made. A deleted zone keeps its CallerReference used: then
 * the generation is raised, with the same first VPC, so that ConflictingDomainExists stops a duplicate (semantics 8).
 * `generationNow`, epoch seconds, is one that no deleted zone has used, however often the zone came and went.
 * The list may lag behind a create whose answer was lost: `pause` waits until it is worth another look.
 */
export async function createZone(
  route53: Route53Client,
  zone: NewZone,
  pause: () => Promise<void>,
  generationNow: () => number,
): Promise<ZoneId> {
  let reference = zone.callerReference;
  for (let used = 0; used < REFERENCES_MAX; used++) {
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
      const made = await findByReference(route53, reference, pause);
      if (made) {
        await refuseTaken(route53, made, reference);
        return made;
      }
      reference = used === 0 ? raised(reference, generationNow()) : nextGeneration(reference);
    }
  }
  throw new Error(`${zone.callerReference} and ${REFERENCES_MAX - 1} later generations are used up`);
}

/** A zone that we made may have become another owner's, by the tag that says so (semantics 10). */
async function refuseTaken(route53: Route53Client, id: ZoneId, reference: string): Promise<void> {
  const tags = (await listZoneTags(route53, [id])).get(id) ?? {};
  const claim = parseClaim(tags);
  if (!claim || claim.owner === parseCallerReference(reference)?.owner) return;
  throw new FailureError({
    kind: "conflict",
    error: "TakenOver",
    message: `zone ${id} was made by us under this CallerReference and taken over by owner ${claim.owner}; nothing of it is touched`,
    operation: "CreateHostedZone",
  });
}

function raised(text: string, now: number): string {
  const reference = parseCallerReference(text);
  if (!reference || reference.generation >= now) return nextGeneration(text);
  return callerReference({ ...reference, generation: now });
}

async function findByReference(
  route53: Route53Client,
  reference: string,
  pause: () => Promise<void>,
): Promise<ZoneId | undefined> {
  for (let look = 0; look < LOOKS_MAX; look++) {
    if (look > 0) await pause();
    const zones = await listZones(route53);
    const made = zones.find((z) => z.callerReference === reference);
    if (made) return made.id;
  }
  return undefined;
}

export async function tagZone(route53: Route53Client, id: ZoneId, tags: Tags): Promise<void> {
  const AddTags = tagList(tags);
  await route53.send(
    new ChangeTagsForResourceCommand({ ResourceType: "hostedzone", ResourceId: id, AddTags }),
  );
}

/**
 * Deletes aliases and zone back to back, for the VPC that AWS keeps in it (semantics 6); a zone that is gone is deleted.
 * `together`: makes the two of them. A zone that stays gets its aliases again: without them it would hide the public names (semantics 1).
 */
export async function deleteZone(
  route53: Route53Client,
  id: ZoneId,
  aliases: readonly LiveAlias[],
  together: (section: CriticalSection<void>) => Promise<void> = criticalSection,
): Promise<void> {
  const remove = async () => {
    await route53.send(new DeleteHostedZoneCommand({ Id: id }));
  };
  if (aliases.length === 0) {
    await unlessGone(remove);
    return;
  }
  let isTouched = false;
  await together({
    async work() {
      await unlessGone(() => deleteAliases(route53, id, aliases)).catch((error: unknown) => {
        isTouched = failureOf(error).kind === "transient"; // an answer may have been lost
        throw error;
      });
      isTouched = true;
      await unlessGone(remove);
    },
    undo: async () => isTouched && unlessGone(() => writeAliases(route53, id, aliases)),
    left: "the zone stands without its aliases, and its VPCs do not resolve the name",
  });
}

/** Some calls answer `/hostedzone/Z…`, some `Z…`. */
export function bareId(id: string): ZoneId {
  return id.replace(/^\/hostedzone\//, "") as ZoneId;
}
