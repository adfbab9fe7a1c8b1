import { regionalDomain } from "../../desired/rule-mode.ts";
import type { Spoke } from "../../desired/types.ts";
import { isBeneath, liesIn } from "../../dns-name.ts";
import type { ZoneName } from "../../ids.ts";
import type { RuleAssociationView } from "../../observed.ts";
import { associationOf, type RuleAccount, type RuleDraft } from "./rule-draft.ts";
import { isLiveRule, type LiveRule, type RuleRow } from "./rule-rows.ts";

/** An association that no document wants. */
type Unwanted = {
  readonly row: LiveRule;
  readonly association: RuleAssociationView;
  readonly account: RuleAccount;
};

/**
 * Whether other rules are to serve the spoke what this one does: the Region's instead of one for each name, those instead
 * of the Region's, or a second one of its name. No read shows that the others answer already, and until they do the name
 * would be public, so this one stays; and with the Region's what was carved out of it (semantics 57, 58).
 */
export function isReplaced(rules: RuleDraft, { row: { ref }, association, account }: Unwanted, spoke: Spoke) {
  const domain = regionalDomain(rules.hub) as ZoneName;
  const rows: readonly RuleRow[] = rules.wantedBy.get(spoke) ?? [];
  const wanted = rows.map((row) => row.ref);
  if (ref.type === "FORWARD") return replaces(wanted, ref.name, domain);
  const around = rules.rows
    .filter(isLiveRule)
    .filter((row) => row.ref.type === "FORWARD" && row.ref.name === domain)
    .find((row) => associationOf(row, association.vpc, account));
  const stays = around && !rows.includes(around) && replaces(wanted, domain, domain);
  return stays === true && isBeneath(ref.name, domain);
}

function replaces(wanted: readonly RuleRow["ref"][], name: ZoneName, domain: ZoneName): boolean {
  const forward = wanted.filter(({ type }) => type === "FORWARD");
  if (name === domain) return forward.some((one) => liesIn(one.name, domain));
  if (forward.some((one) => one.name === name)) return true;
  const isCarvedOut = wanted.some(({ type, name: kept }) => type === "SYSTEM" && liesIn(name, kept));
  return !isCarvedOut && liesIn(name, domain) && forward.some((one) => one.name === domain);
}
