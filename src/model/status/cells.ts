import type { Endpoint, Hub, Spoke } from "../desired/types.ts";
import { vpcKey } from "../ids.ts";

/** Of a spoke and an endpoint: `status.ts` says what each letter means. */
export type Cell = "s" | "p" | "w" | "c" | "f" | "u" | "-";

/**
 * A letter for each endpoint. `told` has what is not simply served, by `hub spoke endpoint`, by the VPC in the spoke's
 * place, or with `*` for all endpoints; `shared`: `hub endpoint` of those whose zones serve.
 */
export function cellsOf(
  spoke: Spoke,
  columns: readonly { readonly hub: Hub; readonly endpoint: Endpoint }[],
  shared: ReadonlySet<string>,
  told: ReadonlyMap<string, Cell>,
): string {
  const { hub, name, vpc, region } = spoke;
  const wanted = new Set<Endpoint>(spoke.endpoints);
  const all = told.get(`${hub.name} ${name} *`);
  const key = vpcKey({ id: vpc, region });
  return columns
    .map((column): Cell => {
      if (column.hub !== hub || !wanted.has(column.endpoint)) return "-";
      const endpoint = column.endpoint.name;
      const own = told.get(`${hub.name} ${name} ${endpoint}`) ?? told.get(`${hub.name} ${key} ${endpoint}`);
      return own ?? all ?? (shared.has(`${hub.name} ${endpoint}`) ? "s" : "w");
    })
    .join("");
}
