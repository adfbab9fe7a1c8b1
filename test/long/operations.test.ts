import { readFileSync } from "node:fs";
import { mkdtemp, rename, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, beforeAll, expect, it } from "vitest";
import { machineClock } from "../../cmd/clock.ts";
import { type Simulation, startSimulation } from "../../cmd/simulation.ts";
import { administrator } from "../../src/simulator/client-settings.ts";
import { createStore } from "../../src/store/store.ts";
import { buildCli, removeCli } from "../support/cli.ts";
import { DISASTERS } from "../support/disasters.ts";
import { fleet, OPERATOR } from "../support/fleet.ts";
import { inSection, shellLines } from "../support/pages.ts";
import { followSection, openShell, type Ran, type Shell } from "../support/shell.ts";

/** docs/operations.md: each command of it, in the state that its section is about, by the built program. */
const PAGE = { path: "docs/operations.md", text: readFileSync("docs/operations.md", "utf8") };

let simulation: Simulation;
let worlds: string;
let shell: Shell;
const ran = new Set<string>();

beforeAll(async () => {
  await buildCli();
  const { files, world } = fleet({ zones: 1, vpcs: 4, accounts: 1 });
  worlds = await mkdtemp(join(tmpdir(), "vpce-operator-operations-"));
  await writeFile(join(worlds, "world.yaml"), world);
  simulation = await startSimulation({ insyncMs: 300, worldFile: join(worlds, "world.yaml") });
  shell = await openShell(simulation, { AWS_REGION: "eu-west-1", ...AUTHOR });
  for (const { path, text } of files)
    await shell.write(
      `desired-state/${path}`,
      text.replace("  owner:", "  table: { name: vpce-operator }\n  owner:"),
    );
});
afterAll(async () => {
  await shell.close();
  await simulation.close();
  await removeCli();
  await rm(worlds, { recursive: true });
});

const AUTHOR = {
  GIT_AUTHOR_NAME: "kim",
  GIT_AUTHOR_EMAIL: "kim@example.com",
  GIT_COMMITTER_NAME: "kim",
  GIT_COMMITTER_EMAIL: "kim@example.com",
};

const sh = (line: string) => shell.sh(line);

const section = (title: string, values?: Record<string, string>) =>
  followSection(PAGE, title, { shell, ran, ...(values && { values }) });

const codes = (all: readonly Ran[]) => all.map(({ code }) => code);

it("says what to do in every day's work, and each command does it", async () => {
  // The table is not there: lost, before it was ever made.
  expect(codes(await section("A lost table"))).toEqual([0, 2, 0]);
  expect((await sh("vpce-operator apply desired-state")).code).toBe(0);
  const once =
    "vpce-operator run --once --source desired-state --table vpce-operator --listen off --log-level error";
  expect(await sh(once)).toMatchObject({ code: 0 });

  expect(codes(await section("Look first"))).toEqual([0, 0, 0, 0]);
  const [paused, status, resumed] = await section("Stop and go on");
  expect([paused?.code, resumed?.code]).toEqual([0, 0]);
  expect(status?.said).toContain("source ");
  expect(codes(await section("Upgrade"))).toEqual([0, 0, 0]);

  await sh(
    "git init -q && git add -A && git commit -qm one && echo '# two' >>desired-state/hub.yaml && git commit -qam two",
  );
  expect(codes(await section("Roll back"))).toEqual([0, 0]);
  const [, who] = await section("A stuck lease");
  expect(who?.said).toContain("nobody holds the lease");

  await sh("vpce-operator table create vpce-operator-restored");
  expect(codes(await section("Restoring it"))).toEqual([0]);
  const [moved] = await section("Moving it to another source");
  expect(moved?.said).toMatch(
    /was network-platform, .*'s, and is https:\/\/git\.example\/.*#desired-state's now/,
  );

  for (const spoke of [1, 2, 3])
    await rename(
      join(shell.dir, `desired-state/spokes/spoke-${spoke}.yaml`),
      join(shell.dir, `gone-${spoke}`),
    );
  const held = await sh("vpce-operator plan desired-state");
  const [digest = ""] = /\b[0-9a-f]{12}\b/.exec(held.said) ?? [];
  expect(codes(await section("A removal that the guard holds back", { DIGEST: digest }))).toEqual([2, 0]);
  expect([...simulation.cloud.estate.zones.byId.values()].map(({ vpcs }) => vpcs.size)).toEqual([2]);

  const accepted = { COMMIT: "0123456789".repeat(4) };
  const [refused] = await section("A rewritten history", accepted);
  expect(refused).toMatchObject({
    code: 1,
    said: expect.stringContaining("no commit of a Git repository has ruled"),
  });
  await rules("a".repeat(40));
  expect(codes(await section("A rewritten history", accepted))).toEqual([0]);
});

it("has no command that neither this nor disasters.test.ts runs", () => {
  const others = DISASTERS.flatMap((title) => shellLines(inSection(PAGE, title)));
  expect(shellLines(PAGE).filter((line) => !ran.has(line) && !others.includes(line))).toEqual([]);
});

/** As if a daemon had acted by that commit. */
async function rules(commit: string): Promise<void> {
  const store = createStore({
    table: "vpce-operator",
    region: "eu-west-1",
    clock: machineClock,
    random: Math.random,
    requestHandler: { handle: simulation.cloud.handle },
    credentials: administrator(OPERATOR),
    endpoint: simulation.url,
    touchNothing: true,
  });
  await store.put("source", "last-good", { url: "u", ref: "main", path: ".", commit, tree: "t" }, 1000);
}
