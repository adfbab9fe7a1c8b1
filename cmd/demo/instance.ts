import { once } from "node:events";
import { closeSync, openSync } from "node:fs";
import { readFile } from "node:fs/promises";
import { createServer } from "node:net";
import { join } from "node:path";
import { type Status, status as shape } from "../../src/model/status/status.ts";
import { UserError } from "../terminal.ts";
import { type Env, startProgram } from "./program.ts";

/** One process of the daemon. */
export type Instance = {
  readonly label: string;
  readonly page: string;
  /** Undefined while it does not answer. Throws UserError when it has ended by itself. */
  status(): Promise<Status | undefined>;
  isAlive(): boolean;
  /** Resolves when the process is gone. */
  kill(signal: NodeJS.Signals): Promise<void>;
};

export type InstanceOptions = {
  readonly label: string;
  /** For its log. */
  readonly dir: string;
  readonly args: readonly string[];
  readonly env: Env;
};

export async function startInstance({ label, dir, args, env }: InstanceOptions): Promise<Instance> {
  const address = `127.0.0.1:${await freePort()}`;
  const logFile = join(dir, `${label}.log`);
  const log = openSync(logFile, "w");
  const child = startProgram(["run", ...args, "--label", label, "--listen", address], env, log);
  closeSync(log);
  const gone = once(child, "close");
  let isWanted = true;
  const isAlive = () => child.exitCode === null && child.signalCode === null;
  return {
    label,
    page: `http://${address}/`,
    isAlive,
    async status() {
      if (isWanted && !isAlive())
        throw new UserError(`instance ${label} ended by itself:\n${await lastLines(logFile)}`);
      const answer = await fetch(`http://${address}/status.json`).catch(() => undefined);
      return answer?.ok ? shape.parse(await answer.json()) : undefined;
    },
    async kill(signal) {
      isWanted = false;
      if (isAlive()) child.kill(signal);
      await gone;
    },
  };
}

async function lastLines(file: string): Promise<string> {
  return (await readFile(file, "utf8")).trimEnd().split("\n").slice(-5).join("\n");
}

/** A moment later somebody else may have it; then the instance says so, and the demo ends. */
async function freePort(): Promise<number> {
  const server = createServer().listen(0, "127.0.0.1");
  await once(server, "listening");
  const { port } = server.address() as { port: number };
  server.close();
  await once(server, "close");
  return port;
}
