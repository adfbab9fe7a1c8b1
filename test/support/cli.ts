import { type ChildProcess, execFile, spawn } from "node:child_process";
import { once } from "node:events";
import { mkdtempSync } from "node:fs";
import { cp, mkdtemp, readdir, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { promisify } from "node:util";

export type Ended = { readonly code: number; readonly stdout: string; readonly stderr: string };

/** The shipped bundle, made from the sources as they are, in a folder of its own: other tests build at the same time. */
const DIST = mkdtempSync(join(tmpdir(), "vpce-operator-build-"));

export async function buildCli(): Promise<void> {
  await promisify(execFile)("npx", ["rolldown", "--config", "--dir", DIST]);
}

export async function removeCli(): Promise<void> {
  await rm(DIST, { recursive: true });
}

/** Only some of the bundle's files, by the beginnings of their names; the folder that they are in. */
export async function copyOfCli(into: string, parts: readonly string[]): Promise<string> {
  const copy = await mkdtemp(join(into, "copy-"));
  const files = (await readdir(DIST)).filter((file) => parts.some((part) => file.startsWith(part)));
  await Promise.all(files.map((file) => cp(join(DIST, file), join(copy, file))));
  return copy;
}

export type Env = Record<string, string | undefined>;

/** As a shell's line. */
export function cliCommand(args: readonly string[]): string {
  return [process.execPath, join(DIST, "vpce-operator.mjs"), ...args].map((arg) => `'${arg}'`).join(" ");
}

export function withoutAws(env: Env): Env {
  return { ...process.env, ...AWAY_FROM_AWS, ...env };
}

/** The built program in a process of its own, with nothing of this machine's AWS configuration. */
export function startCli(
  args: readonly string[],
  env: Env = {},
  dist = DIST,
): { child: ChildProcess; ended: Promise<Ended> } {
  const child = spawn(process.execPath, [join(dist, "vpce-operator.mjs"), ...args], {
    env: withoutAws(env),
    stdio: ["ignore", "pipe", "pipe"],
  });
  const output = { stdout: "", stderr: "" };
  child.stdout?.on("data", (chunk) => (output.stdout += chunk));
  child.stderr?.on("data", (chunk) => (output.stderr += chunk));
  const ended = once(child, "close").then(([code]) => ({ code: (code as number | null) ?? -1, ...output }));
  return { child, ended };
}

export function runCli(args: readonly string[], env: Env = {}, dist = DIST): Promise<Ended> {
  return startCli(args, env, dist).ended;
}

const AWAY_FROM_AWS: Env = {
  AWS_CONFIG_FILE: "/nonexistent",
  AWS_SHARED_CREDENTIALS_FILE: "/nonexistent",
  AWS_EC2_METADATA_DISABLED: "true",
  AWS_PROFILE: undefined,
  AWS_ACCESS_KEY_ID: undefined,
  AWS_SECRET_ACCESS_KEY: undefined,
  AWS_SESSION_TOKEN: undefined,
  AWS_ENDPOINT_URL: "http://127.0.0.1:9",
  FORCE_COLOR: undefined,
  NO_COLOR: undefined,
  COLUMNS: "1000", // sentences stay whole
  VPCE_OPERATOR_LOG_LEVEL: undefined,
};
