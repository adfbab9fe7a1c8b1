import type { Spoke } from "../../../desired/types.ts";
import type { ZoneName } from "../../../ids.ts";
import type { Estate } from "../../estate/estate.ts";
import { resolutionOf } from "../../resolution/answer.ts";
import type { HubEndpoint } from "../../wanted/endpoints/endpoint.ts";
import type { RuleDraft } from "../rows/rule-draft.ts";
import { viewOf } from "./preconditions.ts";

/**
 * The endpoint that these spokes share and that a name was taken from by AWS's list, not by its document: one of its zones bears
 * the name, or the view VPC answers it by the endpoint's own private DNS. Its rule stays as its zone does (semantics 23).
 */
export function vanishedFrom(
  estate: Estate,
  rules: RuleDraft,
  name: ZoneName,
  spokes: readonly Spoke[],
): HubEndpoint | undefined {
  const { hub, draft } = rules;
  const shared = new Set(spokes.flatMap((spoke) => (spoke.hub === hub ? spoke.endpoints : [])));
  const lacking = draft.endpoints.filter(
    ({ document, names }) => shared.has(document) && !names.some(({ zone }) => zone === name),
  );
  if (lacking.length === 0) return undefined;
  const zone = draft.zones.find(({ ref, wanted }) => ref.name === name && lacking.includes(wanted.endpoint));
  if (zone) return zone.wanted.endpoint;
  const view = viewOf(estate, rules);
  const by = view && resolutionOf(name, view.seen, () => undefined).by;
  if (by?.kind !== "endpoint") return undefined;
  return lacking.find(({ document, live }) => live?.view?.id === by.id && !document.names);
}
