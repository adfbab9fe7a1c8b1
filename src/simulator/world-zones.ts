import type { Change, ResourceRecordSet } from "@aws-sdk/client-route-53";
import { vpceHostedZoneId } from "./ec2/catalogue.ts";
import { regionalName } from "./ec2/endpoint-domains.ts";
import type { Vpc } from "./ec2/state.ts";
import type { Estate } from "./estate.ts";
import { appliedBatch } from "./route53/change-batch.ts";
import { refuseConflict } from "./route53/conflicts.ts";
import { canonicalName } from "./route53/names.ts";
import { publish } from "./route53/published.ts";
import type { Zone } from "./route53/state.ts";
import { addZone } from "./route53/zones.ts";
import { type Problems, Unfit } from "./world-problems.ts";
import type { VpcSpec } from "./world-vpc-schema.ts";
import type { RecordSpec, ZoneSpec } from "./world-zone-schema.ts";

type Path = readonly (string | number)[];

/** A zone of a world file: in DNS at once. */
export function loadZone(
  estate: Estate,
  account: string,
  spec: ZoneSpec,
  path: Path,
  problems: Problems,
): void {
  const vpcs: Vpc[] = [];
  for (const [index, id] of spec.vpcs.entries())
    problems.attempt([...path, "vpcs", index], () => {
      const vpc = vpcOf(estate, id);
      refuseConflict(estate, vpc, canonicalName(spec.name));
      vpcs.push(vpc);
    });
  if (vpcs.length < spec.vpcs.length) return; // it would not be the zone that was asked for
  const zone = addZone(estate, {
    account,
    name: spec.name,
    callerReference: spec.callerReference ?? `world ${estate.surroundings.hex(12)}`,
    comment: spec.comment,
    vpcs,
  });
  loadRecords(estate, zone, spec.records, (index, load) =>
    problems.attempt([...path, "records", index], load),
  );
  for (const [index, id] of spec.authorizations.entries())
    problems.attempt([...path, "authorizations", index], () => {
      zone.authorizations.set(id, { VPCId: id, VPCRegion: vpcOf(estate, id).region });
    });
  for (const [key, value] of Object.entries(spec.tags)) zone.tags.set(key, value);
  const now = estate.surroundings.clock.now();
  publish(zone, { kind: "created" }, now, now);
}

/** The zones that services keep in a VPC: another's for every account, and in DNS as any private zone is. */
export function loadServiceZones(estate: Estate, vpc: VpcSpec, path: Path, problems: Problems): void {
  if (!estate.network.vpcs.has(vpc.id)) return; // refused, and told
  for (const [index, { service, name, values }] of vpc.serviceZones.entries()) {
    const records: RecordSpec[] = [{ name, type: "A", ttl: 60, values }];
    const spec = { name, vpcs: [vpc.id], records, authorizations: [], tags: {} };
    loadZone(estate, service, spec, [...path, "serviceZones", index], problems);
  }
}

/** All in one batch; when that is refused, one by one, so that each that does not fit is told. */
function loadRecords(
  estate: Estate,
  zone: Zone,
  records: readonly RecordSpec[],
  attempt: (index: number, load: () => void) => void,
): void {
  const load = (some: readonly RecordSpec[]) => {
    zone.records = appliedBatch(
      zone,
      some.map((record) => creation(estate, record)),
    );
  };
  try {
    if (records.length > 0) load(records);
  } catch {
    for (const [index, record] of records.entries()) attempt(index, () => load([record]));
  }
}

function vpcOf(estate: Estate, id: string): Vpc {
  const vpc = estate.network.vpcs.get(id);
  if (!vpc) throw new Unfit(`there is no VPC ${id} in this world`);
  return vpc;
}

function creation(estate: Estate, { name, type, ttl, values, alias }: RecordSpec): Change {
  const set: ResourceRecordSet = alias
    ? { Name: name, Type: type, AliasTarget: aliasTarget(estate, alias) }
    : { Name: name, Type: type, TTL: ttl, ResourceRecords: values?.map((Value) => ({ Value })) };
  return { Action: "CREATE", ResourceRecordSet: set };
}

function aliasTarget(estate: Estate, alias: NonNullable<RecordSpec["alias"]>) {
  const EvaluateTargetHealth = alias.evaluateTargetHealth;
  if ("zoneId" in alias) return { HostedZoneId: alias.zoneId, DNSName: alias.name, EvaluateTargetHealth };
  const endpoint = estate.network.endpoints.get(alias.endpoint);
  if (!endpoint) throw new Unfit(`there is no endpoint ${alias.endpoint} in this world`, ["alias"]);
  return {
    HostedZoneId: vpceHostedZoneId(endpoint.serviceRegion),
    DNSName: regionalName(endpoint),
    EvaluateTargetHealth,
  };
}
