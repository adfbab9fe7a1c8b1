import { describe, expect, test } from "vitest";
import type { Action, ActionKind } from "../../src/model/action/action.ts";
import type { ZoneAction } from "../../src/model/action/zone.ts";
import { vpcKey } from "../../src/model/ids.ts";
import { type Plan, planOf } from "../../src/model/plan/plan.ts";
import { type Spoilt, stateOf } from "../planner/estate.ts";
import { told } from "../planner/row.ts";
import { seen, VPC, vpcView } from "../planner/views.ts";
import { HUB } from "../support/fleet.ts";
import { alpha, beta, endpoint, hub, SSM } from "../support/scenario.ts";
import { proofFor } from "./support.ts";
import { above, beneath, CHILD, WORLDS } from "./worlds.ts";

/** The first action of that kind, of that zone's name and that VPC where they are given. */
function find(actions: readonly Action[], kind: ActionKind, zone?: string, vpc = VPC.alpha): ZoneAction {
  const found = actions.find((a): a is ZoneAction => {
    if (a.kind !== kind || !("zone" in a) || (zone && a.zone.name !== zone)) return false;
    return !("vpc" in a) || a.vpc === undefined || vpcKey(a.vpc) === vpcKey(vpc);
  });
  if (!found) throw new Error(`no ${kind} of ${zone}`);
  return found;
}

/** What the proof says, and which kinds of steps it takes out, when the real plan is changed like this. */
function mistake(spoilt: Spoilt, change: (actions: readonly Action[]) => readonly Action[]) {
  const { plan, prove } = proofFor(spoilt);
  const wrong = change(plan.actions);
  const { actions, findings } = prove(wrong);
  const left = new Set(actions);
  return {
    said: findings.map(told),
    withheld: wrong
      .filter((action) => !left.has(action))
      .map(({ kind, ...a }) => `${kind} ${"zone" in a ? a.zone.name : ""}`),
    messages: findings.map(({ message }) => message).join("\n"),
  };
}

const without = (actions: readonly Action[], ...gone: readonly Action[]) =>
  actions.filter((action) => !gone.includes(action));

describe("a mistake of the planner costs the action, not the name", () => {
  test("a VPC that joins a zone without the one beneath, which it counts on", () => {
    const { said, withheld } = mistake(WORLDS["a client joins two zones"], (all) =>
      without(all, find(all, "associate", CHILD)),
    );
    expect(said).toEqual([`withheld Unproved hub ssm alpha ${SSM}`]);
    expect(withheld).toEqual([`authorize ${SSM}`, `associate ${SSM}`, `deauthorize ${SSM}`]);
  });

  test("a VPC that leaves a zone and stays in the one above", () => {
    const { said, withheld, messages } = mistake(WORLDS["a client leaves both zones"], (all) =>
      without(all, find(all, "disassociate", SSM)),
    );
    expect(said).toEqual([`withheld Shadows hub ${CHILD} ${VPC.alpha.id}`]);
    expect(messages).toContain(`without zone ${CHILD}, zone ${SSM} would hide that name`);
    expect(withheld).toEqual([`disassociate ${CHILD}`]);
  });

  test("a removal that no document asks for", () => {
    const { plan } = proofFor(WORLDS["a client leaves both zones"]);
    const leave = find(plan.actions, "disassociate", SSM);
    const wanted = { documents: [hub(), endpoint("ssm"), alpha(), beta()] };
    const { said, withheld } = mistake(wanted, () => [{ ...leave, after: [] }]);
    expect(said).toEqual([`withheld Unproved hub ssm ${SSM} ${VPC.alpha.id}`]);
    expect(withheld).toEqual([`disassociate ${SSM}`]);
  });

  test("a loss that does not say that it is one", () => {
    const { said } = mistake(WORLDS["a client leaves both zones"], (all) =>
      all.map(({ removal: _, ...action }) => action as Action),
    );
    expect(said).toContain(`withheld Unproved hub ssm ${SSM} ${VPC.alpha.id}`);
  });

  test("an association with a zone whose aliases nobody waits for", () => {
    const { withheld } = mistake(WORLDS["zones are made and joined"], (all) =>
      without(all, find(all, "awaitInsync", SSM)),
    );
    expect(withheld).toEqual([`authorize ${SSM}`, `associate ${SSM}`, `deauthorize ${SSM}`]);
  });

  test("a wait that is two waits away: longer chains count as unproved", () => {
    const { said } = mistake(WORLDS["a client joins two zones"], (all) => {
      const wait = find(all, "awaitInsync", CHILD);
      const second = { ...wait, key: `${wait.key} again`, after: [wait.key] };
      const join = find(all, "associate", SSM);
      const after = join.after.map((key) => (key === wait.key ? second.key : key));
      return all.flatMap((action) => (action === join ? [second, { ...join, after }] : [action]));
    });
    expect(said).toEqual([`withheld Unproved hub ssm alpha ${SSM}`]);
  });

  test("a wait that comes when its change has ended, well or badly", () => {
    const { said } = mistake(WORLDS["a client joins two zones"], (all) =>
      all.map((action) =>
        action === find(all, "associate", SSM)
          ? { ...action, after: [], afterSettled: action.after }
          : action,
      ),
    );
    expect(said).toEqual([`withheld Unproved hub ssm alpha ${SSM}`]);
  });

  test("a carrier that is changed twice", () => {
    const { said, withheld } = mistake(WORLDS["a client joins two zones"], (all) => [
      ...all,
      { ...find(all, "associate", SSM), kind: "disassociate", key: "again", after: [] } as Action,
    ]);
    expect(said).toContain(`withheld Unproved hub ssm alpha ${SSM}`);
    expect(withheld).toContain(`disassociate ${SSM}`);
  });

  test("a zone that goes while a VPC is in it", () => {
    const { said, withheld } = mistake(WORLDS["both zones go"], (all) =>
      without(all, find(all, "disassociate", CHILD), find(all, "awaitInsync", CHILD)),
    );
    expect(said.length).toBeGreaterThan(0);
    expect(withheld).toContain(`deleteZone ${CHILD}`);
  });

  test("a move whose window nobody is told", () => {
    const { desired, observed } = stateOf(WORLDS["the zone that a client moves out of goes"]);
    const { actions } = planOf(desired, observed);
    const { prove } = proofFor({ ...WORLDS["the zone that a client moves out of goes"], documents: [hub()] });
    expect(prove([find(actions, "move", CHILD)]).actions).toEqual([]);
  });
});

