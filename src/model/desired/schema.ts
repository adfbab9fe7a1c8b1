import * as z from "zod";
import { hubAnnotations, otherAnnotations } from "./annotations.ts";
import { ENDPOINTS_SHAPE, endpointChoice, selector } from "./endpoint-choice.ts";
import { endpointSpec } from "./endpoint-fields.ts";
import {
  accountId,
  count,
  documentName,
  eitherOf,
  labels,
  mode,
  oneOf,
  region,
  role,
  shortId,
  tableName,
  vpcId,
} from "./fields.ts";
import { endpointDefaults, sharedEndpointDefaults } from "./managed-fields.ts";
import { ownEndpointFields, ownGap } from "./own-endpoint-fields.ts";
import { clientSubnets, network, pathCheck } from "./path-fields.ts";
import { resolver, sharing } from "./resolver-fields.ts";
import { rollout } from "./rollout-fields.ts";

/**
 * The four documents of desired state. This one definition parses them, makes the JSON Schema that editors use,
 * and is the reference in docs/desired-state.md: descriptions are documentation, messages are what users read.
 * What one field cannot know of another document is checked in link.ts and rules.ts.
 */
export const API_VERSION = "vpce-operator/v1";

function envelope<Kind extends string, Spec extends z.ZodType, Annotations extends z.ZodType>(
  kind: Kind,
  spec: Spec,
  annotations: Annotations,
) {
  return z.strictObject({
    apiVersion: z.literal(API_VERSION).describe("Version of these documents."),
    kind: z.literal(kind).describe("What the document describes."),
    metadata: z
      .strictObject({
        name: documentName.describe(
          "Name of the document, unique among documents of its kind. Renaming changes nothing in AWS.",
        ),
        labels: labels.prefault({}).describe("Free labels, for selectors and for people."),
        annotations,
      })
      .describe("What the document is called."),
    spec,
  });
}

const spokeDefaults = z.strictObject({
  mode: mode
    .optional()
    .describe("Mode of spokes that name none, in any letter case. Default: `phz-association`."),
  role: role.optional().describe("Role of spokes in other accounts that name none."),
  ...ownEndpointFields,
});

