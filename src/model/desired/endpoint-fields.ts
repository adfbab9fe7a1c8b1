import * as z from "zod";
import { always, dnsName, documentName, endpointId, label, oneOf, shortId, text } from "./fields.ts";
import { managed } from "./managed-fields.ts";

/** What the document of an endpoint may say, found or made. */
export const endpointSpec = z
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
  );
