import { once } from "node:events";
import { cp, mkdir, mkdtemp, readFile, rm, writeFile } from "node:fs/promises";
import { createServer } from "node:net";
import { tmpdir } from "node:os";
import { dirname, join } from "node:path";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { keepLease } from "../../cmd/lease.ts";
import { type Simulation, startSimulation } from "../../cmd/simulation.ts";
import type { Status } from "../../src/model/status/status.ts";
import { buildCli, type Env, removeCli, runCli, startCli } from "../support/cli.ts";
import { fleet } from "../support/fleet.ts";

/** What scripts go by (semantics 26, 38). */
const [TABLE, REGION] = ["vpce-operator", "eu-west-1"];

describe("exit codes", () => {
  let simulation: Simulation;
  let env: Env;
  let dir: string;
  const before = { ...process.env };
  const state = () => join(dir, "state");

  beforeAll(async () => {
    await buildCli();
    dir = await mkdtemp(join(tmpdir(), "vpce-operator-codes-"));
    const { files, world } = fleet({ zones: 1, vpcs: 1, accounts: 1 });
    for (const { path, text } of files) {
      await mkdir(dirname(join(state(), path)), { recursive: true });
      await writeFile(join(state(), path), text.replace("  owner:", `  table: { name: ${TABLE} }\n  owner:`));
    }
    await writeFile(join(dir, "world.yaml"), world);
    simulation = await startSimulation({ insyncMs: 300, worldFile: join(dir, "world.yaml") });
    env = {
      AWS_ENDPOINT_URL: simulation.url,
      AWS_REGION: REGION,
      AWS_ACCESS_KEY_ID: "999999999999",
      AWS_SECRET_ACCESS_KEY: "simulated",
    };
    Object.assign(process.env, env);
    expect(await runCli(["table", "create", TABLE], env)).toMatchObject({ code: 0 });
  });
  afterAll(async () => {
    for (const name of Object.keys(env)) delete process.env[name];
    Object.assign(process.env, before);
    await simulation.close();
    await removeCli();
    await rm(dir, { recursive: true });
  });

  it("apply and run --once end with 3 while another holds the lease, and nothing is written", async () => {
    const other = keepLease({ table: TABLE, region: REGION, label: "daemon-a" });
    await other.acquire(new AbortController().signal);
    const pass = ["run", "--once", "--source", state(), "--table", TABLE, "--listen", "off"];
    const [applied, ran] = await Promise.all([runCli(["apply", state()], env), runCli(pass, env)]);
    await other.release();
    expect(applied).toMatchObject({ code: 3, stdout: "" });
    expect(applied.stderr).toContain("stands by: daemon-a holds the lease");
    expect(applied.stderr).toContain("daemon-a held the lease all the while, for 30 s; nothing was changed");
    expect(ran).toMatchObject({ code: 3 });
    expect(ran.stderr).toContain("daemon-a holds the lease, and makes passes itself");
    expect(simulation.cloud.calls.list({ write: true, service: "route53" })).toEqual([]);
  });

  it("run --once ends with 0 when all is as desired, wait with 0, 1 and 4", async () => {
    const pass = ["run", "--once", "--source", state(), "--table", TABLE, "--listen", "off"];
    expect(await runCli(pass, env)).toMatchObject({ code: 0 });
    const port = await freePort();
    const url = ["--url", `http://127.0.0.1:${port}`];
    const listen = ["--listen", `127.0.0.1:${port}`];
    const daemon = startCli(["run", "--source", state(), "--table", TABLE, "--poll", "1s", ...listen], env);
    await expect.poll(async () => (await runCli(["status", ...url], env)).code).toBe(0);
    const read = async () => JSON.parse((await runCli(["status", ...url, "-o", "json"], env)).stdout).source;
    const { lastApplied, lastAttempted } = await read();
    expect(lastApplied.revision).toBe(lastAttempted.revision);
    const wait = (commit: string, timeout = "5m") =>
      runCli(["wait", "--commit", commit, "--timeout", timeout, ...url], env);
    expect(await wait(lastApplied.revision)).toMatchObject({ code: 0 });
    expect(await wait("0000000000", "1s")).toMatchObject({
      code: 4,
      stderr: expect.stringContaining("0000000000 was not applied within 1 s"),
    });
    await writeFile(join(state(), "broken.yaml"), "kind: Spoke\n");
    await expect.poll(async () => (await read()).refusal?.reason).toBe("InvalidDocuments");
    const broken = await read();
    expect(await wait(broken.lastAttempted.revision)).toMatchObject({
      code: 1,
      stderr: expect.stringContaining("is refused"),
    });
    daemon.child.kill("SIGTERM");
    expect(await daemon.ended).toMatchObject({ code: 0 });
    const refused = await runCli(pass, env);
    expect(refused).toMatchObject({ code: 1, stderr: expect.stringContaining("broken.yaml:1:1") });
    await rm(join(state(), "broken.yaml"));
  });

  it("POST /reconcile at an instance that stands by is met by the holder, who says so in the status", async () => {
    const token = "a-token-of-thirty-two-bytes-or-so";
    const start = async () => {
      const listen = `127.0.0.1:${await freePort()}`;
      const flags = ["run", "--source", state(), "--table", TABLE, "--listen", listen];
      return {
        url: `http://${listen}`,
        ...startCli(flags, { ...env, VPCE_OPERATOR_RECONCILE_TOKEN: token }),
      };
    };
    const status = async (url: string) =>
      (await (await fetch(`${url}/status.json`).catch(() => undefined))?.json()) as Status | undefined;
    const holder = await start();
    await expect.poll(async () => (await status(holder.url))?.lastPass?.result).toBe("converged");
    const standby = await start();
    await expect.poll(async () => (await status(standby.url))?.process.state).toBe("standby");
    const headers = { authorization: `Bearer ${token}` };
    const answer = await fetch(`${standby.url}/reconcile`, { method: "POST", headers });
    expect(answer.status).toBe(202);
    const { id } = (await answer.json()) as { id: string };
    const met = async (url: string) =>
      (await status(url))?.requests.some((one) => one.id === id && one.acknowledgedAt !== undefined);
    for (const { url } of [holder, standby]) await expect.poll(() => met(url)).toBe(true);
    for (const { child } of [standby, holder]) child.kill("SIGTERM");
    for (const { ended } of [standby, holder]) expect(await ended).toMatchObject({ code: 0 });
  });

  it("without a lease it says so at its start and in the status, which status --watch shows again and again", async () => {
    const alone = join(dir, "alone");
    await cp(state(), alone, { recursive: true });
    const hub = join(alone, "hub.yaml");
    await writeFile(hub, (await readFile(hub, "utf8")).replace(/ {2}table: .*\n/, ""));
    const listen = `127.0.0.1:${await freePort()}`;
    const daemon = startCli(["run", "--source", alone, "--lease", "none", "--listen", listen], env);
    const url = ["--url", `http://${listen}`];
    await expect.poll(async () => (await runCli(["status", ...url], env)).code).toBe(0);
    const watching = startCli(["status", "--watch", ...url], env);
    let seen = "";
    watching.child.stdout?.on("data", (chunk) => (seen += chunk));
    await expect
      .poll(() => seen.split("without a lease: nothing keeps a second instance").length)
      .toBeGreaterThan(2);
    watching.child.kill();
    daemon.child.kill("SIGTERM");
    const { stderr } = await daemon.ended;
    expect(stderr).toContain("lease: none: nothing keeps a second instance");
    const lines = stderr
      .trim()
      .split("\n")
      .map((line) => JSON.parse(line));
    expect(lines.every(({ level, time, msg }) => level && time && msg)).toBe(true);
  });
});

async function freePort(): Promise<number> {
  const server = createServer().listen(0, "127.0.0.1");
  await once(server, "listening");
  const { port } = server.address() as { port: number };
  server.close();
  return port;
}
