import { expect, test } from "vitest";
import { inRuleMode, rulesObserved } from "../../bench/quiet-rules.ts";
import { machineClock } from "../../cmd/clock.ts";
import { createDesiredState } from "../../src/daemon/desired-state.ts";
import { type Plan, planInTurns } from "../../src/model/plan/plan.ts";
import { planPass } from "../../src/operator/pass.ts";
import { fleet } from "../support/fleet.ts";
import { createStage, desiredFrom, type Files } from "../support/stage.ts";

const SIZE = { zones: 6, vpcs: 4, accounts: 2 };
const { files: FILES, world: WORLD } = fleet(SIZE);
const READ = {
  kind: "read",
  contents: { place: "folder", unread: [], others: 0 },
  revision: "a",
  tree: "a",
  removals: "allowed",
} as const;

/** The plan of a pass, and how often others had a turn meanwhile. */
async function planned(files: Files, before: Files = []): Promise<{ plan: Plan; turns: number }> {
  const stage = createStage(WORLD);
  if (before.length > 0) await stage.operator().apply(before);
  let turns = 0;
  const breathe = () => {
    turns += 1;
    return Promise.resolve();
  };
  const { accounts, abort } = stage.operator();
  const clock = { ...stage.clock, breathe };
  const plan = await stage.clock.run(planPass(desiredFrom(files), { accounts, clock, signal: abort.signal }));
  return { plan, turns };
}

test.each([
  ["a cold start", FILES, []],
  ["a teardown", FILES.slice(0, 1), FILES],
  ["a quiet pass", FILES, FILES],
])(
  "others have their turn while the plan of %s is made, at each zone at least, and it is the same plan",
  async (_, files, before) => {
    const { plan, turns } = await planned(files, before);
    expect(turns).toBeGreaterThan(SIZE.zones);
    const stage = createStage(WORLD);
    if (before.length > 0) await stage.operator().apply(before);
    expect(JSON.stringify(plan.actions)).toBe(JSON.stringify((await stage.operator().plan(files)).actions));
    expect(plan.held.length + plan.actions.length > 0).toBe(before !== files);
  },
);

test.each([
  ["a folder of many files", FILES],
  ["one file of many documents", [{ path: "all.yaml", text: FILES.map(({ text }) => text).join("---\n") }]],
])(
  "others have their turn while %s is parsed by the daemon, at each document, and it comes to the same",
  async (_, files) => {
    const { clock } = createStage(WORLD);
    let turns = 0;
    const breathe = () => {
      turns += 1;
      return Promise.resolve();
    };
    const state = createDesiredState({
      source: { name: "folder", poll: async () => ({ ...READ, contents: { ...READ.contents, files } }) },
      secrets: { env: {}, file: () => undefined },
      memory: { last: () => undefined, accepted: () => new Set(), rules: async () => {} },
      clock: { now: clock.now, sleep: clock.sleep, breathe },
      told: () => {},
    });
    await state.refresh(new AbortController().signal);
    expect(turns).toBeGreaterThanOrEqual(FILES.length);
    expect(state.ruling()?.desired).toEqual(desiredFrom(files));
  },
);

test("pairs of rules and spokes are planned in pieces too: the more there are, the more often others have a turn", () => {
  const piecesOf = (vpcs: number) => {
    const desired = inRuleMode(desiredFrom(fleet({ zones: 40, vpcs, accounts: vpcs, anchor: false }).files));
    return Array.from(planInTurns(desired, rulesObserved(desired, vpcs))).length;
  };
  expect(piecesOf(210)).toBeGreaterThanOrEqual(piecesOf(10) + 4); // 8,000 pairs
});

test("the machine's clock lets what waits have its turn before the work goes on", async () => {
  let isDone = false;
  setImmediate(() => {
    isDone = true;
  });
  let others: Promise<void> | undefined;
  while (!others) others = machineClock.breathe?.();
  expect(isDone).toBe(false);
  await others;
  expect(isDone).toBe(true);
});
