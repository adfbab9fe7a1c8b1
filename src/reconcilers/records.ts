import {
  type Change,
  ChangeResourceRecordSetsCommand,
  GetChangeCommand,
  ListResourceRecordSetsCommand,
  type ResourceRecordSet,
  type Route53Client,
} from "@aws-sdk/client-route-53";
import { failureOf } from "../aws/failure.ts";
import { listAll } from "../aws/paginate.ts";
import type { LiveAlias } from "../model/action.ts";
import type { ZoneId } from "../model/ids.ts";
import type { RecordView } from "../model/observed.ts";
import { dnsName, escapedName } from "./dns-name.ts";

/** Where the next page starts: three members in AWS's answer, one token for us. */
type Position = { readonly name: string; readonly type: string; readonly identifier?: string };

/** Every record set of a zone: one call for each 300. */
export async function listRecords(route53: Route53Client, id: ZoneId): Promise<RecordView[]> {
  const sets = await listAll(async (token) => {
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
  });
  return sets.map(viewOf);
}

function viewOf(set: ResourceRecordSet): RecordView {
  const target = set.AliasTarget;
  return {
    name: dnsName(set.Name ?? ""),
    type: set.Type ?? "",
    ...(set.SetIdentifier && { identifier: set.SetIdentifier }),
    ...(target && {
      alias: {
        dnsName: dnsName(target.DNSName ?? ""),
        hostedZoneId: target.HostedZoneId ?? "",
        evaluateTargetHealth: target.EvaluateTargetHealth ?? false,
      },
    }),
  };
}

/** One transactional batch; answers the change's id, for `isInsync`. */
export async function upsertAliases(
  route53: Route53Client,
  id: ZoneId,
  aliases: readonly LiveAlias[],
): Promise<string> {
  return changeRecords(route53, id, "UPSERT", aliases);
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
    await changeRecords(route53, id, "DELETE", aliases);
  } catch (error) {
    if (failureOf(error).kind !== "invalid") throw error;
    const live = new Set((await listRecords(route53, id)).map((r) => `${r.type} ${r.name}`));
    const left = aliases.filter((alias) => live.has(`${alias.type} ${alias.name}`));
    if (left.length === aliases.length) throw error; // refused for another reason
    if (left.length > 0) await changeRecords(route53, id, "DELETE", left);
  }
}

async function changeRecords(
  route53: Route53Client,
  id: ZoneId,
  action: "UPSERT" | "DELETE",
  aliases: readonly LiveAlias[],
): Promise<string> {
  const Changes = aliases.map((alias) => change(action, alias));
  const answer = await route53.send(
    new ChangeResourceRecordSetsCommand({ HostedZoneId: id, ChangeBatch: { Changes } }),
  );
  return answer.ChangeInfo?.Id ?? "";
}

function change(Action: "UPSERT" | "DELETE", { name, type, target }: LiveAlias): Change {
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

/** Whether every one of Route 53's servers answers by the change: GetChange, only from the zone's own account. */
export async function isInsync(route53: Route53Client, changeId: string): Promise<boolean> {
  const answer = await route53.send(new GetChangeCommand({ Id: changeId.replace(/^\/change\//, "") }));
  return answer.ChangeInfo?.Status === "INSYNC";
}
