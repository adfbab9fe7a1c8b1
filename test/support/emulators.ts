import { execFile } from "node:child_process";
import { existsSync } from "node:fs";
import { homedir } from "node:os";
import { fileURLToPath } from "node:url";
import { promisify } from "node:util";
import { freePort } from "./free-port.ts";

/** Emulators of AWS on this machine, where they are installed: a script beside this checkout starts and ends each. */
export type EmulatorName = "localstack" | "moto" | "dynamodb-local";
export type Emulator = { readonly url: string; stop(): Promise<void> };

const CACHE =
  process.env.VPCE_EMULATORS ?? `${process.env.XDG_CACHE_HOME ?? `${homedir()}/.cache`}/vpce-emulators`;
const scriptOf = (name: EmulatorName) =>
  fileURLToPath(new URL(`../../../shared/emulators/${name}.sh`, import.meta.url));

/** Its programs; a Python of LocalStack's has boto3. */
export const PYTHON = `${CACHE}/localstack/venv/bin/python`;

/** Whether all of them can be started. Says on standard error which cannot. */
export function areThere(...names: EmulatorName[]): boolean {
  const missing = names.filter((name) => !existsSync(scriptOf(name)) || !existsSync(`${CACHE}/${name}`));
  for (const name of missing)
    process.stderr.write(`tests with ${name} are skipped: ../shared/emulators/${name}.sh is not installed\n`);
  return missing.length === 0;
}

/** A new one, with nothing in it. */
export async function startEmulator(name: EmulatorName): Promise<Emulator> {
  const port = await freePort();
  const { stdout } = await promisify(execFile)(scriptOf(name), ["start", port]);
  return {
    url: stdout.trim(),
    stop: async () => void (await promisify(execFile)(scriptOf(name), ["stop", port])),
  };
}
