import { compare } from "../../../compare.ts";
import { isKeptFrom } from "../../../desired/rule-mode.ts";
import type { Spoke } from "../../../desired/types.ts";
import { liesIn } from "../../../dns-name.ts";
import type { Why } from "../../../finding.ts";
import { isWildcard, zoneNameOf } from "../../../ids.ts";
import { type Estate, seenVpc } from "../../estate/estate.ts";
import { resolutionOf } from "../../resolution/answer.ts";
import { hasPublicNamesBelow } from "../../resolution/plain-zone.ts";
import type { RuleDraft } from "../rows/rule-draft.ts";
import type { WantedRule } from "../rows/rule-rows.ts";
import { viewOf } from "./preconditions.ts";
import { recordsOf } from "./view.ts";

/** A name that the rule takes along and the view VPC knows nothing of, for what it has above it answers alone. */
export type Worse = {
  /** As AWS or a document lists it, `*.x` too. */
  readonly name: string;
  /** One that a client could ask. */
  readonly asked: string;
  /** Whose: a service, a document, or the public DNS. */
  readonly of: string;
};

/**
 * Names below the rule's that would be NXDOMAIN in every VPC that joins: private names of the Region's services, those that
 * only documents know, and public ones that are known to be there (semantics 5, 48, 57). Not those that a document accepts.
 */
export function worseByView(estate: Estate, rules: RuleDraft, row: WantedRule): Worse[] {
  const view = viewOf(estate, rules);
  if (!view || row.ref.type !== "FORWARD") return [];
  const accepted = acceptedIn(rules);
  return namesTakenAlong(rules, row).filter(({ asked }) => {
    const { by, answer } = resolutionOf(asked, view.seen, (zone) => recordsOf(estate, zone));
    return answer.kind === "nothing" && by.kind !== "public" && !accepted.has(by.name);
  });
}

/** Why the rule may not be associated with that VPC; what it answers by something longer, or knows not either, stays as it is. */
export function worseFor(
  estate: Estate,
  rules: RuleDraft,
  row: WantedRule,
  spoke: Spoke,
  worse: readonly Worse[],
): Why | undefined {
  const seen = seenVpc(estate.observed, spoke);
  if (worse.length === 0) return undefined;
  const lost = worse.filter(({ asked }) => {
    if (!seen) return true;
    const { by, answer } = resolutionOf(asked, seen, (zone) => recordsOf(estate, zone));
    const isLonger = by.kind !== "public" && by.name.length > row.ref.name.length;
    return answer.kind !== "nothing" && !isLonger;
  });
  if (lost.length === 0) return undefined;
  const names = lost.map(({ name }) => name).join(", ");
  const owners = [...new Set(lost.map((one) => one.of))].join(", ");
  const keep = rules.hub.resolver?.rules.kind === "regional" ? `write ${names} in regional.except, ` : "";
  return {
    reason: "Shadows",
    message: `a rule ${row.ref.name} would have ${names} (${owners}) answered by the view VPC ${rules.view.inbound?.vpc}, which knows no such name`,
    todo: `${keep}share ${names} in hub ${rules.hub.name} too, or set acceptShadowing: true`,
  };
}

/** Zone names of endpoints whose documents accept that what lies beneath is hidden. */
function acceptedIn({ draft: { endpoints } }: RuleDraft): ReadonlySet<string> {
  const accepting = endpoints.filter(({ document }) => document.acceptShadowing);
  return new Set(accepting.flatMap(({ names }) => names.map(({ zone }) => zoneNameOf(zone))));
}

/** A label that nobody has: what a wildcard answers for. */
export const ANY = "vpce-operator-asks";

/** Known names beneath the rule's that documents do not keep from it, and that nobody shares. */
export function namesTakenAlong({ hub, draft }: RuleDraft, { ref, wanted }: WantedRule): Worse[] {
  const ofServices = draft.view.services.flatMap(({ name, privateNames }) =>
    privateNames.map((one) => ({ name: one, of: name })),
  );
  const ofDocuments = draft.endpoints.flatMap(({ document }) =>
    document.extraNames.map((one) => ({ name: one, of: `endpoint ${document.name}` })),
  );
  const below = hasPublicNamesBelow(ref.name) ? [{ name: `*.${ref.name}`, of: "public DNS" }] : [];
  const shared = new Set<string>(wanted.names);
  const named = new Map<string, Worse>();
  for (const one of [...below, ...ofServices, ...ofDocuments]) {
    const asked = isWildcard(one.name) ? `${ANY}.${zoneNameOf(one.name)}` : zoneNameOf(one.name);
    if (
      liesIn(asked, ref.name) &&
      asked !== ref.name &&
      !isKeptFrom(ref.name, asked, hub) &&
      !shared.has(asked)
    )
      named.set(one.name, { ...one, asked });
  }
  return [...named.values()].sort((a, b) => compare(a.name, b.name));
}
