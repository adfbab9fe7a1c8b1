import type {
  ChangeResourceRecordSetsRequest,
  ChangeResourceRecordSetsResponse,
  ListResourceRecordSetsRequest,
  ListResourceRecordSetsResponse,
  ResourceRecordSet,
} from "@aws-sdk/client-route-53";
import type { Estate } from "../estate.ts";
import { operation } from "../operation.ts";
import { pageByKey } from "../paging.ts";
import { AwsError, type Service } from "../service.ts";
import { ownZone } from "./access.ts";
import { appliedBatch } from "./change-batch.ts";
import { submitChange } from "./changes.ts";
import { canonicalName, reversedName } from "./names.ts";
import { pageSize } from "./page-size.ts";

/** Records per page: what AWS gives unasked (recorded), and the most that it gives. */
const PAGE_DEFAULT = 100;
const PAGE_MAX = 300;

export function recordOperations(estate: Estate): Service {
  return {
    ChangeResourceRecordSets: operation<ChangeResourceRecordSetsRequest, ChangeResourceRecordSetsResponse>(
      (input, call) => {
        const zone = ownZone(estate, input.HostedZoneId, call);
        zone.records = appliedBatch(zone, input.ChangeBatch?.Changes ?? []);
        return { ChangeInfo: submitChange(estate, zone, { kind: "records" }, input.ChangeBatch?.Comment) };
      },
    ),

    ListResourceRecordSets: operation<ListResourceRecordSetsRequest, ListResourceRecordSetsResponse>(
      (input, call) => {
        const zone = ownZone(estate, input.HostedZoneId, call);
        const limit = pageSize(input.MaxItems, PAGE_MAX, PAGE_DEFAULT);
        const page = pageByKey(zone.records.values(), listKey, limit, startKey(input));
        const next = page.next
          ? [...zone.records.values()].find((set) => listKey(set) === page.next)
          : undefined;
        return {
          ResourceRecordSets: page.items,
          IsTruncated: next !== undefined,
          ...(next
            ? {
                NextRecordName: next.Name,
                NextRecordType: next.Type,
                ...(next.SetIdentifier ? { NextRecordIdentifier: next.SetIdentifier } : {}),
              }
            : {}),
          MaxItems: limit,
        };
      },
    ),
  };
}

/** By name from the right, then by type, then by identifier. */
const listKey = (record: ResourceRecordSet): string =>
  `${reversedName(record.Name ?? "")} ${record.Type} ${record.SetIdentifier ?? ""}`;

function startKey(input: ListResourceRecordSetsRequest): string {
  const { StartRecordName: name, StartRecordType: type, StartRecordIdentifier: identifier } = input;
  if ((type && !name) || (identifier && !type))
    throw new AwsError(
      "InvalidInput",
      "StartRecordType needs StartRecordName, and StartRecordIdentifier needs both.",
    );
  if (!name) return "";
  return `${reversedName(canonicalName(name))} ${type ? `${type} ${identifier ?? ""}` : ""}`;
}
