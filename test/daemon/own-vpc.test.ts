import { expect, test } from "vitest";
import type { VpcId } from "../../src/model/ids.ts";
import { daemonOn, repository } from "../support/daemon.ts";
import { fleet, spokeVpc, zoneName } from "../support/fleet.ts";
import { filesWithout, zoneNamed } from "../support/look.ts";
import { createStage, type Stage } from "../support/stage.ts";
import { MINUTE, stagedFleet } from "../support/staged.ts";

/** semantics 65: the VPC in which the operator runs changes last and alone, for behind a dead name it could repair nothing. */
const SIZE = { zones: 2, vpcs: 5, accounts: 3 };
const OWN = { id: spokeVpc(0) as VpcId };

/** The writes of associations so far, by VPC and in order. */
function associated(stage: Stage, operation: string): (string | undefined)[] {
  return stage.cloud.calls.list({ operation }).map(({ params }) => params.VPCId);
}

function begin() {
  const own = fleet(SIZE);
  const stage = createStage(own.world, { insyncMs: 5_000 });
  return { own, stage, source: repository(stage, own.files) };
}

test("the operator's own VPC joins after the last of the others, in a pass of its own", async () => {
  const { stage, source } = begin();
  const run = daemonOn(stage, { desiredState: source, ownVpc: OWN });
  await run.after(15 * MINUTE);
  const joined = associated(stage, "AssociateVPCWithHostedZone");
  expect(joined).toHaveLength(10);
  expect(joined.slice(8)).toEqual([OWN.id, OWN.id]);
  await run.stop();
});

test("it leaves after the others too", async () => {
  const { own, stage, source } = begin();
  const run = daemonOn(stage, { desiredState: source, ownVpc: OWN });
  await run.after(15 * MINUTE);
  const guard = "  guard: { maxRemovalPercent: 100 }\n";
  source.commit(
    filesWithout(own.files, "spoke-0", "spoke-1", "spoke-2").map((file) =>
      file.path === "hub.yaml" ? { ...file, text: file.text + guard } : file,
    ),
  );
  stage.cloud.calls.clear();
  await run.after(15 * MINUTE);
  const left = associated(stage, "DisassociateVPCFromHostedZone").filter((vpc) => vpc !== undefined);
  expect(left.filter((vpc) => vpc === OWN.id)).toHaveLength(2);
  expect(left.slice(-2)).toEqual([OWN.id, OWN.id]);
  await run.stop();
});

test("killed between the others and its own, the next process still does its own last", async () => {
  const { stage, source } = begin();
  const operator = stage.operator();
  const first = daemonOn(stage, { desiredState: source, ownVpc: OWN, accounts: operator.accounts });
  await first.after(18_000);
  expect(associated(stage, "AssociateVPCWithHostedZone").length).toBeGreaterThan(0);
  operator.abort.abort();
  void first.stop();
  const next = daemonOn(stage, { desiredState: source, ownVpc: OWN });
  await next.after(15 * MINUTE);
  const joined = associated(stage, "AssociateVPCWithHostedZone");
  expect(joined.slice(-2)).toEqual([OWN.id, OWN.id]);
  expect(joined.slice(0, -2)).not.toContain(OWN.id);
  expect(zoneNamed(stage, zoneName(1)).vpcs).toContain(spokeVpc(4));
  await next.stop();
});

test("under a rollout it is no canary, though its labels fit, and comes after the rest", async () => {
  const of = await stagedFleet("{ canary: 1, pauseMinutes: 5 }", { zones: 1 });
  of.source.commit(filesWithout(of.own.files, "spoke-0", "spoke-1", "spoke-2"));
  const before = of.start();
  await before.after(10 * MINUTE);
  await before.stop();
  of.source.commit(of.files);
  const run = of.start({ ownVpc: OWN });
  await run.after(3 * MINUTE);
  expect(await of.rollout()).toMatchObject({ phase: "canary", chosen: [`${spokeVpc(1)}@eu-west-1`] });
  await run.after(20 * MINUTE);
  const joined = associated(of.stage, "AssociateVPCWithHostedZone");
  expect(joined.slice(-3)).toEqual([spokeVpc(1), spokeVpc(2), OWN.id]);
  expect(await of.rollout()).toMatchObject({ phase: "done" });
  await run.stop();
});
