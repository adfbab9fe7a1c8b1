import type { Desired } from "../desired/types.ts";
import type { Finding } from "../finding.ts";
import { vpcKey } from "../ids.ts";
import type { Outcome } from "../outcome.ts";
import type { Plan } from "../plan/plan.ts";
import { rowOf } from "./cells.ts";
import { conditionsOf, type Standing } from "./conditions.ts";
import { leavingIn } from "./leaving.ts";
import { countNames, NO_NAMES, servedBy } from "./names.ts";
import { documentKey, saidIn } from "./said.ts";
import type { FindingTold, FleetStatus, ObjectStatus } from "./status.ts";

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
/** Of one document; who has more has one cause. */
const FINDINGS_MAX = 20;

/** What a pass says of every document: how it stands, since when, and what it waits for. */
export function fleetStatus(pass: PassSeen, before: FleetStatus): FleetStatus {
  const { desired, plan, outcomes } = pass;
  const said = saidIn(plan, outcomes);
  const known = new Map(before.objects.map((object) => [objectKey(object), object.conditions]));
  const columns = new Map(
    desired.hubs.map((hub) => [hub, desired.endpoints.filter(({ hubs }) => hubs.includes(hub))] as const),
  );
  const isServed = servedBy(plan, said.results);
  const counts = countNames(plan.names, isServed);
  const countOfNames = (place: string) => {
    const { served, of } = counts.get(place) ?? NO_NAMES;
    return { served: served.size, of };
  };

  function told(object: Omit<ObjectStatus, "conditions">, standing: Standing): ObjectStatus {
    const conditions = conditionsOf(standing, known.get(objectKey(object)) ?? [], pass);
    return { ...object, conditions, ...findingsOf(standing) };
  }

  const hubs = desired.hubs.map((hub) =>
    told(
      { kind: "Hub", name: hub.name, ...countOfNames(hub.name) },
      said.standing(documentKey("hub", hub.name)),
    ),
  );
  const endpoints = [...columns].flatMap(([hub, all]) =>
    all.map(({ name }) => {
      const place = { kind: "Endpoint", name, hub: hub.name } as const;
      const names = countOfNames(`${hub.name} ${name}`);
      return told({ ...place, ...names }, said.standing(documentKey("endpoint", hub.name, name)));
    }),
  );
  const spokes = [...Map.groupBy(desired.spokes, ({ hub }) => hub)].flatMap(([hub, all]) => {
    const own = (columns.get(hub) ?? []).map((endpoint) => {
      const { served, of, lacking } = counts.get(`${hub.name} ${endpoint.name}`) ?? NO_NAMES;
      return { endpoint, served, of, serves: served.size > 0 && lacking === 0 };
    });
    const lacks = said.lacks.get(hub.name);
    return all.map((spoke) => {
      const vpc = vpcKey({ id: spoke.vpc, region: spoke.region });
      const ofRules = spoke.mode === "resolver-rule" && { account: spoke.account };
      const state = { vpc, ...(spoke.suspend && { suspended: true as const }), ...ofRules };
      const place = { kind: "Spoke", name: spoke.name, hub: hub.name, ...state } as const;
      const row = rowOf(spoke, own, lacks);
      return told({ ...place, ...row }, said.standing(documentKey("spoke", hub.name, spoke.name)));
    });
  });
  const leaving = leavingIn(pass).map(({ spoke, names, standing }) => {
    const { hub, name, vpc, suspended, account } = spoke;
    const ofRules = account !== undefined && { account };
    const state = { vpc, ...(suspended && { suspended: true as const }), ...ofRules, leaving: [...names] };
    const hubColumns = [...columns].find(([one]) => one.name === hub)?.[1] ?? [];
    const row = { cells: "-".repeat(hubColumns.length), served: 0, of: 0 };
    return told({ kind: "Spoke", name, hub, ...state, ...row }, standing);
  });
  return {
    names: { served: plan.names.filter(isServed).length, of: plan.names.length },
    findings: countFindings(plan.findings),
    plan: pass.text.split("\n").slice(0, LINES_MAX),
    endpoints: [...columns].flatMap(([hub, all]) => all.map(({ name }) => `${hub.name}/${name}`)),
    privateNames: plan.names.map((name) => ({
      ...name,
      state: isServed(name) ? "shared" : name.state,
      zones: [...name.zones],
    })),
    objects: [...hubs, ...endpoints, ...spokes, ...leaving],
  };
}

function objectKey({ kind, hub, name }: Pick<ObjectStatus, "kind" | "hub" | "name">): string {
  return `${kind} ${hub ?? ""} ${name}`;
}

function findingsOf({ told }: Standing): Pick<ObjectStatus, "findings" | "moreFindings"> {
  if (told.length === 0) return {};
  const more = told.length - FINDINGS_MAX;
  return { findings: told.slice(0, FINDINGS_MAX).map(toldOf), ...(more > 0 && { moreFindings: more }) };
}

function toldOf({ kind, reason, message, todo, endpoint, zone }: Finding): FindingTold {
  return {
    kind,
    reason,
    message,
    ...(todo !== undefined && { todo }),
    ...(endpoint !== undefined && { endpoint }),
    ...(zone !== undefined && { zone }),
  };
}

function countFindings(findings: readonly Finding[]): FleetStatus["findings"] {
  const alike = Map.groupBy(findings, ({ kind, reason }) => `${kind} ${reason}`);
  return [...alike.values()].flatMap((all) => {
    const [first] = all;
    return first ? [{ kind: first.kind, reason: first.reason, count: all.length }] : [];
  });
}
