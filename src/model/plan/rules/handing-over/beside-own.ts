import type { Spoke } from "../../../desired/types.ts";
import type { Why } from "../../../finding.ts";
import type { EndpointId, ZoneName } from "../../../ids.ts";
import type { Estate } from "../../estate/estate.ts";
import { reachObstacle } from "../../network/path-admission.ts";
import type { Draft } from "../../wanted/draft.ts";
import type { HubEndpoint } from "../../wanted/endpoints/endpoint.ts";
import { ownedIn } from "../own/owned.ts";
import type { RuleDraft } from "../rows/rule-draft.ts";
import type { WantedRule } from "../rows/rule-rows.ts";
import { type Stay, stayOf } from "./stays.ts";

/** What becomes of a rule whose name the VPC has from an endpoint of its own. */
export type BesideOwn = { readonly kind: "kept" | "withheld" | "bypassed"; readonly why: Why };

/**
 * A rule and an endpoint's private DNS may have one name, and the rule wins (semantics 56; where AWS should decide otherwise, the
 * endpoint goes on answering). So something that works is left for the hub's endpoint: only for one that is surely reached.
 */
export function besideOwn(
  estate: Estate,
  { draft }: RuleDraft,
  { ref: { name }, wanted }: WantedRule,
  spoke: Spoke,
  id: EndpointId,
): BesideOwn {
  const { vpc, hub, ownEndpoints } = spoke;
  const endpoints = draft.endpoints.filter(
    (one) =>
      spoke.endpoints.includes(one.document) && one.names.some(({ zone }) => wanted.names.includes(zone)),
  );
  const has = `${vpc} has its own endpoint ${id} with private DNS on, which answers ${name}`;
  if (ownEndpoints.redundant === "remove") {
    const stay = stayOfId(estate, draft, spoke, id);
    if (stay) return { kind: stay.kind === "note" ? "kept" : "withheld", why: stay.why };
  } else if (ownEndpoints.redundant !== "bypass")
    return {
      kind: "kept",
      why: {
        reason: "OwnEndpointKept",
        message: `${has}: no rule is associated for it`,
        todo: "nothing; or delete that endpoint, and the rule follows; or set redundantEndpoints: bypass and acceptSourceChange: true of the spoke",
      },
    };
  const obstacle = reachObstacle(estate, hub, spoke, endpoints);
  if (obstacle)
    return {
      kind: "withheld",
      why: {
        reason: "OwnEndpointStays",
        message: `${has}: it is not bypassed: ${obstacle.message}`,
        todo: `${obstacle.todo}; or set redundantEndpoints: keep`,
      },
    };
  if (!ownEndpoints.acceptSourceChange) return { kind: "withheld", why: notAccepted(spoke, has) };
  return { kind: "bypassed", why: sourceChanges(spoke, id, [name], endpoints) };
}

/** One that is handed over later has its rule only when nothing speaks against that. */
function stayOfId(estate: Estate, draft: Draft, spoke: Spoke, id: EndpointId): Stay | undefined {
  const owned = ownedIn(draft, [spoke], estate.observed).find(({ view }) => view.id === id);
  if (owned) return stayOf(estate, owned);
  return {
    kind: "withheld",
    why: {
      reason: "OwnEndpointsNotRead",
      message: `${spoke.vpc}'s own endpoint ${id} stays: it could not be read`,
      todo: "allow the spoke's role the reads of docs/iam.md, then run again",
    },
  };
}

function notAccepted({ name, hub }: Spoke, has: string): Why {
  return {
    reason: "SourceChangeNotAccepted",
    message: `${has}: by hub ${hub.name} callers come from another endpoint and VPC, and policies that name aws:SourceVpce or aws:SourceVpc may refuse them`,
    todo: `look through those policies, then set acceptSourceChange: true of spoke ${name}; or set redundantEndpoints: keep`,
  };
}

/** Said where the names leave the endpoint: by the association of a rule of their own, or else by its switch. */
export function sourceChanges(
  { vpc, hub }: Spoke,
  id: EndpointId,
  names: readonly ZoneName[],
  endpoints: readonly HubEndpoint[],
): Why {
  const ids = endpoints.flatMap(({ live }) => live?.view?.id ?? []);
  const to = ids.length > 0 ? ids.join(", ") : `the endpoint of hub ${hub.name}`;
  return {
    reason: "SourceChanges",
    message: `${vpc} has its own endpoint ${id} for ${names.join(", ")}, and its calls go by ${to} in ${hub.vpc} from now on: aws:SourceVpce and aws:SourceVpc change`,
  };
}
