import { z } from "zod";
import { behaviours } from "./world-behaviours-schema.ts";
import { accountId, principals, region } from "./world-fields.ts";
import { peering, prefixList, transitGateway } from "./world-network-schema.ts";
import { accountRule } from "./world-resolver-schema.ts";
import { organization, share } from "./world-sharing-schema.ts";
import { vpc } from "./world-vpc-schema.ts";
import { zone } from "./world-zone-schema.ts";

/**
 * The fields of a world file. What is left out is as AWS makes it, but for the DNS attributes, which are on. The JSON
 * Schema and the reference in docs/ are made from it: `node tools/docs.ts`.
 */

const role = z
  .strictObject({
    name: z.string().optional().describe("Its name, in this account."),
    arn: z.string().optional().describe("Or its ARN, for one with a path or of another partition."),
    trusts: principals("Who may assume it").default([]),
    externalId: z.string().optional().describe("ExternalId that whoever assumes it has to give."),
    denies: z.array(z.string()).default([]).describe("Actions that it is refused, such as `route53:*`."),
    maxSessionSeconds: z.int().positive().optional().describe("MaxSessionDuration. AWS's default: 3600."),
  })
  .refine((one) => (one.name === undefined) !== (one.arn === undefined), "give either name or arn")
  .meta({
    id: "role",
    description: "An IAM role, with either `name` or `arn`. It may do all that is not denied.",
  });

const quota = (words: string) => z.int().min(0).optional().describe(words);

const quotas = z
  .strictObject({
    endpointsPerVpc: quota("Interface and gateway endpoints in a VPC. AWS's default: 50."),
    vpcsPerZone: quota("VPCs that a private zone takes: 300."),
    zonesPerAccount: quota("Hosted zones of an account: 500."),
    authorizations: quota("VPC association authorizations of a zone: 1000."),
    securityGroupsPerRegion: quota("Security groups of an account in a Region: 2500."),
    rulesPerSecurityGroup: quota("Rules of a security group in each direction: 60."),
    resolverEndpoints: quota("Resolver endpoints of an account in a Region: 4."),
    addressesPerResolverEndpoint: quota("Addresses of a Resolver endpoint: 6."),
    resolverRules: quota("Resolver rules of an account in a Region: 1000."),
    resolverRuleAssociations: quota("Resolver rule associations of an account in a Region: 2000."),
    resourceShares: quota("Resource shares of an account in a Region: 25,000."),
    sharedResources: quota("Resources over all of them, each as often as it is shared: 25,000."),
    sharedPrincipals: quota("Principals over all of them: 25,000."),
    resourcesPerShare: quota("Resources of one share: 5000."),
    principalsPerShare: quota("Principals of one share: 5000."),
    pendingInvitations: quota("Invitations of an account that nobody has answered: 20."),
  })
  .meta({ id: "quotas", description: "What AWS allows. What is left out is AWS's default." });

const delay = (words: string) => z.int().min(0).optional().describe(`Milliseconds ${words}`);

const delays = z
  .strictObject({
    insyncMs: delay("from a Route 53 change to its INSYNC. Else 20,000 to 40,000, drawn for each change."),
    endpointPendingMs: delay(
      "from CreateVpcEndpoint to `available`, and from DeleteVpcEndpoints to gone. Else 60,000.",
    ),
    networkMs: delay(
      "from accepting a peering connection to `active`, and from creating a transit gateway or what belongs to it to `available`. Else 30,000.",
    ),
    sharingMs: delay("from RAM's ASSOCIATING to ASSOCIATED. Else seconds, at times minutes."),
    sharedSeenMs: delay(
      "from then until the other account's RAM, and its Resolver, know it. Else up to 60,000, drawn for each.",
    ),
    privateDnsReleaseMs: delay("that a name stays taken in the VPC after private DNS went off. Else 0."),
    privateDnsReadyMs: delay("until names answer after private DNS of an endpoint went on. Else 0."),
    resolverEndpointMs: delay(
      "from CreateResolverEndpoint to OPERATIONAL, and from DeleteResolverEndpoint to gone. Else 60,000 to 180,000.",
    ),
    resolverAddressMs: delay(
      "from an address's coming to a Resolver endpoint to ATTACHED, and of its leaving. Else 30,000 to 180,000.",
    ),
    resolverRuleMs: delay("that a Resolver rule is UPDATING, with old and new targets. Else up to 240,000."),
    resolverAssociationMs: delay(
      "from AssociateResolverRule to COMPLETE, and from DisassociateResolverRule to gone. Else 2,000 to 60,000.",
    ),
  })
  .meta({ id: "delays", description: "How long things take that take no fixed time in AWS." });

