import * as z from "zod";

/**
 * The three documents of desired state. This one definition parses them, makes the JSON Schema that editors use,
 * and is the reference in docs/desired-state.md: descriptions are documentation, messages are what users read.
 * What one field cannot know of another document is checked in link.ts and rules.ts.
 */
export const API_VERSION = "vpce-operator/v1";

/** Puts the words a user reads beside the shape; they follow the path: "spec.vpc must look like …". */
const text = (shape: RegExp, words: string) => z.string().regex(shape, words);

const documentName = text(
  /^[a-z0-9]([a-z0-9.-]{0,61}[a-z0-9])?$/,
  "must be 1 to 63 lower-case letters, digits, dashes and dots, and begin and end with a letter or digit",
);
const shortId = text(
  /^[a-z0-9][a-z0-9-]{0,39}$/,
  "must be 1 to 40 lower-case letters, digits and dashes, and begin with a letter or digit",
);
const accountId = text(/^\d{12}$/, 'must be the 12 digits of an account id in quotes, like "111111111111"');
const region = text(
  /^[a-z]{2}(-gov)?-[a-z]+-\d{1,2}$/,
  "must be a Region of the partitions aws, aws-cn or aws-us-gov, like eu-west-1",
);
const vpcId = text(/^vpc-([0-9a-f]{8}|[0-9a-f]{17})$/, "must be vpc- and 8 or 17 hex digits");
const endpointId = text(/^vpce-([0-9a-f]{8}|[0-9a-f]{17})$/, "must be vpce- and 8 or 17 hex digits");
const dnsName = text(
  /^(?=.{1,253}$)(\*\.)?([a-z0-9_]([a-z0-9_-]{0,61}[a-z0-9_])?\.)+[a-z0-9]([a-z0-9-]{0,61}[a-z0-9])$/,
  "must be a DNS name of at least two labels in lower case without a trailing dot; `*` only as the whole first label",
);
const label = z.string().max(256, "must be at most 256 characters");
const labelKey = text(
  /^[A-Za-z0-9]([A-Za-z0-9._/-]{0,126}[A-Za-z0-9])?$/,
  "must be 1 to 128 letters, digits, dots, dashes, underscores and slashes, and begin and end with a letter or digit",
);
const labels = z.record(labelKey, label);

/** AWS's own shape of an ExternalId (STS AssumeRole). */
export const EXTERNAL_ID = /^[\w+=,.@:/-]{2,1224}$/;

/** True when exactly one of the two fields is there; everything else about them is their own shape's business. */
function oneOf(value: object, ...fields: readonly [string, string]): boolean {
  return fields.filter((field) => Object.hasOwn(value, field)).length === 1;
}

/** A check across fields runs even when one of them is wrong already: every problem at once. */
const always = ({ value }: { value: unknown }) => typeof value === "object" && value !== null;

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
  .refine((from) => oneOf(from, "env", "file"), { error: "must have either env or file", when: always })
  .meta({ minProperties: 1, maxProperties: 1 });

const role = z
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

export const MODES = ["phz-association", "resolver-rule"] as const;

/** Accepted in any letter case; the JSON Schema says so by a pattern, since its `enum` knows one case only. */
const mode = z
  .string()
  .transform((written) => written.toLowerCase())
  .pipe(z.enum(MODES))
  .meta({ type: "string", anyOf: [{ enum: [...MODES] }, { pattern: anyCase(MODES) }] });

function anyCase(words: readonly string[]): string {
  const letters = (word: string) => word.replace(/[a-z]/g, (letter) => `[${letter}${letter.toUpperCase()}]`);
  return `^(${words.map(letters).join("|")})$`;
}

const count = (least: number, most: number, aws: number) => {
  const words = `must be a whole number from ${least} to ${most}`;
  return z.int(words).min(least, words).max(most, words).default(aws);
};

function envelope<Kind extends string, Spec extends z.ZodType>(kind: Kind, spec: Spec) {
  return z.strictObject({
    apiVersion: z.literal(API_VERSION).describe("Version of these documents."),
    kind: z.literal(kind).describe("What the document describes."),
    metadata: z
      .strictObject({
        name: documentName.describe(
          "Name of the document, unique among documents of its kind. Renaming changes nothing in AWS.",
        ),
        labels: labels.prefault({}).describe("Free labels, for selectors and for people."),
      })
      .describe("What the document is called."),
    spec,
  });
}

