import { expect, test } from "vitest";
import type { PassEnd } from "../../src/daemon/ports.ts";
import { createStatusKeeper } from "../../src/daemon/status-keeper.ts";
import { webApp } from "../../src/web/app.ts";
import { createMetrics } from "../../src/web/metrics/metrics.ts";
import { daemonOn, people, repository } from "../support/daemon.ts";
import { reach } from "../support/reach.ts";
import { filesOf, routeBack, S0, type SpokeStory, storyStage } from "../support/stories.ts";

const MINUTE = 60_000;
/** An hour, and a pass beyond it. */
const LOOK = 66 * MINUTE;
const [SPOKE] = S0.spokes as [SpokeStory];

/** S0's daemon, with its status, page and metrics. */
async function begin({ way = true } = {}) {
  const stage = storyStage(S0);
  if (!way) await routeBack(stage, S0, SPOKE, "remove");
  const asking = people();
  const keeper = createStatusKeeper({
    now: stage.clock.now,
    label: "one",
    version: "1",
    source: "test",
    lease: () => undefined,
    requests: asking,
  });
  const { accounts } = stage.operator({ region: S0.region });
  const run = daemonOn(stage, {
    desiredState: repository(stage, filesOf(S0)),
    requests: asking,
    accounts,
    others: [keeper.witness],
  });
  const metrics = createMetrics({
    now: stage.clock.now,
    status: keeper.status,
    callsMade: accounts.callsMade,
    gateWaitedMs: () => 0,
  });
  const { now } = stage.clock;
  const options = { now, status: keeper.status, stuck: () => undefined, metrics: metrics.text };
  const web = webApp(options);
  const get = async (path: string) =>
    (await web.request(path, { headers: { host: "127.0.0.1:8080" } })).text();
  /** What condition, page and metrics say of the path. */
  const told = async () => {
    const spoke = keeper.status().objects.find(({ kind, name }) => kind === "Spoke" && name === SPOKE.name);
    const condition = spoke?.conditions.find(({ type }) => type === "PathBlocked");
    const page = await get(`/spoke/hub/${SPOKE.name}`);
    const [, gauge] =
      /conditions\{kind="Spoke",condition="PathBlocked"\} (\d)/.exec(await get("/metrics")) ?? [];
    return { condition: condition?.message, isOnPage: page.includes("PathBlocked: True"), gauge };
  };
  const met = () => {
    const all = (SPOKE.subnets ?? []).flatMap((subnet) =>
      S0.names.flatMap((name) => reach(stage.cloud, subnet, name)),
    );
    return [...new Set(all.map((one) => one.split(" ")[0]))];
  };
  return { stage, run, asking, told, met };
}

const NOTHING = { condition: undefined, isOnPage: false, gauge: "0" };
const BROKEN = {
  condition: expect.stringMatching(/route table rtb-0a50\w+ has no route to 10\.1\.0\.0/),
  isOnPage: true,
  gauge: "1",
};

function changedIn(passes: readonly PassEnd[]): string[] {
  return passes.flatMap((pass) => ("report" in pass ? pass.report.plan.actions.map(({ key }) => key) : []));
}

test("a path that breaks is told within the hour, on page, status and metrics, until it is mended; names stay", async () => {
  const { stage, run, told, met } = await begin();
  await run.after(10 * MINUTE);
  expect([met(), await told()]).toEqual([["answered"], NOTHING]);
  const before = run.passes.length;
  await routeBack(stage, S0, SPOKE, "remove");
  await run.after(LOOK);
  expect([met(), await told()]).toEqual([["lost"], BROKEN]);
  await run.after(LOOK);
  expect(await told()).toEqual(BROKEN);
  await routeBack(stage, S0, SPOKE, "add");
  await run.after(LOOK);
  expect([met(), await told()]).toEqual([["answered"], NOTHING]);
  expect(changedIn(run.passes.slice(before))).toEqual([]);
  await run.stop();
});

test("a spoke that waits for its path is served by the next pass after somebody has made it", async () => {
  const { stage, run, told, met } = await begin({ way: false });
  await run.after(10 * MINUTE);
  expect([met(), await told()]).toEqual([["public"], BROKEN]);
  await routeBack(stage, S0, SPOKE, "add");
  await run.after(7 * MINUTE);
  expect([met(), await told()]).toEqual([["answered"], NOTHING]);
  await run.stop();
});

test("who has mended the path asks for a pass, and is told at once", async () => {
  const { stage, run, asking, told } = await begin();
  await run.after(10 * MINUTE);
  await routeBack(stage, S0, SPOKE, "remove");
  await run.after(LOOK);
  expect(await told()).toEqual(BROKEN);
  await routeBack(stage, S0, SPOKE, "add");
  asking.reconcile();
  await run.after(2 * MINUTE);
  expect(await told()).toEqual(NOTHING);
  await run.stop();
});
