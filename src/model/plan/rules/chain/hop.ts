import type { Hub } from "../../../desired/types.ts";
import { type Failure, type Seen, valueIn } from "../../../failure.ts";
import { errorCode, type Finding, finding, type Why } from "../../../finding.ts";
import { vpcKey, vpcRef } from "../../../ids.ts";
import type { DnsGroupView } from "../../../observed/network.ts";
import type { Observed } from "../../../observed/observed.ts";
import type { ResolverEndpointView } from "../../../observed/resolver.ts";
import { type Family, isAttached } from "../../../observed/resolver-address.ts";
import type { VpcNetwork } from "../../../path/facts.ts";
import { type HopEnd, type HopVerdict, judgeHop } from "../../../path/hop.ts";
import { ipOf } from "../../../path/ip.ts";
import { kindOf } from "../../../path/verdict.ts";
import type { Reason } from "../../../reasons.ts";
import { firstPassing, halfReadOf } from "../../network/half-read.ts";
import { causesOf, causesText, todosOf } from "../../network/path-words.ts";
import type { RuleDraft } from "../rows/rule-draft.ts";
import { addressesIn, commonFamilies, familiesUsed } from "./families.ts";

/** Whether queries get from a hub's outbound endpoint to its inbound one. */
export type Hop = HopVerdict & {
  /** What was throttled, or failed half-way: nothing is concluded in this pass. */
  readonly halfRead?: Failure;
};

/** Why nobody is given a rule now. `isUnknown`: it could not be seen. */
export type Obstacle = Why & { readonly isUnknown?: true };

type Read = Pick<Observed, "path" | "hopGroups">;

/** By the families of addresses that rules use. Undefined: nobody looked, or the endpoints are not known. */
export function hopOf(read: Read, rules: RuleDraft): Hop | undefined {
  const judged = judgedBy(read, rules, [...familiesUsed(rules)]);
  if (!judged || judged.verdicts.length === 0) return undefined;
  const { verdicts, halfRead } = judged;
  const pairs = verdicts.flatMap((one) => one.pairs);
  const isBlocked = verdicts.some(({ kind }) => kind === "blocked");
  return { kind: isBlocked ? "blocked" : kindOf(pairs), pairs, ...(halfRead && { halfRead }) };
}

/** By addresses of one family, whether rules use it or not. */
export function hopBy(read: Read, of: Ends, family: Family): Hop | undefined {
  const judged = judgedBy(read, of, [family]);
  const [verdict] = judged?.verdicts ?? [];
  return verdict && { ...verdict, ...(judged?.halfRead && { halfRead: judged.halfRead }) };
}

/** By what was read, no query gets through and back, by whichever family both endpoints have. */
export function isDeadEnd(read: Read, rules: RuleDraft): boolean {
  const judged = judgedBy(read, rules, commonFamilies(rules.view));
  if (!judged || judged.halfRead) return false;
  return judged.verdicts.length > 0 && judged.verdicts.every(({ kind }) => kind === "blocked");
}

/** By the addresses of both endpoints that are ATTACHED, each family apart. */
function judgedBy(
  { path, hopGroups }: Read,
  { hub, view: { inbound, outbound } }: Ends,
  families: readonly Family[],
): { readonly verdicts: readonly HopVerdict[]; readonly halfRead?: Failure } | undefined {
  const groups = hopGroups?.get(hub);
  if (!path || !groups || !inbound || !outbound) return undefined;
  const [from, to] = [outbound, inbound].map(({ vpc }) => path.networks.get(vpcKey(vpcRef(vpc, hub.region))));
  if (!from || !to) return undefined;
  const halfRead = firstPassing([groups]) ?? halfReadOf([from, to], path.gateways);
  const verdicts = families.map((family) =>
    judgeHop(
      endOf(outbound, inbound, { hub, network: from, groups, side: "egress", family }),
      endOf(inbound, outbound, { hub, network: to, groups, side: "ingress", family }),
      path.gateways,
    ),
  );
  return { verdicts, ...(halfRead && { halfRead }) };
}