export const hubDocument = envelope(
  "Hub",
  z
    .strictObject({
      owner: shortId.describe(
        "Identity of ownership, part of every hosted zone's CallerReference. Whoever shares these endpoints keeps this id for ever: changing it disowns every zone.",
      ),
      account: accountId.describe("Account id of the hub, in quotes (YAML drops leading zeros of numbers)."),
      region: region.describe("Region of the hub VPC and its endpoints."),
      vpc: vpcId.describe("VPC that holds the interface endpoints."),
      anchorVpc: z
        .strictObject({
          vpc: vpcId.describe("Id of the anchor VPC."),
          region: region.optional().describe("Region of the anchor VPC. Default: the hub's Region."),
        })
        .optional()
        .describe(
          "VPC of the hub's account, any Region, without workloads: the safe first VPC of every zone, so that no name is unresolved while its zone is made.",
        ),
      role: role
        .optional()
        .describe("Role of the operator in the hub account. Default: the operator's own credentials."),
      spokeDefaults: z
        .strictObject({
          mode: mode
            .optional()
            .describe("Mode of spokes that name none, in any letter case. Default: `phz-association`."),
          role: role.optional().describe("Role of spokes in other accounts that name none."),
        })
        .prefault({})
        .describe("What the hub's spokes take over when they say nothing themselves."),
      guard: z
        .strictObject({
          maxRemovalPercent: count(0, 100, 20).describe(
            "Removals in one plan above this share of the hub's spokes, or of its zones, are withheld; one removal is always possible.",
          ),
        })
        .prefault({})
        .describe("What one plan may remove."),
      quotas: z
        .strictObject({
          vpcsPerZone: count(1, 10_000, 300).describe("VPCs per private hosted zone."),
          zonesPerAccount: count(1, 100_000, 500).describe("Hosted zones in the hub account."),
          authorizations: count(1, 1_000, 900).describe(
            "VPC association authorisations outstanding at a time, per zone and per account; AWS stops at 1,000.",
          ),
          endpointsPerVpc: count(1, 10_000, 50).describe("Interface endpoints in the hub VPC."),
        })
        .prefault({})
        .describe(
          "Quotas of the hub account, as AWS granted them. The plan withholds what would not fit. Defaults: AWS's own.",
        ),
    })
    .describe("A hub: the VPC whose interface endpoints are shared."),
);

