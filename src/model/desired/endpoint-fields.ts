import * as z from "zod";
import {
  always,
  dnsName,
  documentName,
  eitherOf,
  endpointId,
  label,
  oneOf,
  port,
  region,
  serviceName,
  shortId,
} from "./fields.ts";
import { managed } from "./managed-fields.ts";
import { valueAt } from "./positions.ts";

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
    service: serviceName
      .optional()
      .describe(
        "AWS service: `ssm`, `com.amazonaws.REGION.ssm` or `com.amazonaws.vpce.REGION.vpce-svc-…`. Its DNS names are read from AWS, never derived from this.",
      ),
    services: z
      .array(serviceName)
      .min(1, "must have at least one service")
      .optional()
      .describe(
        "Several services at once, instead of `service`: an Endpoint for each, with everything else that is written here, called `NAME-SERVICE` (`core-ssm`, `core-ecr.dkr`). Of a full name SERVICE is what is left without `com.amazonaws`, `vpce` and the Region.",
      ),
    serviceRegion: region
      .optional()
      .describe(
        "Region of the service, where the endpoint is one for a service of another Region (CreateVpcEndpoint's ServiceRegion). Default: the hub's Region.",
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
      .refine((given) => oneOf(given, "id", "tags"), eitherOf("id", "tags"))
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
        "In an adopted zone: make aliases of ours of the records that stand in their places, of those too that lead to the endpoint in another way.",
      ),
    takeOwnership: z
      .boolean()
      .default(false)
      .describe(
        "Make an adopted zone ours, by a tag: from then on whatever is not desired in it is removed, as in a zone that we made.",
      ),
    evaluateTargetHealth: z.boolean().default(true).describe("EvaluateTargetHealth of the alias records."),
    ports: z
      .array(port)
      .min(1, "must have at least one port")
      .default([443])
      .describe(
        "TCP ports at which clients reach the service: what is said of the endpoint's security groups is said for these.",
      ),
    names: z
      .array(dnsName)
      .optional()
      .describe(
        "Narrows the private DNS names that AWS lists for the service. Default: all of them; `[]`: none, only `extraNames`. `aws ec2 describe-vpc-endpoint-services` shows the list.",
      ),
    extraNames: z
      .array(dnsName)
      .default([])
      .describe(
        "Names to serve in addition to AWS's list; `*.` in front makes a wildcard; without it every name below is lost to the VPCs that join.",
      ),
    zonalNames: z
      .boolean()
      .default(false)
      .describe(
        "Names of single Availability Zones too: for `*.x` an alias at `*.use1-az1.x` for each zone that the endpoint is in, to its address there; for `x` one at `use1-az1.x`. By zone id, which is the same in all accounts.",
      ),
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
        "Accept a zone that hides names below it: another service's (codeartifact hides its repositories), a wildcard left out, records of a zone above.",
      ),
    suspend: z
      .boolean()
      .default(false)
      .describe(
        "Change nothing of this endpoint and its zones until this is taken out; what is there stays.",
      ),
  })
  .refine((given) => oneOf(given, "service", "services"), eitherOf("service", "services"))
  .refine(...ofOneService(["names"]))
  .refine(...ofOneService(["extraNames"]))
  .refine(...ofOneService(["existing", "id"]))
  .refine((given) => !(Object.hasOwn(given, "existing") && Object.hasOwn(given, "managed")), {
    error: "has both existing and managed; keep one",
    when: always,
  })
  .meta({
    oneOf: [
      { required: ["service"] },
      {
        required: ["services"],
        not: { anyOf: [{ required: ["names"] }, { required: ["extraNames"] }] },
      },
    ],
    not: { required: ["existing", "managed"] },
  })
  .describe(
    "An interface endpoint of one hub or several, found there or made there, and shared with their spokes.",
  );

/** Names and ids belong to one service, so a document of several cannot have them. */
function ofOneService(path: readonly string[]) {
  const isFine = (given: object) => {
    const value = Object.hasOwn(given, "services") ? valueAt(given, path) : undefined;
    return value === undefined || (Array.isArray(value) && value.length === 0);
  };
  const error = "does not go with services: it belongs to one service, so write a document of its own";
  return [isFine, { error, path: path.slice(0, 1), when: always }] as const;
}
