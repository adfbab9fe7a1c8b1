import type { RuleRef } from "../../../action/refs.ts";
import type { Spoke } from "../../../desired/types.ts";
import { isBeneath, liesIn } from "../../../dns-name.ts";
import type { VpcId, ZoneName } from "../../../ids.ts";
import { ruleOver } from "../../resolution/ruled.ts";
import type { WantedRow } from "../../wanted/zones/zone-row.ts";
import type { RuleDraft } from "../rows/rule-draft.ts";
import type { WantedRule } from "../rows/rule-rows.ts";

/** The rule that documents want to answer a name in a spoke's VPC, if any. */
export type RuleFor = (spoke: Spoke, name: ZoneName) => WantedRule | undefined;

export function ruleForOf({ wantedBy }: RuleDraft): RuleFor {
  const rulesOf = new Map<Spoke, ReturnType<typeof byName>>();
  return (spoke, name) => {
    const own = rulesOf.get(spoke) ?? byName(wantedBy.get(spoke) ?? []);
    rulesOf.set(spoke, own);
    return ruleOver(name, own)?.row;
  };
}

function byName(rows: readonly WantedRule[]) {
  return new Map(
    rows.map((row) => {
      const { name, type } = row.ref;
      return [name, { name, row, ...(type === "SYSTEM" && { isSystem: true as const }) }] as const;
    }),
  );
}

/**
 * The rules that are to answer in a spoke's VPC what another one does: the one that has its name, or all whose names lie in its own,
 * as of the Region's. None of a SYSTEM rule, which answers nothing.
 */
export function rulesFor(
  { wantedBy }: RuleDraft,
  ruleFor: RuleFor,
  spoke: Spoke,
  { name, type }: RuleRef,
): readonly WantedRule[] {
  if (type === "SYSTEM") return [];
  const one = ruleFor(spoke, name);
  if (one) return [one];
  return (wantedBy.get(spoke) ?? []).filter(({ ref }) => ref.type === "FORWARD" && isBeneath(ref.name, name));
}

/** The zones that documents want a VPC in, of any hub, whose names lie in a rule's. */
export type ZonesFor = (vpc: VpcId, rule: ZoneName) => readonly WantedRow[];

export function zonesForOf(zones: readonly WantedRow[]): ZonesFor {
  const within = new Map<ZoneName, readonly WantedRow[]>(); // asked for every association, of few rules
  return (vpc, rule) => {
    const rows = within.get(rule) ?? zones.filter(({ ref }) => liesIn(ref.name, rule));
    within.set(rule, rows);
    return rows.filter(({ wanted }) => wanted.clients.ids.has(vpc));
  };
}
