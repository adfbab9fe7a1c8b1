import { once } from "node:events";
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
});

function begin(env: Env) {
  const { child } = startCli(RUN, env);
  let text = "";
  const heard = new Set<() => void>();
  child.stderr?.on("data", (chunk) => {
    text += chunk;
    for (const hear of heard) hear();
  });
  const says = (words: string) =>
    new Promise<void>((resolve) => {
      const hear = () => {
        if (text.includes(words)) resolve();
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
