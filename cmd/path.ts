import { pathText } from "../src/model/render/path.ts";
import { tracePath } from "../src/operator/path.ts";
import { connect, interruptible } from "./aws.ts";
import { loadDesired } from "./desired.ts";
import type { AwsFlags } from "./options.ts";
import { interruptedReading, readingOf } from "./plan.ts";
import { paintFor, print, printJson, UserError } from "./terminal.ts";

export type PathFlags = AwsFlags & {
  readonly dir: string;
  readonly output: "text" | "json";
};

/** Each hop between a spoke and its endpoints. 0: reachable; 1: not known; 2: blocked, or in part. */
export async function path(spoke: string, endpoint: string | undefined, flags: PathFlags): Promise<number> {
  const desired = await loadDesired(flags.dir);
  const { signal, exitCode } = interruptible();
  const accounts = connect(desired, flags, signal);
  try {
    const reading = readingOf(desired, accounts);
    const asked = { spoke, ...(endpoint !== undefined && { endpoint }) };
    const seen = await tracePath(asked, desired, accounts, { onProgress: reading.observed })
      .catch((cause: Error) => {
        throw new UserError(cause.message, { cause });
      })
      .finally(reading.end);
    if (signal.aborted) return interruptedReading(exitCode());
    if (seen.kind === "unreadable") throw new UserError(seen.failure.message);
    if (flags.output === "json") printJson(seen.value);
    else print(pathText(seen.value, paintFor(process.stdout)));
    const { endpoints, hop } = seen.value;
    const kinds = new Set([...endpoints, ...(hop ? [hop] : [])].map(({ verdict }) => verdict));
    if (kinds.has("blocked") || kinds.has("partial")) return 2;
    return kinds.has("unknown") ? 1 : 0;
  } finally {
    accounts.close();
  }
}
