import type { HubResolver } from "../../../desired/types.ts";
import { type Seen, valueIn } from "../../../failure.ts";
import type { Why } from "../../../finding.ts";
import type { ResolverEndpointId } from "../../../ids.ts";
import type { ResolverAddress, ResolverView } from "../../../observed/resolver.ts";
import { statusOf } from "../../../observed/resolver-address.ts";
import { inboundIn } from "../../wanted/resolver/sides.ts";
import type { RuleDraft } from "../rows/rule-draft.ts";
import type { LiveRule } from "../rows/rule-rows.ts";
import { isSilent } from "./endpoint-obstacle.ts";
import { leadsNowhere } from "./preconditions.ts";

/**
 * Why a rule as it stands is not known to be answered, though documents would mend it: somebody bent it, it leads through another
 * endpoint than they name, or it is being changed or going away. Nothing leaves for its sake meanwhile (semantics 58).
 */
export function aimObstacle(rules: RuleDraft, row: LiveRule): Why | undefined {
  const { id, name, status } = row.live;
  if (status === "COMPLETE") return targetObstacle(rules, row);
  return notReady(`rule ${id} (${name}) is ${status || "of no known status"}`);
}

/** Why nobody answers where the rule leads, or will when its change is COMPLETE. */
export function targetObstacle({ hub, view }: RuleDraft, { live, adopted }: LiveRule): Why | undefined {
  if (live.type !== "FORWARD" || !hub.resolver) return undefined;
  const what = `rule ${live.id} (${live.name})`;
  const { inbound } = view;
  const outbound = outboundOf(hub.resolver, view);
  if (!adopted && live.endpoint !== outbound)
    return notReady(
      `${what} leads through ${live.endpoint ?? "no endpoint"} yet, and not through ${outbound ?? "any that documents name"}`,
    );
  const addresses = valueIn(inbound?.addresses);
  if (!addresses) return undefined; // said of the endpoint
  const answers = live.targets.some(
    ({ ip, port, isDo53 }) => port === 53 && isDo53 && statusOf(addresses, ip) === "ATTACHED",
  );
  if (answers) return undefined;
  const why = notReady(`no target of ${what} is an address of ${inbound?.id} that answers`);
  return adopted ? { ...why, todo: "have its owner lead it there: rules of others are not moved" } : why;
}

/** Of one that is named, whether it is there or not; of one that we make, the one that rules leave by until they have moved. */
function outboundOf({ outbound }: HubResolver, view: ResolverView): ResolverEndpointId | undefined {
  return outbound.by === "id" && !view.managed ? outbound.id : view.outbound?.id;
}

function notReady(message: string): Why {
  return { reason: "ResolverNotReady", message, todo: "see what is said of that rule; then run again" };
}

/** Which rules nobody answers: queries end where documents say that they go, and this rule sends them there and nowhere else. */
export function deadRulesOf(
  observed: Parameters<typeof leadsNowhere>[0],
  rules: RuleDraft,
): (row: LiveRule) => boolean {
  const isDead = leadsNowhere(observed, rules);
  return (row) => isDead && leadsWhereDocumentsSay(rules, row);
}

/**
 * A document may name the wrong endpoint, or the next one, while rules lead to one that lives; and one that is half-way to another is
 * answered by that.
 */
function leadsWhereDocumentsSay({ hub, view }: RuleDraft, { live }: LiveRule): boolean {
  const { inbound, outbound, others } = view;
  if (!hub.resolver || live.endpoint !== outboundOf(hub.resolver, view)) return false;
  if (!outbound) return true;
  const has = (addresses: Seen<readonly ResolverAddress[]> | undefined) =>
    live.targets.some(({ ip }) => statusOf(valueIn(addresses), ip) !== undefined);
  const rest = inboundIn(view).filter((one) => one !== inbound);
  const isOnly = rest.every(({ addresses }) => addresses.kind === "seen" && !has(addresses));
  const isGone = others !== undefined && isSilent(valueIn(inbound?.addresses) ?? []);
  return isOnly && (isGone || has(inbound?.addresses));
}
