import type { Desired, Hub } from "../desired/types.ts";
import type { ResolverEndpointId, SubnetId } from "../ids.ts";
import type { Observed } from "../observed/observed.ts";
import type { HopPair, HopVerdict } from "../path/hop.ts";
import { ipText } from "../path/ip.ts";
import type { Step, Stop } from "../path/trace.ts";
import { hopOf } from "../plan/rules/chain/hop.ts";
import { ruleDraftsOf } from "../plan/rules/rows/rule-draft.ts";
import type { Draft } from "../plan/wanted/draft.ts";

/** Whether queries that rules send on get from the hub's outbound Resolver endpoint to its inbound one, and back. */
export type HopReport = {
  readonly outbound: ResolverEndpointId;
  readonly inbound: ResolverEndpointId;
  readonly verdict: HopVerdict["kind"];
  /** Why nothing is to be concluded. */
  readonly stop?: Stop;
  readonly walks: readonly HopWalk[];
};

export type HopWalk = {
  readonly subnet: SubnetId;
  readonly zone: string;
  readonly source: string;
  readonly address: string;
  readonly protocol: HopPair["protocol"];
  readonly verdict: HopPair["kind"];
  readonly steps: readonly Step[];
  readonly stop?: Stop;
};

/** Undefined: the hub has no Resolver endpoints, or nobody looked. */
export function hopReport(
  hub: Hub,
  drafts: readonly Draft[],
  desired: Desired,
  observed: Observed,
): HopReport | undefined {
  const rules = ruleDraftsOf(drafts, desired, observed).get(hub);
  const hop = rules && hopOf(observed, rules);
  const { inbound, outbound } = rules?.view ?? {};
  if (!hop || !inbound || !outbound) return undefined;
  const { kind, halfRead, pairs } = hop;
  const of = { outbound: outbound.id, inbound: inbound.id, walks: pairs.map(walkOf) };
  if (!halfRead) return { ...of, verdict: kind };
  const says = `what is between them could not be read: ${halfRead.message}`;
  return {
    ...of,
    verdict: "unknown",
    stop: { kind: "unknown", object: outbound.id, says, todo: "run again" },
  };
}

function walkOf({ subnet, source, address, protocol, kind, trace: { steps, stop } }: HopPair): HopWalk {
  const where = { subnet: subnet.id, zone: subnet.zone, source: ipText(source), address: ipText(address) };
  return { ...where, protocol, verdict: kind, steps, ...(stop && { stop }) };
}
