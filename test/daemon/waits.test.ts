import { expect, test } from "vitest";
import { daemonOn, repository } from "../support/daemon.ts";
import { fleet, spokeVpc, zoneName } from "../support/fleet.ts";
import { filesWithout, zoneNamed, zones } from "../support/look.ts";
import { leave } from "../support/running.ts";
import { createStage, type Files, type Stage } from "../support/stage.ts";

/** What only waits holds up nobody: the pass ends, and the next ones go on waiting (semantics 43). */

const MINUTE = 60_000;
const SIZE = { zones: 3, vpcs: 4, accounts: 2 };
/** The third endpoint is the operator's to make. */
const MANAGED = "managed: { subnets: [subnet-0a000000000000001] }";

function withManaged(files: Files): Files {
  return files.map((file) =>
    file.path.endsWith("/e2.yaml")
      ? { ...file, text: file.text.replace("hubPrivateDns: keep", MANAGED) }
      : file,
  );
}

const count = (stage: Stage, operation: string) => stage.cloud.calls.list({ operation }).length;
const isServed = (stage: Stage, zone: number, spoke: number) =>
  zones(stage).some(({ name, vpcs }) => name === zoneName(zone) && vpcs.includes(spokeVpc(spoke)));

test("an endpoint that is pending for twenty minutes delays neither commits nor repairs, and is served when it is there", async () => {
  const own = fleet(SIZE);
  const files = withManaged(own.files);
  const stage = createStage(own.world, { endpointPendingMs: 20 * MINUTE });
  const source = repository(stage, filesWithout(files, "spoke-3"));
  const run = daemonOn(stage, { desiredState: source, pollMs: 10_000 });
  await run.after(5 * MINUTE);
  expect(isServed(stage, 1, 0)).toBe(true);
  source.commit(files);
  await run.after(90_000);
  expect(isServed(stage, 1, 3)).toBe(true);
  await leave({ stage, operator: stage.operator() }, 1, 2);
  await run.after(4 * MINUTE);
  expect(isServed(stage, 1, 2)).toBe(true);
  expect(Math.max(...run.passes.map((p) => p.endedAt - p.startedAt))).toBeLessThan(75_000);
  await run.after(12 * MINUTE);
  expect(isServed(stage, 2, 0)).toBe(true);
  expect(count(stage, "CreateVpcEndpoint")).toBe(1);
  expect(count(stage, "CreateHostedZone")).toBe(3);
  await run.stop();
});

test("changes that are INSYNC after two minutes are waited for over several passes, and nothing is written twice for it", async () => {
  const own = fleet(SIZE);
  const stage = createStage(own.world, { insyncMs: 2 * MINUTE });
  const run = daemonOn(stage, { desiredState: repository(stage, own.files) });
  await run.after(MINUTE);
  expect(run.passes.length).toBeGreaterThan(0);
  await run.after(4 * MINUTE);
  for (let spoke = 0; spoke < SIZE.vpcs; spoke++) expect(isServed(stage, 2, spoke)).toBe(true);
  expect(count(stage, "ChangeResourceRecordSets")).toBe(3);
  expect(count(stage, "CreateVPCAssociationAuthorization")).toBe(12);
  expect(count(stage, "DeleteVPCAssociationAuthorization")).toBe(12);
  expect(count(stage, "AssociateVPCWithHostedZone")).toBe(12);
  expect(zoneNamed(stage, zoneName(0)).authorizations).toEqual([]);
  await run.stop();
});

test("INSYNC that does not come is told as a failure after five minutes, by whichever pass waits then", async () => {
  const own = fleet(SIZE);
  const stage = createStage(own.world, { insyncMs: 1e12 });
  const run = daemonOn(stage, { desiredState: repository(stage, own.files) });
  await run.after(10 * MINUTE);
  const failed = run.passes.flatMap((pass) => ("report" in pass ? pass.report.outcomes : []));
  expect(failed.map(({ failure }) => failure?.error)).toContain("NotInsync");
  expect(isServed(stage, 0, 0)).toBe(false);
  await run.stop();
});

test("a command waits to the end", async () => {
  const own = fleet(SIZE);
  const stage = createStage(own.world, { insyncMs: 2 * MINUTE });
  const { outcomes } = await stage.operator().apply(own.files);
  expect(outcomes.filter(({ result }) => result !== "done")).toEqual([]);
});
