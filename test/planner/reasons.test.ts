import { readFileSync } from "node:fs";
import { describe, expect, test } from "vitest";
import { REASONS } from "../../src/model/reasons.ts";
import { ADOPTED } from "./adopted.ts";
import { CLIENTS } from "./clients.ts";
import { CUSTOM_RESOLVERS } from "./custom-resolver.ts";
import { ENDPOINTS } from "./endpoints.ts";
import { planFor } from "./estate.ts";
import { HOPS } from "./hops.ts";
import { HUBS } from "./hubs.ts";
import { LEFTOVERS } from "./leftovers.ts";
import { MANAGED_RESOLVER } from "./managed-resolver.ts";
import { MOVING_VIEWS } from "./moving-views.ts";
import { OWN_ENDPOINTS } from "./own-endpoints.ts";
import { OWN_BENEATH } from "./own-endpoints-regional.ts";
import { OWN_WAVES } from "./own-endpoints-waves.ts";
import { OWN_GAPS } from "./own-gaps.ts";
import { PATHS } from "./paths.ts";
import { POLICIES } from "./policy.ts";
import { RECORDS } from "./records.ts";
import { REMOVALS } from "./removals.ts";
import { ROLLOUTS } from "./rollout.ts";
import { type Row, told } from "./row.ts";
import { RULE_STATES } from "./rule-states.ts";
import { RULE_VIEW } from "./rule-view.ts";
import { RULES } from "./rules.ts";
import { SHADOWS } from "./shadows.ts";
import { SWITCHING } from "./switching.ts";
import { TURN_OFF } from "./turn-off.ts";
import { ZONES } from "./zones.ts";

const ROOMS: Readonly<Record<string, readonly Row[]>> = {
  hubs: HUBS,
  endpoints: ENDPOINTS,
  zones: ZONES,
  records: RECORDS,
  clients: CLIENTS,
  "private DNS": TURN_OFF,
  removals: REMOVALS,
  "what lies above": SHADOWS,
  "managed endpoints": LEFTOVERS,
  "adopted zones": ADOPTED,
  policies: POLICIES,
  rollouts: ROLLOUTS,
  "Resolver rules": RULES,
  "the network path": PATHS,
  "whom hosts ask": CUSTOM_RESOLVERS,
  "spokes' own endpoints": OWN_ENDPOINTS,
  "spokes' own endpoints in waves": OWN_WAVES,
  "spokes' own endpoints beneath the Region's rule": OWN_BENEATH,
  "spokes' own endpoints, by a window": OWN_GAPS,
  "from one Resolver endpoint to the other": HOPS,
  "from zones to rules, and back": SWITCHING,
  "what rules hand over": RULE_VIEW,
  "associations that are not as they should be": RULE_STATES,
  "managed Resolver endpoints": MANAGED_RESOLVER,
  "rules that move to another view VPC": MOVING_VIEWS,
};

describe.each(Object.entries(ROOMS))("planOf: %s", (_room, rows) => {
  test.each(bySentence(rows))("%s", (_sentence, { spoilt, findings, actions, held, joins, says = [] }) => {
    const plan = planFor(spoilt);
    expect(plan.findings.map(told)).toEqual(findings);
    expect(plan.actions.map(({ kind }) => kind)).toEqual(actions);
    const text = plan.findings.map(({ message, todo }) => `${message}; ${todo}`).join("\n");
    for (const part of says) expect(text).toContain(part);
    const keys = plan.actions.map(({ key }) => key);
    expect(plan.held.filter((action) => keys.includes(action.key))).toEqual([]);
    if (held) expect(plan.held.map(({ kind }) => kind)).toEqual(held);
    if (joins) expect(plan.actions.flatMap((a) => (a.kind === "associate" ? a.vpc.id : []))).toEqual(joins);
    for (const [i, { after }] of plan.actions.entries())
      for (const key of after) expect(keys.slice(0, i)).toContain(key);
  });
});

/** Not `$sentence`, which cuts long ones. */
function bySentence(rows: readonly Row[]): [string, Row][] {
  return rows.map((row) => [row.sentence, row]);
}

/** What `planOf` cannot say, or says only in the course of several plans, and the test that holds it. */
const SAID_ELSEWHERE: Readonly<Record<string, string>> = {
  "note ClockSkewed": "../scenarios/whose-fault.test.ts",
  "withheld BacksOff": "../../src/model/back-off.test.ts",
  "note ZoneStaysBehind": "../advice/switching.ts",
  "withheld SwitchNotAvailable": "../advice/switching.ts",
  "withheld Unproved": "../proof/mutants.test.ts",
};

describe("every reason of reasons.ts", () => {
  const all = Object.entries(REASONS).flatMap(([reason, { kinds }]) =>
    kinds.map((kind) => `${kind} ${reason}`),
  );
  const inTable = new Set(
    Object.values(ROOMS).flatMap((rows) =>
      rows.flatMap(({ findings }) => findings.map((said) => said.split(" ", 2).join(" "))),
    ),
  );

  test("has a row for each of its kinds, or is listed as said elsewhere", () => {
    const missing = all.filter((said) => !inTable.has(said));
    expect(missing.sort()).toEqual(Object.keys(SAID_ELSEWHERE).sort());
  });

  test.each(Object.entries(SAID_ELSEWHERE))("%s is held by %s", (said, file) => {
    const [, reason = ""] = said.split(" ");
    expect(readFileSync(new URL(file, import.meta.url), "utf8")).toContain(reason);
  });
});
