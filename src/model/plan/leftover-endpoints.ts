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
import type { Settled } from "./endpoint.ts";
import { type Estate, type Holder, refOf } from "./estate.ts";

/** How long clients may remember where an alias led: its TTL (semantics 32). */
const LINGER_SECONDS = 60;
/** Route 53: "changes generally propagate within 60 seconds". For a change that nobody waits for, or that an earlier pass made. */
const PROPAGATION_SECONDS = 60;

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
      const freed = estate.existing
        .filter((h) => pointsAt(h, endpoint))
        .map((holder) => ({ holder, key: freeing(holder, actions) }));
      const stuck = freed.find(({ key }) => key === undefined);
      if (stuck) out.findings.push(stillUsed(draft, endpoint, stuck.holder));
      else {
        const moved = estate.existing.filter((h) => h.service === endpoint.service);
        const waits = [...freed.map(({ key }) => key), ...moved.map((h) => freeing(h, actions))];
        const after = new Set(waits.filter((key) => key !== undefined));
        out.actions.push(deletion(draft, endpoint, [...after]));
      }
    }
  return out;
}

/**
 * Documents of whose service a leftover is about to go: their aliases moved away from it, perhaps a moment ago by a
 * process that died, so they have to be INSYNC before it may (semantics 32).
 */
export function replacements({ drafts }: Estate): ReadonlySet<Settled> {
  return new Set(
    drafts.flatMap((draft) => {
      const services = new Set(leftoversOf(draft).map((e) => e.service));
      return draft.endpoints.filter((settled) => services.has(settled.service));
    }),
  );
}

/** Ours by its tag, of this hub, and not the one that serves. What a document may yet settle on stays. */
function leftoversOf({ hub, view, endpoints }: Draft): EndpointView[] {
  const serving = new Set(endpoints.map((e) => e.managed));
  const open = endpoints.filter(
    (e) => e.endpoint.source.by === "managed" && !e.managed && e.actions.length === 0,
  );
  const unsettled = new Set(open.map((e) => `${e.endpoint.set} ${e.service}`));
  return view.endpoints.filter(({ id, state, service, tags }) => {
    const set = claimedSet(hub, service, tags);
    if (set === undefined || serving.has(id) || unsettled.has(`${set} ${service}`)) return false;
    return !["deleting", "deleted"].includes(state);
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
  const isInsync = after.length > 0 && after.every((key) => key.startsWith("awaitInsync "));
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
    lingerSeconds: LINGER_SECONDS + (isInsync ? 0 : PROPAGATION_SECONDS),
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
