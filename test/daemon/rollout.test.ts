import { CreateHostedZoneCommand, DeleteHostedZoneCommand } from "@aws-sdk/client-route-53";
import { describe, expect, test } from "vitest";
import type { PassEnd } from "../../src/daemon/ports.ts";
import { people } from "../support/daemon.ts";
import { spokeAccount, spokeVpc, zoneName } from "../support/fleet.ts";
import { byHand, filesWithout, vpcInput, zoneNamed } from "../support/look.ts";
import { leave } from "../support/running.ts";
import { MINUTE, type StagedFleet, stagedFleet } from "../support/staged.ts";

/** Which spokes of the fleet are in that zone. */
function spokesIn({ stage }: StagedFleet, zone: number): number[] {
  const { vpcs } = zoneNamed(stage, zoneName(zone));
  return [0, 1, 2, 3, 4].filter((spoke) => vpcs.includes(spokeVpc(spoke)));
}

function findingsIn(pass: PassEnd | undefined): string[] {
  return pass && "report" in pass ? pass.report.plan.findings.map(({ reason }) => reason as string) : [];
}

/** The spoke's team has a private zone of its own for the name. */
async function zoneByHand({ stage }: StagedFleet, zone: number, spoke: number) {
  const route53 = byHand(stage, spokeAccount(spoke, 3));
  const { HostedZone } = await route53.send(
    new CreateHostedZoneCommand({
      Name: zoneName(zone),
      CallerReference: "by hand",
      VPC: vpcInput(spokeVpc(spoke)),
    }),
  );
  return { remove: () => route53.send(new DeleteHostedZoneCommand({ Id: HostedZone?.Id })) };
}

const ALL = [0, 1, 2, 3, 4];
/** Both endpoints are there from the beginning; at first only one of them is shared with the spokes. */
const narrow = (files: StagedFleet["files"]) =>
  files.map((file) =>
    file.path.startsWith("spokes/")
      ? { ...file, text: file.text.replace(/ \}\n$/, ", endpoints: { names: [e0] } }\n") }
      : file,
  );

/** All spokes have e0 by a commit that is completed; e1 has its zone and nobody in it. */
async function begun(rollout?: string) {
  const of = await stagedFleet(rollout);
  of.source.commit(narrow(of.own.files));
  const before = of.start();
  await before.after(10 * MINUTE);
  await before.stop();
  of.source.commit(narrow(of.files));
  const run = of.start();
  await run.after(10 * MINUTE);
  expect(await of.rollout()).toMatchObject({ phase: "done" });
  expect([spokesIn(of, 0), spokesIn(of, 1)]).toEqual([ALL, []]);
  return { of, run };
}

