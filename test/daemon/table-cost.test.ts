import { readFileSync } from "node:fs";
import { expect, test } from "vitest";
import { daemonOn, repository } from "../support/daemon.ts";
import { fleet } from "../support/fleet.ts";
import { filesWithout } from "../support/look.ts";
import { tableOn } from "../support/remembered.ts";
import { createStage } from "../support/stage.ts";

/** What the guard's hour asks of the table: the page says so, and the calls are counted. */

const { files, world } = fleet({ zones: 1, vpcs: 8, accounts: 1 });
const MINUTES = 60_000;

test("the guard reads once for each hub in a pass; where one loses something, it writes twice and reads once more", async () => {
  const stage = createStage(world);
  const table = await tableOn(stage);
  const source = repository(stage, files);
  const daemon = daemonOn(stage, { desiredState: source, losses: table.losses(1) });
  await daemon.after(8 * MINUTES);
  const calls = () => ({ passes: daemon.passes.length, ...stage.cloud.calls.count({ service: "dynamodb" }) });

  stage.cloud.calls.clear();
  const before = daemon.passes.length;
  await daemon.after(30 * MINUTES);
  const quiet = daemon.passes.length - before;
  expect(quiet).toBeGreaterThan(4);
  expect(calls()).toEqual({ passes: before + quiet, "dynamodb:GetItem": quiet });

  stage.cloud.calls.clear();
  source.commit(filesWithout(files, "spoke-7"));
  await daemon.after(MINUTES);
  const made = daemon.passes.length - before - quiet;
  expect(calls()).toMatchObject({ "dynamodb:GetItem": made + 1, "dynamodb:PutItem": 2 });
  await daemon.stop();
  const page = readFileSync(new URL("../../docs/lease.md", import.meta.url), "utf8");
  expect(page).toContain("| a pass: the guard's hour | 0 | 1 for each hub |");
  expect(page).toContain(
    "| a pass that removes something, besides | 2 for each hub that loses something | 1 for each such hub |",
  );
});
