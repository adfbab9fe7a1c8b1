import { regionalDomain } from "../../desired/rule-mode.ts";
import type { Spoke } from "../../desired/types.ts";
import { isBeneath, liesIn } from "../../dns-name.ts";
import { valueIn } from "../../failure.ts";
import type { ZoneName } from "../../ids.ts";
import type { RuleAssociationView } from "../../observed.ts";
import type { RuleAccount, RuleDraft } from "./rule-draft.ts";
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
  const wanted = rules.rows.filter((row) => row.wanted?.spokes.includes(spoke)).map((row) => row.ref);
  if (ref.type === "FORWARD") return replaces(wanted, ref.name, domain);
  const isHere = ({ live }: LiveRule) =>
    (valueIn(account.seen)?.associations ?? []).some(
      (one) => one.vpc === association.vpc && one.rule === live.id,
    );
  const around = rules.rows
    .filter(isLiveRule)
    .find((row) => row.ref.type === "FORWARD" && row.ref.name === domain && isHere(row));
  const stays = around && !around.wanted?.spokes.includes(spoke) && replaces(wanted, domain, domain);
  return stays === true && isBeneath(ref.name, domain);
}

function replaces(wanted: readonly RuleRow["ref"][], name: ZoneName, domain: ZoneName): boolean {
  const forward = wanted.filter(({ type }) => type === "FORWARD");
  if (name === domain) return forward.some((one) => liesIn(one.name, domain));
  if (forward.some((one) => one.name === name)) return true;
  const isCarvedOut = wanted.some(({ type, name: kept }) => type === "SYSTEM" && liesIn(name, kept));
  return !isCarvedOut && liesIn(name, domain) && forward.some((one) => one.name === domain);
}
