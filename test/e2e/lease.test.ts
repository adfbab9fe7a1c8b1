import { once } from "node:events";
import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { pathToFileURL } from "node:url";
import { Worker } from "node:worker_threads";
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it } from "vitest";
import { keepLease } from "../../cmd/lease.ts";
import { type Simulation, startSimulation } from "../../cmd/simulation.ts";
import type { LeaseView } from "../../src/daemon/lease/view.ts";
import { buildCli, copyOfCli, type Env, removeCli, runCli } from "../support/cli.ts";

const TABLE = "vpce-operator";
const REGION = "eu-west-1";

describe("the table and the lease, over HTTP and in a thread of its own", () => {
  let simulation: Simulation;
  let env: Env;
  const before = { ...process.env };

  beforeAll(buildCli);
  afterAll(removeCli);
  beforeEach(async () => {
    simulation = await startSimulation({});
    env = {
      AWS_ENDPOINT_URL: simulation.url,
      AWS_REGION: REGION,
      AWS_ACCESS_KEY_ID: "999999999999",
      AWS_SECRET_ACCESS_KEY: "simulated",
    };
    Object.assign(process.env, env);
    expect(await runCli(["table", "create", TABLE], env)).toMatchObject({ code: 0 });
  });
  afterEach(async () => {
    for (const name of Object.keys(env)) delete process.env[name];
    Object.assign(process.env, before);
    await simulation.close();
  });

  it("table create made it, and says so the second time; describe finds it in order, and not another one", async () => {
    const again = await runCli(["table", "create", TABLE], env);
    expect(again).toMatchObject({ code: 0, stdout: expect.stringContaining("is there already") });
    const described = await runCli(["table", "describe", TABLE], env);
    expect(described).toMatchObject({ code: 0, stdout: expect.stringContaining("ACTIVE, 1 item,") });
    const other = await runCli(["table", "describe", "other"], env);
    expect(other).toMatchObject({ code: 1, stderr: expect.stringContaining("there is no table other") });
  });

  it("a process takes the lease by a thread, lets a change through, and gives it back", async () => {
    const keeper = keepLease({ table: TABLE, region: REGION, label: "test" });
    const term = await keeper.acquire(new AbortController().signal);
    expect(term).toMatchObject({ epoch: 1 });
    await keeper.gate.opens();
    expect(keeper.gate.isOpen()).toBe(true);
    await keeper.release();
    expect(keeper.view().phase).toBe("stopped");
    await expect(keeper.gate.opens()).rejects.toThrow("lost the lease");
    const described = await runCli(["table", "describe", TABLE], env);
    expect(described.code).toBe(0);
  });

  it("the bundle has the thread's program as a file of its own", async () => {
    const folder = await mkdtemp(join(tmpdir(), "vpce-operator-lease-"));
    const dist = await copyOfCli(folder, [""]);
    const worker = new Worker(pathToFileURL(join(dist, "lease-worker.mjs")), {
      workerData: { table: TABLE, region: REGION, holder: "h", label: "h", leaseMs: 20_000, network: {} },
    });
    let view: LeaseView = { phase: "standby" };
    while (view.phase !== "holding") [view] = (await once(worker, "message")) as [LeaseView];
    expect(view.held?.epoch).toBe(1);
    await worker.terminate();
    await rm(folder, { recursive: true });
  });
});
