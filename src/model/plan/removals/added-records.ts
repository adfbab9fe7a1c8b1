import type { LiveAlias } from "../../action/alias.ts";
import type { ActionKey } from "../../action/common.ts";
import { actionKey } from "../../action/zone.ts";
import { recordKey, type VpcRef } from "../../ids.ts";
import { addedAliases } from "../../inventory/claims.ts";
import { isAnchor, serviceOf } from "../estate/estate.ts";
import { firstOf } from "../wanted/zones/records.ts";
import { type LiveRow, placeOf } from "../wanted/zones/zone-row.ts";
import { disassociate, goesOut, type RemovalContext, say, wentOut } from "./removal-actions.ts";

/**
 * Of somebody else's zone that no document adopts any more, whom we put there and the aliases that we made. These stay as long
 * as a VPC of others may resolve by them (semantics 7, 9, 39).
 */
export function leaveZone(context: RemovalContext, row: LiveRow, all: LeavingZone): void {
  const { leaving, staying } = all;
  const aliases = addedAliases(row.live);
  const users = staying.filter((vpc) => !isAnchor(row.hub, vpc));
  const left = aliases.length > 0 && users.length === 0 ? staying[0] : undefined;
  if (!left) {
    for (const vpc of leaving) disassociate(context, row, vpc, []);
    if (aliases.length > 0) sayOfRecords(context, row, aliases, users);
    return;
  }
  const keys = leaving.flatMap((vpc) => goesOut(context, row, vpc, []));
  deleteAliases(context, row, aliases, [...keys, wentOut(context, row, left)]);
}

type LeavingZone = { readonly leaving: readonly VpcRef[]; readonly staying: readonly VpcRef[] };

function deleteAliases(
  { out }: RemovalContext,
  row: LiveRow,
  deletes: readonly LiveAlias[],
  after: readonly ActionKey[],
): void {
  const place = placeOf(row);
  const key = actionKey("changeRecords", row.ref);
  const gone = `no document wants ${row.live.name} of ${serviceOf(row)} any more`;
  out.actions.push(
    {
      ...place,
      kind: "changeRecords",
      key,
      after,
      upserts: [],
      deletes,
      because: `${gone}, and nobody resolves by what we added to it`,
      removal: true,
    },
    {
      ...place,
      kind: "awaitInsync",
      key: actionKey("awaitInsync", row.ref),
      after: [key],
      because: "until then a resolver may still be led there",
      removal: true,
    },
  );
}

function sayOfRecords(
  context: RemovalContext,
  row: LiveRow,
  aliases: readonly LiveAlias[],
  users: readonly VpcRef[],
): void {
  const { id, name } = row.live;
  say(context, row, undefined, "note", {
    reason: "AddedRecordsStay",
    message: `${firstOf(aliases.map(recordKey))} in zone ${id} (${name}), which somebody else made, is ours and stays: ${firstOf(users.map((vpc) => vpc.id))} may resolve by it`,
  });
}
