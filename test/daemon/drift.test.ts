import { expect, test } from "vitest";
import { passCounter } from "../../cmd/run-counts.ts";
import { daemonOn, repository } from "../support/daemon.ts";
import { fleet, spokeAccount } from "../support/fleet.ts";
import { filesWithout } from "../support/look.ts";
import { leave } from "../support/running.ts";
import { createStage } from "../support/stage.ts";

const MINUTE = 60_000;
const SIZE = { zones: 2, vpcs: 4, accounts: 2 };

function begin() {
  const own = fleet(SIZE);
  const stage = createStage(own.world);
  const source = repository(stage, own.files);
  const run = daemonOn(stage, { desiredState: source });
  const repaired = () => {
    const count = passCounter();
    return run.passes.reduce((sum, end) => sum + count(end).repaired, 0);
  };
  return { own, stage, source, run, repaired };
}

test("what others take away and a pass brings back is drift that was repaired, once", async () => {
  const { stage, run, repaired } = begin();
  await run.after(10 * MINUTE);
  await leave({ stage, operator: stage.operator() }, 1, 2);
  await run.after(20 * MINUTE);
  expect(repaired()).toBe(1);
  await run.stop();
});

test("a first pass, a commit and a pass that somebody asks for repair nothing", async () => {
  const { own, source, run, repaired } = begin();
  await run.after(10 * MINUTE);
  source.commit(filesWithout(own.files, "spoke-3"));
  await run.after(10 * MINUTE);
  source.commit(own.files);
  run.ask("requested");
  await run.after(10 * MINUTE);
  run.ask("requested");
  await run.after(MINUTE);
  expect(repaired()).toBe(0);
  await run.stop();
});

test("a retry of what failed, and the end of what stood in the way, are no drift, in a pass that somebody asks for too", async () => {
  const { stage, run, repaired } = begin();
  const account = spokeAccount(1, SIZE.accounts);
  const mend = [
    stage.cloud.faults.add({ fault: "deny", account, operation: "AssociateVPCWithHostedZone" }),
    stage.cloud.faults.add({ fault: "deny", account: spokeAccount(0, 2), operation: "DescribeVpcs" }),
  ];
  await run.after(10 * MINUTE);
  for (const one of mend) one();
  run.ask("requested");
  await run.after(10 * MINUTE);
  expect(repaired()).toBe(0);
  await run.stop();
});
