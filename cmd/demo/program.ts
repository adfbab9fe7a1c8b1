import { type ChildProcess, execFile, spawn } from "node:child_process";
import { promisify } from "node:util";
import { print } from "../terminal.ts";
import { paint } from "./paper.ts";

export type Env = Readonly<Record<string, string | undefined>>;

/** Variables with which this very program, as a process of its own, finds the simulated cloud and nothing else. */
export function simulatedEnv(url: string, more: Env = {}): Env {
  const kept = Object.entries(process.env).filter(([name]) => !/^(AWS|VPCE)_/.test(name));
  return {
    ...Object.fromEntries(kept),
    ...ownEnv(url),
    AWS_EC2_METADATA_DISABLED: "true",
    ...NO_FILES,
    ...more,
  };
}

/** What a person has to set, to use the program beside the demo. */
export function ownEnv(url: string): Readonly<Record<string, string>> {
  return {
    AWS_ENDPOINT_URL: url,
    AWS_REGION: "ap-southeast-2",
    AWS_ACCESS_KEY_ID: "999999999999",
    AWS_SECRET_ACCESS_KEY: "simulated",
  };
}

const NO_FILES = { AWS_CONFIG_FILE: "/dev/null", AWS_SHARED_CREDENTIALS_FILE: "/dev/null" };

export function startProgram(args: readonly string[], env: Env, log: number): ChildProcess {
  return spawn(process.execPath, [...program(), ...args], { env, stdio: ["ignore", log, log] });
}

/** A command as people type it, and what it prints. Throws when it fails. */
export async function typed(args: readonly string[], env: Env): Promise<void> {
  print(`  ${paint("dim", `$ vpce-operator ${args.map(quoted).join(" ")}`)}`);
  const { stdout } = await promisify(execFile)(process.execPath, [...program(), ...args], { env });
  for (const line of stdout.trimEnd().split("\n")) print(`  ${line}`);
}

function program(): string[] {
  return [...process.execArgv, process.argv[1] ?? ""];
}

function quoted(word: string): string {
  return /^[\w./:=-]+$/.test(word) ? word : `'${word}'`;
}
