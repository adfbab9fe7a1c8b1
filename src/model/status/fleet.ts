import type { Action, ActionKey } from "../action.ts";
import type { Desired, Spoke } from "../desired/types.ts";
import { isZoneAction } from "../effects.ts";
import { type Finding, isOpen } from "../finding.ts";
import { vpcKey } from "../ids.ts";
import type { Outcome } from "../outcome.ts";
import type { NameState } from "../plan/estate/name-states.ts";
import type { Plan } from "../plan/plan.ts";
import { type Cell, cellsOf, type Told } from "./cells.ts";
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
  const columns = new Map(
    desired.hubs.map((hub) => [hub, desired.endpoints.filter(({ hubs }) => hubs.includes(hub))] as const),
  );
  const isServed = servedBy(plan, index.results);
  const counts = countNames(plan.names, isServed);
  const countOfNames = (place: string) => {
    const { served, of } = counts.get(place) ?? NO_NAMES;
    return { served, of };
  };

  function told(object: Omit<ObjectStatus, "conditions">, standing: Standing): ObjectStatus {
    const conditions = conditionsOf(standing, known.get(objectKey(object)) ?? [], pass);
    return { ...object, conditions };
  }

  const hubs = desired.hubs.map((hub) =>
    told({ kind: "Hub", name: hub.name, ...countOfNames(hub.name) }, index.standing(`hub ${hub.name}`)),
  );
  const endpoints = [...columns].flatMap(([hub, all]) =>
    all.map(({ name }) => {
      const place = { kind: "Endpoint", name, hub: hub.name } as const;
      const names = countOfNames(`${hub.name} ${name}`);
      return told({ ...place, ...names }, index.standing(`endpoint ${hub.name} ${name}`));
    }),
  );
  const spokes = [...Map.groupBy(desired.spokes, ({ hub }) => hub)].flatMap(([hub, all]) => {
    const own = (columns.get(hub) ?? []).map((endpoint) => {
      const { served, lacking } = counts.get(`${hub.name} ${endpoint.name}`) ?? NO_NAMES;
      return { endpoint, serves: served > 0 && lacking === 0 };
    });
    const toldOf = index.cells.get(hub.name);
    return all.map((spoke) => {
      const cells = cellsOf(spoke, own, toldOf);
      const place = { kind: "Spoke", name: spoke.name, hub: hub.name, cells } as const;
      const endpointsServed = { served: countOf(cells, "s"), of: cells.length - countOf(cells, "-") };
      return told({ ...place, ...endpointsServed }, index.standing(spokeKey(spoke)));
    });
  });
  return {
    names: { served: plan.names.filter(isServed).length, of: plan.names.length },
    findings: countFindings(plan.findings),
    plan: pass.text.split("\n").slice(0, LINES_MAX),
    endpoints: [...columns].flatMap(([hub, all]) => all.map(({ name }) => `${hub.name}/${name}`)),
    objects: [...hubs, ...endpoints, ...spokes],
  };
}

/** `lacking`: not served though AWS lists it; a name that vanished there is still answered by its zone. */
type NameCount = { served: number; of: number; lacking: number };

const NO_NAMES: Readonly<NameCount> = { served: 0, of: 0, lacking: 0 };

/** By hub, and by hub and endpoint. */
function countNames(
  names: readonly NameState[],
  isServed: (name: NameState) => boolean,
): ReadonlyMap<string, Readonly<NameCount>> {
  const counts = new Map<string, NameCount>();
  for (const name of names)
    for (const place of [name.hub, `${name.hub} ${name.endpoint}`]) {
      const count = counts.get(place) ?? { ...NO_NAMES };
      counts.set(place, count);
      count.of += 1;
      if (isServed(name)) count.served += 1;
      else if (name.state !== "vanished") count.lacking += 1;
    }
  return counts;
}

function objectKey({ kind, hub, name }: Pick<ObjectStatus, "kind" | "hub" | "name">): string {
  return `${kind} ${hub ?? ""} ${name}`;
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
  /** By hub. */
  readonly cells: ReadonlyMap<string, Told>;
  readonly results: ReadonlyMap<ActionKey, Outcome>;
};

const CELLS: Record<string, Cell> = { unknown: "u", conflict: "c", withheld: "w" };

/** What the plan and its outcomes say of each document; everything else about it is as desired. */
function indexOf(plan: Plan, outcomes: readonly Outcome[]): Index {
  const standings = new Map<string, { findings: Finding[]; failed: Outcome[]; pending: number }>();
  const cells = new Map<string, Map<string, Map<string, Cell>>>();
  function setCell(hub: string, who: string, endpoint = "*", cell: Cell): void {
    const told = cells.get(hub) ?? new Map<string, Map<string, Cell>>();
    const own = told.get(who) ?? new Map<string, Cell>();
    cells.set(hub, told.set(who, own.set(endpoint, cell)));
  }
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
    if (spoke !== undefined && cell) setCell(hub, spoke, endpoint, cell);
  }
  for (const action of plan.actions) {
    const outcome = results.get(action.key);
    if (outcome?.result === "done") continue;
    const standing = at(objectOf(action));
    if (outcome?.result === "failed") standing.failed.push(outcome);
    else standing.pending += 1;
    for (const who of whoOf(action))
      setCell(action.hub, who, action.endpoint, outcome?.result === "failed" ? "f" : "p");
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

/** Whether a name is served after the pass: it was, or everything that its endpoint lacked was done. */
function servedBy({ actions }: Plan, results: ReadonlyMap<ActionKey, Outcome>): (name: NameState) => boolean {
  const lacking = new Set(
    actions.flatMap(({ hub, endpoint, key }) =>
      results.get(key)?.result === "done" ? [] : [`${hub} ${endpoint}`],
    ),
  );
  return ({ state, hub, endpoint }) =>
    state === "shared" || (state === "planned" && !lacking.has(`${hub} ${endpoint}`));
}
