import { spawn, spawnSync } from "node:child_process";
import { once } from "node:events";
import { cp, mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { type Simulation, startSimulation } from "../../cmd/simulation.ts";
import { buildCli, cliCommand, type Env, removeCli, withoutAws } from "../support/cli.ts";

/** `script` of util-linux gives the program a terminal of its own. */
const hasScript = spawnSync("script", ["--version"]).stdout?.toString().includes("util-linux") ?? false;
if (!hasScript) process.stderr.write("terminal tests are skipped: there is no script(1) of util-linux\n");

describe.skipIf(!hasScript)("apply on a terminal", () => {
  let simulation: Simulation;
  let env: Env;
  let dir: string;

  beforeAll(async () => {
    await buildCli();
    simulation = await startSimulation({ insyncMs: 50, throttling: false });
    env = {
      AWS_ENDPOINT_URL: simulation.url,
      AWS_REGION: "ap-southeast-2",
      AWS_ACCESS_KEY_ID: "999999999999",
      AWS_SECRET_ACCESS_KEY: "simulated",
    };
    dir = await mkdtemp(join(tmpdir(), "vpce-operator-terminal-"));
    await cp("desired-state", dir, { recursive: true });
  });
  afterAll(async () => {
    await simulation.close();
    await rm(dir, { recursive: true });
    await removeCli();
  });

  const writes = () => simulation.cloud.calls.list({ service: "route53", write: true }).length;

  it("asks, and does nothing unless the answer is yes; --yes does not ask", async () => {
    const no = await onTerminal(["apply", dir], env, "no\n");
    expect(no.code).toBe(1);
    expect(no.screen).toContain("reading hubs: 0 of 1 (0 API calls)");
    expect(no.screen).toContain("Apply this plan (35 to add)? Only yes will do: ");
    expect(no.screen).toContain("nothing was changed");
    const end = await onTerminal(["apply", dir], env, "\u0004"); // Ctrl-D
    expect(end.code).toBe(1);
    const interrupted = await onTerminal(["apply", dir], env, "\u0003"); // Ctrl-C
    expect(interrupted.code).toBe(130);
    const mute = await onTerminal(["apply", dir, "--log-level", "info"], env);
    expect(mute).toMatchObject({
      code: 1,
      screen: expect.stringContaining("say --yes; nothing was changed"),
    });
    expect(writes()).toBe(0);

    const yes = await onTerminal(["apply", dir, "--only", "endpoint=ssm"], env, "yes\n");
    expect(yes).toMatchObject({ code: 0, screen: expect.stringContaining("this part is as desired") });
    const flag = await onTerminal(["apply", dir, "--yes"], env);
    expect(flag).toMatchObject({ code: 0, screen: expect.stringContaining("everything is as desired") });
    expect(flag.screen).not.toContain("Only yes will do");
    const empty = await onTerminal(["apply", dir], env);
    expect(empty).toMatchObject({ code: 0, screen: expect.stringContaining("Everything is as desired") });
  });
});

/** `typed` when the program has asked. */
async function onTerminal(args: readonly string[], env: Env, typed?: string) {
  const child = spawn("script", ["--quiet", "--return", "--command", cliCommand(args), "/dev/null"], {
    env: withoutAws(env),
    stdio: ["pipe", "pipe", "inherit"],
  });
  let screen = "";
  let hasAnswered = false;
  child.stdout.on("data", (chunk) => {
    screen += chunk;
    if (typed === undefined || hasAnswered || !screen.includes("Only yes will do: ")) return;
    hasAnswered = true;
    child.stdin.write(typed);
  });
  const [code] = await once(child, "close");
  return { code: code as number, screen };
}
