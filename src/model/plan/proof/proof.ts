import type { Action } from "../../action/action.ts";
import type { ActionKey } from "../../action/common.ts";
import type { Finding } from "../../finding.ts";
import { vpcKey } from "../../ids.ts";
import { atOnce, type Turns } from "../../turns.ts";
import { withoutDependentsInTurns } from "../order/dependents.ts";
import { carriersOf, placeOf } from "./carriers.ts";
import { type Changes, changesOf, effectsOn } from "./changes.ts";
import { nameClasses } from "./classes.ts";
import { unproved } from "./duties.ts";
import type { Ground } from "./ground.ts";
import { unready } from "./readiness.ts";
import { answersWorse, changedTwice, notReady } from "./words.ts";

/**
 * The last step of a plan (semantics 61): what it does to each VPC's carriers is held against its own order, as it will be sent. What is
 * not shown to keep every name's answer is withheld, with what waits for it; so a mistake of the planner costs an action, not
 * a name. Then what these touched is proved again, for what stays may hide what goes.
 */
export function withoutUnproved(planned: readonly Action[], ground: Ground): Proved {
  return atOnce(withoutUnprovedInTurns(planned, ground));
}

type Proved = { readonly actions: readonly Action[]; readonly findings: readonly Finding[] };

export function* withoutUnprovedInTurns(planned: readonly Action[], ground: Ground): Turns<Proved> {
  const findings: Finding[] = [];
  let actions = planned;
  let changes = yield* changesOf(ground, actions);
  let touched: Iterable<string> = changes.byVpc.keys();
  for (;;) {
    const failed = yield* ofTheWhole(ground, changes, actions);
    for (const vpc of touched) {
      failed.push(...inVpc(ground, changes, vpc));
      yield;
    }
    if (failed.length === 0) return { actions, findings };
    findings.push(...failed.map(({ finding }) => finding));
    const kept = yield* withoutDependentsInTurns(
      actions,
      failed.map(({ key }) => key),
    );
    touched = reached(ground, actions, kept);
    actions = kept;
    changes = yield* changesOf(ground, actions);
  }
}

type Failed = { readonly key: ActionKey; readonly finding: Finding };

function* ofTheWhole(ground: Ground, changes: Changes, actions: readonly Action[]): Turns<Failed[]> {
  const needs = yield* unready(ground, changes, actions);
  return [
    ...changes.again.map((action) => ({ key: action.key, finding: changedTwice(action) })),
    ...needs.map((need) => ({ key: need.action.key, finding: notReady(need) })),
  ];
}

function inVpc(ground: Ground, changes: Changes, vpc: string): Failed[] {
  const entry = changes.byVpc.get(vpc);
  if (!entry) return [];
  const place = placeOf(ground, entry);
  const failed = new Map<ActionKey, Failed>();
  for (const name of nameClasses(ground, changes, place)) {
    const duty = unproved(ground, place.vpc, name, carriersOf(ground, changes, place, name));
    for (const { action } of duty?.until ?? [])
      if (duty && !failed.has(action.key))
        failed.set(action.key, { key: action.key, finding: answersWorse(place.vpc, action, duty) });
  }
  return [...failed.values()];
}

/** The VPCs that what was dropped would have changed. */
function reached(ground: Ground, before: readonly Action[], kept: readonly Action[]): ReadonlySet<string> {
  const left = new Set(kept);
  const dropped = before.filter((action) => !left.has(action));
  return new Set(dropped.flatMap((action) => effectsOn(ground, action).map(({ vpc }) => vpcKey(vpc))));
}
