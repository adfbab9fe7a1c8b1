import type { AccountId, Region } from "../ids.ts";
import type { Source } from "./documents.ts";
import { echoOfField } from "./echo.ts";
import { EXTERNAL_ID } from "./fields.ts";
import type { Path } from "./positions.ts";
import type { Problems } from "./problems.ts";
import type { RoleDocument } from "./schema.ts";
import { partitionOf } from "./service.ts";
import { type Role, Secret } from "./types.ts";

/** Reads a secret from where the document says it is; undefined when there is none. */
export type ReadSecret = (source: { env: string } | { file: string }) => string | undefined;

/** `not read`: whether documents are sound does not depend on the machine, so nothing is looked up. */
export type Secrets = ReadSecret | "not read";

/** A role whose ARN may still contain `{account}`. */
export type RoleTemplate = Role;

const ACCOUNT = "{account}";

/** A document's role with its ExternalId read; the ARN must be of the Region's partition. */
export function roleTemplate(
  role: RoleDocument | undefined,
  path: Path,
  region: Region,
  source: Source,
  secrets: Secrets,
  problems: Problems,
): RoleTemplate | undefined {
  if (!role) return undefined;
  const partition = role.arn.split(":")[1];
  if (partition !== partitionOf(region)) {
    const message = `the role is in partition ${partition}, ${region} in ${partitionOf(region)}`;
    problems.error("OtherPartition", source.value([...path, "arn"]), message);
  }
  const externalId = externalIdOf(role, path, source, secrets, problems);
  return { arn: role.arn, ...(externalId && { externalId }) };
}

export function fillRole(template: RoleTemplate, account: AccountId): Role {
  return { ...template, arn: template.arn.replace(ACCOUNT, account) };
}

/** The account of a role's ARN, once `{account}` is filled in. */
export function accountOf(arn: string, account: AccountId): string {
  return arn.replace(ACCOUNT, account).split(":")[4] ?? "";
}

/** Problems name the variable or file where that looks like one, never its value. */
function externalIdOf(
  { externalId, externalIdFrom: from }: RoleDocument,
  path: Path,
  source: Source,
  secrets: Secrets,
  problems: Problems,
): Secret | undefined {
  if (externalId !== undefined) return new Secret(externalId);
  if (!from) return undefined;
  if (secrets === "not read") return new Secret();
  const { env, file = "" } = from;
  const value = (env === undefined ? secrets({ file }) : secrets({ env }))?.trim();
  if (value !== undefined && EXTERNAL_ID.test(value)) return new Secret(value);
  const field = env === undefined ? "file" : "env";
  const where = `${WORDS[field].kind} ${echoOfField(env ?? file, field) ?? "named here"}`;
  const what = value === undefined ? WORDS[field].absent : value === "" ? "is empty" : "is no ExternalId";
  const hint = value ? FORM : "it is needed to assume the role, not to validate";
  const place = source.value([...path, "externalIdFrom", field]);
  problems.error("ExternalIdUnread", place, `${where} ${what}`, hint);
  return undefined;
}

const FORM = "an ExternalId has 2 to 1224 letters, digits and characters of _+=,.@:/-";

const WORDS = {
  env: { kind: "environment variable", absent: "is not set" },
  file: { kind: "file", absent: "cannot be read" },
} as const;
