import { sameTable, tableInWords } from "../model/desired/table.ts";
import type { TableRef } from "../model/desired/types.ts";
import type { RecordOf } from "../store/records.ts";
import type { Stranger } from "./desired-state.ts";

/** Whose table it is (semantics 38): its owners, and for the daemon one source. */
export type Binding = RecordOf<"binding">;

export const UNBOUND: Binding = { owners: [] };

/** A table belongs to one source: why this is not the one, if so. */
export function boundElsewhere(bound: string | undefined, source: string): string | undefined {
  if (bound === undefined || bound === source) return undefined;
  return `it belongs to ${bound}, and this instance has ${source}: give each fleet a table of its own, or hand this one over (vpce-operator table move)`;
}

/** Why documents that name a table are not for an instance that takes the lease of another one, or of none. */
export function otherTable(named: TableRef | undefined, own: TableRef | undefined): Stranger | undefined {
  if (!named || sameTable(named, own)) return undefined;
  const message = `the documents name ${tableInWords(named)}, and this instance has ${own ? tableInWords(own) : "no lease"}: beside each other they would both act. Start it with --table ${named.name} --table-region ${named.region}, or change the documents`;
  return { reason: "OtherTable", message };
}

/** Why documents of these owners are not this table's, if so. A fleet that gains an owner keeps one that it had. */
export function ownedByOthers({ owners: bound }: Binding, owners: readonly string[]): string | undefined {
  if (bound.length === 0 || owners.some((owner) => bound.includes(owner))) return undefined;
  return `it belongs to ${bound.join(", ")}, and these documents to ${owners.join(", ")}: give each fleet a table of its own, or hand this one over (vpce-operator table move)`;
}

/** With those of its owners that it does not know yet; undefined when it knows them all. */
export function withOwners(binding: Binding, owners: readonly string[]): Binding | undefined {
  const added = owners.filter((owner) => !binding.owners.includes(owner));
  return added.length === 0 ? undefined : { ...binding, owners: [...binding.owners, ...added].sort() };
}
