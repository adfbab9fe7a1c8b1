import type { Accounts, Session } from "../aws/accounts.ts";
import { failureOf } from "../aws/failure.ts";
import type { Desired, Hub, Role, Spoke } from "../model/desired/types.ts";
import type { Failure, Seen } from "../model/failure.ts";
import type { Caller, OpenStep, UndoCall } from "../model/open-step.ts";
import { associate, authorize, deauthorize } from "../reconcilers/associations.ts";
import { unlessGone } from "../reconcilers/gone.ts";
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
        for (const call of step.undo) await putBackOrLetGo(call, step, { desired, accounts, journal });
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

type Playing = { readonly desired: Desired; readonly accounts: Accounts; readonly journal: Journal };

/** A call of a document that is gone ends with the refusal of its account: nobody desires any more what it lights. */
async function putBackOrLetGo(
  call: UndoCall,
  { because }: OpenStep,
  { desired, accounts, journal }: Playing,
): Promise<void> {
  try {
    await putBack(call, desired, accounts);
  } catch (error) {
    const failure = failureOf(error);
    if (documentOf(call.by, desired) || !isRefused(failure)) throw error;
    const { account, hub, spoke } = call.by;
    const whose = spoke === undefined ? `hub ${hub}` : `spoke ${spoke}`;
    journal.problem(
      `a step was left half done (${because}) and stays so: ${whose} has no document any more, and account ${account} does not let us in (${failure.message})`,
    );
  }
}

/** Waiting mends none of them. */
function isRefused({ kind }: Failure): boolean {
  return kind === "denied" || kind === "wrongAccount";
}

async function putBack(call: UndoCall, desired: Desired, accounts: Accounts): Promise<unknown> {
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

/**
 * By the document, which knows the ExternalId; where it is gone by the role that the step was begun with, and the ExternalId
 * that another document has for that very role.
 */
function sessionOf(caller: Caller, desired: Desired, accounts: Accounts): Session {
  const { account, role } = caller;
  const document = documentOf(caller, desired);
  if (document) return accounts.session(account, document.role);
  return accounts.session(
    account,
    role === undefined ? undefined : (knownRole(role, desired) ?? { arn: role }),
  );
}

function documentOf({ account, hub, spoke }: Caller, { hubs, spokes }: Desired): Hub | Spoke | undefined {
  const documents: readonly (Hub | Spoke)[] = spoke === undefined ? hubs : spokes;
  return documents.find((one) => one.name === (spoke ?? hub) && one.account === account);
}

function knownRole(arn: string, { hubs, spokes }: Desired): Role | undefined {
  return [...spokes, ...hubs].find(({ role }) => role?.arn === arn)?.role;
}
