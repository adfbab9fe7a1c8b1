import { AsyncLocalStorage } from "node:async_hooks";
import { isRead } from "../model/cost/rates.ts";

const given = new AsyncLocalStorage<number>();

/**
 * Who goes first when an account's request rate is the bottleneck; larger goes earlier.
 *
 * | | operations | because |
 * |---|---|---|
 * | 6 | Disassociate | a name that must no longer resolve there, and what teardown waits for |
 * | 5 | Associate | each makes a spoke served |
 * | 4 | zones, their records, GetChange | few, and each unblocks a chain of calls; a zone being removed has no gap |
 * | 3 | authorizations, every other write | one for each association to come |
 * | 1 | other reads | |
 * | 0 | removing authorizations | serves nobody; how late it may be is the scheduler's business |
 * | -1 | tags | serves nobody, and no later call waits for it |
 *
 * Ageing in the pacer sees to it that even 0 has its turn.
 */
export function priorityOf(operation: string): number {
  return given.getStore() ?? LISTED[operation] ?? (isRead(operation) ? 1 : 3);
}

/** All calls that the work makes have this priority, whatever they are. */
export function withPriority<T>(priority: number, work: () => Promise<T>): Promise<T> {
  return given.run(priority, work);
}

const LISTED: Readonly<Record<string, number>> = {
  DisassociateVPCFromHostedZone: 6,
  AssociateVPCWithHostedZone: 5,
  CreateHostedZone: 4,
  ChangeResourceRecordSets: 4,
  DeleteHostedZone: 4,
  GetChange: 4,
  CreateVPCAssociationAuthorization: 3,
  DeleteVPCAssociationAuthorization: 0,
  ChangeTagsForResource: -1,
};
