import {
  type Action,
  type ActionKey,
  actionKey,
  type EndpointAction,
  endpointActionKey,
  endpointKey,
} from "../action.ts";
import type { Finding } from "../finding.ts";
import type { EndpointView } from "../observed.ts";
import { claimedSet } from "../zone.ts";
import type { Draft } from "./draft.ts";
import { type Estate, type Holder, refOf } from "./estate.ts";

/** How long resolvers may remember an alias that led to the endpoint: its TTL (semantics 32). */
const LINGER_SECONDS = 60;

/**
 * Managed endpoints that no document wants any more, or that another one replaced. Last of all, and never while an
 * alias that we see points there (semantics 6, 32).
 */
export function planLeftoverEndpoints(
  estate: Estate,
  actions: readonly Action[],
): { actions: EndpointAction[]; findings: Finding[] } {
  const out = { actions: [] as EndpointAction[], findings: [] as Finding[] };
  for (const draft of estate.drafts)
    for (const endpoint of leftoversOf(draft)) {
      const holders = estate.existing.filter((h) => pointsAt(h, endpoint));
      const freed = holders.map((h) => [h, freeing(h, actions)] as const);
      const [stuck] = freed.find(([, key]) => key === undefined) ?? [];
      if (stuck) out.findings.push(stillUsed(draft, endpoint, stuck));
      else
        out.actions.push(
          deletion(
            draft,
            endpoint,
            freed.flatMap(([, key]) => key ?? []),
          ),
        );
    }
  return out;
}

/** Ours by its tag, of this hub, and not the one that serves. */
function leftoversOf({ hub, view, endpoints }: Draft): EndpointView[] {
  const serving = new Set(endpoints.map((e) => e.managed));
  return view.endpoints.filter((endpoint) => {
    const isGoing = ["deleting", "deleted"].includes(endpoint.state);
    return (
      !isGoing && !serving.has(endpoint.id) && claimedSet(hub, endpoint.service, endpoint.tags) !== undefined
    );
  });
}

function pointsAt(holder: Holder, endpoint: EndpointView): boolean {
  const { records } = holder.view;
  if (records?.kind !== "seen") return true; // could not see is not absent
  return records.value.some((r) => r.alias?.dnsName.replace(/^\*\./, "").startsWith(`${endpoint.id}-`));
}

/** The action of this plan after which the zone's aliases no longer lead to it. */
function freeing(holder: Holder, actions: readonly Action[]): ActionKey | undefined {
  const zone = refOf(holder);
  const keys = new Set([actionKey("awaitInsync", zone), actionKey("deleteZone", zone)]);
  return actions.find((a) => keys.has(a.key))?.key;
}

function deletion({ hub }: Draft, endpoint: EndpointView, after: readonly ActionKey[]): EndpointAction {
  const set = claimedSet(hub, endpoint.service, endpoint.tags) ?? "";
  const target = {
    key: endpointKey(hub.name, set, endpoint.service),
    service: endpoint.service,
    region: hub.region,
    id: endpoint.id,
  };
  return {
    kind: "deleteEndpoint",
    key: endpointActionKey("deleteEndpoint", target),
    after,
    hub: hub.name,
    account: hub.account,
    target,
    lingerSeconds: after.length > 0 ? LINGER_SECONDS : 0,
    because: `no document wants ${endpoint.id} of ${endpoint.service} (${endpoint.state}) any more`,
    removal: true,
  };
}

function stillUsed({ hub }: Draft, endpoint: EndpointView, holder: Holder): Finding {
  return {
    kind: "withheld",
    reason: "EndpointInUse",
    hub: hub.name,
    zone: holder.view.name,
    message: `${endpoint.id} of ${endpoint.service} is no longer wanted, but an alias of zone ${holder.view.id} (${holder.view.name}) may still point at it`,
    todo: "see why that zone keeps its records; the endpoint goes when they have moved",
  };
}
