import { isDeepStrictEqual } from "node:util";
import {
  type Change,
  ChangeResourceRecordSetsCommand,
  GetChangeCommand,
  ListResourceRecordSetsCommand,
  type ResourceRecordSet,
  type Route53Client,
} from "@aws-sdk/client-route-53";
import { mayHaveActed } from "../aws/doubt.ts";
import { FailureError, failureOf } from "../aws/failure.ts";
import { listAll } from "../aws/paginate.ts";
import type { LiveAlias } from "../model/action/alias.ts";
import { dnsName, escapedName } from "../model/dns-name.ts";
import type { Failure } from "../model/failure.ts";
import { recordKey, type ZoneId } from "../model/ids.ts";
import type { AliasTarget, PlainValues, RecordView } from "../model/observed/zone.ts";

/** Where the next page starts: three members in AWS's answer, one token for us. */
type Position = { readonly name: string; readonly type: string; readonly identifier?: string };

/** Every record set of a zone: one call for each 300. */
export async function listRecords(
  route53: Route53Client,
  id: ZoneId,
  pagesMax?: number,
): Promise<RecordView[]> {
  return (await listSets(route53, id, pagesMax)).map(viewOf);
}

function listSets(route53: Route53Client, id: ZoneId, pagesMax?: number): Promise<ResourceRecordSet[]> {
  return listAll(async (token) => {
    const from = token === undefined ? undefined : (JSON.parse(token) as Position);
    const page = await route53.send(
      new ListResourceRecordSetsCommand({
        HostedZoneId: id,
        ...(from && { StartRecordName: from.name, StartRecordType: from.type as never }),
        ...(from?.identifier && { StartRecordIdentifier: from.identifier }),
      }),
    );
    const { NextRecordName: name, NextRecordType: type, NextRecordIdentifier: identifier } = page;
    const next = page.IsTruncated ? JSON.stringify({ name, type, identifier }) : undefined;
    return { items: page.ResourceRecordSets ?? [], next };
  }, pagesMax);
}

function viewOf(set: ResourceRecordSet): RecordView {
  const target = set.AliasTarget;
  const plain = plainOf(set);
  return {
    name: dnsName(set.Name ?? ""),
    type: set.Type ?? "",
    ...(set.SetIdentifier && { identifier: set.SetIdentifier }),
    ...(plain && { plain }),
    ...(target && {
      alias: {
        dnsName: dnsName(target.DNSName ?? ""),
        hostedZoneId: target.HostedZoneId ?? "",
        evaluateTargetHealth: target.EvaluateTargetHealth ?? false,
      },
    }),
  };
}

function plainOf({
  Type,
  TTL: ttl,
  ResourceRecords: records,
  HealthCheckId,
}: ResourceRecordSet): RecordView["plain"] {
  // With a health check it is a record that these values alone do not delete.
  if (ttl === undefined || !records || HealthCheckId || !["A", "AAAA", "CNAME"].includes(Type ?? ""))
    return undefined;
  return { ttl, values: records.flatMap(({ Value }) => Value ?? []) };
}

/**
 * Writes aliases in one transactional batch, and deletes those that are there of `deletes`; answers the change's id, for `isInsync`, or none when an earlier attempt
 * had made it; `onThere`: somebody else had. Throws FailureError (RecordChanged) when another record than the expected one is there: it stays.
 */
export async function writeAliases(
  route53: Route53Client,
  id: ZoneId,
  aliases: readonly LiveAlias[],
  deletes: readonly LiveAlias[] = [],
  onThere?: () => void,
): Promise<string | undefined> {
  try {
    return await changeRecords(route53, id, [...deletes.map(removed), ...batchOf(aliases)]);
  } catch (error) {
    if (failureOf(error).kind !== "invalid") throw error;
    const left = await standingOf(route53, id, deletes);
    if (left.length < deletes.length) return rewritten(route53, id, aliases, left);
    if (!aliases.some(({ expects }) => expects)) throw error;
    const sets = await listSets(route53, id);
    const standing = aliases.map((alias) => ({ alias, set: sets.find((set) => isAt(alias, set)) }));
    if (standing.every(({ alias, set }) => set && leadsAsWanted(alias, set))) {
      if (!mayHaveActed(error)) onThere?.();
      return undefined;
    }
    const changed = standing.find(({ alias, set }) => alias.expects && !isExpected(alias, set));
    throw changed ? new FailureError(recordChanged(id, changed)) : error;
  }
}

/** AWS refuses a whole batch when one of its records is gone, by an earlier attempt whose answer was lost or by hand. */
async function standingOf(
  route53: Route53Client,
  id: ZoneId,
  deletes: readonly LiveAlias[],
): Promise<readonly LiveAlias[]> {
  if (deletes.length === 0) return [];
  const live = new Set((await listRecords(route53, id)).map(recordKey));
  return deletes.filter((alias) => live.has(recordKey(alias)));
}

