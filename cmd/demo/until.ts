import { machineClock } from "../clock.ts";
import { write } from "../streams.ts";
import { print, UserError, widthOf } from "../terminal.ts";
import { paint } from "./paper.ts";

const LOOK_MS = 200;
/** Many times what it takes, for a machine that is busy with other things. */
const PATIENCE_MS = 180_000;

/**
 * Looks until it is so, and says after how long. `seen` answers what was seen once it is, else undefined; what it answers
 * is the result. Throws UserError when it does not come true.
 */
export async function until<T>(words: string, seen: () => Promise<T | undefined>): Promise<T> {
  const since = machineClock.now();
  const seconds = () => `${((machineClock.now() - since) / 1000).toFixed(1)} s`;
  for (;;) {
    const found = await seen();
    wipe();
    if (found !== undefined) {
      print(`  ${paint("green", "✓")} ${seconds().padStart(6)}  ${words}`);
      return found;
    }
    if (machineClock.now() - since > PATIENCE_MS) throw new UserError(`it did not come true that ${words}`);
    wait(`  … ${seconds().padStart(6)}  ${words}`);
    await machineClock.sleep(LOOK_MS);
  }
}

/** On a terminal only: what is waited for, until it is there. */
function wait(text: string): void {
  if (process.stdout.isTTY) write(process.stdout, paint("dim", text.slice(0, widthOf(process.stdout) - 1)));
}

function wipe(): void {
  if (process.stdout.isTTY) write(process.stdout, "\r\u001b[K");
}
