import { describe, expect, test } from "vitest";
import type { Action, ActionKind } from "../../src/model/action/action.ts";
import { SWITCHED_OFF } from "../planner/own-endpoints.ts";
import { gapped } from "../planner/own-gaps.ts";
import { told } from "../planner/row.ts";
import { proofFor } from "./support.ts";

/** Plans that would leave a window of a spoke's own endpoint open, or open one that nobody accepted (semantics 59, 61). */

const OPENS = gapped({});
const CLOSES = gapped(SWITCHED_OFF, { redundantEndpoints: "keep" }, { isIn: true });

type Change = (action: Action) => Action | undefined;

function without(kind: ActionKind): Change {
  return (action) => (action.kind === kind ? undefined : action);
}

/** Actions of one kind wait for none of another any more. */
function unordered(kind: ActionKind, than: ActionKind): Change {
  return (action) =>
    action.kind === kind ? { ...action, after: action.after.filter((key) => !key.startsWith(than)) } : action;
}

const calm: Change = ({ urgent: _, ...action }) => action as Action;

describe("a window that does not shut by the plan that opens it is not opened", () => {
  test.each<[string, typeof OPENS, Change, ActionKind]>([
    ["the VPC joins no zone", OPENS, without("associate"), "handOver"],
    ["it joins when there is time", OPENS, calm, "handOver"],
    ["it joins before the switch", OPENS, unordered("associate", "handOver"), "handOver"],
    ["private DNS stays off", CLOSES, without("takeBack"), "disassociate"],
    ["private DNS is not known to be possible", CLOSES, without("tryTakeBack"), "disassociate"],
    ["nobody waits for that", CLOSES, unordered("disassociate", "tryTakeBack"), "disassociate"],
    [
      "private DNS comes on before the VPC is out",
      CLOSES,
      unordered("takeBack", "awaitInsync"),
      "disassociate",
    ],
  ])("%s", (_, spoilt, change, withheld) => {
    const { plan, prove } = proofFor(spoilt);
    expect(prove(plan.actions).findings).toEqual([]);
    const { actions, findings } = prove(plan.actions.flatMap((action) => change(action) ?? []));
    expect(actions.map(({ kind }) => kind)).not.toContain(withheld);
    expect(findings.map(told).join()).toContain("withheld Unproved hub");
  });
});

test.each([
  ["there", OPENS],
  ["back", CLOSES],
])("without the document's word nothing is public on the way %s", (_, spoilt) => {
  const { plan } = proofFor(spoilt);
  const { prove } = proofFor({ ...spoilt, documents: spoilt.documents?.slice(0, 2) ?? [] });
  const { actions } = prove(plan.actions);
  expect(actions.map(({ kind }) => kind)).not.toContain("handOver");
  expect(actions.map(({ kind }) => kind)).not.toContain("disassociate");
});