type Around = {
  readonly hub: Hub;
  readonly network: VpcNetwork;
  readonly groups: Seen<readonly DnsGroupView[]>;
  readonly side: "egress" | "ingress";
  readonly family: Family;
};

function endOf(
  endpoint: ResolverEndpointView,
  other: ResolverEndpointView,
  { hub, network, groups, side, family }: Around,
): HopEnd {
  const { securityGroups: ids, vpc } = endpoint;
  const all = valueIn(groups) ?? [];
  const own = ids.flatMap((id) => all.find((group) => group.id === id) ?? []);
  return {
    network,
    addresses: addressesIn(endpoint, family)
      .filter(isAttached)
      .map(({ ip, subnet }) => ({ ip: ipOf(ip), subnet })),
    groups: (protocol) => ({
      ids,
      account: hub.account,
      ...(own.length === ids.length && {
        admissions: own.flatMap((group) => group[side]).filter((rule) => rule.protocol === protocol),
      }),
      prefixLists: network.prefixLists,
      ...(other.vpc === vpc && { peers: other.securityGroups }),
    }),
  };
}

/** Semantics 46: what is blocked withholds, what was read half-way holds for this pass, what nobody may read does neither. */
export function hopObstacle(hop: Hop | undefined, rules: Ends): Obstacle | undefined {
  if (hop?.halfRead)
    return {
      isUnknown: true,
      reason: errorCode(hop.halfRead),
      message: `whether queries get ${between(rules)} could not be seen: ${hop.halfRead.message}`,
      todo: "run again; what exists is kept meanwhile",
    };
  return hop && isBroken(hop) ? hopWhy(hop, rules) : undefined;
}

type Ends = Pick<RuleDraft, "hub" | "view">;

/** By what was read, no query gets through and back. */
export function isBroken({ kind, halfRead }: Hop): boolean {
  return kind === "blocked" && !halfRead;
}

/** What is told of queries that do not all get through, as far as that is known. Undefined: they do, or they could not be seen now. */
export function hopWhy({ kind, pairs, halfRead }: Hop, rules: Ends): Why | undefined {
  if (halfRead || kind === "reachable" || kind === "nobody") return undefined;
  const isKnown = kind !== "unknown";
  const causes = causesOf([{ pairs: pairs.filter((one) => (one.kind === "blocked") === isKnown) }]);
  const todo = todosOf(causes).join("; ");
  const why = (reason: Reason, words: string): Why => ({
    reason,
    message: `${words}${causesText(causes)}`,
    todo,
  });
  if (kind === "unknown") return why("HopUnread", `whether queries get ${between(rules)} is not known`);
  if (kind === "partial")
    return why("HopPartial", `queries get only in part ${between(rules)}, and answers take longer`);
  const who = `spokes with rules of hub ${rules.hub.name}`;
  return why("HopBlocked", `queries do not get ${between(rules)}, so that ${who} get SERVFAIL`);
}

/** `isJoining`: somebody is given a rule by this plan, and should know what nobody looked at. */
export function hopNotes(hop: Hop | undefined, rules: RuleDraft, isJoining: boolean): Finding[] {
  const why = toldOf(hop, rules);
  if (why?.reason === "HopPartial") return [finding("note", { hub: rules.hub.name }, why)];
  if (why?.reason !== "HopUnread" || !isJoining) return [];
  const todo = [...(why.todo ? [why.todo] : []), "look in the first spoke that its names are answered"];
  return [finding("note", { hub: rules.hub.name }, { ...why, todo: todo.join("; ") })];
}

function toldOf(hop: Hop | undefined, rules: Ends): Why | undefined {
  if (hop) return hopWhy(hop, rules);
  return { reason: "HopUnread", message: `whether queries get ${between(rules)} is not known` };
}

function between({ view: { inbound, outbound } }: Ends): string {
  return `from Resolver endpoint ${outbound?.id} to ${inbound?.id} and back`;
}
