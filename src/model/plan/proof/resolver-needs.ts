import type { Action } from "../../action/action.ts";
import type { ResolverEndpointAction } from "../../action/resolver-endpoint.ts";
import type { Forward } from "../../action/rule.ts";
import { valueIn } from "../../failure.ts";
import type { ResolverEndpointView, ResolverRuleView } from "../../observed/resolver.ts";
import { isAttached, targetIps } from "../../observed/resolver-address.ts";
import type { RuleDraft } from "../rules/rows/rule-draft.ts";
import { placesOf } from "../wanted/resolver/places.ts";
import { sidesOf } from "../wanted/resolver/sides.ts";
import type { Need } from "./need.ts";

type Of<K extends Action["kind"]> = Extract<Action, { kind: K }>;

/**
 * A rule's targets and outbound endpoint are changed for all who have it, by one call: what it loses was not needed, one of
 * today's targets stays that answers, and what it gains answers as well (semantics 50, 51). Of an endpoint that documents
 * only name no target is given up that answers.
 */
export function forwardNeeds(
  action: Of<"updateRule">,
  { hub, view }: RuleDraft,
  live: ResolverRuleView | undefined,
): Need[] {
  const today = (live?.targets ?? []).map(({ ip }) => ip);
  const { managed } = view;
  const entries = managed ? managed.endpoints.filter(isInbound) : view.inbound ? [view.inbound] : [];
  const attached = new Set(entries.flatMap(attachedIn));
  const { targets } = action.forward;
  const lost = today.filter((ip) => attached.has(ip) && !targets.includes(ip));
  const needed = (ip: string): Need => ({
    action,
    keys: [],
    what: `target ${ip}, which is ATTACHED, is not needed`,
  });
  if (!managed) return lost.map(needed);
  const stays = today.some((ip) => attached.has(ip) && targets.includes(ip));
  const wanted = wantedIn({ hub, view });
  const gained = targets.filter((ip) => !today.includes(ip) && !attached.has(ip));
  const exit = managed.endpoints.find(({ id }) => id === action.forward.endpoint);
  const isMoved = live?.endpoint !== action.forward.endpoint;
  return [
    ...lost.filter((ip) => !stays || wanted.has(ip)).map(needed),
    ...gained.map((ip) => ({ action, keys: [], what: `target ${ip} answers` })),
    ...(isMoved && !(exit?.status === "OPERATIONAL" && attachedIn(exit).length > 0)
      ? [{ action, keys: [], what: `outbound endpoint ${action.forward.endpoint} sends queries on` }]
      : []),
    ...(live?.status === "UPDATING"
      ? [{ action, keys: [], what: "the rule's last change is COMPLETE" }]
      : []),
  ];
}

/** What takes an address or an endpoint away takes it from all who have a rule that leads there. */
export function departureNeeds(
  action: ResolverEndpointAction,
  { view }: RuleDraft,
  actions: readonly Action[],
): Need[] {
  if (action.kind !== "removeResolverAddress" && action.kind !== "deleteResolverEndpoint") return [];
  const { id, direction } = action.resolverEndpoint;
  const endpoint = view.managed?.endpoints.find((one) => one.id === id);
  const isWhole = action.kind === "deleteResolverEndpoint";
  const ips = new Set(isWhole ? addressesOf(endpoint) : [action.address.ip]);
  const uses = ({ endpoint: exit, targets }: Forward) =>
    targets.some((ip) => ips.has(ip)) || (isWhole && exit === id);
  const users = view.rules.filter(({ endpoint: exit, targets }) => {
    const isLed = targets.some(({ ip }) => ips.has(ip));
    return isLed || (isWhole && exit !== undefined && exit === id);
  });
  const spreading = view.rules.filter(({ status }) => status === "UPDATING");
  const coming = actions.flatMap((a) =>
    (a.kind === "createRule" || a.kind === "updateRule") && a.forward && uses(a.forward) ? [a.rule.name] : [],
  );
  const what = (name: string) => `no query of rule ${name} goes through ${isWhole ? id : action.address.ip}`;
  const isTwo = isWhole || attachedIn(endpoint).filter((ip) => !ips.has(ip)).length >= 2;
  const isRead = direction === "OUTBOUND" || endpoint?.addresses.kind === "seen";
  return [
    ...[...users, ...spreading].map(({ name }) => ({ action, keys: [], what: what(name) })),
    ...coming.map((name) => ({ action, keys: [], what: what(name) })),
    ...(isTwo ? [] : [{ action, keys: [], what: `two addresses of ${id} are left` }]),
    ...(isRead ? [] : [{ action, keys: [], what: `the addresses of ${id} are known` }]),
  ];
}

/** ATTACHED addresses of the inbound endpoint that documents ask for, and that they keep. */
function wantedIn({ hub, view }: Pick<RuleDraft, "hub" | "view">): ReadonlySet<string> {
  const inbound = sidesOf({ hub, view })?.inbound;
  if (!inbound) return new Set();
  const { source, goal } = inbound;
  if (source.by !== "managed") return new Set(attachedIn(goal));
  const targets = targetIps(view.rules);
  const there = valueIn(goal?.addresses) ?? [];
  const unwanted = new Set(placesOf(source, there, (ip) => targets.has(ip)).unwanted.map(({ ip }) => ip));
  return new Set(attachedIn(goal).filter((ip) => !unwanted.has(ip)));
}

function isInbound({ direction }: ResolverEndpointView): boolean {
  return direction === "INBOUND";
}

function attachedIn(endpoint: ResolverEndpointView | undefined): string[] {
  return (valueIn(endpoint?.addresses) ?? []).filter(isAttached).map(({ ip }) => ip);
}

function addressesOf(endpoint: ResolverEndpointView | undefined): string[] {
  return (valueIn(endpoint?.addresses) ?? []).map(({ ip }) => ip);
}
