import * as z from "zod";
import {
  accountId,
  dnsName,
  eitherOf,
  oneOf,
  resolverEndpointId,
  securityGroupId,
  subnetId,
  text,
} from "./fields.ts";

/** AWS: two addresses at least (CreateResolverEndpoint, IpAddresses); how many at most, a quota says. */
const ADDRESSES_MIN = 2;
/** CreateResolverEndpoint: "Maximum of 10 security groups are allowed". */
const GROUPS_MAX = 10;

const managed = z.strictObject({
  addresses: z
    .array(
      z.strictObject({
        subnet: subnetId.describe("Subnet of the hub's account; all of one VPC, each named once."),
        ip: z
          .ipv4("must be an IPv4 address")
          .optional()
          .describe(
            "Address in that subnet. Default: AWS chooses. One that is written cannot move to another endpoint, so it stands in the way when the endpoint has to be replaced.",
          ),
      }),
    )
    .min(ADDRESSES_MIN, "must have at least two addresses")
    .describe("Where the endpoint has addresses: in at least two Availability Zones, better three."),
  securityGroups: z
    .array(securityGroupId)
    .min(1, "must name at least one security group")
    .max(GROUPS_MAX, `must name at most ${GROUPS_MAX} security groups`)
    .describe(
      "Security groups, of the subnets' VPC. AWS fixes them when the endpoint is made: other ones mean another endpoint, which takes the place of this one by overlap.",
    ),
});

/** Route 53 Resolver of a hub, and with whom its rules are shared. Both concern spokes of mode `resolver-rule` only. */
const endpoint = (id: z.ZodType<string>, words: string) =>
  z.union(
    [
      z.literal("none"),
      z
        .strictObject({
          id: id.optional().describe(words),
          managed: managed
            .optional()
            .describe(
              "Make the endpoint and keep it as described here. Instead of `id`; needs the policy for managed Resolver endpoints (docs/iam.md).",
            ),
        })
        .refine((given) => oneOf(given, "id", "managed"), eitherOf("id", "managed"))
        .meta({ minProperties: 1, maxProperties: 1 }),
    ],
    "must be { id: … }, { managed: … } or none",
  );

/** What is said of `none`, in both directions. */
const NONE =
  "`none`: there is to be none; one that the operator made is deleted when no rule uses it any more. Leaving `resolver` out deletes nothing.";

export const resolver = z
  .strictObject({
    inbound: endpoint(
      resolverEndpointId("in"),
      "Id of the inbound endpoint. Its VPC is the view VPC: what that VPC answers is what spokes get.",
    ).describe(`Endpoint that the rules lead to. ${NONE}`),
    outbound: endpoint(
      resolverEndpointId("out"),
      "Id of the outbound endpoint, in the hub's account and Region.",
    ).describe(`Endpoint that the rules leave by. ${NONE}`),
    rules: z
      .enum(["per-endpoint", "regional"])
      .default("per-endpoint")
      .describe(
        "`per-endpoint`: a FORWARD rule for each name that is shared. `regional`: one for every AWS name of the Region, `REGION.amazonaws.com`, which moves names that nobody shares, too.",
      ),
    regional: z
      .strictObject({
        accept: z
          .literal(true, "must be true: the rule moves every AWS name of the Region")
          .describe("`true`: the report of names that move was read."),
        except: z
          .array(dnsName)
          .default([])
          .describe(
            "Names below the Region's domain that spokes go on resolving as without the rule: a SYSTEM rule each.",
          ),
      })
      .optional()
      .describe("Needed with `rules: regional`, and only there."),
    adoptRules: z
      .boolean()
      .default(false)
      .describe(
        "Use a FORWARD rule of the right name that somebody else made in the hub's account, where all its targets are the inbound endpoint's addresses, instead of making one.",
      ),
    takeOwnership: z
      .boolean()
      .default(false)
      .describe(
        "Make adopted rules ours, by tag: from then on they are kept and removed as if we had made them.",
      ),
  })
  .refine(({ rules, regional }) => (rules === "regional") === (regional !== undefined), {
    error: "must have regional with rules: regional, and only there",
    when: ({ value }) => typeof value === "object" && value !== null,
    params: { fields: ["rules", "regional"] },
  });

const organization = text(
  /^arn:(aws|aws-cn|aws-us-gov):organizations::\d{12}:organization\/o-[a-z0-9]{10,32}$/,
  "must look like arn:aws:organizations::111111111111:organization/o-abcdefghij",
);
const unit = text(
  /^arn:(aws|aws-cn|aws-us-gov):organizations::\d{12}:ou\/o-[a-z0-9]{10,32}\/ou-[a-z0-9]{4,32}-[a-z0-9]{8,32}$/,
  "must look like arn:aws:organizations::111111111111:ou/o-abcdefghij/ou-abcd-12345678",
);
const share = text(
  /^arn:(aws|aws-cn|aws-us-gov):ram:[a-z0-9-]+:\d{12}:resource-share\/[0-9a-f-]{36}$/,
  "must look like arn:aws:ram:eu-west-1:111111111111:resource-share/ID",
);

export const sharing = z.strictObject({
  organization: organization
    .optional()
    .describe("ARN of the organization: all its accounts may use the rules."),
  ous: z.array(unit).default([]).describe("ARNs of organizational units."),
  accounts: z
    .array(accountId)
    .default([])
    .describe(
      "Accounts by id, beside those of rule-mode spokes, which are shared with in any case unless an organization or a unit is named.",
    ),
  share: share
    .optional()
    .describe(
      "ARN of a resource share that exists, to use instead of one of our own. Nothing is taken out of it.",
    ),
});
