import { canBridge } from "../../../desired/rule-mode.ts";
import type { Spoke } from "../../../desired/types.ts";
import { type Finding, finding } from "../../../finding.ts";
import type { Observed } from "../../../observed/observed.ts";
import type { Estate } from "../../estate/estate.ts";
import type { LiveRow } from "../../wanted/zones/zone-row.ts";
import { isWritten, lingersOf, type Owned } from "../own/owned.ts";
import type { Gaps } from "./gaps.ts";
import { placeOf } from "./own-actions.ts";
import { whose } from "./stays.ts";

export const RUN_AGAIN =
  "see what is said of what is to answer instead; then run again (the daemon goes on by itself)";

/** It is to come back, and its VPC is in a zone of its names. */
export function inZones(
  { drafts }: Estate,
  owned: Owned,
  [zone]: readonly LiveRow[],
  { stays }: Gaps,
): Finding[] {
  if (!zone) return [];
  const later = stays.get(owned.view.id);
  if (later) return [finding(later.kind, placeOf(owned), later.why)];
  const { spoke, names } = owned;
  const has = drafts.some(
    ({ hub, endpoints }) =>
      hub === spoke.hub && endpoints.some((one) => one.names.some(({ zone: name }) => names.includes(name))),
  );
  const rules = canBridge(spoke) && has ? "the VPC leaves it when rules of the hub answer there" : NO_BRIDGE;
  const again = `share ${names.join(", ")} again, by an endpoint of hub ${spoke.hub.name}, until it is on`;
  return [
    finding("withheld", placeOf(owned), {
      reason: "OwnEndpointWaits",
      message: `${whose(owned)} is to have private DNS on again, and AWS refuses that while the VPC is in zone ${zone.live.id} (${zone.live.name}): ${rules}`,
      todo: !canBridge(spoke) ? waysOut(spoke) : has ? RUN_AGAIN : again,
    }),
  ];
}

const NO_BRIDGE =
  "and no rules of the hub can answer there meanwhile, so the name would be public for a while: it stays with the zone";

/** To have it back all the same, or to leave it where it is. */
function waysOut({ name, hub, isGone }: Spoke): string {
  if (isGone)
    return `write the document of spoke ${name} again, with redundantEndpoints: keep and allowGap: true; or delete that endpoint, and the VPC leaves its zones`;
  const byRules = hub.resolver
    ? "use rules: per-endpoint in the hub until it is on, and Resolver endpoints of the VPC's Region; or "
    : "";
  return `${byRules}set allowGap: true of spoke ${name} to accept that; or set redundantEndpoints: remove and allowGap: true, and it stays handed over`;
}

/** What is public now, and what is not switched. */
export function gapFindings(owned: readonly Owned[], { pending, stays }: Gaps): Finding[] {
  const isOf = (one: Owned) => owned.some(({ view }) => view.id === one.view.id);
  const exempt = owned.filter(
    ({ becomes, view }) => becomes === "handedOver" && stays.get(view.id)?.kind === "note",
  );
  return [
    ...exempt.flatMap((one) => {
      const stay = stays.get(one.view.id);
      return stay ? [finding(stay.kind, placeOf(one), stay.why)] : [];
    }),
    ...pending.filter(isOf).map((one) => isPublicNow(one)),
  ];
}

function isPublicNow(owned: Owned): Finding {
  const since = lingersOf(owned)?.since;
  return finding("window", placeOf(owned), {
    reason: "OwnEndpointGap",
    message: `${owned.names.join(", ")} ${owned.names.length === 1 ? "is" : "are"} public in ${owned.spoke.vpc}${since === undefined ? "" : ` since ${timeOf(since)}`}: ${whose(owned)} has private DNS off, and the VPC has not joined all zones of its names yet; that comes before everything else`,
  });
}

/** Nothing shuts a window of a spoke that is suspended. */
export function suspendedOpen(owned: Owned): Finding {
  const { names, spoke } = owned;
  const [is, its] = names.length === 1 ? ["is", "its zone"] : ["are", "their zones"];
  return finding("withheld", placeOf(owned), {
    reason: "OwnEndpointWaits",
    message: `${names.join(", ")} ${is} public in ${spoke.vpc}: ${whose(owned)} has private DNS off, the VPC is not in ${its}, and spoke ${spoke.name} is suspended`,
    todo: `end the suspension of spoke ${spoke.name}`,
  });
}

/** Out of its zones, and not yet back: a pass died on the way, or somebody refuses. */
export function notBackYet(owned: Owned): Finding[] {
  const { becomes, names, spoke, view } = owned;
  if (becomes === "returned" && view.isSettled) return [];
  const [is, have] = names.length === 1 ? ["is", "its zone"] : ["are", "their zones"];
  const state = becomes === "returned" ? "does not answer by it yet" : "has it off still";
  return [
    finding("window", placeOf(owned), {
      reason: "OwnEndpointGap",
      message: `${names.join(", ")} ${is} public in ${spoke.vpc}: the VPC has left ${have}, and ${whose(owned)}, which is to have private DNS on again, ${state}; that comes before everything else`,
    }),
  ];
}

/** By the clock, not as an age: what has not changed is told in the same words. */
export function lingering(owned: Owned, { ownEndpoints }: Pick<Observed, "ownEndpoints">): Finding[] {
  const { since, until } = lingersOf(owned) ?? {};
  if (since === undefined || until === undefined) return [];
  const definitions = ownEndpoints?.definitions;
  const then =
    definitions === undefined
      ? "is not deleted, for there is no table to keep what it could be made again by"
      : definitions.kind === "seen" && !isWritten(owned, definitions)
        ? "is not deleted, for the table does not say that it was handed over from here: delete it yourself, or write keep, and remove when it answers again"
        : `lingers until ${timeOf(until)} for callers that remember its addresses; then it is deleted`;
  return [
    finding("note", placeOf(owned), {
      reason: "OwnEndpointLingers",
      message: `${whose(owned)} has private DNS off since ${timeOf(since)}, and ${then}`,
    }),
  ];
}

function timeOf(ms: number): string {
  return `${new Date(ms).toISOString().slice(0, 16).replace("T", " ")} UTC`;
}
