import type { RecordOf } from "../store/records.ts";

/** Whose table it is (semantics 38): its owners, and for the daemon one source. */
export type Binding = RecordOf<"binding">;

export const UNBOUND: Binding = { owners: [] };

/** A table belongs to one source: why this is not the one, if so. */
export function boundElsewhere(bound: string | undefined, source: string): string | undefined {
  if (bound === undefined || bound === source) return undefined;
  return `it belongs to ${bound}, and this instance has ${source}: give each fleet a table of its own, or hand this one over (vpce-operator table move)`;
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