async function rewritten(
  route53: Route53Client,
  id: ZoneId,
  aliases: readonly LiveAlias[],
  deletes: readonly LiveAlias[],
): Promise<string | undefined> {
  return aliases.length + deletes.length > 0 ? writeAliases(route53, id, aliases, deletes) : undefined;
}

/** A CNAME that stands in the way of two aliases, A and AAAA, is deleted once. */
function batchOf(aliases: readonly LiveAlias[]): Change[] {
  const changes = aliases.flatMap(written);
  return changes.filter((one, i) => changes.findIndex((other) => isDeepStrictEqual(other, one)) === i);
}

/** CREATE is refused where something stands, DELETE where something else does. */
function written(alias: LiveAlias): Change[] {
  const { expects, target } = alias;
  if (expects === undefined) return [change("UPSERT", alias, target)];
  const create = change("CREATE", alias, target);
  if (expects === "nothing") return [create];
  if ("cname" in expects) return [plainRemoved(alias.name, "CNAME", expects.cname), create];
  if ("addresses" in expects) return [plainRemoved(alias.name, alias.type, expects.addresses), create];
  return [change("DELETE", alias, expects), create];
}

/**
 * Deletes aliases, those that are there: AWS refuses a whole batch when one of its records is gone, by an earlier
 * attempt whose answer was lost or by hand. Then the list tells what is left to delete.
 */
export async function deleteAliases(
  route53: Route53Client,
  id: ZoneId,
  aliases: readonly LiveAlias[],
): Promise<void> {
  try {
    await changeRecords(route53, id, aliases.map(removed));
  } catch (error) {
    if (failureOf(error).kind !== "invalid") throw error;
    const left = await standingOf(route53, id, aliases);
    if (left.length === aliases.length) throw error; // refused for another reason
    if (left.length > 0) await changeRecords(route53, id, left.map(removed));
  }
}

const removed = (alias: LiveAlias) => change("DELETE", alias, alias.target);

async function changeRecords(route53: Route53Client, id: ZoneId, Changes: Change[]): Promise<string> {
  const answer = await route53.send(
    new ChangeResourceRecordSetsCommand({ HostedZoneId: id, ChangeBatch: { Changes } }),
  );
  return answer.ChangeInfo?.Id ?? "";
}

function change(
  Action: "CREATE" | "UPSERT" | "DELETE",
  { name, type }: LiveAlias,
  target: AliasTarget,
): Change {
  return {
    Action,
    ResourceRecordSet: {
      Name: escapedName(name),
      Type: type,
      AliasTarget: {
        DNSName: escapedName(target.dnsName),
        HostedZoneId: target.hostedZoneId,
        EvaluateTargetHealth: target.evaluateTargetHealth,
      },
    },
  };
}

function plainRemoved(
  name: string,
  Type: LiveAlias["type"] | "CNAME",
  { ttl: TTL, values }: PlainValues,
): Change {
  const ResourceRecords = values.map((Value) => ({ Value }));
  return {
    Action: "DELETE",
    ResourceRecordSet: { Name: escapedName(name), Type, TTL, ResourceRecords },
  };
}

function isAt({ name, type }: LiveAlias, set: ResourceRecordSet): boolean {
  return dnsName(set.Name ?? "") === name && (set.Type === type || set.Type === "CNAME");
}

function leadsAsWanted({ target }: LiveAlias, set: ResourceRecordSet): boolean {
  return isDeepStrictEqual(viewOf(set).alias, target);
}

function isExpected({ expects }: LiveAlias, set: ResourceRecordSet | undefined): boolean {
  if (!set || expects === "nothing") return !set && expects === "nothing";
  const { type, alias, plain } = viewOf(set);
  if (expects && "addresses" in expects)
    return type !== "CNAME" && isDeepStrictEqual(plain, expects.addresses);
  if (expects && "cname" in expects) return type === "CNAME" && isDeepStrictEqual(plain, expects.cname);
  return isDeepStrictEqual(alias, expects);
}

type Standing = { readonly alias: LiveAlias; readonly set: ResourceRecordSet | undefined };

function recordChanged(id: ZoneId, { alias: { type, name }, set }: Standing): Failure {
  const values = (set?.ResourceRecords ?? []).flatMap(({ Value }) => Value ?? []);
  const led = set?.AliasTarget ? [dnsName(set.AliasTarget.DNSName ?? "")] : values;
  const now = set ? `is ${set.Type} ${led.join(", ")} by now` : "is gone by now";
  return {
    kind: "conflict",
    error: "RecordChanged",
    message: `${type} ${name} in the adopted zone ${id} ${now}: somebody changed it since the plan was made, and nothing was written; plan again (takeRecords: true takes what is there)`,
    operation: "ChangeResourceRecordSets",
  };
}

/** Whether every one of Route 53's servers answers by the change: GetChange, only from the zone's own account. */
export async function isInsync(route53: Route53Client, changeId: string): Promise<boolean> {
  const answer = await route53.send(new GetChangeCommand({ Id: changeId.replace(/^\/change\//, "") }));
  return answer.ChangeInfo?.Status === "INSYNC";
}
