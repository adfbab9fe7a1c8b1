import { AssumeRoleCommand, type STSClient } from "@aws-sdk/client-sts";
import type { Role } from "../model/desired/types.ts";
import type { AccountId } from "../model/ids.ts";
import { FailureError, failureOf } from "./failure.ts";
import { scrubError } from "./scrub.ts";

type Identity = {
  readonly accessKeyId: string;
  readonly secretAccessKey: string;
  readonly sessionToken?: string;
  readonly expiration?: Date;
};

/** What the SDK offers for the operator's own credentials: a chain that keeps and refreshes them by itself. */
export type OwnCredentials = Identity | ((options?: { forceRefresh?: boolean }) => Promise<Identity>);

export type Credentials = {
  /** For a client's `credentials`: always asked again, so that a renewal shows at once. */
  provide(): Promise<Identity>;
  /** AWS said that they ran out: the next `provide` gets fresh ones. */
  renew(): void;
  /** What must not stand in any text: of the credentials in use and those before, which calls may still carry. */
  secrets(): readonly string[];
  /** The operator's own, not a role's. */
  readonly own?: true;
};

/**
 * Credentials of a role, by AssumeRole; one call at a time however many ask, renewed five minutes before they run
 * out by AWS's own clock, which is what `now` tells. A role assumed with another role's credentials lasts an hour at
 * most (STS, "role chaining").
 *
 * Fails (FailureError): denied, with words, and wrongAccount when the role is not in the account that it stands for.
 */
export function assumedRole(now: () => number, sts: STSClient, role: Role, account: AccountId): Credentials {
  const memory = createMemory(role.externalId ? [role.externalId.reveal()] : []);
  let current: { identity: Identity; since: number } | undefined;
  let pending: Promise<Identity> | undefined;

  async function assume(): Promise<Identity> {
    const identity = await assumeRole(sts, role, account, memory.secrets);
    current = { identity, since: now() };
    return memory.remember(identity);
  }

  return {
    async provide() {
      const fresh = current && (current.identity.expiration?.getTime() ?? 0) - now() > RENEW_BEFORE_MS;
      if (current && fresh) return askAgain(current.identity);
      pending ??= assume().finally(() => {
        pending = undefined;
      });
      return askAgain(await pending);
    },
    renew() {
      // Calls that left with the old credentials complain about those, not about these.
      if (current && now() - current.since > JUST_RENEWED_MS) current = undefined;
    },
    secrets: memory.secrets,
  };
}

/** The operator's own credentials: given, or from the SDK's default chain, which keeps them fresh by itself. */
export function ownCredentials(source: OwnCredentials): Credentials {
  const memory = createMemory([]);
  let forceRefresh = false;
  return {
    async provide() {
      if (typeof source !== "function") return askAgain(memory.remember(source));
      const options = { forceRefresh };
      forceRefresh = false;
      return askAgain(memory.remember(await source(options)));
    },
    renew() {
      forceRefresh = true;
    },
    secrets: memory.secrets,
    own: true,
  };
}

const SESSION_NAME = "vpce-operator";
const RENEW_BEFORE_MS = 5 * 60_000;
const JUST_RENEWED_MS = 30_000;

/** The SDK's cache asks again for what has expired by the machine's clock; ours decides by the operator's clock. */
function askAgain(identity: Identity): Identity {
  return { ...identity, expiration: new Date(0) };
}

async function assumeRole(
  sts: STSClient,
  role: Role,
  account: AccountId,
  secrets: () => readonly string[],
): Promise<Identity> {
  const answer = await sts
    .send(
      new AssumeRoleCommand({
        RoleArn: role.arn,
        RoleSessionName: SESSION_NAME,
        ...(role.externalId ? { ExternalId: role.externalId.reveal() } : {}),
      }),
    )
    .catch((error: unknown) => {
      throw refused(error, role, account, secrets());
    });
  const { Credentials: given, AssumedRoleUser: user } = answer;
  // `answers.ts` lets no answer through that has none of them.
  const { AccessKeyId = "", SecretAccessKey = "", SessionToken = "", Expiration = new Date(0) } = given ?? {};
  const actual = user?.Arn?.split(":")[4];
  if (actual !== undefined && actual !== account) throw wrongAccount(account, actual, user?.Arn ?? role.arn);
  return {
    accessKeyId: AccessKeyId,
    secretAccessKey: SecretAccessKey,
    sessionToken: SessionToken,
    expiration: Expiration,
  };
}

/** AWS says AccessDenied for all of them alike, so that nobody can probe for roles: name everything to look at. */
function refused(error: unknown, role: Role, account: AccountId, secrets: readonly string[]): FailureError {
  scrubError(error, secrets);
  const failure = failureOf(error);
  const { kind, error: name, message: words } = failure;
  if (kind !== "denied") return told(`assuming ${role.arn} in account ${account}: ${words}`);
  // Not the role's fault: the same words for every role, so that they can be said once.
  if (!name.startsWith("AccessDenied")) return told(words);
  return told(
    `cannot assume ${role.arn} in account ${account}; AWS answers the same when the role does not exist, its trust ` +
      "policy does not name the operator, the ExternalId differs, or the operator may not call sts:AssumeRole on it" +
      ` (${words})`,
  );

  function told(message: string): FailureError {
    return new FailureError({ kind, error: name, message, operation: "AssumeRole" }, { cause: error });
  }
}

/** Terminal: a call with these credentials would act in somebody else's account. */
export function wrongAccount(expected: AccountId, actual: string, arn: string): FailureError {
  return new FailureError({
    kind: "wrongAccount",
    error: "WrongAccount",
    message: `the credentials for account ${expected} act in account ${actual} (${arn}): correct the account or the role`,
  });
}

function createMemory(always: readonly string[]) {
  let kept: readonly Identity[] = [];
  return {
    remember(identity: Identity): Identity {
      const newest = kept.at(-1);
      if (newest?.secretAccessKey !== identity.secretAccessKey) kept = [...kept.slice(-1), identity];
      return identity;
    },
    secrets: (): readonly string[] => [
      ...always,
      ...kept.flatMap(({ secretAccessKey, sessionToken }) =>
        sessionToken === undefined ? [secretAccessKey] : [secretAccessKey, sessionToken],
      ),
    ],
  };
}
