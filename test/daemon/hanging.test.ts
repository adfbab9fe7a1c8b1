import { expect, test } from "vitest";
import { type DaemonRun, daemonOn, repository } from "../support/daemon.ts";
import { fleet, HUB, spokeAccount, spokeVpc, zoneName } from "../support/fleet.ts";
import { filesWithout, zoneNamed } from "../support/look.ts";
import { createStage, type Stage } from "../support/stage.ts";

/**
 * One account answers nothing at all. The others' spokes are served as they would be without it, give or take the time
 * that one attempt may take; of its own spokes nothing is known, and nothing of theirs is removed.
 */

const SIZE = { zones: 3, vpcs: 16, accounts: 4 };
const HANGING = spokeAccount(1, SIZE.accounts);
const MINUTE = 60_000;
const ATTEMPT_S = 10;
const isOfHanging = (spoke: number) => spokeAccount(spoke, SIZE.accounts) === HANGING;
const spokes = Array.from({ length: SIZE.vpcs }, (_, i) => i);

type Fault = Parameters<Stage["cloud"]["faults"]["add"]>[0];
const hangs = (which: object = {}): Fault => ({ fault: "hang", account: HANGING, ...which });

function begin(missing: readonly number[] = []) {
  const own = fleet(SIZE);
  const stage = createStage(own.world);
  const source = repository(stage, filesWithout(own.files, ...missing.map((i) => `spoke-${i}.`)));
  return { own, stage, source };
}

function lengths({ passes }: DaemonRun, since = 0): number[] {
  return passes.filter((p) => p.startedAt >= since).map((p) => (p.endedAt - p.startedAt) / 1000);
}

const served = (stage: Stage, spoke: number) =>
  [0, 1, 2].filter((zone) => zoneNamed(stage, zoneName(zone)).vpcs.includes(spokeVpc(spoke))).length;

/** How long passes took, of a cold start in which some calls hang. */
async function coldStart(fault?: Fault): Promise<{ run: DaemonRun; stage: Stage; took: readonly number[] }> {
  const { stage, source } = begin();
  if (fault) stage.cloud.faults.add(fault);
  const run = daemonOn(stage, { desiredState: source });
  await run.after(30 * MINUTE);
  return { run, stage, took: lengths(run) };
}

test.each([
  ["every call", {}],
  ["what tells of its VPCs", { operation: "DescribeVpcs" }],
  ["Route 53", { service: "route53" }],
  ["associations alone", { operation: "Associate*" }],
])(
  "%s of one account hangs from the start: no pass takes longer by more than one attempt",
  async (_, which) => {
    const calm = await coldStart();
    const { run, stage, took } = await coldStart(hangs(which));
    expect(took[0]).toBeLessThanOrEqual((calm.took[0] ?? 0) + ATTEMPT_S + 3);
    expect(Math.max(...took.slice(1))).toBeLessThanOrEqual(ATTEMPT_S + 5);
    for (const spoke of spokes) expect(served(stage, spoke)).toBe(isOfHanging(spoke) ? 0 : 3);
    await Promise.all([run.stop(), calm.run.stop()]);
  },
);

test("an account that hangs later is unknown where it has to be asked, and keeps what it has; commits go on", async () => {
  const { own, stage, source } = begin([1, 2]);
  const run = daemonOn(stage, { desiredState: source });
  await run.after(10 * MINUTE);
  const before = zoneNamed(stage, zoneName(0)).vpcs;
  const since = stage.clock.now();
  const mend = stage.cloud.faults.add(hangs());
  source.commit(own.files);
  await run.after(20 * MINUTE);
  expect(Math.max(...lengths(run, since))).toBeLessThanOrEqual(ATTEMPT_S + 10);
  expect(zoneNamed(stage, zoneName(0)).vpcs).toEqual(expect.arrayContaining(before));
  expect(served(stage, 2)).toBe(3);
  const last = run.passes.at(-1);
  const said = last && "report" in last ? last.report.plan.findings : [];
  const unknown = said.filter(({ kind }) => kind === "unknown").map(({ spoke }) => spoke);
  expect([...new Set(unknown)]).toEqual(["spoke-1"]);
  mend();
  await run.after(20 * MINUTE);
  expect(served(stage, 1)).toBe(3);
  await run.stop();
});

test("a hub that hangs holds up a pass by little more than one attempt, whatever the pass was at", async () => {
  const { stage, source } = begin();
  const run = daemonOn(stage, { desiredState: source });
  await run.after(36_000);
  const at = stage.clock.now();
  const mend = stage.cloud.faults.add({ fault: "hang", account: HUB });
  await run.after(10 * MINUTE);
  expect((run.passes[0]?.endedAt ?? 0) - at).toBeLessThanOrEqual(60_000);
  expect(Math.max(...lengths(run, at))).toBeLessThanOrEqual(ATTEMPT_S + 5);
  mend();
  await run.after(20 * MINUTE);
  for (const spoke of spokes) expect(served(stage, spoke)).toBe(3);
  await run.stop();
});
