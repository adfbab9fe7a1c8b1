import {
  type Change,
  ChangeResourceRecordSetsCommand,
  GetChangeCommand,
  ListResourceRecordSetsCommand,
  type ResourceRecordSet,
  type Route53Client,
} from "@aws-sdk/client-route-53";
import { listAll } from "../aws/paginate.ts";
import type { Alias } from "../model/action.ts";
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
export async function changeRecords(
  route53: Route53Client,
  id: ZoneId,
  changes: { readonly upserts?: readonly Alias[]; readonly deletes?: readonly Alias[] },
): Promise<string> {
  const Changes = [
    ...(changes.deletes ?? []).map((alias) => change("DELETE", alias)),
    ...(changes.upserts ?? []).map((alias) => change("UPSERT", alias)),
  ];
  const answer = await route53.send(
    new ChangeResourceRecordSetsCommand({ HostedZoneId: id, ChangeBatch: { Changes } }),
  );
  return answer.ChangeInfo?.Id ?? "";
}

function change(Action: "UPSERT" | "DELETE", { name, type, target }: Alias): Change {
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
