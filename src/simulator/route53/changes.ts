import type { ChangeInfo, GetChangeRequest, GetChangeResponse } from "@aws-sdk/client-route-53";
import type { Estate } from "../estate.ts";
import { operation } from "../operation.ts";
import { AwsError, type Service } from "../service.ts";
import { bareId } from "./names.ts";
import { publish } from "./published.ts";
import type { Change, DnsChange, Zone } from "./state.ts";

export function changeOperations(estate: Estate): Service {
  return {
    GetChange: operation<GetChangeRequest, GetChangeResponse>((input, call) => {
      const change = estate.zones.changes.get(bareId(input.Id));
      if (!change)
        throw new AwsError("NoSuchChange", `A change with the specified change ID does not exist.`, 404);
      if (change.account !== call.account) throw accessDenied(call.principalArn);
      return { ChangeInfo: changeInfo(change, estate.surroundings.clock.now()) };
    }),
  };
}

/**
 * Publishes what was just done to the zone: DNS shows it once the change is INSYNC, each change after a delay of its
 * own. The change belongs to the zone's account, whoever asked for it.
 */
export function submitChange(estate: Estate, zone: Zone, what: DnsChange, comment?: string): ChangeInfo {
  const { clock, hex } = estate.surroundings;
  const submittedAt = clock.now();
  const { insyncMs } = estate.options;
  const delayMs = typeof insyncMs === "function" ? insyncMs(what.kind) : insyncMs;
  const insyncAt = publish(zone, what, submittedAt + delayMs, submittedAt);
  const id = `C0${hex(19).toUpperCase()}`;
  const change = { id, account: zone.account, submittedAt, insyncAt, ...(comment ? { comment } : {}) };
  estate.zones.changes.set(id, change);
  return changeInfo(change, submittedAt);
}

function changeInfo(change: Change, now: number): ChangeInfo {
  return {
    Id: `/change/${change.id}`,
    Status: now >= change.insyncAt ? "INSYNC" : "PENDING",
    SubmittedAt: new Date(change.submittedAt),
    ...(change.comment ? { Comment: change.comment } : {}),
  };
}

export const accessDenied = (principalArn: string): AwsError =>
  new AwsError("AccessDenied", `User: ${principalArn} is not authorized to access this resource`, 403);
