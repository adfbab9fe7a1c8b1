import { once } from "node:events";
import { cp, mkdtemp, readFile, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { SAMPLE, type Simulation, startSimulation } from "../../cmd/simulation.ts";
import { buildCli, type Env, removeCli, runCli, startCli } from "../support/cli.ts";

/** Real processes, real time: what no clock of a test can show. Each waits a lease of 20 s and a quiet minute. */

const TABLE = "vpce-operator";
const RUN = ["run", "--source", SAMPLE.pathname, "--table", TABLE, "--listen", "off", "--poll", "2s"];

describe("two instances of the daemon on one table", () => {
  let simulation: Simulation;
  let env: Env;

  beforeAll(async () => {
    await buildCli();
    simulation = await startSimulation({ insyncMs: 1_000 });
    env = {
      AWS_ENDPOINT_URL: simulation.url,
      AWS_REGION: "ap-southeast-2",
      AWS_ACCESS_KEY_ID: "999999999999",
      AWS_SECRET_ACCESS_KEY: "simulated",
      SPOKE_EXTERNAL_ID: "example-external-id-not-a-secret",
    };
    expect(await runCli(["table", "create", TABLE, "--region", "ap-southeast-2"], env)).toMatchObject({
      code: 0,
    });
  });
  afterAll(async () => {
    await simulation.close();
    await removeCli();
  });

  it.each(["SIGKILL", "SIGTERM"] as const)(
    "the holder gets %s in mid-pass: the other completes it, and no write of the two is mixed",
    async (signal) => {
      simulation.cloud.reset();
      await runCli(["table", "create", TABLE, "--region", "ap-southeast-2"], env);
      const first = begin(env);
      await first.says('"pass begins"');
      await written(simulation, 12);
      const second = begin(env);
      first.child.kill(signal);
      await once(first.child, "close");
      await second.says('"converged":true,"done"');
      second.child.kill("SIGTERM");
      const [code] = await once(second.child, "close");
      expect(code).toBe(0);
      expect(zonesComplete(simulation)).toEqual([]);
      expect(turnsOf(simulation)).toBe(2);
    },
  );

  it("the holder stands still for longer than its lease in mid-pass: it sends nothing when it goes on, and stands by", async () => {
    simulation.cloud.reset();
    await runCli(["table", "create", TABLE, "--region", "ap-southeast-2"], env);
    const first = begin(env);
    await first.says('"pass begins"');
    await written(simulation, 12);
    const second = begin(env);
    first.child.kill("SIGSTOP");
    await second.says('"converged":true,"done"');
    const before = writes(simulation.cloud).length;
    first.child.kill("SIGCONT");
    await first.says('"state":"standby"', 2);
    const ends = [first, second].map(async ({ child }) => {
      const ended = once(child, "close");
      child.kill("SIGTERM");
      return (await ended)[0];
    });
    expect(await Promise.all(ends)).toEqual([0, 0]);
    expect(writes(simulation.cloud).length).toBe(before);
    expect(zonesComplete(simulation)).toEqual([]);
    expect(turnsOf(simulation)).toBe(2);
  });

  it("two applies at once: one after the other; beside a daemon an apply ends with 3, and writes nothing", async () => {
    simulation.cloud.reset();
    await runCli(["table", "create", TABLE, "--region", "ap-southeast-2"], env);
    const dir = await sampleWithTable();
    const both = await Promise.all([runCli(["apply", dir], env), runCli(["apply", dir], env)]);
    expect(both.map(({ code }) => code)).toEqual([0, 0]);
    expect(turnsOf(simulation)).toBe(1);
    expect(zonesComplete(simulation)).toEqual([]);
    const daemon = begin(env);
    await daemon.says('"pass begins"');
    const before = writes(simulation.cloud).length;
    const beside = await runCli(["apply", dir], env);
    expect(beside).toMatchObject({ code: 3, stderr: expect.stringContaining("nothing was changed") });
    daemon.child.kill("SIGTERM");
    await once(daemon.child, "close");
    expect(writes(simulation.cloud).length).toBe(before);
    await rm(dir, { recursive: true });
  });
});

/** The sample, whose hub names the table. */
async function sampleWithTable(): Promise<string> {
  const dir = await mkdtemp(join(tmpdir(), "vpce-operator-processes-"));
  await cp(SAMPLE, dir, { recursive: true });
  const hub = join(dir, "hub.yaml");
  const text = await readFile(hub, "utf8");
  await writeFile(hub, text.replace("\n  owner:", `\n  table: { name: ${TABLE} }\n  owner:`));
  return dir;
}

function begin(env: Env) {
  const { child } = startCli(RUN, env);
  let text = "";
  const heard = new Set<() => void>();
  child.stderr?.on("data", (chunk) => {
    text += chunk;
    for (const hear of heard) hear();
  });
  const says = (words: string, times = 1) =>
    new Promise<void>((resolve) => {
      const hear = () => {
        if (text.split(words).length > times) resolve();
      };
      heard.add(hear);
      hear();
    });
  return { child, says };
}

function written({ cloud }: Simulation, count: number): Promise<void> {
  return new Promise((resolve) => {
    const stop = cloud.onCall(({ phase }) => {
      if (phase !== "after" || writes(cloud).length < count) return;
      stop();
      resolve();
    });
  });
}

const writes = (cloud: Simulation["cloud"]) =>
  cloud.calls.list({ write: true }).filter(({ service }) => service === "route53");

/** How often another holder, by its mark in the user agent, sent the next write. */
function turnsOf({ cloud }: Simulation): number {
  const marks = writes(cloud).map(({ agent }) => /[0-9a-f]{16}\.\d+/.exec(agent)?.[0]);
  return marks.filter((mark, i) => mark !== marks[i - 1]).length;
}

/** Zones that lack one of the sample's VPCs, or keep an authorization. */
function zonesComplete({ cloud }: Simulation): string[] {
  return [...cloud.estate.zones.byId.values()]
    .filter(({ vpcs, authorizations }) => vpcs.size < 7 || authorizations.size > 0)
    .map(({ name }) => name);
}
