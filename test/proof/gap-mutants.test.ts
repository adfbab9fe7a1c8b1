import { expect, test } from "vitest";
import type { Action } from "../../src/model/action/action.ts";
import { KEEP, SWITCHED_OFF } from "../planner/own-endpoints.ts";
import { gapped } from "../planner/own-gaps.ts";
import { proofFor } from "./support.ts";

/** The proof knows the window of a spoke's own endpoint, and no other (semantics 59, 61). */

type Change = (actions: readonly Action[]) => readonly Action[];

/** The kinds that are left of the real plan, when it is changed like this. */
function left(spoilt: ReturnType<typeof gapped>, change: Change = (all) => all): string[] {
  const { plan, prove } = proofFor(spoilt);
  return prove(change(plan.actions)).actions.map(({ kind }) => kind);
}

const map =
  (kind: Action["kind"], change: (action: Action) => Action): Change =>
  (all) =>
    all.map((action) => (action.kind === kind ? change(action) : action));
const without =
  (kind: Action["kind"]): Change =>
  (all) =>
    all.filter((action) => action.kind !== kind);

const OPENS = gapped({});
const CLOSES = gapped(SWITCHED_OFF, KEEP, { isIn: true });

test("there and back it is proved", () => {
  expect(left(OPENS)).toEqual(["authorize", "handOver", "associate", "deauthorize", "startLinger"]);
  expect(left(CLOSES)).toEqual([
    "tryTakeBack",
    "disassociate",
    "awaitInsync",
    "takeBack",
    "awaitPrivateDns",
    "endHandOver",
  ]);
});

test.each<[string, Change]>([
  ["that nobody shuts", without("associate")],
  ["whose VPC joins when others let it", map("associate", ({ urgent: _, ...rest }) => rest as Action)],
  ["whose VPC joins whenever it likes", map("associate", (one) => ({ ...one, after: [] }))],
  ["that no finding names", (all) => renamed(all, "handOver")],
])("a window %s is not opened", (_, change) => {
  expect(left(OPENS, change)).not.toContain("handOver");
});

test.each<[string, Change]>([
  ["that nobody shuts", without("takeBack")],
  ["that is shut before it is opened", map("takeBack", (one) => ({ ...one, after: [] }))],
  ["that is shut when others let it", map("takeBack", ({ urgent: _, ...rest }) => rest as Action)],
  ["of which nobody knows whether it can be shut", without("tryTakeBack")],
  ["that is opened before that is known", map("disassociate", (one) => ({ ...one, after: [] }))],
  ["that no finding names", (all) => renamed(all, "disassociate")],
])("on the way back a window %s is not opened", (_, change) => {
  expect(left(CLOSES, change)).not.toContain("disassociate");
});

test.each([
  ["there", OPENS, gapped({}, { ...KEEP, allowGap: false }), "handOver"],
  ["back", CLOSES, gapped(SWITCHED_OFF, { allowGap: false, ...KEEP }, { isIn: true }), "disassociate"],
] as const)("%s, no window is opened that the document does not accept", (_, by, other, kind) => {
  const { plan } = proofFor(by);
  const { prove } = proofFor(other);
  expect(prove(plan.actions, plan.findings).actions.map((one) => one.kind)).not.toContain(kind);
});

/** As if the plan had not told of it. */
function renamed(all: readonly Action[], kind: Action["kind"]): readonly Action[] {
  const old = all.find((action) => action.kind === kind)?.key ?? "";
  const rename = (key: string) => (key === old ? "another" : key);
  return all.map((action) => ({ ...action, key: rename(action.key), after: action.after.map(rename) }));
}
