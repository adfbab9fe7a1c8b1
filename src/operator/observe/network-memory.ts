import type { Clock } from "../../model/clock.ts";
import { type Failure, isUnread, type Seen } from "../../model/failure.ts";
import type { NetworkView } from "../../model/observed/network.ts";
import type { RangesBefore } from "../../model/observed/observed.ts";
import type { VpcView } from "../../model/observed/vpc.ts";
import type { NetworkNeeded } from "../../model/plan/reads/needed.ts";

/**
 * What stands in front of endpoints and who reaches them, as earlier passes of this process saw it: what closes is told for
 * as long as it does, at one call a hub and hour.
 */
export type NetworkMemory = {
  /** Undefined: read it. Subnets are asked for only while something changes, and then all is read anew. */
  known(needed: NetworkNeeded): NetworkView | undefined;
  saw(needed: NetworkNeeded, view: NetworkView): void;
  /** Of a hub, by its name. */
  forget(hub: string): void;
  /** By `vpcKey`. */
  sawVpcs(vpcs: ReadonlyMap<string, Seen<VpcView>>): void;
  /** Of every VPC that this process has ever seen, as it saw it last. */
  ranges(): ReadonlyMap<string, RangesBefore>;
};

type Groups = { readonly of: string; readonly at: number; readonly groups: NetworkView["securityGroups"] };

export function createNetworkMemory({ now }: Pick<Clock, "now">, keptMs: number): NetworkMemory {
  /** By the hub's name. */
  const hubs = new Map<string, Groups>();
  const ranges = new Map<string, RangesBefore>();
  return {
    known(needed) {
      const last = hubs.get(needed.hub.name);
      if (needed.anew || last?.of !== ofWhat(needed) || now() - last.at >= keptMs) return undefined;
      return { securityGroups: last.groups, subnets: { kind: "seen", value: [] } };
    },
    saw(needed, { securityGroups: groups }) {
      if (isUnread(groups) && isPassing(groups.failure)) hubs.delete(needed.hub.name);
      else hubs.set(needed.hub.name, { of: ofWhat(needed), at: now(), groups });
    },
    forget: (hub) => void hubs.delete(hub),
    sawVpcs(vpcs) {
      for (const [key, seen] of vpcs)
        if (seen.kind === "seen" && seen.value.cidrs.length > 0)
          ranges.set(key, { cidrs: seen.value.cidrs, at: now() });
    },
    ranges: () => ranges,
  };
}

function ofWhat({ hub, groups }: NetworkNeeded): string {
  return [hub.account, hub.role?.arn, hub.region, ...groups].join(" ");
}

/** Asked again in the next pass; what is denied is so for longer. */
function isPassing({ kind }: Failure): boolean {
  return kind === "transient" || kind === "throttled";
}
