import * as z from "zod";

/**
 * The shapes of single fields, shared by the documents of schema.ts. Messages follow the field's path where users read
 * them: "spec.vpc must be …".
 */
export const text = (shape: RegExp, words: string) => z.string().regex(shape, words);

export const documentName = text(
  /^[a-z0-9]([a-z0-9.-]{0,61}[a-z0-9])?$/,
  "must be 1 to 63 lower-case letters, digits, dashes and dots, and begin and end with a letter or digit",
);
export const shortId = text(
  /^[a-z0-9][a-z0-9-]{0,39}$/,
  "must be 1 to 40 lower-case letters, digits and dashes, and begin with a letter or digit",
);
/** AWS's own shape (DynamoDB, "Naming rules"). */
export const tableName = text(
  /^[A-Za-z0-9_.-]{3,255}$/,
  "must be the name of a DynamoDB table: 3 to 255 letters, digits, underscores, dashes and dots",
);
export const accountId = text(
  /^\d{12}$/,
  'must be the 12 digits of an account id in quotes, like "111111111111"',
);
export const region = text(
  /^[a-z]{2}(-gov)?-[a-z]+-\d{1,2}$/,
  "must be a Region of the partitions aws, aws-cn or aws-us-gov, like eu-west-1",
);
export const vpcId = text(/^vpc-([0-9a-f]{8}|[0-9a-f]{17})$/, "must be vpc- and 8 or 17 hex digits");
export const endpointId = text(/^vpce-([0-9a-f]{8}|[0-9a-f]{17})$/, "must be vpce- and 8 or 17 hex digits");
export const resolverEndpointId = (direction: "in" | "out") =>
  text(new RegExp(`^rslvr-${direction}-[0-9a-f]{17}$`), `must be rslvr-${direction}- and 17 hex digits`);
export const subnetId = text(/^subnet-([0-9a-f]{8}|[0-9a-f]{17})$/, "must be subnet- and 8 or 17 hex digits");
export const securityGroupId = text(/^sg-([0-9a-f]{8}|[0-9a-f]{17})$/, "must be sg- and 8 or 17 hex digits");
export const dnsName = text(
  /^(?=.{1,253}$)(\*\.)?([a-z0-9_]([a-z0-9_-]{0,61}[a-z0-9_])?\.)+[a-z0-9]([a-z0-9-]{0,61}[a-z0-9])$/,
  "must be a DNS name of at least two labels in lower case without a trailing dot; `*` only as the whole first label",
);
export const label = z.string().max(256, "must be at most 256 characters");
export const labelKey = text(
  /^[A-Za-z0-9]([A-Za-z0-9._/-]{0,126}[A-Za-z0-9])?$/,
  "must be 1 to 128 letters, digits, dots, dashes, underscores and slashes, and begin and end with a letter or digit",
);
export const labels = z.record(labelKey, label);

/** As AWS writes it, and as short as people do; its Region is checked in rules.ts. */
export const serviceName = text(
  /^(?=.{1,100}$)[a-z0-9]([a-z0-9-]*[a-z0-9])?(\.[a-z0-9]([a-z0-9-]*[a-z0-9])?)*$/,
  "must be a service by short name (ssm, ecr.api) or by full name (com.amazonaws.REGION.ssm), in lower case",
);

/** AWS's own shape of an ExternalId (STS AssumeRole). */
export const EXTERNAL_ID = /^[\w+=,.@:/-]{2,1224}$/;

/** True when exactly one of the two fields is there; everything else about them is their own shape's business. */
export function oneOf(value: object, ...fields: readonly [string, string]): boolean {
  return fields.filter((field) => Object.hasOwn(value, field)).length === 1;
}

/** How a check by `oneOf` is told; `fields` are what it is about (one-cause.ts). */
export function eitherOf(...fields: readonly [string, string]) {
  return { error: `must have either ${fields.join(" or ")}`, when: always, params: { fields } };
}

/** A check across fields runs even when one of them is wrong already: every problem at once. */
export const always = ({ value }: { value: unknown }) => typeof value === "object" && value !== null;

const externalIdFrom = z
  .strictObject({
    env: text(/^[A-Za-z_][A-Za-z0-9_]*$/, "must be the name of an environment variable")
      .optional()
      .describe("Environment variable of the operator's process that holds the ExternalId."),
    file: z
      .string()
      .min(1, "must be a path")
      .optional()
      .describe("File that holds the ExternalId, as a mounted secret; white space around it is dropped."),
  })
  .refine((from) => oneOf(from, "env", "file"), eitherOf("env", "file"))
  .meta({ minProperties: 1, maxProperties: 1 });

export const role = z
  .strictObject({
    arn: text(
      /^arn:(aws|aws-cn|aws-us-gov):iam::(\d{12}|\{account\}):role\/[\w+=,.@/-]{1,576}$/,
      "must look like arn:aws:iam::111111111111:role/NAME; {account} stands for the document's account",
    ).describe(
      "ARN of the role to assume from the operator's own credentials. `{account}` stands for the account of the document that uses it.",
    ),
    externalId: text(EXTERNAL_ID, "must be 2 to 1224 letters, digits and characters of _+=,.@:/-")
      .optional()
      .describe(
        "ExternalId that the role's trust asks for, by value. It is then readable in Git: prefer `externalIdFrom`. Shown nowhere.",
      ),
    externalIdFrom: externalIdFrom.optional().describe("Where the operator reads the ExternalId from."),
  })
  .refine((given) => !(Object.hasOwn(given, "externalId") && Object.hasOwn(given, "externalIdFrom")), {
    error: "has both externalId and externalIdFrom; keep one",
    when: always,
  })
  .meta({ not: { required: ["externalId", "externalIdFrom"] } });

const MODES = ["phz-association", "resolver-rule"] as const;

/** Accepted in any letter case; the JSON Schema says so by a pattern, since its `enum` knows one case only. */
export const mode = z
  .string()
  .transform((written) => written.toLowerCase())
  .pipe(z.enum(MODES))
  .meta({ type: "string", anyOf: [{ enum: [...MODES] }, { pattern: anyCase(MODES) }] });

function anyCase(words: readonly string[]): string {
  const letters = (word: string) => word.replace(/[a-z]/g, (letter) => `[${letter}${letter.toUpperCase()}]`);
  return `^(${words.map(letters).join("|")})$`;
}

const PORT = "must be a port, from 1 to 65535";
export const port = z.int(PORT).min(1, PORT).max(65_535, PORT);

export const count = (least: number, most: number, aws: number) => {
  const words = `must be a whole number from ${least} to ${most}`;
  return z.int(words).min(least, words).max(most, words).default(aws);
};
