import type { Endpoint, Spoke } from "../desired/types.ts";
import { vpcKey } from "../ids.ts";

/** Of a spoke and an endpoint: `status.ts` says what each letter means. */
export type Cell = "s" | "p" | "w" | "c" | "f" | "u" | "-";

/** What is not simply served; `names`: those names of the endpoint alone, not all of them. */
export type Lack = { readonly cell: Cell; readonly names?: ReadonlySet<string> };

/** What is not simply served in one hub: by the spoke's name or its VPC, then by endpoint, or `*` for all of them. */
export type Told = ReadonlyMap<string, ReadonlyMap<string, Lack>>;

/** An endpoint of the spoke's hub, whether its zones serve, and its names: those served, and how many there are. */
export type Column = {
  readonly endpoint: Endpoint;
  readonly serves: boolean;
  readonly served: ReadonlySet<string>;
  readonly of: number;
};

export type Row = { readonly cells: string; readonly served: number; readonly of: number };

/** A letter for each endpoint of the spoke's hub, and no more, for a fleet has many hubs; and the names that it resolves by us. */
export function rowOf(spoke: Spoke, columns: readonly Column[], told: Told | undefined): Row {
  const wanted = new Set<Endpoint>(spoke.endpoints);
  const own = told?.get(spoke.name);
  const ofVpc = told?.get(vpcKey({ id: spoke.vpc, region: spoke.region }));
  const row = { cells: "", served: 0, of: 0 };
  for (const column of columns) {
    const { name } = column.endpoint;
    const lack = own?.get(name) ?? ofVpc?.get(name) ?? own?.get("*");
    if (!wanted.has(column.endpoint)) {
      row.cells += "-";
      continue;
    }
    row.cells += lack?.cell ?? (column.serves ? "s" : "w");
    row.served += servedOf(column, lack);
    row.of += column.of;
  }
  return row;
}

function servedOf({ served }: Column, lack: Lack | undefined): number {
  if (!lack) return served.size;
  return lack.names ? served.difference(lack.names).size : 0;
}

/** The columns of each hub's spokes, by hub: of `endpoints` in a status, which are `hub/endpoint`. */
export function columnsByHub(endpoints: readonly string[]): ReadonlyMap<string, readonly string[]> {
  const columns = new Map<string, string[]>();
  for (const place of endpoints) {
    const slash = place.indexOf("/");
    const hub = place.slice(0, slash);
    const own = columns.get(hub) ?? [];
    columns.set(hub, own);
    own.push(place.slice(slash + 1));
  }
  return columns;
}
