import type { Spoke } from "../../../desired/types.ts";
import type { Seen } from "../../../failure.ts";
import type { ZoneName } from "../../../ids.ts";
import type { VpcView } from "../../../observed/vpc.ts";
import { type Estate, seenVpc } from "../../estate/estate.ts";
import { resolutionOf } from "../../resolution/answer.ts";
import type { RuleDraft } from "../rows/rule-draft.ts";
import { isLiveRule, type LiveRule } from "../rows/rule-rows.ts";

/**
 * Why a rule of a shorter name would not answer, once what is ours of the name itself is gone: something that others have in
 * the VPC would; or nobody looked.
 */
export function wakes(
  estate: Estate,
  rules: RuleDraft,
  { name, spoke, rule }: { readonly name: ZoneName; readonly spoke: Spoke; readonly rule: LiveRule },
): string | undefined {
  const view = seenVpc(estate.observed, spoke);
  if (!view) return `what else answers in ${spoke.vpc} was not read`;
  const ours = new Set<string>(rules.rows.filter(isLiveRule).map(({ live }) => live.id));
  const rest = {
    ...view,
    zones: kept(view.zones, ({ id }) => estate.ours(id) === undefined),
    rules: kept(view.rules, ({ id }) => id === rule.live.id || !ours.has(id)),
  };
  return otherThan("rule", rule.live, name, rest);
}

/** Who would answer the name, in words, where it is not that rule or zone. */
export function otherThan(
  kind: "rule" | "zone",
  { id, name: own }: { readonly id: string; readonly name: ZoneName },
  name: ZoneName,
  rest: VpcView,
): string | undefined {
  const { by } = resolutionOf(name, rest, () => undefined);
  if (by.kind === kind && by.id === id) return undefined;
  const whose = by.kind === "public" ? "the public DNS" : `${by.kind} ${by.id} (${by.name})`;
  return `${whose} would answer ${name} there, and not ${kind} ${own}`;
}

function kept<T>(seen: Seen<readonly T[]>, isKept: (one: T) => boolean): Seen<readonly T[]> {
  return seen.kind === "seen" ? { ...seen, value: seen.value.filter(isKept) } : seen;
}
