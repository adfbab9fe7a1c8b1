import { cp, mkdtemp, readFile, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it } from "vitest";
import { lookUp } from "../../cmd/demo/lookup.ts";
import { type Simulation, startSimulation } from "../../cmd/simulation.ts";
import { buildCli, type Env, removeCli, runCli, startCli } from "../support/cli.ts";

const NAME = "ssm.ap-southeast-2.amazonaws.com";
const PAYMENTS = "vpc-0b22000000000000a";
const SECRET = "example-external-id-not-a-secret";

describe("the built program against the simulator over HTTP", () => {
  let simulation: Simulation;
  let env: Env;
  let dir: string;

  beforeAll(buildCli, 60_000);
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
    expect(planned.stdout).toContain(`spoke payments-prod is not associated with ${NAME}`);

    const applied = await runCli(["apply", dir, "--plan", saved, "--output", "json"], env);
    expect(applied.code).toBe(0);
    const report = JSON.parse(applied.stdout);
    expect(new Set(report.outcomes.map((o: { result: string }) => o.result))).toEqual(new Set(["done"]));
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
      await expect.poll(associations, { timeout: 20_000 }).toBeGreaterThan(2);
      child.kill(signal);
      const stopped = await ended;
      expect(stopped.code).toBe(code);
      expect(stopped.stdout).toContain("remaining");
      await completes();
    },
  );

  it("kill -9 in the middle of an apply leaves nothing that the next apply does not clean up", async () => {
    const { child, ended } = startCli(["apply", dir], env);
    await expect.poll(associations, { timeout: 20_000 }).toBeGreaterThan(2);
    child.kill("SIGKILL");
    await ended;
    await completes();
  });

  const associations = () => simulation.cloud.calls.list({ operation: "AssociateVPCWithHostedZone" }).length;

  /** One more apply converges, and no authorisation is left in any zone. */
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
      "spoke payments-prod, 5 zones: spoke payments-prod in account 222222222222 could not be seen",
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

  it("prints help for every command without a word on stderr", async () => {
    for (const command of ["validate", "plan", "apply", "schema", "simulate", "demo"]) {
      const help = await runCli([command, "--help"]);
      expect(help).toMatchObject({ code: 0, stderr: "" });
      expect(help.stdout).toContain("Example:");
    }
  });
});
