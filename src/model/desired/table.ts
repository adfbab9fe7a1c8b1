import { compare } from "../compare.ts";
import type { Owner } from "../ids.ts";
import type { Desired, TableRef } from "./types.ts";

/** The table that the documents name: the same in every hub, or they are refused. */
export function tableIn({ hubs: [first] }: Pick<Desired, "hubs">): TableRef | undefined {
  return first?.table;
}

/** Whose documents these are, each once. */
export function ownersIn({ hubs }: Pick<Desired, "hubs">): Owner[] {
  return [...new Set(hubs.map(({ owner }) => owner))].sort(compare);
}

export function sameTable(a: TableRef | undefined, b: TableRef | undefined): boolean {
  return a?.name === b?.name && a?.region === b?.region;
}

export function tableInWords(table: TableRef | undefined): string {
  return table ? `table ${table.name} in ${table.region}` : "no table";
}
