import type { Desired } from "../src/model/desired/types.ts";
import { dnsName } from "../src/model/dns-name.ts";
import { type Subject, subjectOf } from "../src/model/explain/subject.ts";
import { explanationText } from "../src/model/render/explanation.ts";
import { explainName } from "../src/operator/explain.ts";
import { connect, interruptible } from "./aws.ts";
import { loadDesired } from "./desired.ts";
import type { AwsFlags } from "./options.ts";
import { interruptedReading, readingOf } from "./plan.ts";
import { paintFor, print, printJson, UserError, widthOf } from "./terminal.ts";

export type ExplainFlags = AwsFlags & { readonly output: "text" | "json" };

/** What answers a name in a VPC. 0: known; 1: it could not be seen. */
export async function explain(text: string, name: string, dir: string, flags: ExplainFlags): Promise<number> {
  const subject = subjectIn(text, await loadDesired(dir));
  const { signal, exitCode } = interruptible();
  const accounts = connect(subject.desired, flags, signal);
  try {
    const reading = readingOf(subject.desired, accounts);
    const options = { onProgress: reading.observed };
    const seen = await explainName(dnsName(name), subject, accounts, options).finally(reading.end);
    if (signal.aborted) return interruptedReading(exitCode());
    if (seen.kind === "unreadable") {
      const { account, vpc } = subject.asked;
      throw new UserError(`${vpc.id} in account ${account} could not be seen: ${seen.failure.message}`);
    }
    if (flags.output === "json") printJson(seen.value);
    else print(explanationText(seen.value, paintFor(process.stdout), widthOf(process.stdout)));
    return seen.value.unread.length > 0 || seen.value.resolution.answer.kind === "unknown" ? 1 : 0;
  } finally {
    accounts.close();
  }
}

function subjectIn(text: string, desired: Desired): Subject {
  try {
    return subjectOf(text, desired);
  } catch (cause) {
    throw new UserError((cause as Error).message, { cause });
  }
}
