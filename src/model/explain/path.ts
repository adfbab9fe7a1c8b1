import type { Desired, Spoke } from "../desired/types.ts";
import type { AccountId, DocumentName, SubnetId, VpcRef } from "../ids.ts";
import { vpcRef } from "../ids.ts";
import type { Observed } from "../observed/observed.ts";
import { ipText } from "../path/ip.ts";
import type { Step, Stop } from "../path/trace.ts";
import type { Pair, PairKind, Verdict } from "../path/verdict.ts";
import { endpointPath } from "../plan/network/endpoint-path.ts";
import { spokePath } from "../plan/network/paths.ts";
import { draftsOf } from "../plan/wanted/drafts.ts";
import { type HopReport, hopReport } from "./hop.ts";

/** Whether packets get from a spoke to its endpoints and back, hop by hop: for people by `pathText`. */
export type PathReport = {
  readonly spoke: DocumentName;
  readonly hub: DocumentName;
  readonly vpc: VpcRef;
  readonly account: AccountId;
  readonly endpoints: readonly EndpointPath[];
  /** Of a spoke of mode `resolver-rule`. */
  readonly hop?: HopReport;
};

export type EndpointPath = {
  readonly endpoint: DocumentName;
  readonly verdict: Verdict["kind"];
  /** Why nothing could be walked. */
  readonly stop?: Stop;
  readonly walks: readonly PathWalk[];
  /** Availability Zones of client subnets in which the endpoint has no address: traffic crosses zones, and costs. */
  readonly zonesWithout: readonly string[];
};

export type PathWalk = {
  readonly subnet: SubnetId;
  readonly zone: string;
  readonly address: string;
  readonly port: number;
  readonly verdict: PairKind;
  readonly steps: readonly Step[];
  readonly stop?: Stop;
};

/** Undefined: the VPC was not seen. `only`: the endpoint's document. */
export function pathReport(
  { name }: Pick<Spoke, "name">,
  desired: Desired,
  observed: Observed,
  only?: string,
): PathReport | undefined {
  const spoke = desired.spokes.find((one) => one.name === name);
  const drafts = draftsOf(desired, observed);
  const draft = drafts.find(({ hub }) => hub === spoke?.hub);
  const path = spoke && draft && spokePath(draft, spoke, observed);
  if (!path) return undefined;
  const chosen = [...path.verdicts].filter(([{ document }]) => only === undefined || document.name === only);
  const isByRules = spoke.mode === "resolver-rule";
  const hop = isByRules ? hopReport(spoke.hub, drafts, desired, observed) : undefined;
  return {
    spoke: spoke.name,
    hub: spoke.hub.name,
    vpc: vpcRef(spoke.vpc, spoke.region),
    account: spoke.account,
    endpoints: chosen.map(([endpoint, shared]) =>
      reported(endpoint.document.name, endpointPath(draft, endpoint, spoke, observed) ?? shared),
    ),
    ...(hop && { hop }),
  };
}

function reported(endpoint: DocumentName, { kind, stop, pairs }: Verdict): EndpointPath {
  return {
    endpoint,
    verdict: kind,
    ...(stop && { stop }),
    walks: pairs.map(walkOf),
    zonesWithout: zonesWithout(pairs),
  };
}

function walkOf({ subnet, address, port, kind, trace }: Pair): PathWalk {
  const { steps, stop } = trace;
  const { id, zone } = subnet;
  const where = { subnet: id, zone, address: ipText(address), port };
  return { ...where, verdict: kind, steps, ...(stop && { stop }) };
}

function zonesWithout(pairs: readonly Pair[]): string[] {
  const doors = new Set(pairs.map(({ door }) => door.zone));
  return [...new Set(pairs.map(({ subnet }) => subnet.zone))].filter((zone) => !doors.has(zone)).sort();
}
