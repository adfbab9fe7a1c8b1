import * as z from "zod";
import { endpointSpec } from "./endpoint-fields.ts";
import {
  accountId,
  always,
  count,
  documentName,
  labels,
  mode,
  oneOf,
  region,
  role,
  shortId,
  vpcId,
} from "./fields.ts";
import { endpointDefaults } from "./managed-fields.ts";

/**
 * The three documents of desired state. This one definition parses them, makes the JSON Schema that editors use,
 * and is the reference in docs/desired-state.md: descriptions are documentation, messages are what users read.
 * What one field cannot know of another document is checked in link.ts and rules.ts.
 */
export const API_VERSION = "vpce-operator/v1";

/** Tags are readable copies, for people and cost reports; ownership rests on none of them. */
const onlyTag = (tag: string) => `nothing but the tag \`${tag}\`, which the next apply writes anew,`;

/** `renaming`: what changes in AWS with the document's name. */
function envelope<Kind extends string, Spec extends z.ZodType>(kind: Kind, renaming: string, spec: Spec) {
  return z.strictObject({
    apiVersion: z.literal(API_VERSION).describe("Version of these documents."),
    kind: z.literal(kind).describe("What the document describes."),
    metadata: z
      .strictObject({
        name: documentName.describe(
          `Name of the document, unique among documents of its kind. Renaming changes ${renaming} in AWS.`,
        ),
        labels: labels.prefault({}).describe("Free labels, for selectors and for people."),
      })
      .describe("What the document is called."),
    spec,
  });
}

const hubDocument = envelope(
  "Hub",
  onlyTag("vpce-operator/hub"),
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
      endpointDefaults: endpointDefaults
        .prefault({})
        .describe("Where managed endpoints are made when their documents do not say."),
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
          vpcsPerZone: count(2, 10_000, 300).describe(
            "VPCs per private hosted zone. Beyond it a name gets further zones, begun by the anchor VPC. AWS is asked when a zone is nearly full.",
          ),
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

const endpointDocument = envelope("Endpoint", onlyTag("vpce-operator/endpoint"), endpointSpec);

const spokeDocument = envelope(
  "Spoke",
  "nothing",
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
