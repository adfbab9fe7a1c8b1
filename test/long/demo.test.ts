import { readdirSync } from "node:fs";
import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { buildCli, removeCli, runCli, startCli } from "../support/cli.ts";

/** Real processes and real time: the demo is checked as people see it. */

describe("vpce-operator demo --daemon", () => {
  let dir: string;
  beforeAll(async () => {
    await buildCli();
    dir = await mkdtemp(join(tmpdir(), "vpce-operator-test-"));
  });
  afterAll(async () => {
    await removeCli();
    await rm(dir, { recursive: true });
  });
  const env = () => ({ TMPDIR: dir });

  it("comes true, step by step, and leaves nothing behind", async () => {
    const { code, stdout, stderr } = await runCli(["demo", "--daemon"], env());
    expect(stderr).toBe("");
    expect(code, stdout).toBe(0);
    expect(stdout).toContain("payments-dev: DNS answers private addresses");
    expect(stdout).toContain("killed the ");
    expect(stdout).toContain('desired-state/spokes/data-prod.yaml:13:3: unknown field "vcp" in spec');
    expect(stdout).toContain("kms.ap-southeast-2.amazonaws.com all the while: public → private");
    expect(stdout).toContain("[TooManyRemovals]");
    expect(stdout).toContain("payments-dev: DNS still answers private addresses");
    expect(stdout).toContain("Everything came true.");
    expect(readdirSync(dir).filter((name) => name.startsWith("vpce-operator"))).toEqual([]);
  });

  it.each([
    ["SIGINT", 130],
    ["SIGTERM", 143],
  ] as const)("ended by %s takes its processes and folders along", async (signal, code) => {
    const { child, ended } = startCli(["demo", "--daemon"], env());
    let said = "";
    await new Promise<void>((resolve) => {
      child.stdout?.on("data", (chunk) => {
        said += chunk;
        if (said.includes("leads\n")) resolve();
      });
    });
    const pages = [...said.matchAll(/http:\/\/127\.0\.0\.1:\d+\//g)].map(([url]) => url);
    expect(pages).toHaveLength(2);
    child.kill(signal);
    expect(await ended).toMatchObject({ code, stderr: "" });
    for (const page of pages) await expect(fetch(page)).rejects.toThrow();
    expect(readdirSync(dir).filter((name) => name.startsWith("vpce-operator"))).toEqual([]);
  });
});
