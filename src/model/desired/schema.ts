import * as z from "zod";
import {
  accountId,
  always,
  count,
  dnsName,
  documentName,
  endpointId,
  label,
  labels,
  mode,
  oneOf,
  region,
  role,
  shortId,
  text,
  vpcId,
} from "./fields.ts";
import { endpointDefaults, managed } from "./managed-fields.ts";

/**
 * The three documents of desired state. This one definition parses them, makes the JSON Schema that editors use,
 * and is the reference in docs/desired-state.md: descriptions are documentation, messages are what users read.
 * What one field cannot know of another document is checked in link.ts and rules.ts.
 */
export const API_VERSION = "vpce-operator/v1";

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

const hubDocument = envelope(
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

const endpointDocument = envelope(
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
      managed: managed
        .optional()
        .describe(
          "Make the endpoint and keep it as described here, with private DNS off. `managed: {}` takes everything from the hub's `endpointDefaults`. Instead of `existing`.",
        ),
      hubPrivateDns: z
        .enum(["off", "keep", "turnOff"])
        .optional()
        .describe(
          "The endpoint's own private DNS in the hub VPC. `off`: it must be off, and the hub VPC resolves through the zone too. `keep`: it stays on, and the hub VPC is never associated. `turnOff`: the spokes join first, then it is switched off and the hub VPC follows. Default: must be off; when it is on, the plan withholds and explains.",
        ),
      allowGap: z
        .boolean()
        .default(false)
        .describe(
          "With `turnOff` in a hub without `anchorVpc`: accept that the hub VPC resolves the names publicly while their zones are made.",
        ),
      adoptZones: z
        .boolean()
        .default(false)
        .describe(
          "Use a private zone of the right name that somebody else made in the hub account: aliases and VPCs are added to it, and nothing else in it is changed or removed. Such a zone is otherwise a conflict.",
        ),
      takeRecords: z
        .boolean()
        .default(false)
        .describe(
          "In an adopted zone: change records that stand where our aliases belong and point elsewhere.",
        ),
      takeOwnership: z
        .boolean()
        .default(false)
        .describe(
          "Make an adopted zone ours, by a tag: from then on whatever is not desired in it is removed, as in a zone that we made.",
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
    .refine((given) => !(Object.hasOwn(given, "existing") && Object.hasOwn(given, "managed")), {
      error: "has both existing and managed; keep one",
      when: always,
    })
    .meta({ not: { required: ["existing", "managed"] } })
    .describe(
      "An interface endpoint of one hub or several, found there or made there, and shared with their spokes.",
    ),
);

const spokeDocument = envelope(
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
