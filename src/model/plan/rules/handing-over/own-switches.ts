import type { Spoke } from "../../../desired/types.ts";
import { valueIn } from "../../../failure.ts";
import type { ZoneName } from "../../../ids.ts";
import type { Observed } from "../../../observed/observed.ts";
import { ownAccess } from "../own/owned.ts";
import type { RuleDraft } from "../rows/rule-draft.ts";
import { coverBy, phaseOf, type Switch } from "../switching/switches.ts";

/**
 * Spokes whose names leave endpoints of their own by the association of rules of these names: something that works is left for what
 * nobody there has used, as in every switch, so they begin in waves too (semantics 62). The Region's rule takes none of them.
 */
export function ownSwitchesOf(
  { spokes, wantedBy, accountOf }: RuleDraft,
  { ownEndpoints }: Pick<Observed, "ownEndpoints">,
): Switch[] {
  if (!ownEndpoints) return [];
  return spokes.flatMap((spoke) => {
    const held = heldNames(spoke, ownEndpoints);
    const rows = (wantedBy.get(spoke) ?? []).filter(
      ({ ref }) => ref.type === "FORWARD" && held.has(ref.name),
    );
    const phase = phaseOf(rows.map((row) => coverBy(row, spoke.vpc, accountOf.get(spoke))));
    return phase ? [{ spoke, phase }] : [];
  });
}

function heldNames(spoke: Spoke, { byAccess }: NonNullable<Observed["ownEndpoints"]>): ReadonlySet<ZoneName> {
  const { redundant } = spoke.ownEndpoints;
  if (spoke.suspend || (redundant !== "remove" && redundant !== "bypass")) return new Set();
  const views = valueIn(byAccess.get(ownAccess(spoke))) ?? [];
  return new Set(
    views.flatMap(({ vpc, privateDnsEnabled, names }) =>
      vpc === spoke.vpc && privateDnsEnabled ? names : [],
    ),
  );
}
