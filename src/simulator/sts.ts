import { type Identity, type Principal, type Role, roleParts, trusts } from "./identity.ts";
import { AwsError, type Json, type Service } from "./service.ts";

/** STS: AssumeRole and GetCallerIdentity. */
export function createSts(identity: Identity): Service {
  return {
    AssumeRole: (call) => assumeRole(identity, identity.principal(call.principalArn), call.input),
    GetCallerIdentity: (call) => {
      const { account, arn, role } = identity.principal(call.principalArn);
      const session = arn.split("/").at(-1);
      return { Account: account, Arn: arn, UserId: role ? `${roleId(role)}:${session}` : account };
    },
  };
}

/**
 * A missing role, a wrong trust and a wrong ExternalId are answered alike, so that nobody learns which it was.
 * Source: AWS STS API reference, AssumeRole; the texts of the validation errors as recorded from AWS.
 */
function assumeRole(identity: Identity, caller: Principal, input: Json): Json {
  const {
    RoleArn: arn,
    RoleSessionName: name,
    ExternalId: externalId,
  } = input as { [member: string]: string };
  checkNames(arn as string, name as string);
  const role = identity.role(arn as string);
  const mayAssume =
    role &&
    trusts(role, caller) &&
    (role.externalId === undefined || role.externalId === externalId) &&
    !identity.isClosed(roleParts(role.arn).account);
  if (!mayAssume) {
    const message = `User: ${caller.arn} is not authorized to perform: sts:AssumeRole on resource: ${arn}`;
    throw new AwsError("AccessDenied", message, 403);
  }
  const seconds = sessionSeconds(role, caller, input.DurationSeconds as number | undefined);
  const session = identity.openSession(role, name as string, seconds);
  return {
    AssumedRoleUser: { Arn: session.principal.arn, AssumedRoleId: `${roleId(role)}:${name}` },
    Credentials: {
      AccessKeyId: session.accessKeyId,
      SecretAccessKey: session.secretAccessKey,
      SessionToken: session.sessionToken,
      Expiration: new Date(session.expiresAt),
    },
  };
}

function checkNames(arn: string, sessionName: string): void {
  if (!/^[\w+=,.@-]{2,64}$/.test(sessionName)) {
    const rule = "Member must satisfy regular expression pattern: [\\w+=,.@-]*";
    throw validationError(
      `1 validation error detected: Value '${sessionName}' at 'roleSessionName' failed to satisfy constraint: ${rule}`,
    );
  }
  if (!/^arn:[^:]+:[^:]+:[^:]*:[^:]*:.+$/.test(arn)) throw validationError(`${arn} is invalid`);
}

const HOUR_SECONDS = 3600;

/** Role chaining, a role that assumes a role, caps the session at one hour whatever the role's maximum. */
function sessionSeconds(role: Role, caller: Principal, wanted = HOUR_SECONDS): number {
  if (wanted < 900) {
    const rule = "Member must have value greater than or equal to 900";
    throw validationError(
      `1 validation error detected: Value '${wanted}' at 'durationSeconds' failed to satisfy constraint: ${rule}`,
    );
  }
  if (caller.role && wanted > HOUR_SECONDS) {
    throw validationError(
      "The requested DurationSeconds exceeds the 1 hour session limit for roles assumed by role chaining",
    );
  }
  if (wanted > (role.maxSessionSeconds ?? HOUR_SECONDS)) {
    throw validationError("The requested DurationSeconds exceeds the MaxSessionDuration set for this role.");
  }
  return wanted;
}

/** `AROA…`: made up, but always the same for one role. */
function roleId({ arn }: Role): string {
  let hash = 0n;
  for (const character of arn)
    hash = (hash * 1099511628211n + BigInt(character.codePointAt(0) as number)) % 36n ** 17n;
  return `AROA${hash.toString(36).toUpperCase().padStart(17, "0")}`;
}

const validationError = (message: string) => new AwsError("ValidationError", message);
