import { exceptedBy } from "../../../desired/rule-mode.ts";
import type { Desired, Hub, Spoke } from "../../../desired/types.ts";
import { liesIn } from "../../../dns-name.ts";
import { type VpcRef, vpcRef } from "../../../ids.ts";
import type { Estate } from "../../estate/estate.ts";
import type { LiveRow } from "../../wanted/zones/zone-row.ts";
import type { Owned } from "../own/owned.ts";
import { silentOf } from "../own/silent.ts";
import type { RuleDraft, RuleDrafts } from "../rows/rule-draft.ts";
import { type RuleFor, ruleForOf } from "./covers.ts";
import { type Exit, goes, staysFor, untilSure } from "./exit.ts";
import { inForce, type RuleObstacles, ruleObstaclesOf } from "./obstacles.ts";
import { wakes } from "./wakes.ts";

/** What becomes of a VPC in a zone that its spoke no longer wants; undefined: no rule is to answer the name there. */
export type ZoneExits = (row: LiveRow, vpc: VpcRef) => Exit | undefined;

export type ZoneExitOptions = {
  /** As they are written: without what stands in for a while. */
  readonly documents: Pick<Desired, "spokes">;
  /** `closing`: own endpoints that are switched on when their VPC has left its zones. */
  readonly gaps: { readonly closing: readonly Owned[] };
};

export function zoneExitsOf(
  { spokes }: Desired,
  estate: Estate,
  ruleDrafts: RuleDrafts,
  { documents, gaps }: ZoneExitOptions,
): ZoneExits {
  const silent = silentOf(estate, documents);
  const byRule = spokes.filter(({ mode, endpoints }) => mode === "resolver-rule" && endpoints.length > 0);
  const byVpc = Map.groupBy(byRule, ({ vpc }) => vpc);
  const contexts = new Map<RuleDraft, Context>();
  const contextOf = (rules: RuleDraft) => {
    const known = contexts.get(rules) ?? {
      estate,
      rules,
      ruleFor: ruleForOf(rules),
      obstacleOf: ruleObstaclesOf(estate, rules),
    };
    contexts.set(rules, known);
    return known;
  };
  return (row, vpc) => {
    for (const spoke of byVpc.get(vpc.id) ?? []) {
      const rules = ruleDrafts.get(spoke.hub);
      const exit = rules
        ? exitOf(contextOf(rules), row, spoke)
        : staysIn(row, vpc, `the Resolver of hub ${spoke.hub.name} could not be read`);
      if (exit) return exit;
    }
    const why = silent(row.hub, vpc.id, row.live.name);
    const own = gaps.closing.find(
      ({ spoke, names }) => spoke.vpc === vpc.id && spoke.hub === row.hub && names.includes(row.live.name),
    );
    if (own) return goes(`its own endpoint ${own.view.id}, switched on after it,`, []);
    return why === undefined ? undefined : staysIn(row, vpc, why);
  };
}

type Context = {
  readonly estate: Estate;
  readonly rules: RuleDraft;
  readonly ruleFor: RuleFor;
  readonly obstacleOf: RuleObstacles;
};

function exitOf(context: Context, row: LiveRow, spoke: Spoke): Exit | undefined {
  const { rules, ruleFor, obstacleOf } = context;
  const { name } = row.ref;
  const vpc = vpcRef(spoke.vpc, spoke.region);
  const rule = ruleFor(spoke, name);
  if (!rule) {
    const isWanted = row.wanted !== undefined && spoke.endpoints.includes(row.wanted.endpoint.document);
    if (!isWanted) return undefined;
    return keptBack(rules.hub, row, spoke) ?? staysIn(row, vpc, `hub ${rules.hub.name} has no rule for it`);
  }
  const account = rules.accountOf.get(spoke);
  if (account?.seen.kind !== "seen")
    return staysIn(row, vpc, `the associations of account ${spoke.account} could not be read`);
  const serving = inForce(rules, rule, spoke.vpc, account, obstacleOf);
  if (typeof serving === "string") return staysIn(row, vpc, serving);
  const other =
    rule.ref.name === name ? undefined : wakes(context.estate, rules, { name, spoke, rule: serving });
  if (other) return staysIn(row, vpc, other);
  return goes(`rule ${rule.ref.name}`, untilSure(serving, spoke.vpc, account));
}

/** Documents share the name with the spoke, and keep it from the Region's rule (semantics 57): no pass changes that. */
function keptBack(hub: Hub, { ref, live }: LiveRow, { name: spoke, vpc }: Spoke): Exit | undefined {
  const kept = exceptedBy(hub).find((one) => liesIn(ref.name, one));
  if (!kept) return undefined;
  const why = {
    reason: "KeptFromRule",
    message: `${vpc} stays in zone ${live.id} (${live.name}): spec.resolver.regional.except of hub ${hub.name} names ${kept}, so no rule would answer it there, and nothing changes until documents do`,
    todo: `take ${kept} out of regional.except of hub ${hub.name}, and the Region's rule answers it; or give spoke ${spoke} mode phz-association`,
  } as const;
  return { kind: "stays", why };
}

function staysIn({ live }: LiveRow, { id }: VpcRef, because: string): Exit {
  return staysFor(`${id} stays in zone ${live.id} (${live.name}): ${because}`);
}