const service = z
  .strictObject({
    names: z.array(z.string()).default([]).describe("Private names; a wildcard as `*.example.com`."),
    label: z.string().optional().describe("Label in its endpoints' own names. Absent: from its name."),
    owner: z.string().optional().describe("`amazon`, or an account id."),
    type: z.enum(["Interface", "Gateway"]).default("Interface").describe("Kind of endpoint that it takes."),
    crossRegion: z.boolean().default(false).describe("Whether the lists of other Regions show it."),
    acceptance: z
      .boolean()
      .default(false)
      .describe("Whether its owner has to accept each endpoint that a call makes."),
    listedFor: principals(
      "Who gets it in a list that names no services (`[]`: nobody); asked for by name, it answers all the same",
    ).default(["*"]),
    allows: principals("For whom it exists, AWS's allowed principals").default(["*"]),
  })
  .meta({ id: "service", description: "An endpoint service, where a list of names does not say enough." });

const account = z
  .strictObject({
    name: z.string().optional().describe("For readers only."),
    closed: z.boolean().default(false).describe("A closed account refuses every call."),
    quotas: quotas.optional().describe("Quotas of this account that differ from the others'."),
    roles: z.array(role).default([]).describe("Its roles."),
    vpcs: z.array(vpc).default([]).describe("Its VPCs."),
    peerings: z.array(peering).default([]).describe("VPC peering connections that it asked for."),
    transitGateways: z.array(transitGateway).default([]).describe("Its transit gateways."),
    prefixLists: z.array(prefixList).default([]).describe("Its prefix lists."),
    zones: z.array(zone).default([]).describe("Its hosted zones."),
    resolverRules: z
      .array(accountRule)
      .default([])
      .describe("Resolver rules of its own, beside those that are written in its VPCs."),
    shares: z.array(share).default([]).describe("What it shares by Resource Access Manager."),
  })
  .meta({ id: "account", description: "An AWS account." });

export const worldSchema = z.strictObject({
  accounts: z.record(accountId, account).describe("Account id, in quotes → what is in it."),
  organization: organization.optional().describe("Who is in which organization. Absent: nobody in any."),
  network: z
    .enum(["asWritten", "open"])
    .optional()
    .describe(
      "`asWritten`: packets go where routes, network ACLs and groups let them. `open`: every VPC reaches every other one, groups apart, and no role may read the network. Absent: `open` where the file has no routes, route tables, network ACLs, peering connections and transit gateways.",
    ),
  services: z
    .record(region, z.record(z.string(), z.union([z.array(z.string()), z.null(), service])))
    .default({})
    .describe(
      "Region → service → its private names, for services that are not built in or differ: a list of names, a `service`, or `null` where AWS does not have it. A name with another Region in it belongs to that one.",
    ),
  quotas: quotas.optional().describe("Quotas of all accounts."),
  delays: delays.optional().describe("How long things take."),
  behaviours: behaviours.optional().describe("What AWS does where nobody knows."),
});

export type WorldSpec = z.infer<typeof worldSchema>;
export type AccountSpec = z.infer<typeof account>;
export type RoleSpec = z.infer<typeof role>;
