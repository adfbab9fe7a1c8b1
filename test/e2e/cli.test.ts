import { spawn } from "node:child_process";
import { once } from "node:events";
import { existsSync } from "node:fs";
import { cp, mkdir, mkdtemp, readFile, rm, writeFile } from "node:fs/promises";
import { createServer } from "node:http";
import type { AddressInfo } from "node:net";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it } from "vitest";
import { lookUp } from "../../cmd/demo/lookup.ts";
import { type Simulation, startSimulation } from "../../cmd/simulation.ts";
import {
  buildCli,
  cliCommand,
  copyOfCli,
  type Env,
  removeCli,
  runCli,
  startCli,
  withoutAws,
} from "../support/cli.ts";

const NAME = "ssm.ap-southeast-2.amazonaws.com";
const PAYMENTS = "vpc-0b22000000000000a";
const SECRET = "example-external-id-not-a-secret";

describe("the built program against the simulator over HTTP", () => {
  let simulation: Simulation;
  let env: Env;
  let dir: string;

  beforeAll(buildCli);
  afterAll(removeCli);
  beforeEach(async () => {
    simulation = await startSimulation({ insyncMs: 400 });
    env = {
      AWS_ENDPOINT_URL: simulation.url,
      AWS_REGION: "ap-southeast-2",
      AWS_ACCESS_KEY_ID: "999999999999",
      AWS_SECRET_ACCESS_KEY: "simulated",
    };
    dir = await mkdtemp(join(tmpdir(), "vpce-operator-test-"));
    await cp("desired-state", dir, { recursive: true });
  });
  afterEach(async () => {
    await simulation.close();
    await rm(dir, { recursive: true });
  });

  it("plans (2), applies (0), and has nothing left to plan (0), while DNS turns from public to private", async () => {
    expect((await lookUp(simulation, PAYMENTS, NAME)).isPrivate).toBe(false);
    const saved = join(dir, "plan.json");
    const planned = await runCli(["plan", dir, "--out", saved], env);
    expect(planned).toMatchObject({ code: 2 });
    expect(planned.stdout).toContain(
      "associate 4 spokes with 5 zones each, with their authorizations (20 in",
    );
    expect(planned.stderr).toBe("reading 1 hub\nreading 7 VPCs\n");
    const summary = await runCli(["plan", dir, "--summary"], env);
    expect(summary.stdout).toContain(
      "spoke payments-prod (account 222222222222, vpc-0b22000000000000a in ap-southeast-2): 5 to add",
    );
    expect(summary.stdout).not.toContain("is not associated with");
    expect(summary.stdout).toMatch(/with the \d+ reads before them about \d+/);
    const details = await runCli(["plan", dir, "--details"], env);
    expect(details.stdout).toContain(
      `spoke payments-prod (account 222222222222, ${PAYMENTS} in ap-southeast-2): ${NAME}\n`,
    );

    const applied = await runCli(["apply", dir, "--plan", saved, "--output", "json"], env);
    expect(applied.code).toBe(0);
    const report = JSON.parse(applied.stdout);
    expect(new Set(report.outcomes.map((o: { result: string }) => o.result))).toEqual(new Set(["done"]));
    expect(report.forecast.reads).toBeGreaterThan(0);
    await expect
      .poll(async () => (await lookUp(simulation, PAYMENTS, NAME)).answer)
      .toBe("10.0.0.4, 10.0.1.4");

    const again = await runCli(["plan", dir], env);
    expect(again).toMatchObject({ code: 0 });
    expect(again.stdout).toContain("Nothing to change");
    for (const text of [
      planned.stdout,
      await readFile(saved, "utf8"),
      applied.stdout,
      applied.stderr,
      again.stdout,
    ])
      expect(text).not.toContain(SECRET);
  });

  it("refuses a saved plan when the desired state has changed since, and changes nothing", async () => {
    const saved = join(dir, "plan.json");
    await runCli(["plan", dir, "--out", saved], env);
    await rm(join(dir, "spokes", "sandbox.yaml"));
    const refused = await runCli(["apply", dir, "--plan", saved], env);
    expect(refused).toMatchObject({ code: 1 });
    expect(refused.stderr).toContain("the desired state is not the one that was planned");
    expect(simulation.cloud.calls.list({ write: true, service: "route53" })).toEqual([]);
  });

  it.each([
    ["SIGINT", 130],
    ["SIGTERM", 143],
  ] as const)(
    "%s in the middle of an apply lets calls in flight finish, exits %i, and a second apply completes it",
    async (signal, code) => {
      const { child, ended } = startCli(["apply", dir], env);
      atCall("AssociateVPCWithHostedZone", 3, () => child.kill(signal));
      const stopped = await ended;
      expect(stopped.code).toBe(code);
      expect(stopped.stdout).toContain("remaining");
      await completes();
    },
  );

  it("kill -9 in the middle of an apply leaves nothing that the next apply does not clean up", async () => {
    const { child, ended } = startCli(["apply", dir], env);
    atCall("AssociateVPCWithHostedZone", 3, () => child.kill("SIGKILL"));
    await ended;
    await completes();
  });

  it("an apply whose reader goes away does all of its work, and its exit code is true", async () => {
    const deny = { operation: "AssociateVPCWithHostedZone", account: "444444444444", fault: "deny" } as const;
    simulation.cloud.faults.add(deny);
    expect((await unread(["apply", dir]).ended).code).toBe(1);
    const plan = await runCli(["plan", dir], env);
    expect(plan.stdout).toContain("5 to add, 0 to change, 0 to remove"); // what was denied, and nothing else
    simulation.cloud.faults.clear();
    expect((await unread(["apply", dir]).ended).code).toBe(0);
    expect((await unread(["plan", dir]).ended).code).toBe(0);
  });

  /** As `| head -1` and `2>&1 | head -1` do. */
  function unread(args: readonly string[]) {
    const started = startCli(args, env);
    for (const stream of [started.child.stdout, started.child.stderr])
      stream?.once("data", () => stream.destroy());
    return started;
  }

  it("interrupted after its reader went away, an apply says by its code that it was", async () => {
    const { child, ended } = unread(["apply", dir]); // by a tee that the same Ctrl-C ended
    atCall("AssociateVPCWithHostedZone", 3, () => child.kill("SIGINT"));
    expect((await ended).code).toBe(130);
  });

  it("a part of a plan is saved, applied, and leaves the rest to be done", async () => {
    const saved = join(dir, "part.json");
    const only = ["--only", "spoke=payments-prod"];
    const planned = await runCli(["plan", dir, ...only, "--out", saved], env);
    expect(planned.code).toBe(2);
    expect(planned.stdout).toContain(
      "Only spoke=payments-prod, and what that waits for; left out: 25 to add.",
    );
    const json = JSON.parse((await runCli(["plan", dir, ...only, "-o", "json"], env)).stdout);
    expect(json.partial).toEqual({ only: ["spoke=payments-prod"], actionsLeftOut: 55, findingsLeftOut: 0 });
    const applied = await runCli(["apply", dir, "--plan", saved], env);
    expect(applied).toMatchObject({ code: 0, stdout: expect.stringContaining("this part is as desired") });
    const other = (await lookUp(simulation, "vpc-0c33000000000000a", NAME)).isPrivate;
    expect(other).toBe(false);
    const rest = await runCli(["plan", dir], env);
    expect(rest).toMatchObject({
      code: 2,
      stdout: expect.stringContaining("25 to add, 0 to change, 0 to remove"),
    });
    const none = await runCli(["plan", dir, "--only", "spoke=paymets-prod"], env);
    expect(none).toMatchObject({ code: 1, stderr: expect.stringContaining('did you mean "payments-prod"?') });
  });

  it("with --log-level everything on stderr is a JSON line", async () => {
    const { stderr, code } = await runCli(
      ["apply", dir, "--log-level", "info", "--allow-removals", "0123456789ab"],
      env,
    );
    const lines = stderr
      .trimEnd()
      .split("\n")
      .map((line) => JSON.parse(line));
    expect(code).toBe(0);
    expect(lines.filter((line) => line.phase).map((line) => line.phase)).toEqual([
      "reading hubs",
      "reading VPCs",
      "confirming zones",
    ]);
    expect(lines.filter((line) => line.result === "done")).toHaveLength(90);
    expect(lines.filter((line) => line.level === 40)).toMatchObject([
      { msg: expect.stringContaining("0123456789ab") },
    ]);
    const refused = await runCli(["plan", join(dir, "nothing"), "--log-level", "error"], env);
    expect(refused.code).toBe(1);
    expect(JSON.parse(refused.stderr)).toMatchObject({
      level: 50,
      msg: expect.stringContaining("no such folder"),
    });
  });

  /** As the simulation gets the `count`th call of the operation. */
  function atCall(operation: string, count: number, act: () => void): void {
    let seen = 0;
    simulation.cloud.onCall(({ phase, call }) => {
      if (phase === "before" && call.operation === operation && ++seen === count) act();
    });
  }

  /** One more apply converges, and no authorization is left in any zone. */
  async function completes(): Promise<void> {
    expect(await runCli(["apply", dir], env)).toMatchObject({ code: 0 });
    const zones = [...simulation.cloud.estate.zones.byId.values()];
    expect(zones).toHaveLength(5);
    expect(zones.flatMap((zone) => [...zone.authorizations.keys()])).toEqual([]);
    expect(await runCli(["plan", dir], env)).toMatchObject({ code: 0 });
  }

  it("says what stands in the way when AWS cannot be reached, and exits 1", async () => {
    const answer = await runCli(["plan", dir], { ...env, AWS_ENDPOINT_URL: "http://127.0.0.1:9" });
    expect(answer.code).toBe(1);
    expect(answer.stdout).toContain("is AWS_ENDPOINT_URL right, is there a network?");
  });

  it("a role that refuses the operator makes its spoke unknown (1), and the others go on", async () => {
    const file = join(dir, "hub.yaml");
    await writeFile(file, (await readFile(file, "utf8")).replace(SECRET, "not-the-right-one"));
    const applied = await runCli(["apply", dir], env);
    expect(applied.code).toBe(1);
    expect(applied.stdout).toContain(
      "4 spokes, 5 zones: spoke <spoke> in account <account> could not be seen",
    );
    expect(`${applied.stdout}${applied.stderr}`).not.toContain("not-the-right-one");
    await expect
      .poll(async () => (await lookUp(simulation, "vpc-0e11000000000000a", NAME)).isPrivate)
      .toBe(true);
  });

  it("reports every problem of the YAML at its place, and exits 1", async () => {
    await writeFile(
      join(dir, "bad.yaml"),
      "apiVersion: vpce-operator/v1\nkind: Spok\nmetadata: { name: x }\nspec: {}\n",
    );
    await writeFile(join(dir, "worse.yaml"), "");
    const answer = await runCli(["validate", dir]);
    expect(answer.code).toBe(1);
    expect(answer.stderr).toContain(`bad.yaml:2:7: unknown kind "Spok"; did you mean "Spoke"?`);
    expect(answer.stderr).toContain("worse.yaml:1:1: ");
  });

  it("interrupted while reading it plans and changes nothing, and says so", async () => {
    simulation.cloud.faults.add({ operation: "ListHostedZones", fault: "delay", ms: 1_500 });
    const saved = join(dir, "plan.json");
    for (const args of [
      ["plan", dir, "--out", saved],
      ["apply", dir],
    ]) {
      simulation.cloud.calls.clear();
      const { child, ended } = startCli(args, env);
      atCall("ListHostedZones", 1, () => child.kill("SIGINT"));
      const stopped = await ended;
      expect(stopped).toMatchObject({ code: 130, stdout: "" });
      expect(stopped.stderr).toContain("interrupted while reading; nothing was planned or changed\n");
    }
    await expect(readFile(saved)).rejects.toThrow("ENOENT");
    expect(simulation.cloud.calls.list({ write: true, service: "route53" })).toEqual([]);
  });

  it("a digest of other removals is told, and the guard stays", async () => {
    const answer = await runCli(["plan", dir, "--allow-removals", "0123456789ab"], env);
    expect(answer.code).toBe(2);
    expect(answer.stderr).toContain(
      "\n--allow-removals 0123456789ab does not name this plan's removals; it has none\n",
    );
    expect(await runCli(["apply", dir], env)).toMatchObject({ code: 0 });
    await rm(join(dir, "spokes"), { recursive: true });
    const held = await runCli(["plan", dir, "--allow-removals", "0123456789ab"], env);
    const digest = /--allow-removals ([0-9a-f]{12})/.exec(held.stdout)?.[1];
    expect(held.stderr).toContain(`does not name this plan's removals; their digest is ${digest} now\n`);
  });

  it.each<[string, string[], string]>([
    ["a plan file", ["apply", "DIR", "--plan", "DIR/nofile"], "DIR/nofile: no such file or folder\n"],
    [
      "a plan in that file",
      ["apply", "DIR", "--plan", "DIR/hub.yaml"],
      "DIR/hub.yaml: not JSON: a plan is saved with",
    ],
    ["a file, but a folder", ["apply", "DIR", "--plan", "DIR"], "DIR: this is a folder, not a file\n"],
    ["a world in that file", ["simulate", "--world", "DIR/hub.yaml", "--port", "0"], "DIR/hub.yaml:"],
    ["a folder for --out", ["plan", "DIR", "--out", "DIR/no/p.json"], "there is no folder DIR/no\n"],
    ["a folder with YAML", ["validate", "DIR/empty"], "DIR/empty:1:1: no desired state found; 1 file is not"],
    ["a port of that number", ["simulate", "--port", "70000"], "--port takes a whole number from 0 to 65535"],
    ["a command of that name", ["statuses", "--help"], "error: unknown command 'statuses'"],
    ["a concurrency of none", ["plan", "--concurrency", "0"], "It takes a whole number from 1 on."],
  ])("where there is not %s, it says so in words and exits 1", async (_, args, words) => {
    await mkdir(join(dir, "empty"));
    await writeFile(join(dir, "empty", "notes.txt"), "");
    const answer = await runCli(
      args.map((arg) => arg.replace("DIR", dir)),
      env,
    );
    expect(answer).toMatchObject({ code: 1, stdout: "" });
    expect(answer.stderr).toContain(words.replace("DIR", dir));
    expect(answer.stderr).not.toContain("    at ");
  });

  it("a DNS port in use ends simulate with words", async () => {
    const [resolver] = [...simulation.resolvers.values()];
    const answer = await runCli([
      "simulate",
      "--world",
      "docs/adopt/world.yaml",
      "--port",
      "0",
      "--dns-port",
      String(resolver?.port),
    ]);
    expect(answer).toMatchObject({ code: 1, stdout: "" });
    expect(answer.stderr).toMatch(
      /^cannot answer DNS for vpc-\w+ on 127\.0\.0\.1:\d+: the port is in use: choose another one/,
    );
  });

  it("a part of the program that was copied alone says what is missing, and no stack", async () => {
    const alone = await runCli(["plan", dir], env, await copyOfCli(dir, ["vpce-operator.mjs"]));
    expect(alone).toMatchObject({ code: 1, stdout: "" });
    expect(alone.stderr).toMatch(
      /^a part of vpce-operator is missing beside this file: [^\n]*npm run build\n$/,
    );
    const lame = await runCli(
      ["plan", dir],
      env,
      await copyOfCli(dir, ["vpce-operator.mjs", "main.mjs", "common", "desired", "chunk"]),
    );
    expect(lame).toMatchObject({ code: 1, stdout: "" });
    expect(lame.stderr).toMatch(/^a part of (the program|vpce-operator) is missing[^\n]*npm run build\n$/);
  });

  it.skipIf(!existsSync("/dev/full"))("a full disk is told while a plan is saved", async () => {
    const answer = await runCli(["plan", dir, "--out", "/dev/full"], env);
    expect(answer.code).toBe(1);
    expect(answer.stderr).toContain("\n/dev/full: the disk is full: make room, or choose another place\n");
  });

  it.skipIf(!existsSync("/dev/full"))(
    "so is one that standard output goes to, and the code says so",
    async () => {
      for (const args of [["plan", dir, "-o", "json"], ["schema"]]) {
        const shell = spawn("sh", ["-c", `${cliCommand(args)} >/dev/full`], { env: withoutAws(env) });
        let stderr = "";
        shell.stderr.on("data", (chunk) => (stderr += chunk));
        const [code] = await once(shell, "close");
        expect(code, args.join(" ")).toBe(1);
        expect(stderr).toMatch(/^standard output could not be written, and is not complete: ENOSPC[^\n]*$/m);
      }
    },
  );

  it("what answers and is not AWS, and a profile that does not exist, are named", async () => {
    const web = createServer((_, response) => response.writeHead(404).end("<html><br></html>"));
    await new Promise<void>((listening) => web.listen(0, "127.0.0.1", listening));
    const { port } = web.address() as AddressInfo;
    const answer = await runCli(["plan", dir], { ...env, AWS_ENDPOINT_URL: `http://127.0.0.1:${port}` });
    web.close();
    expect(answer.code).toBe(1);
    expect(answer.stdout).toContain(`127.0.0.1:${port} answered 404 and is not an AWS endpoint`);
    const profile = { AWS_PROFILE: "nope", AWS_ACCESS_KEY_ID: undefined, AWS_SECRET_ACCESS_KEY: undefined };
    const nobody = await runCli(["plan", dir], { ...env, ...profile });
    expect(nobody.stdout).toContain('the profile "nope" gives no credentials: is AWS_PROFILE right');
    expect(nobody.stdout).toContain("→ check AWS_PROFILE and the credential chain");
  });

  it("prints help for every command without a word on stderr", async () => {
    for (const command of ["validate", "plan", "apply", "import", "schema", "simulate", "demo"]) {
      const help = await runCli([command, "--help"]);
      expect(help).toMatchObject({ code: 0, stderr: "" });
      expect(help.stdout).toContain("Example:");
    }
  });

  it.each(["", "run", "apply"])(
    "fits the help of %s to the terminal, but for lines to be copied",
    async (command) => {
      const { stdout } = await runCli([...(command ? [command] : []), "--help"], { COLUMNS: "80" });
      const lines = stdout.split("\n").filter((line) => !/^ +(\$|--)/.test(line) || line.startsWith("  --"));
      expect(lines.filter((line) => line.length > 80)).toEqual([]);
      expect(lines.length).toBeGreaterThan(20);
    },
  );
});
