import { spawn } from "node:child_process";
import { once } from "node:events";
import { chmodSync, readFileSync } from "node:fs";
import { mkdir, mkdtemp, rename, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { dirname, join } from "node:path";
import { afterAll, beforeAll, expect, it } from "vitest";
import { machineClock } from "../../cmd/clock.ts";
import { type Simulation, startSimulation } from "../../cmd/simulation.ts";
import { administrator } from "../../src/simulator/client-settings.ts";
import { createStore } from "../../src/store/store.ts";
import { buildCli, cliCommand, removeCli, withoutAws } from "../support/cli.ts";
import { fleet, OPERATOR } from "../support/fleet.ts";

/** docs/operations.md: each command of it, in the state that its section is about, by the built program. */
const PAGE = readFileSync("docs/operations.md", "utf8");

type Ran = { readonly code: number; readonly said: string };

let simulation: Simulation;
let dir: string;
let env: Record<string, string | undefined>;
const ran = new Set<string>();

beforeAll(async () => {
  await buildCli();
  dir = await mkdtemp(join(tmpdir(), "vpce-operator-operations-"));
  const { files, world } = fleet({ zones: 1, vpcs: 4, accounts: 1 });
  for (const { path, text } of files) {
    const file = join(dir, "desired-state", path);
    await mkdir(dirname(file), { recursive: true });
    await writeFile(file, text.replace("  owner:", "  table: { name: vpce-operator }\n  owner:"));
  }
  await writeFile(join(dir, "world.yaml"), world);
  await mkdir(join(dir, "bin"));
  const program = join(dir, "bin/vpce-operator");
  await writeFile(program, `#!/bin/sh\nexec ${cliCommand([])} "$@"\n`);
  chmodSync(program, 0o755);
  simulation = await startSimulation({ insyncMs: 300, worldFile: join(dir, "world.yaml") });
  env = withoutAws({
    PATH: `${join(dir, "bin")}:${process.env.PATH}`,
    AWS_ENDPOINT_URL: simulation.url,
    AWS_REGION: "eu-west-1",
    AWS_ACCESS_KEY_ID: "999999999999",
    AWS_SECRET_ACCESS_KEY: "simulated",
    ...AUTHOR,
  });
});
afterAll(async () => {
  await simulation.close();
  await removeCli();
  await rm(dir, { recursive: true });
});

const AUTHOR = {
  GIT_AUTHOR_NAME: "kim",
  GIT_AUTHOR_EMAIL: "kim@example.com",
  GIT_COMMITTER_NAME: "kim",
  GIT_COMMITTER_EMAIL: "kim@example.com",
};

async function sh(line: string): Promise<Ran> {
  const child = spawn("sh", ["-c", line], { cwd: dir, env, stdio: ["ignore", "pipe", "pipe"] });
  let said = "";
  for (const stream of [child.stdout, child.stderr]) stream.on("data", (chunk) => (said += chunk));
  const [code] = await once(child, "close");
  return { code: code as number, said };
}

/** What the page writes for values that only the reader has. */
async function section(title: string, values: Record<string, string> = {}): Promise<readonly Ran[]> {
  const [, body = ""] = PAGE.split(`\n## ${title}\n`);
  const blocks = [...(body.split("\n## ")[0] ?? "").matchAll(/```sh\n(.*?)```/gs)];
  const all: Ran[] = [];
  for (const line of blocks.flatMap(([, text = ""]) => text.trim().split("\n"))) {
    ran.add(line);
    const command = Object.entries(values).reduce((text, [name, value]) => text.replace(name, value), line);
    all.push(await sh(command));
  }
  return all;
}

const codes = (all: readonly Ran[]) => all.map(({ code }) => code);

it("says what to do, and each command does it", async () => {
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
    await rename(join(dir, `desired-state/spokes/spoke-${spoke}.yaml`), join(dir, `gone-${spoke}`));
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
  expect(shellLines().filter((line) => !ran.has(line))).toEqual([]);
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

function shellLines(): string[] {
  return [...PAGE.matchAll(/```sh\n(.*?)```/gs)].flatMap(([, text = ""]) => text.trim().split("\n"));
}