describe("what the proof takes out", () => {
  test("takes along what waits for it, and leaves what does not", () => {
    const { said, withheld } = mistake(WORLDS["both zones go with their last client"], (all) => {
      const deletion = find(all, "deleteZone", SSM);
      return all.map((action) => (action === deletion ? { ...deletion, after: [] } : action));
    });
    expect(said).toContain(`withheld Unproved hub ${SSM}`);
    expect(withheld).toContain(`deleteZone ${SSM}`);
    expect(withheld).toContain(`deleteZone ${CHILD}`); // of the last VPC, which now stays above
    expect(withheld).not.toContain(`disassociate ${CHILD}`);
  });

  test("is nothing of other VPCs", () => {
    const { withheld } = mistake(
      {
        ...WORLDS["a client joins two zones"],
        hub: {
          ...WORLDS["a client joins two zones"].hub,
          zones: [above([VPC.anchor]), beneath([VPC.anchor])],
        },
      },
      (all) => without(all, find(all, "associate", CHILD, VPC.beta)),
    );
    expect(withheld).toEqual([`authorize ${SSM}`, `associate ${SSM}`, `deauthorize ${SSM}`]);
  });
});

test("what is left out of a plan at the last moment is proved without: back-off never leaves half an order", () => {
  const { desired, observed } = stateOf(WORLDS["a client joins two zones"]);
  const leaveOut = (plan: Plan) => ({
    ...plan,
    actions: plan.actions.filter(
      ({ kind, ...a }) => !(kind === "associate" && "zone" in a && a.zone.name === CHILD),
    ),
  });
  const plan = planOf(desired, observed, { leaveOut });
  expect(plan.actions.filter(({ kind }) => kind === "associate")).toEqual([]);
  expect(plan.findings.map(told)).toEqual([`withheld Unproved hub ssm alpha ${SSM}`]);
  expect(plan.findings[0]).toMatchObject({ reason: "Unproved", vpc: VPC.alpha });
});

describe("what is not known to be worse goes on", () => {
  test.each<[string, Spoilt]>([
    [
      "beneath a rule of somebody else, whose servers nobody knows",
      {
        documents: [hub({ guard: { maxRemovalPercent: 100 } }), endpoint("ssm"), beta()],
        hub: { zones: [above([VPC.anchor, VPC.alpha, VPC.beta])] },
        vpcs: {
          [VPC.alpha.id]: vpcView("222222222222", "10.1.0.0/16", {
            rules: seen([{ id: "rslvr-rr-1", name: "amazonaws.com" as never }]),
          }),
        },
      },
    ],
    [
      "in a VPC that was not looked at",
      {
        documents: [hub({ guard: { maxRemovalPercent: 100 } }), endpoint("ssm"), beta()],
        hub: { zones: [above([VPC.anchor, VPC.alpha, VPC.beta])] },
        vpcs: { [VPC.alpha.id]: undefined },
      },
    ],
  ])("%s", (_, spoilt) => {
    const { plan, prove } = proofFor(spoilt);
    expect(plan.actions.map(({ kind }) => kind)).toEqual(["disassociate"]);
    expect(prove(plan.actions).findings).toEqual([]);
  });

  test("but not beneath a zone of somebody else, which was seen", () => {
    const { plan } = proofFor({
      documents: [hub({ guard: { maxRemovalPercent: 100 } }), endpoint("ssm"), beta()],
      hub: { zones: [above([VPC.anchor, VPC.alpha, VPC.beta])] },
      vpcs: {
        [VPC.alpha.id]: vpcView("222222222222", "10.1.0.0/16", {
          zones: seen([
            { id: "Z9" as never, name: "amazonaws.com" as never, owner: { account: HUB as never } },
          ]),
        }),
      },
    });
    expect(plan.actions).toEqual([]);
    expect(plan.findings.map(told)).toEqual([`withheld Shadows hub ${SSM} ${VPC.alpha.id}`]);
  });
});
