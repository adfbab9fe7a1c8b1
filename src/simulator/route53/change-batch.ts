import type { Change, ResourceRecordSet } from "@aws-sdk/client-route-53";
import { vpceHostedZoneId } from "../ec2/catalogue.ts";
import { AwsError } from "../service.ts";
import { canonicalName, nameFault } from "./names.ts";
import { valueFaults } from "./record-values.ts";
import { refusePolicies, routingFault } from "./routing.ts";
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
  for (const change of changes) {
    refusePolicies(change);
    refuseHealthCheck(change);
  }
  const records: Records = new Map(zone.records);
  const wrong = repeated(changes);
  for (const change of changes) {
    const record = canonicalRecord(change);
    const reasons = reasonsAgainst(zone, records, change, record);
    if (reasons.length > 0) wrong.push(...reasons);
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

/** Nobody can make one here, so none is found. */
function refuseHealthCheck({ ResourceRecordSet: set }: Change): void {
  if (set?.HealthCheckId === undefined) return;
  const text = `No health check exists with the specified ID: ${set.HealthCheckId}`;
  throw new AwsError("NoSuchHealthCheck", text, 404);
}

/** A record set may be in a batch twice to be deleted and made again, and no other way. */
function repeated(changes: Change[]): string[] {
  const actions = new Map<string, { said: string; actions: string[] }>();
  for (const { Action, ResourceRecordSet: set } of changes) {
    const name = canonicalName(set?.Name ?? "");
    const key = `${name} ${set?.Type} ${set?.SetIdentifier ?? ""}`;
    const known = actions.get(key) ?? { said: `'${set?.Type} ${name}'`, actions: [] };
    actions.set(key, { ...known, actions: [...known.actions, Action ?? ""] });
  }
  return [...actions.values()]
    .filter(
      ({ actions: [first, ...more] }) => more.length > 0 && !(first === "DELETE" && more.join() === "CREATE"),
    )
    .map(({ said }) => `The request contains an invalid set of changes for a resource record set ${said}`);
}

/** All that speaks against the values and the name, else the first that speaks against the change as such. */
function reasonsAgainst(
  zone: Zone,
  records: Records,
  { Action: action, ResourceRecordSet: given }: Change,
  record: ResourceRecordSet,
): string[] {
  const name = given?.Name ?? "";
  const badName = nameFault(name);
  if (badName) return [`FATAL problem: ${badName} encountered with '${name}'`];
  const target = given?.AliasTarget?.DNSName;
  const badTarget = target && nameFault(target);
  if (badTarget) return [`FATAL problem: ${badTarget} encountered with '${target}'`];
  const badValues = valueFaults(record);
  if (badValues.length > 0) return badValues;
  return [reasonAgainst(zone, records, action, record) ?? []].flat();
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
  return (
    reasonAgainstApexOnly(zone, record) ??
    reasonAgainstCname(zone, records, record) ??
    routingFault(records.values(), record) ??
    reasonAgainstAlias(zone, records, record)
  );
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

function reasonAgainstApexOnly(zone: Zone, record: ResourceRecordSet): string | undefined {
  if (record.Type !== "SOA" || record.Name === zone.name) return undefined;
  return `RRSet of type SOA with DNS name ${record.Name} is not permitted outside of the apex of zone ${zone.name}`;
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
