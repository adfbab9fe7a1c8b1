import type {
  AssumeRoleRequest,
  AssumeRoleResponse,
  GetCallerIdentityRequest,
  GetCallerIdentityResponse,
} from "@aws-sdk/client-sts";
import { type Identity, type Principal, type Role, roleParts, trusts } from "./identity.ts";
import { type ReadingService, reading } from "./reading.ts";
import { AwsError } from "./service.ts";

/**
 * STS: AssumeRole and GetCallerIdentity. Session policies, tags, MFA and source identities are refused as not served:
 * a session that lacked them would be another one than was asked for.
 */
export function createSts(identity: Identity): ReadingService {
  return {
    AssumeRole: reading<AssumeRoleRequest, AssumeRoleResponse>()(
      ["RoleArn", "RoleSessionName", "ExternalId", "DurationSeconds"],
      (input, call) => assumeRole(identity, identity.principal(call.principalArn), input),
    ),
    GetCallerIdentity: reading<GetCallerIdentityRequest, GetCallerIdentityResponse>()([], (_input, call) => {
      const { account, arn, role } = identity.principal(call.principalArn);
      const session = arn.split("/").at(-1);
      return { Account: account, Arn: arn, UserId: role ? `${roleId(role)}:${session}` : account };
    }),
  };
}

type Assumed = Pick<AssumeRoleRequest, "RoleArn" | "RoleSessionName" | "ExternalId" | "DurationSeconds">;

/**
 * A missing role, a wrong trust and a wrong ExternalId are answered alike, so that nobody learns which it was.
 * Source: AWS STS API reference, AssumeRole; the texts of the validation errors as recorded from AWS.
 */
function assumeRole(identity: Identity, caller: Principal, input: Assumed): AssumeRoleResponse {
  const { RoleArn: arn = "", RoleSessionName: name = "", ExternalId: externalId } = input;
  checkNames(arn, name);
  if (externalId !== undefined) checkExternalId(externalId);
  const role = identity.role(arn);
  const mayAssume =
    role &&
    partitionOf(role.arn) === partitionOf(caller.arn) &&
    trusts(role, caller) &&
    (role.externalId === undefined || role.externalId === externalId) &&
    !identity.isClosed(roleParts(role.arn).account);
  if (!mayAssume) {
    const message = `User: ${caller.arn} is not authorized to perform: sts:AssumeRole on resource: ${arn}`;
    throw new AwsError("AccessDenied", message, 403);
  }
  const seconds = sessionSeconds(role, caller, input.DurationSeconds);
  const session = identity.openSession(role, name, seconds);
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

/** The value is a secret: the message does not repeat it. Source: AWS STS API reference, AssumeRole, ExternalId. */
function checkExternalId(externalId: string): void {
  if (/^[\w+=,.@:/-]{2,1224}$/.test(externalId)) return;
  throw validationError(
    "1 validation error detected: Value at 'externalId' failed to satisfy constraint: Member must satisfy regular expression pattern: [\\w+=,.@:\\/-]*",
  );
}

/** Nobody assumes a role of another partition. Source: IAM User Guide, "AWS partitions". */
const partitionOf = (arn: string): string => arn.split(":")[1] ?? "";

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