describe("semantics 45: a commit under a rollout", () => {
  test("reaches the canary, and the rest when that was seen served for the pause", async () => {
    const { of, run } = await begun();
    of.source.commit(of.files);
    await run.after(10 * MINUTE);
    expect(spokesIn(of, 1)).toEqual([0]);
    expect(findingsIn(run.passes.at(-1))).toContain("RolloutCanary");
    await run.after(10 * MINUTE);
    expect(spokesIn(of, 1)).toEqual(ALL);
    expect(await of.rollout()).toMatchObject({ phase: "done", completed: { revision: "commit-3" } });
    await run.stop();
  });

  test("whose canary meets a conflict fails, stays failed though the conflict ends, and the next commit starts anew", async () => {
    const { of, run } = await begun();
    const inTheWay = await zoneByHand(of, 1, 0);
    of.source.commit(of.files);
    await run.after(20 * MINUTE);
    expect(await of.rollout()).toMatchObject({
      phase: "failed",
      result: expect.stringContaining("NameHeldByZone"),
    });
    await inTheWay.remove();
    await run.after(20 * MINUTE);
    expect(spokesIn(of, 1)).toEqual([0]);
    expect(findingsIn(run.passes.at(-1))).toContain("RolloutFailed");
    of.source.commit(filesWithout(of.files, "spoke-4"));
    await run.after(20 * MINUTE);
    expect(spokesIn(of, 1)).toEqual([0, 1, 2, 3]);
    expect(await of.rollout()).toMatchObject({ phase: "done" });
    await run.stop();
  });

  test("waits the whole pause again after a restart in it, and knows by the table who the canary is", async () => {
    const { of, run } = await begun();
    of.source.commit(of.files);
    await run.after(12 * MINUTE);
    await run.stop();
    const next = of.start();
    await next.after(13 * MINUTE);
    expect(spokesIn(of, 1)).toEqual([0]);
    await next.after(5 * MINUTE);
    expect(spokesIn(of, 1)).toEqual(ALL);
    await next.stop();
  });

  test("lets drift of an old spoke be repaired meanwhile, after a restart by the commit that the table names", async () => {
    const { of, run } = await begun();
    of.source.commit(of.files);
    await run.after(2 * MINUTE);
    await leave({ stage: of.stage, operator: of.stage.operator() }, 0, 3);
    await run.after(6 * MINUTE);
    expect([spokesIn(of, 0), spokesIn(of, 1)]).toEqual([ALL, [0]]);
    await run.stop();
    await leave({ stage: of.stage, operator: of.stage.operator() }, 0, 4);
    const next = of.start();
    await next.after(6 * MINUTE);
    expect([spokesIn(of, 0), spokesIn(of, 1)]).toEqual([ALL, [0]]);
    await next.stop();
  });

  test("whose last completed documents are not to be had adds nothing to the rest, repairs included", async () => {
    const { of, run } = await begun();
    of.source.commit(of.files);
    await run.after(2 * MINUTE);
    await run.stop();
    await leave({ stage: of.stage, operator: of.stage.operator() }, 0, 3);
    of.source.recall = async () => undefined;
    const next = of.start();
    await next.after(10 * MINUTE);
    expect([spokesIn(of, 0), spokesIn(of, 1)]).toEqual([[0, 1, 2, 4], [0]]);
    await next.after(10 * MINUTE);
    expect([spokesIn(of, 0), spokesIn(of, 1)]).toEqual([ALL, ALL]);
    await next.stop();
  });

  test("is followed by another one in the pause, which begins a pause of its own", async () => {
    const { of, run } = await begun();
    of.source.commit(of.files);
    await run.after(12 * MINUTE);
    of.source.commit(filesWithout(of.files, "spoke-4"));
    await run.after(12 * MINUTE);
    expect([spokesIn(of, 0), spokesIn(of, 1)]).toEqual([ALL, [0]]);
    await run.after(8 * MINUTE);
    expect([spokesIn(of, 0), spokesIn(of, 1)]).toEqual([
      [0, 1, 2, 3],
      [0, 1, 2, 3],
    ]);
    await run.stop();
  });

  test("that is taken back by the next one is out at once, for that state reached all before", async () => {
    const { of, run } = await begun();
    of.source.commit(of.files);
    await run.after(5 * MINUTE);
    of.source.commit(narrow(of.files));
    await run.after(5 * MINUTE);
    expect(spokesIn(of, 1)).toEqual([]);
    expect(await of.rollout()).toMatchObject({ phase: "done" });
    await run.stop();
  });

  test("that removes a spoke does so after the pause", async () => {
    const { of, run } = await begun();
    of.source.commit(narrow(filesWithout(of.files, "spoke-4")));
    await run.after(14 * MINUTE);
    expect(spokesIn(of, 0)).toEqual(ALL);
    await run.after(6 * MINUTE);
    expect(spokesIn(of, 0)).toEqual([0, 1, 2, 3]);
    await run.stop();
  });

  test("whose canary loses a name at the end of the pause fails", async () => {
    const { of, run } = await begun();
    of.source.commit(of.files);
    await run.after(14 * MINUTE);
    of.stage.cloud.faults.add({
      fault: "deny",
      account: spokeAccount(0, 3),
      operation: "AssociateVPCWithHostedZone",
    });
    await leave({ stage: of.stage, operator: of.stage.operator() }, 1, 0);
    await run.after(20 * MINUTE);
    expect(await of.rollout()).toMatchObject({ phase: "failed" });
    expect(spokesIn(of, 1)).toEqual([]);
    await run.stop();
  });
});

test("an endpoint that goes leaves the spokes, its zone waits for wholeZones, and no pass is made in haste for it", async () => {
  const of = await stagedFleet();
  const generous = (files: StagedFleet["files"]) =>
    files.map((file) =>
      file.path === "hub.yaml"
        ? { ...file, text: `${file.text}  guard: { maxRemovalPercent: 100 }\n` }
        : file,
    );
  of.source.commit(generous(of.own.files));
  const before = of.start();
  await before.after(10 * MINUTE);
  await before.stop();
  of.source.commit(generous(of.files));
  const run = of.start();
  await run.after(6 * MINUTE);
  of.source.commit(generous(filesWithout(of.files, "e1")));
  await run.after(40 * MINUTE);
  expect([spokesIn(of, 0), spokesIn(of, 1)]).toEqual([ALL, []]);
  expect(findingsIn(run.passes.at(-1))).toContain("RolloutWholeZone");
  const made = run.passes.length;
  await run.after(30 * MINUTE);
  expect(run.passes.length - made).toBeLessThan(10);
  await run.stop();
});

