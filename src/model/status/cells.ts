import type { Endpoint, Spoke } from "../desired/types.ts";
import { vpcKey } from "../ids.ts";

/** Of a spoke and an endpoint: `status.ts` says what each letter means. */
export type Cell = "s" | "p" | "w" | "c" | "f" | "u" | "-";

/** What is not simply served in one hub: by the spoke's name or its VPC, then by endpoint, or `*` for all of them. */
export type Told = ReadonlyMap<string, ReadonlyMap<string, Cell>>;

/** An endpoint of the spoke's hub, and whether its zones serve. */
export type Column = { readonly endpoint: Endpoint; readonly serves: boolean };

/** A letter for each endpoint of the spoke's hub, and no more: a fleet has many hubs. */
export function cellsOf(spoke: Spoke, columns: readonly Column[], told: Told | undefined): string {
  const wanted = new Set<Endpoint>(spoke.endpoints);
  const own = told?.get(spoke.name);
  const ofVpc = told?.get(vpcKey({ id: spoke.vpc, region: spoke.region }));
  let cells = "";
  for (const { endpoint, serves } of columns) {
    const said = own?.get(endpoint.name) ?? ofVpc?.get(endpoint.name) ?? own?.get("*");
    cells += wanted.has(endpoint) ? (said ?? (serves ? "s" : "w")) : "-";
  }
  return cells;
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
