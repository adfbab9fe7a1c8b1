import type { Seen } from "../../failure.ts";
import type { EndpointId } from "../../ids.ts";
import type { VpcView } from "../../observed/vpc.ts";

/** The VPC as it is while private DNS of these endpoints is off; the zones that AWS keeps for private DNS answer nobody by themselves. */
export function silenced(view: VpcView, going: ReadonlySet<EndpointId>): VpcView {
  return {
    ...view,
    zones: kept(view.zones, ({ owner }) => owner.service === undefined),
    privateDns: kept(view.privateDns, ({ endpoint }) => !going.has(endpoint)),
  };
}

function kept<T>(seen: Seen<readonly T[]>, isKept: (one: T) => boolean): Seen<readonly T[]> {
  return seen.kind === "seen" ? { ...seen, value: seen.value.filter(isKept) } : seen;
}
