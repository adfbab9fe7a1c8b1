import { spawn } from "node:child_process";
import { mkdtempSync, readdirSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { expect, it, onTestFinished } from "vitest";
import { withoutAws } from "../support/cli.ts";

/** Real processes and real time: the demo is checked as people see it. */

type Ended = { readonly code: number | null; readonly stdout: string; readonly stderr: string };

/** From the sources, with a folder for temporary files of its own. `saw`: what it has printed so far. */
function demo(arg: string, saw: (said: string, kill: (signal: NodeJS.Signals) => void) => void = () => {}) {
  const dir = mkdtempSync(join(tmpdir(), "vpce-operator-test-"));
  onTestFinished(() => rmSync(dir, { recursive: true }));
  const child = spawn(process.execPath, ["cmd/main.ts", "demo", arg], {
    env: withoutAws({ TMPDIR: dir }),
    stdio: ["ignore", "pipe", "pipe"],
  });
  let [stdout, stderr] = ["", ""];
  child.stdout.on("data", (chunk) => {
    stdout += chunk;
    saw(stdout, (signal) => child.kill(signal));
  });
  child.stderr.on("data", (chunk) => {
    stderr += chunk;
  });
  const ended = new Promise<Ended>((resolve) => {
    child.on("close", (code) => resolve({ code, stdout, stderr }));
  });
  return { ended, leftIn: () => readdirSync(dir).filter((name) => name.startsWith("vpce-operator")) };
}

it("comes true, step by step, and leaves nothing behind", async () => {
  const { ended, leftIn } = demo("--daemon");
  const { code, stdout, stderr } = await ended;
  expect([code, stderr], stdout).toEqual([0, ""]);
  for (const words of [
    "payments-dev: DNS answers private addresses",
    "killed the ",
    'desired-state/spokes/data-prod.yaml:13:3: unknown field "vcp" in spec',
    "kms.ap-southeast-2.amazonaws.com all the while: public → private",
    "[TooManyRemovals]",
    "payments-dev, sandbox: DNS answers public addresses",
    "sandbox: DNS still answers public addresses",
    "Everything came true.",
  ])
    expect(stdout).toContain(words);
  expect(leftIn()).toEqual([]);
});

it("shows spokes served by Resolver rules, the first one alone, and leaves nothing behind", async () => {
  const { ended, leftIn } = demo("resolver");
  const { code, stdout, stderr } = await ended;
  expect([code, stderr], stdout).toEqual([0, ""]);
  const rows = stdout.match(/^ {2}(payments|data|hub) .*(private|public ) .*/gm) ?? [];
  const [publicly, privately] = ["public public", "private private"];
  expect(rows.map((row) => row.match(/private|public/g)?.join(" "))).toEqual([
    ...["private public public public", "public public public public"], // the hub, and the spoke
    ...["private public public public", "private public public public"],
    ...[publicly, publicly, publicly, publicly], // two spokes in each of two Regions
    ...[privately, publicly, privately, publicly],
    ...[privately, privately, privately, privately],
  ]);
  for (const words of [
    "there is no hosted zone",
    "[FirstUse]",
    "in eu-west-1: 3 rules, with 333333333333, 444444444444",
    "in eu-central-1: 3 rules, with 333333333333, 444444444444",
    "Everything came true.",
  ])
    expect(stdout).toContain(words);
  expect(leftIn()).toEqual([]);
});

it("shows a fleet that goes from zones to rules and back, one process killed, and no answer worse than before", async () => {
  const { ended, leftIn } = demo("switch");
  const { code, stdout, stderr } = await ended;
  expect([code, stderr], stdout).toEqual([0, ""]);
  const lines = stdout.split("\n").filter((line) => /^ *\d+:\d\d {2}(public|zone|rule|Region)/.test(line));
  const rows = lines.map((line) => line.trim().split(/ +/).slice(1));
  expect(rows[0]?.slice(0, -1)).toEqual(Array.from({ length: 6 }, () => "public"));
  const ways = Array.from({ length: 7 }, (_, column) => {
    const whole = rows.map((row) => row[column] ?? "").filter((way) => /^(zone|rule|Region)$/.test(way));
    return whole.filter((way, i) => way !== whole[i - 1]).join(" ");
  });
  const thereAndBack = "zone rule Region zone";
  expect(ways).toEqual([
    thereAndBack, // data
    "rule Region rule", // edge
    "zone", // legacy
    thereAndBack, // media
    thereAndBack, // payments
    thereAndBack, // sandbox
    "", // the hub VPC itself, by ssm's zone and kms's own private DNS
  ]);
  expect(rows.map((row) => row[6]).filter((way, i, all) => way !== all[i - 1])).toEqual([
    "public/own",
    "zone/own",
  ]);
  for (const words of ["killed; a fresh process goes on", "NextWave", "Everything came true."])
    expect(stdout).toContain(words);
  expect(leftIn()).toEqual([]);
});

it("shows a spoke without a way back that is not served, and is when somebody adds the route", async () => {
  const { ended, leftIn } = demo("path");
  const { code, stdout, stderr } = await ended;
  expect([code, stderr], stdout).toEqual([0, ""]);
  const rows = stdout.match(/^ {2}(payments|data) .*(private|public ) .*/gm) ?? [];
  const [publicly, privately] = ["public public", "private private"];
  expect(rows.map((row) => row.match(/private|public/g)?.join(" "))).toEqual([
    ...[privately, publicly],
    ...[privately, privately],
  ]);
  for (const words of [
    "[PathBlocked]",
    "✗ route table rtb-0a11ce0000000000a has no route to 10.3.0.0/24 of subnet-0c33000000000000a",
    "payments, data: a connection from the subnet to each of these addresses is answered",
    "Everything came true.",
  ])
    expect(stdout).toContain(words);
  expect(leftIn()).toEqual([]);
});

it.each([
  ["SIGINT", 130],
  ["SIGTERM", 143],
] as const)("ended by %s it takes its processes and folders along", async (signal, code) => {
  let isTold = false;
  const { ended, leftIn } = demo("--daemon", (said, kill) => {
    if (isTold || !said.includes("leads\n")) return;
    isTold = true;
    kill(signal);
  });
  const { stdout, ...rest } = await ended;
  expect(rest, stdout).toEqual({ code, stderr: "" });
  const pages = [...stdout.matchAll(/http:\/\/127\.0\.0\.1:\d+\//g)].map(([url]) => url);
  expect(pages).toHaveLength(2);
  for (const page of pages) await expect(fetch(page)).rejects.toThrow();
  expect(leftIn()).toEqual([]);
});
