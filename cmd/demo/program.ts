import { type ChildProcess, execFile, spawn } from "node:child_process";
import { promisify } from "node:util";
import { print, UserError } from "../terminal.ts";
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

export type TypedOptions = {
  /** Exit code that it is to have; 0 by default. */
  readonly code?: number;
  /** Ends it. */
  readonly signal?: AbortSignal;
};

/** A command as people type it, and what it prints, shown and returned. Throws UserError when it ends otherwise. */
export async function typed(
  args: readonly string[],
  env: Env,
  { code = 0, signal }: TypedOptions = {},
): Promise<string> {
  print(`  ${paint("dim", `$ vpce-operator ${args.map(quoted).join(" ")}`)}`);
  const running = promisify(execFile)(process.execPath, [...program(), ...args], { env, signal });
  const ended = await running.then((said) => ({ ...said, code: 0 })).catch((failed: Ended) => failed);
  for (const line of ended.stdout.trimEnd().split("\n")) print(`  ${line}`);
  if (ended.code !== code)
    throw new UserError(`${args[0]} ended with exit code ${ended.code}, not ${code}: ${ended.stderr}`);
  return ended.stdout;
}

type Ended = { readonly code: number; readonly stdout: string; readonly stderr: string };

function program(): string[] {
  return [...process.execArgv, process.argv[1] ?? ""];
}

function quoted(word: string): string {
  return /^[\w./:=-]+$/.test(word) ? word : `'${word}'`;
}
