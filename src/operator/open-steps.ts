import type { Accounts, Session } from "../aws/accounts.ts";
import { failureOf } from "../aws/failure.ts";
import type { Desired } from "../model/desired/types.ts";
import type { Seen } from "../model/failure.ts";
import type { Caller, OpenStep, UndoCall } from "../model/open-step.ts";
import { associate, authorize, deauthorize } from "../reconcilers/associations.ts";
import { writeAliases } from "../reconcilers/records.ts";

/** What steps that darken a name would put back, as it is remembered beyond AWS (semantics 36). */
export type Journal = {
  /** Answers a name for it. Throws FailureError when it does not stand there: then the step is not begun. */
  open(step: OpenStep): Promise<string>;
  /** The step has ended. Never rejects: one that stays is played again, and does no harm. */
  close(id: string): Promise<void>;
  /** Steps that were begun and did not end, by this process or another. */
  left(): Promise<Seen<readonly { readonly id: string; readonly step: OpenStep }[]>>;
  /** What could not be put back. */
  readonly problem: (message: string) => void;
};

/**
 * Before anything is planned: puts back what steps of a process that died, or ran out of time, left dark. Answers whether
 * nothing is left to put back.
 */
export async function putBackOpenSteps(
  desired: Desired,
  accounts: Accounts,
  journal: Journal,
): Promise<boolean> {
  const left = await journal.left();
  if (left.kind === "unreadable") {
    journal.problem(`whether a step was left half done could not be read: ${left.failure.message}`);
    return false;
  }
  const ended = await Promise.all(
    left.value.map(async ({ id, step }) => {
      try {
        for (const call of step.undo) await putBack(call, desired, accounts);
        await journal.close(id);
        return true;
      } catch (error) {
        const { message } = failureOf(error);
        journal.problem(`a step was left half done (${step.because}) and could not be put back: ${message}`);
        return false;
      }
    }),
  );
  return ended.every(Boolean);
}

async function putBack(call: UndoCall, desired: Desired, accounts: Accounts): Promise<void> {
  const { route53 } = sessionOf(call.by, desired, accounts);
  const { zone } = call;
  switch (call.operation) {
    case "authorize":
      return unlessGone(() => authorize(route53, zone, call.vpc));
    case "associate":
      // A conflict: it is there again, or in the other zone of the name, for the step went through.
      return unlessGone(() => associate(route53, zone, call.vpc, async () => true));
    case "deauthorize":
      return deauthorize(route53, zone, call.vpc).catch(() => undefined); // it does no harm to the name
    case "writeAliases":
      return unlessGone(() => writeBack(call, route53));
  }
}

/** Only where nothing stands: what does was written since, and is right. */
async function writeBack(
  { zone, aliases }: Extract<UndoCall, { operation: "writeAliases" }>,
  route53: Session["route53"],
): Promise<void> {
  const absent = aliases.map((alias) => ({ ...alias, expects: "nothing" as const }));
  await writeAliases(route53, zone, absent).catch((error: unknown) => {
    if (failureOf(error).error !== "RecordChanged") throw error;
  });
}

async function unlessGone(act: () => Promise<unknown>): Promise<void> {
  try {
    await act();
  } catch (error) {
    if (failureOf(error).kind !== "gone") throw error;
  }
}

/** By the document, which knows the ExternalId; where it is gone by the role that the step was begun with. */
function sessionOf({ account, hub, spoke, role }: Caller, desired: Desired, accounts: Accounts): Session {
  const documents = spoke === undefined ? desired.hubs : desired.spokes;
  const document = documents.find((one) => one.name === (spoke ?? hub) && one.account === account);
  return accounts.session(account, document ? document.role : role === undefined ? undefined : { arn: role });
}