export const endpointDocument = envelope(
  "Endpoint",
  z
    .strictObject({
      hubs: z
        .array(documentName)
        .min(1, "must name at least one hub")
        .describe("Hubs that hold this endpoint, each its own (the same set in several Regions)."),
      set: shortId
        .default("default")
        .describe("Named set of endpoints: two sets of one hub may hold the same service (prod, non-prod)."),
      service: text(
        /^(?=.{1,100}$)[a-z0-9]([a-z0-9-]*[a-z0-9])?(\.[a-z0-9]([a-z0-9-]*[a-z0-9])?)*$/,
        "must be a service by short name (ssm, ecr.api) or by full name (com.amazonaws.REGION.ssm), in lower case",
      ).describe(
        "AWS service: `ssm`, `com.amazonaws.REGION.ssm` or `com.amazonaws.vpce.REGION.vpce-svc-…`. Its DNS names are read from AWS, never derived from this.",
      ),
      existing: z
        .strictObject({
          id: endpointId.optional().describe("Id of the endpoint; for an Endpoint of one hub only."),
          tags: z
            .record(z.string(), label)
            .refine((tags) => Object.keys(tags).length > 0, "must have at least one tag")
            .optional()
            .describe("Tags that the endpoint has, all of them."),
        })
        .refine((given) => oneOf(given, "id", "tags"), { error: "must have either id or tags", when: always })
        .meta({ minProperties: 1, maxProperties: 1 })
        .optional()
        .describe(
          "Which endpoint of the hub VPC is meant. Default: the one available endpoint of the service. None or several: nothing is changed, and the plan says so.",
        ),
      hubPrivateDns: z
        .enum(["off", "keep"])
        .optional()
        .describe(
          "The endpoint's own private DNS in the hub VPC. `off`: it must be off, and the hub VPC resolves through the zone too. `keep`: it stays on, and the hub VPC is never associated. Default: must be off; when it is on, the plan withholds and explains.",
        ),
      evaluateTargetHealth: z.boolean().default(true).describe("EvaluateTargetHealth of the alias records."),
      names: z
        .array(dnsName)
        .min(1, "must have at least one name; leave it out to share every name of the service")
        .optional()
        .describe(
          "Narrows the private DNS names that AWS lists for the service. Default: all of them. `aws ec2 describe-vpc-endpoint-services` shows the list.",
        ),
      extraNames: z
        .array(dnsName)
        .default([])
        .describe("Names to serve in addition to AWS's list; `*.` in front makes a wildcard."),
      newNames: z
        .enum(["report", "apply"])
        .default("report")
        .describe(
          "What happens to a name that AWS adds to the service later: `report` it, or `apply` it without a commit.",
        ),
      addressTypes: z
        .array(z.enum(["ipv4", "ipv6"]))
        .min(1, "must have at least one address type")
        .optional()
        .describe(
          "Record types: ipv4 makes A, ipv6 makes AAAA. Default: what the endpoint's DNS record type says; needed when that is `service-defined`.",
        ),
      acceptShadowing: z
        .boolean()
        .default(false)
        .describe(
          "Accept a zone that hides private names of another service below it (codeartifact hides its repositories).",
        ),
    })
    .describe("An interface endpoint that exists in one hub or several, and is shared with their spokes."),
);

export const spokeDocument = envelope(
  "Spoke",
  z
    .strictObject({
      hub: documentName.describe("Hub whose endpoints the VPC shares."),
      account: accountId.describe("Account id of the VPC's owner, in quotes. It may be the hub's own."),
      region: region
        .optional()
        .describe("Region of the VPC, in the hub's partition. Default: the hub's Region."),
      vpc: vpcId.describe("VPC that resolves the endpoints' names to the hub."),
      role: role
        .optional()
        .describe(
          "Role of the operator in the spoke's account. Default: in the hub's account the hub's role, elsewhere the hub's `spokeDefaults.role`.",
        ),
      mode: mode
        .optional()
        .describe(
          "How names reach the spoke, in any letter case. Default: the hub's `spokeDefaults.mode`. `resolver-rule` is not available yet.",
        ),
      endpoints: z
        .union(
          [
            z.literal("all"),
            z
              .strictObject({
                names: z
                  .array(documentName)
                  .min(
                    1,
                    "must name at least one endpoint; to pause a spoke use suspend, to remove it delete its document",
                  )
                  .optional()
                  .describe("Endpoint documents by name."),
                matchLabels: labels
                  .refine((given) => Object.keys(given).length > 0, "must have at least one label")
                  .optional()
                  .describe("Endpoint documents that have all these labels."),
              })
              .refine((given) => oneOf(given, "names", "matchLabels"), {
                error: "must have either names or matchLabels",
                when: always,
              })
              .meta({ minProperties: 1, maxProperties: 1 }),
          ],
          "must be all, { names: […] } or { matchLabels: {…} }",
        )
        .default("all")
        .describe("Which of the hub's endpoints the spoke shares."),
      suspend: z
        .boolean()
        .default(false)
        .describe("Leave the spoke as it is: no additions, no removals. It still counts in quotas."),
    })
    .describe("A VPC that resolves a hub's endpoint names to private addresses."),
);

export const DOCUMENTS = { Hub: hubDocument, Endpoint: endpointDocument, Spoke: spokeDocument } as const;

export type Kind = keyof typeof DOCUMENTS;
export type HubDocument = z.output<typeof hubDocument>;
export type EndpointDocument = z.output<typeof endpointDocument>;
export type SpokeDocument = z.output<typeof spokeDocument>;
export type RoleDocument = z.output<typeof role>;
