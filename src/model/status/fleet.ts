import type { Action, ActionKey } from "../action.ts";
import type { Desired, Endpoint, Hub, Spoke } from "../desired/types.ts";
import { isZoneAction } from "../effects.ts";
import { type Finding, isOpen } from "../finding.ts";
import { vpcKey } from "../ids.ts";
import type { Outcome } from "../outcome.ts";
import type { NameState } from "../plan/estate/name-states.ts";
import type { Plan } from "../plan/plan.ts";
import { type Cell, cellsOf } from "./cells.ts";
import { conditionsOf, type Standing } from "./conditions.ts";
import type { FleetStatus, ObjectStatus } from "./status.ts";

export type PassSeen = {
  readonly desired: Desired;
  readonly revision: string;
  readonly plan: Plan;
  /** Of a pass that only looked: none. */
  readonly outcomes: readonly Outcome[];
  /** The plan as text, without colours. */
  readonly text: string;
  readonly at: number;
};

const LINES_MAX = 2000;

/** What a pass says of every document: how it stands, since when, and what it waits for. */
export function fleetStatus(pass: PassSeen, before: FleetStatus): FleetStatus {
  const { desired, plan, outcomes } = pass;
  const index = indexOf(plan, outcomes);
  const known = new Map(before.objects.map((object) => [objectKey(object), object.conditions]));
  const columns = desired.hubs.flatMap((hub) =>
    endpointsOf(hub, desired).map((endpoint) => ({ hub, endpoint })),
  );
  const served = servedNames(plan, index.results);
  const serving = new Set(served.map(({ hub, endpoint }) => `${hub} ${endpoint}`));

  const countsWhere = (isMeant: (name: NameState) => boolean) => ({
    served: served.filter(isMeant).length,
    of: plan.names.filter(isMeant).length,
  });

  function told(object: Omit<ObjectStatus, "conditions">, standing: Standing): ObjectStatus {
    const conditions = conditionsOf(standing, known.get(objectKey(object)) ?? [], pass);
    return { ...object, conditions };
  }

  const hubs = desired.hubs.map((hub) => {
    const counts = countsWhere((name) => name.hub === hub.name);
    return told({ kind: "Hub", name: hub.name, ...counts }, index.standing(`hub ${hub.name}`));
  });
  const endpoints = columns.map(({ hub, endpoint }) => {
    const counts = countsWhere((name) => name.hub === hub.name && name.endpoint === endpoint.name);
    const place = { kind: "Endpoint", name: endpoint.name, hub: hub.name } as const;
    return told({ ...place, ...counts }, index.standing(`endpoint ${hub.name} ${endpoint.name}`));
  });
  const spokes = desired.spokes.map((spoke) => {
    const cells = cellsOf(spoke, columns, serving, index.cells);
    const place = { kind: "Spoke", name: spoke.name, hub: spoke.hub.name, cells } as const;
    const counts = { served: countOf(cells, "s"), of: cells.length - countOf(cells, "-") };
    return told({ ...place, ...counts }, index.standing(spokeKey(spoke)));
  });
  return {
    names: { served: served.length, of: plan.names.length },
    findings: countFindings(plan.findings),
    plan: pass.text.split("\n").slice(0, LINES_MAX),
    endpoints: columns.map(({ hub, endpoint }) => `${hub.name}/${endpoint.name}`),
    objects: [...hubs, ...endpoints, ...spokes],
  };
}

function objectKey({ kind, hub, name }: Pick<ObjectStatus, "kind" | "hub" | "name">): string {
  return `${kind} ${hub ?? ""} ${name}`;
}

function endpointsOf(hub: Hub, { endpoints }: Desired): readonly Endpoint[] {
  return endpoints.filter((endpoint) => endpoint.hubs.includes(hub));
}

function spokeKey({ hub, name }: Spoke): string {
  return `spoke ${hub.name} ${name}`;
}

function countOf(cells: string, cell: Cell): number {
  let count = 0;
  for (const one of cells) if (one === cell) count += 1;
  return count;
}

function countFindings(findings: readonly Finding[]): FleetStatus["findings"] {
  const alike = Map.groupBy(findings, ({ kind, reason }) => `${kind} ${reason}`);
  return [...alike.values()].flatMap((all) => {
    const [first] = all;
    return first ? [{ kind: first.kind, reason: first.reason, count: all.length }] : [];
  });
}

type Index = {
  standing(object: string): Standing;
  /** By spoke or VPC and endpoint: what is not simply served. */
  readonly cells: ReadonlyMap<string, Cell>;
  readonly results: ReadonlyMap<ActionKey, Outcome>;
};

const CELLS: Record<string, Cell> = { unknown: "u", conflict: "c", withheld: "w" };

/** What the plan and its outcomes say of each document; everything else about it is as desired. */
function indexOf(plan: Plan, outcomes: readonly Outcome[]): Index {
  const standings = new Map<string, { findings: Finding[]; failed: Outcome[]; pending: number }>();
  const cells = new Map<string, Cell>();
  const at = (object: string) => {
    const standing = standings.get(object) ?? { findings: [], failed: [], pending: 0 };
    standings.set(object, standing);
    return standing;
  };
  const results = new Map<ActionKey, Outcome>(outcomes.map((outcome) => [outcome.key, outcome]));
  for (const finding of plan.findings.filter(isOpen)) {
    at(objectOf(finding)).findings.push(finding);
    const { hub, spoke, endpoint, kind } = finding;
    const cell = CELLS[kind];
    if (spoke !== undefined && cell) cells.set(`${hub} ${spoke} ${endpoint ?? "*"}`, cell);
  }
  for (const action of plan.actions) {
    const outcome = results.get(action.key);
    if (outcome?.result === "done") continue;
    const standing = at(objectOf(action));
    if (outcome?.result === "failed") standing.failed.push(outcome);
    else standing.pending += 1;
    for (const who of whoOf(action))
      cells.set(`${action.hub} ${who} ${action.endpoint ?? "*"}`, outcome?.result === "failed" ? "f" : "p");
  }
  const nothing: Standing = { findings: [], failed: [], pending: 0 };
  return { cells, results, standing: (object) => standings.get(object) ?? nothing };
}

function objectOf({ hub, spoke, endpoint }: { hub: string; spoke?: string; endpoint?: string }): string {
  if (spoke !== undefined) return `spoke ${hub} ${spoke}`;
  return endpoint === undefined ? `hub ${hub}` : `endpoint ${hub} ${endpoint}`;
}

/** The spoke by its name, and by its VPC where an action of the hub's own account names no spoke. */
function whoOf(action: Action): readonly string[] {
  const vpc = isZoneAction(action) && "vpc" in action && action.vpc ? [vpcKey(action.vpc)] : [];
  return action.spoke === undefined ? vpc : [action.spoke, ...vpc];
}

/** Names that are served after the pass: they were, or everything that their endpoint lacked was done. */
function servedNames(
  { names, actions }: Plan,
  results: ReadonlyMap<ActionKey, Outcome>,
): readonly NameState[] {
  const lacking = new Set(
    actions.flatMap(({ hub, endpoint, key }) =>
      results.get(key)?.result === "done" ? [] : [`${hub} ${endpoint}`],
    ),
  );
  return names.filter(
    ({ state, hub, endpoint }) =>
      state === "shared" || (state === "planned" && !lacking.has(`${hub} ${endpoint}`)),
  );
}
