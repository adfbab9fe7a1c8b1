import type { Action } from "../action/action.ts";
import type { ActionKey } from "../action/common.ts";
import { isRuleAction, isZoneAction } from "../action/family.ts";
import { type Finding, isOpen } from "../finding.ts";
import { vpcKey } from "../ids.ts";
import type { Outcome } from "../outcome.ts";
import type { Plan } from "../plan/plan.ts";
import type { Cell, Lack, Told } from "./cells.ts";
import type { Standing } from "./conditions.ts";

/** What a plan and its outcomes say of each document; everything else about it is as desired. */
export type SaidOf = {
  /** By `documentKey`. */
  standing(document: string): Standing;
  /** By hub. */
  readonly lacks: ReadonlyMap<string, Told>;
  readonly results: ReadonlyMap<ActionKey, Outcome>;
};

export function saidIn(plan: Plan, outcomes: readonly Outcome[]): SaidOf {
  const standings = new Map<string, Mutable<Standing>>();
  const { lacks, add: lack } = createLacks();
  const at = (key: string) => {
    const standing = standings.get(key) ?? { findings: [], told: [], failed: [], pending: 0, held: 0 };
    standings.set(key, standing);
    return standing;
  };
  const results = new Map<ActionKey, Outcome>(outcomes.map((outcome) => [outcome.key, outcome]));
  for (const finding of plan.findings) {
    const standing = at(keyOf(finding));
    standing.told.push(finding);
    if (!isOpen(finding)) continue;
    standing.findings.push(finding);
    const { hub, spoke, endpoint, kind, zone } = finding;
    if (spoke !== undefined) lack(hub, spoke, endpoint, CELLS[kind], zone);
  }
  for (const action of plan.held.filter(joins)) {
    at(keyOf(action)).held += 1;
    lackOf(action, "w", lack);
  }
  const undone = plan.actions.filter(({ key }) => results.get(key)?.result !== "done");
  for (const action of undone) {
    const outcome = results.get(action.key);
    const standing = at(keyOf(action));
    const hasFailed = outcome?.result === "failed";
    if (hasFailed) standing.failed.push(outcome);
    else standing.pending += 1;
    lackOf(action, hasFailed ? "f" : "p", lack);
  }
  const nothing: Standing = { findings: [], told: [], failed: [], pending: 0, held: 0 };
  return { lacks, results, standing: (key) => standings.get(key) ?? nothing };
}

/** Whoever it is made for lacks it until it is done. */
function lackOf(action: Action, cell: Cell, lack: ReturnType<typeof createLacks>["add"]): void {
  const name = "zone" in action ? action.zone.name : "rule" in action ? action.rule.name : undefined;
  for (const who of whoOf(action)) lack(action.hub, who, action.endpoint, cell, name);
}

function createLacks() {
  const lacks = new Map<string, Map<string, Map<string, Lack>>>();
  function add(hub: string, who: string, endpoint = "*", cell: Cell | undefined, name?: string): void {
    if (!cell) return;
    const told = lacks.get(hub) ?? new Map<string, Map<string, Lack>>();
    const own = told.get(who) ?? new Map<string, Lack>();
    const before = own.get(endpoint);
    const isWhole = name === undefined || (before && !before.names);
    const names = isWhole ? undefined : new Set(before?.names).add(name);
    lacks.set(hub, told.set(who, own.set(endpoint, { cell, ...(names && { names }) })));
  }
  return { lacks, add };
}

export function documentKey(kind: "hub" | "endpoint" | "spoke", hub: string, name = ""): string {
  return `${kind} ${hub} ${name}`;
}

type Mutable<T> = {
  -readonly [K in keyof T]: T[K] extends readonly (infer E)[] ? E[] : T[K];
};

const CELLS: Partial<Record<Finding["kind"], Cell>> = { unknown: "u", conflict: "c", withheld: "w" };

function keyOf({ hub, spoke, endpoint }: { hub: string; spoke?: string; endpoint?: string }): string {
  if (spoke !== undefined) return documentKey("spoke", hub, spoke);
  return endpoint === undefined ? documentKey("hub", hub) : documentKey("endpoint", hub, endpoint);
}

/** What is held back of what would be added: it is lacking until it comes. */
function joins({ kind }: Action): boolean {
  return kind === "associate" || kind === "move" || kind === "associateRule";
}

/** The spoke by its name, and by its VPC where an action of the hub's own account names no spoke. */
function whoOf(action: Action): readonly string[] {
  const hasVpc = isZoneAction(action) || isRuleAction(action);
  const vpc = hasVpc && "vpc" in action && action.vpc ? [vpcKey(action.vpc)] : [];
  return action.spoke === undefined ? vpc : [action.spoke, ...vpc];
}
