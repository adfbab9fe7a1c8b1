import { type ChildProcess, spawn } from "node:child_process";
import { once } from "node:events";
import { scrub } from "../../../aws/scrub.ts";
import { visible } from "../../../model/render/escape.ts";
import { SETTINGS } from "./environment.ts";

/** Why git did not do what it was asked, in words without secrets. */
export class GitFailure extends Error {}

/** The network or the repository's size may be to blame; the clone is not. */
export class GitTimeout extends GitFailure {}

export type Run = {
  readonly env: Readonly<Record<string, string>>;
  readonly signal: AbortSignal;
  readonly timeoutMs: number;
  /** Never to be seen in an error. */
  readonly secrets?: readonly string[];
  readonly settings?: readonly string[];
  readonly input?: string;
  /** Takes the output as it comes, instead of having it in the result. */
  readonly output?: (chunk: Buffer) => void;
};

export type Ran = { readonly code: number; readonly stdout: string; readonly stderr: string };

const STDOUT_BYTES_MAX = 4 * 1024 * 1024;
const STDERR_LENGTH_MAX = 64 * 1024;

/** Runs git to its end, whatever its code. Throws GitFailure when it cannot be started or takes too long. */
export async function runGit(args: readonly string[], run: Run): Promise<Ran> {
  run.signal.throwIfAborted();
  const what = `git ${args.find((arg) => !arg.startsWith("-"))}`;
  const settings = (run.settings ?? []).flatMap((setting) => ["-c", setting]);
  // A group of its own: what git starts (ssh, a remote helper) ends with it.
  const child = spawn("git", [...SETTINGS, ...settings, ...args], {
    env: run.env,
    detached: true,
    stdio: ["pipe", "pipe", "pipe"],
  });
  const timeout = AbortSignal.timeout(run.timeoutMs);
  const kill = () => killGroup(child);
  for (const signal of [run.signal, timeout]) signal.addEventListener("abort", kill, { once: true });
  let failure: Error | undefined;
  try {
    let stdout = "";
    let stderr = "";
    const fail = (error: Error) => {
      failure ??= error;
      kill();
    };
    const take = (chunk: Buffer) => {
      if (run.output) run.output(chunk);
      else stdout += chunk.toString("latin1");
      if (stdout.length > STDOUT_BYTES_MAX) fail(new GitFailure(`${what} answers too much`));
    };
    child.stdout.on("data", (chunk: Buffer) => {
      try {
        take(chunk);
      } catch (error) {
        fail(error as Error);
      }
    });
    child.stderr.setEncoding("utf8").on("data", (chunk: string) => {
      stderr = tailOf(stderr + chunk);
    });
    child.stdin.on("error", () => {}); // it ended before it read all; its code says why
    child.stdin.end(run.input ?? "");
    const code = await ended(child);
    run.signal.throwIfAborted();
    if (failure) throw failure;
    if (timeout.aborted) throw new GitTimeout(`${what} did not end within ${run.timeoutMs / 1000} s`);
    return { code, stdout, stderr: scrub(stderr, run.secrets) };
  } finally {
    for (const signal of [run.signal, timeout]) signal.removeEventListener("abort", kill);
  }
}

async function ended(child: ChildProcess): Promise<number> {
  try {
    const [code] = await once(child, "close");
    return (code as number | null) ?? -1;
  } catch (error) {
    const { code } = error as NodeJS.ErrnoException;
    const words =
      code === "ENOENT" ? "there is no git to be found; install it" : `git cannot be started: ${code}`;
    throw new GitFailure(words, { cause: error });
  }
}

function killGroup({ pid }: ChildProcess): void {
  if (pid === undefined) return;
  try {
    process.kill(-pid, "SIGKILL");
  } catch {
    // It has ended.
  }
}

/** Whole lines: of one that is cut, a secret's other half would not be recognised. */
function tailOf(text: string): string {
  if (text.length <= STDERR_LENGTH_MAX) return text;
  const tail = text.slice(-STDERR_LENGTH_MAX);
  return tail.slice(tail.indexOf("\n") + 1);
}

const LINES_MAX = 4;
const WORDS_MAX = 600;

/** What git said last, on one line. */
export function lastWords({ code, stderr }: Ran): string {
  const lines = stderr.split(/[\r\n]+/).filter((line) => /\w/.test(line));
  const words = lines.slice(-LINES_MAX).join("; ").slice(0, WORDS_MAX);
  return visible(words) || `it ended with code ${code}`;
}
