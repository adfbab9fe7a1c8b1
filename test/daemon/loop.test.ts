import { expect, test } from "vitest";
import { daemonOn, doneIn, people, repository } from "../support/daemon.ts";
import { fleet, spokeAccount, spokeVpc, zoneName } from "../support/fleet.ts";
import { filesWithout, zoneNamed } from "../support/look.ts";
import { leave } from "../support/running.ts";
import { createStage } from "../support/stage.ts";

const MINUTE = 60_000;
const SIZE = { zones: 3, vpcs: 4, accounts: 2 };
const writesOf = (stage: ReturnType<typeof createStage>) =>
  stage.cloud.calls
    .list({})
    .filter(({ operation }) => /^(Create|Change|Associate|Delete|Disassociate|Modify)/.test(operation));

function begin() {
  const own = fleet(SIZE);
  const stage = createStage(own.world);
  const source = repository(stage, own.files);
  return { own, stage, source };
}

test("it serves what it finds desired at its start, then looks every five minutes, give or take a tenth, and changes nothing", async () => {
  const { stage, source } = begin();
  const run = daemonOn(stage, { desiredState: source });
  await run.after(5 * MINUTE);
  expect(doneIn(run.passes[0])).toMatchObject({ createZone: 3 });
  expect(doneIn(run.passes[1])).toMatchObject({ associate: 12 }); // the first waited for nothing but INSYNC
  const since = run.passes.length;
  stage.cloud.calls.clear();
  await run.after(60 * MINUTE);
  expect(writesOf(stage)).toEqual([]);
  expect(run.passes.length - since).toBeGreaterThanOrEqual(10);
  expect(run.passes.length - since).toBeLessThanOrEqual(14);
  await run.stop();
  expect(run.states).toEqual(["standby", "leading", "draining", "stopped"]);
});

test("drift is repaired by the next pass", async () => {
  const { stage, source } = begin();
  const run = daemonOn(stage, { desiredState: source });
  await run.after(10 * MINUTE);
  await leave({ stage, operator: stage.operator() }, 1, 2);
  await run.after(10 * MINUTE);
  expect(zoneNamed(stage, zoneName(1)).vpcs).toContain(spokeVpc(2));
  await run.stop();
});

test("a commit is taken up a second after the look that finds it", async () => {
  const { own, stage, source } = begin();
  const missing = filesWithout(own.files, "spoke-3");
  source.commit(missing);
  const run = daemonOn(stage, { desiredState: source, pollMs: 30_000 });
  await run.after(10 * MINUTE);
  source.commit(own.files);
  const at = stage.clock.now();
  await run.after(2 * MINUTE);
  const pass = run.passes.find(({ why }) => why.has("changed"));
  expect(pass?.ruling.revision).toBe("commit-2");
  expect((pass?.startedAt ?? 0) - at).toBeLessThanOrEqual(31_000);
  expect(zoneNamed(stage, zoneName(0)).vpcs).toContain(spokeVpc(3));
  await run.stop();
});

test("a commit cuts the pass under way; the next one converges to it, and leaves no authorization behind", async () => {
  const own = fleet({ zones: 6, vpcs: 20, accounts: 10 });
  const stage = createStage(own.world);
  const source = repository(stage, own.files);
  const run = daemonOn(stage, { desiredState: source, pollMs: 10_000 });
  await run.after(25_000);
  source.commit(filesWithout(own.files, "spoke-7"));
  await run.after(15 * MINUTE);
  const [first, second] = run.passes;
  expect(first?.cut).toBe(true);
  expect((first?.endedAt ?? 0) - (second?.startedAt ?? 0)).toBeLessThanOrEqual(0);
  for (let zone = 0; zone < 6; zone++) {
    const { vpcs, authorizations } = zoneNamed(stage, zoneName(zone));
    expect(vpcs).not.toContain(spokeVpc(7));
    expect(vpcs).toContain(spokeVpc(6));
    expect([...authorizations]).toEqual([]);
  }
  await run.stop();
});

test("an account that is denied is asked ever more rarely, and the others are served meanwhile", async () => {
  const { stage, source } = begin();
  const account = spokeAccount(1, SIZE.accounts);
  stage.cloud.faults.add({ fault: "deny", account, operation: "DescribeVpcs" });
  const run = daemonOn(stage, { desiredState: source });
  await run.after(60 * MINUTE);
  expect(zoneNamed(stage, zoneName(0)).vpcs).toContain(spokeVpc(0));
  expect(zoneNamed(stage, zoneName(0)).vpcs).not.toContain(spokeVpc(1));
  const asked = stage.cloud.calls.list({ account, operation: "DescribeVpcs" }).length;
  expect(asked).toBeLessThan(2 * 20);
  expect(asked).toBeGreaterThan(2 * 4);
  await run.stop();
});

test("what a person asks for is done at once, back-off or not", async () => {
  const { stage, source } = begin();
  const account = spokeAccount(1, SIZE.accounts);
  const mend = stage.cloud.faults.add({ fault: "deny", account, operation: "DescribeVpcs" });
  const asking = people();
  const run = daemonOn(stage, { desiredState: source, requests: asking });
  await run.after(60 * MINUTE);
  mend();
  asking.reconcile();
  await run.after(MINUTE);
  expect(run.passes.at(-1)?.why.has("requested")).toBe(true);
  expect(zoneNamed(stage, zoneName(0)).vpcs).toContain(spokeVpc(1));
  await run.stop();
});

test("paused it plans and writes nothing; resumed it goes on", async () => {
  const { stage, source } = begin();
  const asking = people();
  asking.pause("somebody looks at it");
  const run = daemonOn(stage, { desiredState: source, requests: asking });
  await run.after(20 * MINUTE);
  expect(writesOf(stage)).toEqual([]);
  expect(run.passes.every(({ watching }) => watching === "paused")).toBe(true);
  asking.pause(undefined);
  await run.after(5 * MINUTE);
  expect(zoneNamed(stage, zoneName(2)).vpcs).toContain(spokeVpc(3));
  await run.stop();
});

test("a pause ends the pass under way within seconds, the one after a cut one too", async () => {
  const own = fleet({ zones: 6, vpcs: 20, accounts: 10 });
  const stage = createStage(own.world);
  const source = repository(stage, own.files);
  const asking = people();
  const run = daemonOn(stage, { desiredState: source, requests: asking, pollMs: 5_000 });
  await run.after(20_000);
  source.commit(filesWithout(own.files, "spoke-7"));
  await run.after(12_000);
  expect(run.passes[0]?.cut).toBe(true);
  asking.pause("stop");
  await run.after(20_000);
  stage.cloud.calls.clear();
  await run.after(3 * MINUTE);
  expect(writesOf(stage)).toEqual([]);
  await run.stop();
});

test("told to stop in mid-pass it starts nothing more, and another process completes the work", async () => {
  const { stage, source } = begin();
  const run = daemonOn(stage, { desiredState: source });
  await run.after(12_000);
  const told = stage.clock.now();
  await run.stop();
  expect(stage.clock.now() - told).toBeLessThanOrEqual(20_000);
  expect(run.states.at(-1)).toBe("stopped");
  const next = daemonOn(stage, { desiredState: source });
  await next.after(10 * MINUTE);
  for (let spoke = 0; spoke < 4; spoke++)
    expect(zoneNamed(stage, zoneName(2)).vpcs).toContain(spokeVpc(spoke));
  await next.stop();
});
