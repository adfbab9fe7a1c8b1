import type { Change, ResourceRecordSet } from "@aws-sdk/client-route-53";
import { vpceHostedZoneId } from "../ec2/catalogue.ts";
import { AwsError } from "../service.ts";
import { canonicalName } from "./names.ts";
import { recordKey, type Zone } from "./state.ts";

/** Limits of one batch; an UPSERT counts double. Source: Developer Guide, "Quotas". */
const VALUES_MAX = 1000;
const CHARACTERS_MAX = 32_000;

type Records = Map<string, ResourceRecordSet>;

/** The zone's records after the batch: all of it, or InvalidChangeBatch (400) with every reason and nothing done. */
export function appliedBatch(zone: Zone, changes: Change[]): Records {
  if (changes.length === 0)
    throw new AwsError("InvalidInput", "ChangeBatch must contain at least one change.");
  refuseTooLarge(changes);
  const records: Records = new Map(zone.records);
  const wrong: string[] = [];
  for (const change of changes) {
    const record = canonicalRecord(change);
    const reason = reasonAgainst(zone, records, change.Action, record);
    if (reason) wrong.push(reason);
    else if (change.Action === "DELETE") records.delete(recordKey(record));
    else records.set(recordKey(record), record);
  }
  if (wrong.length > 0) throw new AwsError("InvalidChangeBatch", `[${wrong.join(", ")}]`);
  return records;
}

function refuseTooLarge(changes: Change[]): void {
  let values = 0;
  let characters = 0;
  for (const { Action, ResourceRecordSet: set } of changes) {
    const weight = Action === "UPSERT" ? 2 : 1;
    const texts = set?.ResourceRecords?.map((record) => record.Value ?? "") ?? [""];
    values += weight * texts.length;
    characters += weight * texts.join("").length;
  }
  if (values > VALUES_MAX)
    throw new AwsError("InvalidChangeBatch", `[Number of records limit of ${VALUES_MAX} exceeded.]`);
  if (characters > CHARACTERS_MAX)
    throw new AwsError(
      "InvalidChangeBatch",
      `[Number of value characters limit of ${CHARACTERS_MAX} exceeded.]`,
    );
}

/** The record as the zone keeps it: names canonical, an alias without TTL and values. */
function canonicalRecord(change: Change): ResourceRecordSet {
  const {
    Name,
    Type,
    AliasTarget: alias,
    TTL,
    ResourceRecords: values,
    ...rest
  } = change.ResourceRecordSet ?? {
    Name: "",
    Type: "A" as const,
  };
  const name = canonicalName(Name ?? "");
  const plain = TTL !== undefined && values && values.length > 0;
  if (alias ? values?.length || TTL !== undefined : !plain) throw malformed(change, name);
  if (!alias) return { ...rest, Name: name, Type, TTL, ResourceRecords: values };
  const target = { ...alias, DNSName: canonicalName(alias.DNSName ?? "") };
  return { ...rest, Name: name, Type, AliasTarget: target };
}

function malformed(change: Change, name: string): AwsError {
  const set = change.ResourceRecordSet;
  return new AwsError(
    "InvalidInput",
    `Invalid request: Expected exactly one of [AliasTarget, all of [TTL, and ResourceRecords], or TrafficPolicyInstanceId], but found ${set?.AliasTarget ? "more than one" : "none"} in Change with [Action=${change.Action}, Name=${name}, Type=${set?.Type}, SetIdentifier=${set?.SetIdentifier ?? "null"}]`,
  );
}

function reasonAgainst(
  zone: Zone,
  records: Records,
  action: string | undefined,
  record: ResourceRecordSet,
): string | undefined {
  const said = `resource record set [name='${record.Name}', type='${record.Type}']`;
  const existing = records.get(recordKey(record));
  if (record.Name !== zone.name && !record.Name?.endsWith(`.${zone.name}`))
    return `RRSet with DNS name ${record.Name} is not permitted in zone ${zone.name}`;
  if (action === "DELETE") return reasonAgainstDelete(zone, existing, record, said);
  if (action === "CREATE" && existing) return `Tried to create ${said} but it already exists`;
  return reasonAgainstCname(zone, records, record) ?? reasonAgainstAlias(zone, records, record);
}

function reasonAgainstDelete(
  zone: Zone,
  existing: ResourceRecordSet | undefined,
  record: ResourceRecordSet,
  said: string,
): string | undefined {
  if (!existing) return `Tried to delete ${said} but it was not found`;
  if (content(existing) !== content(record))
    return `Tried to delete ${said} but the values provided do not match the current values`;
  if (record.Name !== zone.name) return undefined;
  if (record.Type === "SOA") return "A HostedZone must contain exactly one SOA record.";
  if (record.Type === "NS") return "A HostedZone must contain at least one NS record for the zone itself.";
  return undefined;
}

/** What must be equal for a DELETE to match. */
function content(record: ResourceRecordSet): string {
  const { AliasTarget: alias, ResourceRecords: values } = record;
  if (alias) return JSON.stringify([alias.HostedZoneId, alias.DNSName, alias.EvaluateTargetHealth]);
  return JSON.stringify([record.TTL, values?.map((value) => value.Value).sort()]);
}

function reasonAgainstCname(zone: Zone, records: Records, record: ResourceRecordSet): string | undefined {
  if (record.Type === "CNAME" && record.Name === zone.name)
    return `RRSet of type CNAME with DNS name ${record.Name} is not permitted at apex in zone ${zone.name}`;
  const other = [...records.values()].find(
    (set) => set.Name === record.Name && (set.Type === "CNAME") !== (record.Type === "CNAME"),
  );
  return (
    other &&
    `RRSet of type ${record.Type} with DNS name ${record.Name} is not permitted because a conflicting RRSet of type ${other.Type} with the same DNS name already exists in zone ${zone.name}`
  );
}

function reasonAgainstAlias(zone: Zone, records: Records, record: ResourceRecordSet): string | undefined {
  const target = record.AliasTarget;
  if (!target) return undefined;
  const name = target.DNSName ?? "";
  const said = `Tried to create an alias that targets ${name}, type ${record.Type} in zone ${target.HostedZoneId}, but`;
  const outside = `${said} the alias target name does not lie within the target zone`;
  const region = /\.([a-z0-9-]+)\.vpce\.amazonaws\.com(\.cn)?\.$/.exec(name)?.[1];
  if (region && target.HostedZoneId !== vpceHostedZoneId(region)) return outside;
  if (target.HostedZoneId !== zone.id) return undefined;
  if (name !== zone.name && !name.endsWith(`.${zone.name}`)) return outside;
  const found = [...records.values()].some((set) => set.Name === name && set.Type === record.Type);
  return found ? undefined : `${said} that target was not found`;
}
