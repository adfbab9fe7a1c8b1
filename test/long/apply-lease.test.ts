import { mkdir, mkdtemp, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { dirname, join } from "node:path";
import { afterAll, beforeAll, expect, it } from "vitest";
import { type Simulation, startSimulation } from "../../cmd/simulation.ts";
import { buildCli, type Env, removeCli, runCli } from "../support/cli.ts";
import { fleet } from "../support/fleet.ts";

/** `apply` under the lease of the table that its documents name (semantics 38), by the built program. */
const TABLE = ["--table", "vpce-operator", "--region", "eu-west-1"];
let simulation: Simulation;
let env: Env;
let dir: string;

beforeAll(async () => {
  await buildCli();
  dir = await mkdtemp(join(tmpdir(), "vpce-operator-lease-"));
  const { files, world } = fleet({ zones: 1, vpcs: 1, accounts: 1 });
  for (const { path, text } of files) {
    await mkdir(dirname(join(dir, "state", path)), { recursive: true });
    const named = text.replace("  owner:", "  table: { name: vpce-operator }\n  owner:");
    await writeFile(join(dir, "state", path), named);
  }
  await writeFile(join(dir, "world.yaml"), world);
  simulation = await startSimulation({ insyncMs: 300, worldFile: join(dir, "world.yaml") });
  env = {
    AWS_ENDPOINT_URL: simulation.url,
    AWS_ACCESS_KEY_ID: "999999999999",
    AWS_SECRET_ACCESS_KEY: "simulated",
  };
});
afterAll(async () => {
  await simulation.close();
  await removeCli();
  await rm(dir, { recursive: true });
});

const cli = (command: string, ...args: string[]) => runCli([command, join(dir, "state"), ...args], env);
const person = (command: string, ...args: string[]) => runCli([command, ...TABLE, ...args], env);
const writes = () => simulation.cloud.calls.list({ write: true }).filter((c) => c.service === "route53");

it("goes from a table that is not there to an apply under its lease, a pause and a resume", async () => {
  const planned = await cli("plan");
  expect(planned.code).toBe(2);
  expect(planned.stdout).toMatch(/^The table vpce-operator in eu-west-1: could not be read \(there is none/);
  const refused = await cli("apply");
  expect(refused.code).toBe(1);
  expect(refused.stderr).toContain("vpce-operator table create vpce-operator --region eu-west-1");
  expect(refused.stderr).toContain("nothing was changed");

  await runCli(["table", "create", "vpce-operator", "--region", "eu-west-1"], env);
  await person("pause", "--reason", "incident 7");
  const paused = await cli("plan");
  expect(paused.code).toBe(2);
  expect(paused.stdout).toMatch(/^The table [^\n]+: nobody holds the lease\.\nPaused by .*: incident 7\./);
  for (const more of [[], ["--without-lease"]])
    expect(await cli("apply", ...more)).toMatchObject({
      code: 1,
      stderr: expect.stringContaining("it is paused: incident 7"),
    });
  expect(writes()).toEqual([]);

  await person("resume");
  expect(await cli("apply")).toMatchObject({ code: 0 });
  const agents = writes().map(({ agent }) => agent);
  expect(agents.length).toBeGreaterThan(3);
  expect(agents.filter((agent) => !/ md\/lease#[0-9a-f]{16}\.\d+$/.test(agent))).toEqual([]);
  expect((await person("history")).stdout).toMatch(/pass \d+-apply\n {2}✓ /);
  expect((await cli("plan")).stdout).toContain("nobody holds the lease.");
});

it("says the danger of going on without the lease, and goes on", async () => {
  const { code, stderr } = await cli("apply", "--without-lease");
  expect(code).toBe(0);
  expect(stderr).toContain("without the lease of table vpce-operator in eu-west-1");
});
