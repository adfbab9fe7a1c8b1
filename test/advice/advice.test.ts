import { describe, expect, test } from "vitest";
import { ADOPTED } from "../planner/adopted.ts";
import { CLIENTS } from "../planner/clients.ts";
import { ENDPOINTS } from "../planner/endpoints.ts";
import { planFor } from "../planner/estate.ts";
import { HUBS } from "../planner/hubs.ts";
import { RECORDS } from "../planner/records.ts";
import { REMOVALS } from "../planner/removals.ts";
import { ROLLOUTS } from "../planner/rollout.ts";
import { TURN_OFF } from "../planner/turn-off.ts";
import { ZONES } from "../planner/zones.ts";
import { follow, matches, unfollowed } from "./advice.ts";
import { ADVICE } from "./all.ts";
import { bySdk } from "./aws-line.ts";
import { printed } from "./printed.ts";

const all = Object.values(ADVICE).flat();

describe.each(Object.entries(ADVICE).filter(([, advice]) => advice.length > 0))("%s", (reason, advice) => {
  const ways = advice.flatMap((one) => one.ways.map((way) => [way.does, one, way] as const));
  test.each(ways)("followed, it ends: %s", async (_does, one, way) => await follow(reason, one, way, bySdk));
  test.each(advice.map((one) => [one.todo, one] as const))("every word is followed: %s", (_todo, one) =>
    expect(unfollowed(one)).toBe(""),
  );
});

/**
 * Written for what documents cannot make: `parse` refuses a role of another account before there is a plan, and a plan that
 * is not proved is the program's own mistake.
 */
const NOT_MADE = new Set([
  "correct spec.account or the role's ARN",
  "report it with the plan (vpce-operator plan --output json): it is a mistake of this program; the rest goes on",
]);

test("every text of the source that a plan prints as what to do is followed", () => {
  const missing = printed().filter(({ text }) => {
    const parts = text.replaceAll("VPCRegion=…,VPCId=…", "…").split("…");
    return !NOT_MADE.has(text) && !all.some(({ todo }) => parts.every((part) => todo.includes(part.trim())));
  });
  expect(missing).toEqual([]);
  expect(printed().length).toBeGreaterThan(90);
});

test("no plan of the planner's tables prints what its reason has no row for", () => {
  const rows = [
    ...HUBS,
    ...ENDPOINTS,
    ...ZONES,
    ...RECORDS,
    ...CLIENTS,
    ...TURN_OFF,
    ...REMOVALS,
    ...ADOPTED,
    ...ROLLOUTS,
  ];
  const told = rows.flatMap(({ spoilt }) => planFor(spoilt).findings);
  const stray = told.filter(
    ({ reason, todo }) =>
      todo !== undefined &&
      reason !== "NotRead" && // a pass reads every hub that it plans for
      !(ADVICE[reason] ?? []).some((advice) => matches(advice.todo, todo)),
  );
  expect(stray.map(({ reason, todo }) => `${reason}: ${todo}`)).toEqual([]);
});