test("while somebody paused it no time counts for the canary: it is seen served for the whole pause after that", async () => {
  const { of, run: before } = await begun();
  await before.stop();
  const wishes = people();
  const run = of.start({ requests: wishes });
  of.source.commit(of.files);
  await run.after(5 * MINUTE);
  expect(spokesIn(of, 1)).toEqual([0]);
  wishes.pause("a look at something else");
  await run.after(30 * MINUTE);
  wishes.pause(undefined);
  await run.after(12 * MINUTE);
  expect(spokesIn(of, 1)).toEqual([0]);
  await run.after(8 * MINUTE);
  expect(spokesIn(of, 1)).toEqual(ALL);
  await run.stop();
});

test.each([
  ["suspends", (text: string) => `${text}  suspend: true\n`],
  ["takes the rollout out of", (text: string) => text.replace(/ {2}rollout: .*\n/, "")],
])("a commit in the pause that %s the hub ends the haste for the canary", async (_, edit) => {
  const { of, run } = await begun();
  of.source.commit(of.files);
  await run.after(5 * MINUTE);
  of.source.commit(of.files.map((f) => (f.path === "hub.yaml" ? { ...f, text: edit(f.text) } : f)));
  await run.after(20 * MINUTE);
  const made = run.passes.length;
  await run.after(30 * MINUTE);
  expect(run.passes.length - made).toBeLessThan(10);
  of.source.commit(of.files); // as it was when the canary began: it is not served for longer by that
  await run.after(2 * MINUTE);
  if (edit("").includes("suspend")) expect(spokesIn(of, 1)).toEqual([0]);
  await run.after(20 * MINUTE);
  expect(spokesIn(of, 1)).toEqual(ALL);
  await run.stop();
});

test("an endpoint that comes without wholeZones waits for it, which is said, and the rollout does not fail by it", async () => {
  const of = await stagedFleet();
  of.source.commit(filesWithout(of.own.files, "e1"));
  const before = of.start();
  await before.after(10 * MINUTE);
  await before.stop();
  of.source.commit(filesWithout(of.files, "e1"));
  const run = of.start();
  await run.after(6 * MINUTE);
  of.source.commit(of.files);
  await run.after(60 * MINUTE);
  expect(await of.rollout()).toMatchObject({ phase: "rest" });
  expect(findingsIn(run.passes.at(-1))).toEqual(["RolloutWholeZone"]);
  const whole = (text: string) => text.replace("pauseMinutes: 15", "pauseMinutes: 15, wholeZones: true");
  of.source.commit(of.files.map((file) => ({ ...file, text: whole(file.text) })));
  await run.after(10 * MINUTE);
  expect(spokesIn(of, 1)).toEqual([0]);
  await run.after(20 * MINUTE);
  expect(spokesIn(of, 1)).toEqual(ALL);
  expect(await of.rollout()).toMatchObject({ phase: "done" });
  await run.stop();
});

test("a commit that allows removals goes on with the rollout that it finds", async () => {
  const { of, run } = await begun();
  of.source.commit(of.files);
  await run.after(12 * MINUTE);
  const digest = 'annotations: { vpce-operator/allow-removals: "abcdef012345" }';
  const allowed = (text: string) =>
    `${text.replace("{ name: hub }", `{ name: hub, ${digest} }`)}  guard: { maxRemovalPercent: 50 }\n`;
  of.source.commit(of.files.map((f) => (f.path === "hub.yaml" ? { ...f, text: allowed(f.text) } : f)));
  await run.after(8 * MINUTE); // the pause that began before it is over
  expect(spokesIn(of, 1)).toEqual(ALL);
  await run.stop();
});

test("a commit that concerns another hub, or nothing, does not begin a rollout", async () => {
  const { of, run } = await begun();
  of.source.commit([...narrow(of.files)].reverse());
  await run.after(6 * MINUTE);
  expect(await of.rollout()).toMatchObject({ phase: "done", revision: "commit-2" });
  await run.stop();
});

test("without a table a hub with a rollout gets nothing new, and says so", async () => {
  const { of, run } = await begun();
  await run.stop();
  of.source.commit(of.files);
  const alone = of.start({ rollouts: undefined as never });
  await alone.after(30 * MINUTE);
  expect(spokesIn(of, 1)).toEqual([]);
  expect(findingsIn(alone.passes.at(-1))).toContain("RolloutNeedsTable");
  await alone.stop();
});

test("while the table cannot be written, nobody gets anything new", async () => {
  const { of, run } = await begun();
  const mend = of.stage.cloud.faults.add({ fault: "deny", service: "dynamodb", operation: "PutItem" });
  of.source.commit(of.files);
  await run.after(10 * MINUTE);
  expect(spokesIn(of, 1)).toEqual([]);
  mend();
  await run.after(6 * MINUTE);
  expect(spokesIn(of, 1)).toEqual([0]);
  await run.stop();
});