const hubDocument = envelope(
  "Hub",
  z
    .strictObject({
      owner: shortId.describe(
        "Identity of ownership, part of every hosted zone's CallerReference. Whoever shares these endpoints keeps this id for ever: changing it disowns every zone.",
      ),
      besideOwners: z
        .array(shortId)
        .default([])
        .describe(
          "Owners that share endpoints of this hub VPC too, by documents of their own. Where another owner's zones or endpoints stand, nothing is made beside them unless that owner is named here: a changed `owner` looks the same.",
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
      spokeDefaults: spokeDefaults
        .prefault({})
        .describe("What the hub's spokes take over when they say nothing themselves."),
      endpointDefaults: endpointDefaults
        .prefault({})
        .describe("What managed endpoints are made with when their documents do not say."),
      resolver: resolver
        .optional()
        .describe("Resolver endpoints and rules for spokes of mode `resolver-rule`."),
      network: network
        .prefault({})
        .describe("What lies between the hub and its spokes, to be read and never changed."),
      sharing: sharing
        .prefault({})
        .describe(
          "With whom the rules are shared, by AWS RAM. Default: the accounts of the hub's rule-mode spokes.",
        ),
      table: z
        .strictObject({
          name: tableName.describe("Name of the table, in the operator's own account."),
          region: region.optional().describe("Region of the table. Default: the hub's Region."),
        })
        .optional()
        .describe(
          "DynamoDB table whose lease `apply` takes before it changes anything, and the daemon too; the same in every hub. `vpce-operator table create` makes it.",
        ),
      writePolicy: z
        .enum(["sync", "upsert-only", "observe"])
        .default("sync")
        .describe(
          "What the operator may do in this hub: `sync` everything; `upsert-only` nothing that removes, moves or switches private DNS off; `observe` nothing at all, it only tells.",
        ),
      suspend: z
        .boolean()
        .default(false)
        .describe("Change nothing of this hub until this is taken out; what is there stays."),
      guard: z
        .strictObject({
          maxRemovalPercent: count(0, 100, 20).describe(
            "Removals in one plan, or within an hour, above this share of the hub's spokes, or of its zones, are withheld; one removal is always possible.",
          ),
        })
        .prefault({})
        .describe("What one plan, or one hour, may remove."),
      rollout: rollout
        .optional()
        .describe(
          "A change of documents reaches a few spokes first, and the others later. Default: all at once.",
        ),
      quotas: z
        .strictObject({
          vpcsPerZone: count(2, 10_000, 300).describe(
            "VPCs per private hosted zone. Beyond it a name gets further zones, begun by the anchor VPC. AWS is asked when a zone is nearly full.",
          ),
          zonesPerAccount: count(1, 100_000, 500).describe("Hosted zones in the hub account."),
          authorizations: count(1, 1_000, 900).describe(
            "VPC association authorizations outstanding at a time, per zone and per account; AWS stops at 1,000.",
          ),
          endpointsPerVpc: count(1, 10_000, 50).describe("Interface endpoints in the hub VPC."),
          resolverEndpoints: count(1, 1_000, 4).describe(
            "Resolver endpoints of the hub account in the hub's Region, both directions together.",
          ),
          resolverAddresses: count(2, 20, 6).describe("Addresses of one Resolver endpoint."),
        })
        .prefault({})
        .describe(
          "Quotas of the hub account, as AWS granted them. The plan withholds what would not fit. Defaults: AWS's own.",
        ),
    })
    .describe("A hub: the VPC whose interface endpoints are shared."),
  hubAnnotations,
);

const endpointDocument = envelope("Endpoint", endpointSpec, otherAnnotations);

const defaultsDocument = envelope(
  "Defaults",
  z
    .strictObject({
      hubs: z
        .union(
          [z.literal("all"), z.array(documentName).min(1, "must name at least one hub"), selector],
          "must be all, a list of hubs or { matchLabels: {…} }",
        )
        .describe("Hubs that take these defaults over: `all`, by name, or by labels."),
      spokeDefaults: spokeDefaults
        .prefault({})
        .describe("What the hubs' spokes take over. A hub's own `spokeDefaults` win, field by field."),
      endpointDefaults: sharedEndpointDefaults
        .prefault({})
        .describe(
          "What the hubs' managed endpoints take over. A hub's own `endpointDefaults` win, field by field.",
        ),
    })
    .describe(
      "Defaults that stand once for several hubs. Two documents may not give one hub the same field.",
    ),
  otherAnnotations,
);

const spokeDocument = envelope(
  "Spoke",
  z
    .strictObject({
      hub: documentName.optional().describe("Hub whose endpoints the VPC shares."),
      hubs: z
        .array(documentName)
        .min(1, "must name at least one hub")
        .optional()
        .describe(
          "Several hubs, instead of `hub`: a Spoke of each, called `NAME-HUB`. No name may come from two of them.",
        ),
      account: accountId.describe("Account id of the VPC's owner, in quotes. It may be the hub's own."),
      region: region
        .optional()
        .describe(
          "Region of the VPC, in the hub's partition. Default: the hub's Region; with hubs of several Regions there is none.",
        ),
      vpc: vpcId.describe("VPC that resolves the endpoints' names to the hub."),
      role: role
        .optional()
        .describe(
          "Role of the operator in the spoke's account. Default: in the hub's account the hub's role, elsewhere the hub's `spokeDefaults.role`.",
        ),
      mode: mode
        .optional()
        .describe(
          "How names reach the spoke, in any letter case. Default: the hub's `spokeDefaults.mode`. `phz-association`: its VPC joins the hub's private hosted zones; `resolver-rule`: the hub's Resolver rules are associated with it.",
        ),
      endpoints: z
        .union([z.literal("none"), endpointChoice], ENDPOINTS_SHAPE)
        .default("all")
        .describe(
          "Which of the hub's endpoints the spoke shares. `none`: what it shares is taken away, and its document stays.",
        ),
      ...ownEndpointFields,
      allowGap: ownGap,
      pathCheck,
      clientSubnets,
      suspend: z
        .boolean()
        .default(false)
        .describe("Leave the spoke as it is: no additions, no removals. It still counts in quotas."),
    })
    .refine((given) => oneOf(given, "hub", "hubs"), eitherOf("hub", "hubs"))
    .meta({ oneOf: [{ required: ["hub"] }, { required: ["hubs"] }] })
    .describe("A VPC that resolves a hub's endpoint names to private addresses."),
  otherAnnotations,
);

export const DOCUMENTS = {
  Hub: hubDocument,
  Endpoint: endpointDocument,
  Spoke: spokeDocument,
  Defaults: defaultsDocument,
} as const;

export type Kind = keyof typeof DOCUMENTS;
export type HubDocument = z.output<typeof hubDocument>;
export type DefaultsDocument = z.output<typeof defaultsDocument>;
/** As written: of one service or several. */
export type EndpointsDocument = z.output<typeof endpointDocument>;
/** As written: of one hub or several. */
export type SpokesDocument = z.output<typeof spokeDocument>;
/** Of one service each. */
export type EndpointDocument = OneOf<EndpointsDocument, "service", "services">;
/** Of one hub each; `hubs` are those beside which it stands. */
export type SpokeDocument = OneOf<SpokesDocument, "hub", never>;
export type RoleDocument = z.output<typeof role>;

type OneOf<D extends { spec: object }, Field extends keyof D["spec"], Without extends keyof D["spec"]> = Omit<
  D,
  "spec"
> & {
  readonly spec: Omit<D["spec"], Field | Without> & { readonly [F in Field]: string };
};
