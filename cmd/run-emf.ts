import { createWriteStream } from "node:fs";
import type { Writable } from "node:stream";
import type { Settings } from "../src/daemon/config/settings.ts";
import { createEmf } from "../src/web/metrics/emf.ts";
import type { Metrics } from "../src/web/metrics/metrics.ts";
import { machineClock } from "./clock.ts";
import { systemWords } from "./failure-words.ts";
import { complain } from "./terminal.ts";

const LINE_MS = 60_000;

/** A line a minute where `emf` says; answers how to end with a last one. Never the stream of the log. */
export function startEmf(
  { emf, table }: Settings,
  { registry }: Metrics,
  source: string,
): () => Promise<void> {
  if (emf === undefined) return async () => {};
  const { line } = createEmf(registry, table ?? source);
  const to: Writable = emf === "stdout" ? process.stdout : createWriteStream(emf, { flags: "a" });
  let isBroken = false;
  to.on("error", (error) => {
    if (!isBroken) complain(`--emf ${emf}: ${systemWords(error)}`);
    isBroken = true;
  });
  async function write(): Promise<void> {
    const text = await line(machineClock.now());
    if (!isBroken) await new Promise<void>((written) => to.write(`${text}\n`, () => written()));
  }
  const timer = setInterval(write, LINE_MS).unref();
  return async () => {
    clearInterval(timer);
    await write();
  };
}
